import io
import wave

import av
import pytest

from tutti.api.file_types import ending_for, ending_of, file_type, sniffed


def encoded(container: str, codec: str, sample_format: str) -> bytes:
    """A tenth of a second of silence as FFmpeg writes it."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as output:
        stream = output.add_stream(codec, rate=48000)
        frame = av.AudioFrame(format=sample_format, layout="mono", samples=4800)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate = 48000
        for packet in (*stream.encode(frame), *stream.encode(None)):
            output.mux(packet)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("container", "codec", "sample_format", "kind"),
    [
        ("mp3", "libmp3lame", "fltp", "audio/mpeg"),
        ("flac", "flac", "s16", "audio/flac"),
        ("ogg", "libopus", "s16", "audio/ogg"),
        ("ipod", "aac", "fltp", "audio/mp4"),
        ("mp4", "aac", "fltp", "video/mp4"),
        ("mov", "aac", "fltp", "video/quicktime"),
        ("webm", "libopus", "s16", "audio/webm"),
        ("matroska", "libopus", "s16", "video/x-matroska"),
        ("adts", "aac", "fltp", "audio/aac"),
        ("aiff", "pcm_s16be", "s16", "audio/aiff"),
        ("wav", "pcm_s16le", "s16", "audio/wav"),
    ],
)
def test_what_is_in_a_file_tells_its_type(container: str, codec: str, sample_format: str, kind: str) -> None:
    content = encoded(container, codec, sample_format)
    assert sniffed(content[:4096]) == kind
    assert file_type(content[:4096], "misleading.txt") == kind
    assert ending_for(kind) is not None


def test_an_mp3_without_tags_is_one() -> None:
    content = encoded("mp3", "libmp3lame", "fltp")
    assert content.startswith(b"ID3")
    tag = sum(byte << shift for byte, shift in zip(content[6:10], (21, 14, 7, 0), strict=True))
    assert sniffed(content[10 + tag :]) == "audio/mpeg"


def test_wave_of_the_standard_library_is_one() -> None:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0")
    assert sniffed(buffer.getvalue()) == "audio/wav"


@pytest.mark.parametrize("head", [b"", b"\xff", b"\xff\xff\xff\xff", b"RIFF1234AVI ", b"Hello", b"\xfe\xff\x00\x41"])
def test_other_bytes_tell_nothing(head: bytes) -> None:
    assert sniffed(head) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", "text/plain"),
        ("a.MP3", "audio/mpeg"),
        ("a.html", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_the_name_tells_where_the_contents_do_not(name: str, kind: str) -> None:
    assert file_type(b"Hello", name) == kind


def test_endings() -> None:
    assert ending_of("x.tar.GZ") == "gz"
    assert ending_of("x.") is ending_of("x") is ending_of("a.way too long ending") is None
    assert ending_for("Audio/MPEG; charset=x") == "mp3"
    assert ending_for("audio/x-wav") == "wav"
    assert ending_for("text/html") is ending_for(None) is None
