"""From Audio to files: 24-bit WAV and FLAC, and MP3, each written beside its place and renamed, so never half there.

An MP3 coder starts late and fills its last frame; how many samples that is stands in the "Info" frame (the LAME tag:
G. Bouvigne, "Mp3 Info Tag revision 1"), so that players start on time and stop on time. LAME's library leaves
writing it to the caller.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import lameenc
import numpy as np
import numpy.typing as npt
import soundfile

from tutti.base.errors import MixBroken
from tutti.sound.audio import Audio, frames_at

MP3_KBIT_PER_SECOND = 192
MP3_QUALITY = 5  # LAME's scale from 0 (best, slow) to 9; 5 is its own middle
PIECE_SECONDS = 3.0
_FULL_SCALE_24 = 1 << 23
_FULL_SCALE_16 = 1 << 15
_BLOCK_FRAMES = 1 << 16
_CODER_DELAY_FRAMES = 576  # of LAME; decoders add their own 529 by themselves
_CODED_FRAMES = 1152  # in a frame of MPEG-1 layer III, which all rates from 32 kHz use
_HEADER_BYTES = 4
_LOWEST_MP3_RATE_HZ = 32000
# Places in the Info frame, in bytes after the word "Info".
_FRAME_COUNT_AT, _DELAYS_AT, _CHECKSUM_AT = 8, 141, 154

PieceReport = Callable[[bytes], None]


def write_wav(path: Path, audio: Audio) -> None:
    """Write 24-bit PCM; samples are rounded, not dithered, so that stems still sum to the master.

    Raises:
        MixBroken: a sample lies beyond full scale.
    """
    _write_24_bits(path, audio, "WAV")


def write_flac(path: Path, audio: Audio) -> None:
    """Write the samples `write_wav` writes, without loss in about half the bytes.

    Raises:
        MixBroken: a sample lies beyond full scale.
    """
    _write_24_bits(path, audio, "FLAC")


def write_mp3(
    path: Path, audio: Audio, *, title: str = "", artist: str = "Tutti", on_piece: PieceReport | None = None
) -> None:
    """Write an MP3 with its title and artist as tags; 32, 44.1 or 48 kHz.

    Args:
        path: where to.
        audio: what is heard.
        title: a tag.
        artist: a tag.
        on_piece: is given each of the `mp3_pieces` as soon as it is encoded.
    """
    stream = io.BytesIO()
    for piece in mp3_pieces(audio):
        stream.write(piece)
        if on_piece is not None:
            on_piece(piece)
    stream.seek(0)
    with _appearing(path) as scratch:
        _tag(stream, scratch, {"title": title, "artist": artist})
        _tell_padding(scratch, audio.frames)


def mp3_pieces(audio: Audio) -> Iterator[bytes]:
    """The audio as MP3, about `PIECE_SECONDS` at a time; each piece is whole frames, and all in a row are one MP3."""
    if audio.sample_rate_hz < _LOWEST_MP3_RATE_HZ:
        raise ValueError(f"an MP3 is written at {_LOWEST_MP3_RATE_HZ} Hz or more, not {audio.sample_rate_hz}")
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(MP3_KBIT_PER_SECOND)
    encoder.set_in_sample_rate(audio.sample_rate_hz)
    encoder.set_channels(audio.channels)
    encoder.set_quality(MP3_QUALITY)
    encoder.silence()
    coded = b""
    for block in _blocks(audio, frames_at(PIECE_SECONDS, audio.sample_rate_hz)):
        steps = np.clip(np.rint(block * np.float32(_FULL_SCALE_16)), -_FULL_SCALE_16, _FULL_SCALE_16 - 1)
        coded += encoder.encode(steps.astype("<i2").tobytes())
        whole = _whole_frames(coded, audio.sample_rate_hz)
        if whole:
            yield coded[:whole]
            coded = coded[whole:]
    yield coded + bytes(encoder.flush())


def _whole_frames(coded: bytes, sample_rate_hz: int) -> int:
    """How many bytes at the start are complete frames; all have one bit rate, some a byte of padding."""
    end = 0
    while end + _HEADER_BYTES <= len(coded):
        is_padded = coded[end + 2] >> 1 & 1
        length = _CODED_FRAMES // 8 * 1000 * MP3_KBIT_PER_SECOND // sample_rate_hz + is_padded
        if end + length > len(coded):
            break
        end += length
    return end


def _write_24_bits(path: Path, audio: Audio, container: str) -> None:
    peak = float(np.max(np.abs(audio.samples), initial=0.0))
    if not peak <= 1.0:
        raise MixBroken(f"{path.name} would clip: a sample has the value {peak:.3f}")
    with (
        _appearing(path) as scratch,
        soundfile.SoundFile(
            scratch, "w", audio.sample_rate_hz, audio.channels, subtype="PCM_24", format=container
        ) as file,
    ):
        for block in _blocks(audio, _BLOCK_FRAMES):
            steps = np.clip(np.rint(block * np.float32(_FULL_SCALE_24)), -_FULL_SCALE_24, _FULL_SCALE_24 - 1)
            file.write(steps.astype(np.int32) << 8)


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """A path to write to; the file takes its place when it is whole, and is gone when it is not."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        yield scratch
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _tag(stream: io.BytesIO, path: Path, tags: dict[str, str]) -> None:
    """Copy an MP3 stream, unchanged, into a file with ID3 tags and a length header."""
    with av.open(stream, "r", format="mp3") as source, av.open(str(path), "w", format="mp3") as target:
        target.metadata.update({name: text for name, text in tags.items() if text})
        copied = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(source.streams.audio[0]):
            if packet.dts is None:
                continue
            packet.stream = copied
            target.mux(packet)


def _tell_padding(path: Path, frames: int) -> None:
    """Write into the Info frame how many samples of the coder come before and after the `frames` of the audio."""
    content = bytearray(path.read_bytes())
    start = 10 + sum(size << shift for size, shift in zip(content[6:10], (21, 14, 7, 0), strict=True))
    info = content.index(b"Info", start)
    (count,) = struct.unpack_from(">I", content, info + _FRAME_COUNT_AT)
    after = min(max(count * _CODED_FRAMES - _CODER_DELAY_FRAMES - frames, 0), 0xFFF)
    content[info + _DELAYS_AT : info + _DELAYS_AT + 3] = (_CODER_DELAY_FRAMES << 12 | after).to_bytes(3, "big")
    struct.pack_into(">H", content, info + _CHECKSUM_AT, _crc16(content[start : info + _CHECKSUM_AT]))
    path.write_bytes(content)


def _crc16(content: bytes | bytearray) -> int:
    """CRC-16/ARC."""
    register = 0
    for byte in content:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register


def _blocks(audio: Audio, frames: int) -> Iterator[npt.NDArray[np.float32]]:
    """Interleaved blocks of so many frames, shaped (frames, channels)."""
    for start in range(0, audio.frames, frames):
        yield np.ascontiguousarray(audio.samples[:, start : start + frames].T)
