"""Files that are no recording, or lie about themselves: each with what the task must end with."""

import gzip
import io
import json
import pickle
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import av
import lameenc
import numpy as np
import soundfile

from tutti.base.seeds import generator

RATE_HZ = 44100
UNUSABLE = 400
UNFETCHABLE = 451


@dataclass(frozen=True)
class Hostile:
    """A file, its error code, and words of the message that a person needs."""

    name: str
    content: bytes
    code: int = UNUSABLE
    says: str = "is not audio"


def noise(count: int, name: str = "noise") -> bytes:
    return generator(5, name).integers(0, 256, count, dtype=np.uint8).tobytes()


def tone(seconds: float, level: float = 0.3) -> np.ndarray:
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * 220 * time)).astype(np.float32)


def wav(samples: np.ndarray, subtype: str = "PCM_16") -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, RATE_HZ, subtype=subtype, format="WAV")
    return out.getvalue()


def mp3(samples: np.ndarray, kbit: int = 32) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(kbit)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_channels(1)
    encoder.set_quality(9)
    encoder.silence()
    return bytes(encoder.encode((samples * 32767).astype("<i2").tobytes()) + encoder.flush())


def bent_wav(*, channels: int = 1, rate: int = RATE_HZ, bits: int = 16, data_bytes: int = 88200, tag: int = 1) -> bytes:
    """A WAV whose header says what it likes, over two seconds of noise."""
    block = channels * bits // 8
    form = struct.pack(
        "<4sIHHIIHH", b"fmt ", 16, tag, channels & 0xFFFF, rate, (rate * block) & 0xFFFFFFFF, block & 0xFFFF, bits
    )
    body = form + struct.pack("<4sI", b"data", data_bytes & 0xFFFFFFFF) + noise(88200)
    return struct.pack("<4sI4s", b"RIFF", (data_bytes + 36) & 0xFFFFFFFF, b"WAVE") + body


def zipped(depth: int) -> bytes:
    content = b"\0" * 1_000_000
    for level in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(4):
                archive.writestr(f"{level}-{number}", content)
        content = out.getvalue()
    return content


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("../../etc/passwd")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"root"))
    return out.getvalue()


def video_without_sound() -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(25):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), dtype=np.uint8), format="rgb24")
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return out.getvalue()


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def id3(size: int, content: bytes) -> bytes:
    parts = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\0\0" + parts + content


def flac_of(samples_claimed: int) -> bytes:
    info = struct.pack(">HH", 4096, 4096) + bytes(6)
    packed = (RATE_HZ << 44) | (1 << 41) | (15 << 36) | samples_claimed
    return b"fLaC" + b"\x80" + (34).to_bytes(3, "big") + info + packed.to_bytes(8, "big") + bytes(16) + noise(2000)


def short_of(samples: np.ndarray, fault: Callable[[np.ndarray], None]) -> np.ndarray:
    bent = samples.copy()
    fault(bent)
    return bent


def hostile_uploads(trap_url: str) -> list[Hostile]:
    """All of them; playlists point at `trap_url`, which nobody may ever ask for."""
    song = tone(8)
    return [
        Hostile("empty", b"", says="empty"),
        Hostile("one byte", b"R"),
        Hostile("noise", noise(300_000)),
        Hostile("zeros", b"\0" * 300_000),
        Hostile("ones", b"\xff" * 300_000),
        Hostile("text", b"la la la\n" * 2000),
        Hostile("a page", b"<!doctype html><html><body>Not found</body></html>"),
        Hostile("json", json.dumps({"code": 404, "url": trap_url}).encode()),
        Hostile("xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
        Hostile("svg", f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{trap_url}"/></svg>'.encode()),
        Hostile("zip", zipped(1)),
        Hostile("zip in zip in zip", zipped(3)),
        Hostile("gzip bomb", gzip.compress(b"\0" * 20_000_000)),
        Hostile("tar that climbs", tarred()),
        Hostile("pdf", b"%PDF-1.7\n" + noise(5000)),
        Hostile("png of 60000 x 60000", png()),
        Hostile("gif", b"GIF89a\xff\xff\xff\xff" + noise(2000)),
        Hostile("elf", b"\x7fELF\x02\x01\x01" + noise(5000)),
        Hostile("shell script", b"#!/bin/sh\nrm -rf /\n"),
        Hostile("pickle", pickle.dumps({"a": [1, 2, 3]})),
        Hostile("midi", b"MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk\0\0\0\x04\0\xff\x2f\0"),
        Hostile("hls playlist", f"#EXTM3U\n#EXTINF:10,\n{trap_url}/a.ts\n#EXT-X-ENDLIST\n".encode()),
        Hostile("hls playlist of a file", b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"),
        Hostile("ffconcat", f"ffconcat version 1.0\nfile '{trap_url}/a.wav'\n".encode()),
        Hostile("pls playlist", f"[playlist]\nFile1={trap_url}/a.mp3\nNumberOfEntries=1\n".encode()),
        Hostile(
            "xspf playlist",
            f"<playlist><trackList><track><location>{trap_url}</location></track></trackList></playlist>".encode(),
        ),
        Hostile("sdp", f"v=0\nc=IN IP4 127.0.0.1\na=control:{trap_url}\nm=audio 5004 RTP/AVP 0\n".encode()),
        Hostile("dash manifest", f"<MPD><Period><BaseURL>{trap_url}/</BaseURL></Period></MPD>".encode()),
        Hostile(
            "200 hours in the header",
            bent_wav(data_bytes=0xFFFFFF00),
            says="shorter|too short|at least 3 s|is not audio",
        ),
        Hostile("no channels", bent_wav(channels=0)),
        Hostile("65535 channels", bent_wav(channels=65535)),
        Hostile("no rate", bent_wav(rate=0)),
        Hostile("a rate of 4 GHz", bent_wav(rate=0xFFFFFFFF)),
        Hostile("no bits", bent_wav(bits=0)),
        Hostile("an unknown coding", bent_wav(tag=0x7777)),
        Hostile("half a header", wav(song)[:30]),
        Hostile("a header alone", wav(song)[:44]),
        Hostile("flac of a year", flac_of((1 << 36) - 1)),
        Hostile("flac header alone", flac_of(0)[:42]),
        Hostile("ogg of noise", b"OggS\0\x02" + noise(20_000)),
        Hostile("webm of noise", b"\x1a\x45\xdf\xa3" + noise(20_000)),
        Hostile(
            "mp4 with endless boxes",
            struct.pack(">I4s", 0x7FFFFFFF, b"moov") + struct.pack(">I4s", 0x7FFFFFF0, b"trak") * 50,
        ),
        Hostile("video without sound", video_without_sound()),
        Hostile("id3 that never ends", id3((1 << 28) - 1, noise(50_000))),
        Hostile("id3 and nothing", id3(100, b"\0" * 100)),
        Hostile("one second", wav(tone(1)), says="at least 3 s"),
        Hostile("one second of mp3", mp3(tone(1)), says="at least 3 s"),
        Hostile("silence", wav(np.zeros(RATE_HZ * 8, dtype=np.float32)), says="no sound"),
        Hostile("almost silence", wav(song * 1e-5, "PCM_24"), says="no sound"),
        Hostile("nine minutes", mp3(np.tile(song, 68)[: 9 * 60 * RATE_HZ]), says="longer than 8 minutes"),
        Hostile("all samples not a number", wav(np.full_like(song, np.nan), "FLOAT"), says=""),
        Hostile("all samples endless", wav(np.full_like(song, np.inf), "FLOAT"), says=""),
    ]
