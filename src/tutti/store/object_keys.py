"""The keys of objects: where the files of takes and the parts of their streams lie.

An upload lies under its own path (`kieai/<account>/...`), which its address carries.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutti.base.links import own_audio_id, own_upload_path
from tutti.base.secret import Secret

MASTER = "master.mp3"
COVER = "cover.jpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnObject:
    """What an address of this server leads to; the object may be gone, and of a take it may never have been there."""

    key: str
    is_upload: bool


def take_prefix(audio_id: str) -> str:
    """What the keys of all files of a take begin with."""
    return f"takes/{audio_id}/"


def take_key(audio_id: str, name: str) -> str:
    """The key of a file of a take."""
    return f"{take_prefix(audio_id)}{name}"


def stream_prefix(audio_id: str) -> str:
    """What the keys of all parts of a take's stream begin with."""
    return f"streams/{audio_id}/"


def stream_key(audio_id: str, number: int) -> str:
    """The key of a part of a take's stream; parts count from 0."""
    return f"{stream_prefix(audio_id)}{number:05d}.mp3"


def own_object(url: str, secret: Secret) -> OwnObject | None:
    """The object an address leads to, where this server made the address: it is read without the network."""
    upload_path = own_upload_path(url, secret)
    if upload_path is not None:
        return OwnObject(key=upload_path, is_upload=True)
    audio_id = own_audio_id(url)
    return None if audio_id is None else OwnObject(key=take_key(audio_id, MASTER), is_upload=False)
