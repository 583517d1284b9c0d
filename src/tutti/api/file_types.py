"""What kind of file something is: by its first bytes where they tell, else by the ending of its name.

Signatures from the formats' own specifications (ID3v2, RIFF, FLAC, Ogg, ISO 14496-12, Matroska, AIFF, MPEG frames,
MIDI). The table holds what people upload to a music studio; anything else is "application/octet-stream".
"""

from __future__ import annotations

import re

HEAD_BYTES = 4096
UNKNOWN_TYPE = "application/octet-stream"
UNKNOWN_ENDING = "bin"

_BY_ENDING = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "aac": "audio/aac",
    "webm": "audio/webm",
    "mka": "audio/x-matroska",
    "mkv": "video/x-matroska",
    "aif": "audio/aiff",
    "aiff": "audio/aiff",
    "wma": "audio/x-ms-wma",
    "amr": "audio/amr",
    "caf": "audio/x-caf",
    "mid": "audio/midi",
    "txt": "text/plain",
    "lrc": "text/plain",
    "json": "application/json",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
}
_ALIASES = {
    "audio/mp3": "mp3",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
    "audio/vnd.wave": "wav",
    "audio/x-flac": "flac",
    "audio/x-m4a": "m4a",
    "audio/m4a": "m4a",
    "audio/opus": "opus",
    "audio/x-aiff": "aiff",
    "video/webm": "webm",
}
_BY_TYPE = {kind: ending for ending, kind in reversed(_BY_ENDING.items())} | _ALIASES
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_MPEG_HEADER_BYTES = 4


def sniffed(head: bytes) -> str | None:
    """The type the first bytes of a file tell, None where they tell none."""
    if head[:4] == b"RIFF":
        return {b"WAVE": "audio/wav", b"WEBP": "image/webp"}.get(head[8:12])
    if head[:4] == b"FORM":
        return "audio/aiff" if head[8:12] in (b"AIFF", b"AIFC") else None
    if head[4:8] == b"ftyp":
        return {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime"}.get(head[8:12], "video/mp4")
    if head[:4] == b"\x1aE\xdf\xa3":
        return "audio/webm" if b"webm" in head[:64] else "video/x-matroska"
    for signature, kind in (
        (b"ID3", "audio/mpeg"),
        (b"fLaC", "audio/flac"),
        (b"OggS", "audio/ogg"),
        (b"MThd", "audio/midi"),
        (b"caff", "audio/x-caf"),
        (b"#!AMR", "audio/amr"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "audio/x-ms-wma"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF8", "image/gif"),
        (b"%PDF-", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
    ):
        if head.startswith(signature):
            return kind
    return _mpeg_frame(head)


def file_type(head: bytes, name: str) -> str:
    """The media type of a file."""
    return sniffed(head) or _BY_ENDING.get(ending_of(name) or "", UNKNOWN_TYPE)


def ending_of(name: str) -> str | None:
    """The ending of a file name in lower case, without the dot."""
    match = _ENDING.search(name)
    return match.group(1).lower() if match else None


def ending_for(kind: str | None) -> str | None:
    """The ending files of a media type have; None for a type that is not in the table."""
    return _BY_TYPE.get(kind.partition(";")[0].strip().lower()) if kind is not None else None


def _mpeg_frame(head: bytes) -> str | None:
    """MPEG audio without tags: ADTS is layer 0; else layer, bit rate and sample rate must be possible ones."""
    if len(head) < _MPEG_HEADER_BYTES or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    version, layer, bit_rate, sample_rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    is_possible = version != 1 and layer != 0 and bit_rate not in (0, 15) and sample_rate != 3
    return "audio/mpeg" if is_possible else None
