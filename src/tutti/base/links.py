"""The addresses of media: what the server hands out, and how it knows its own again.

Media are open to whoever holds their address, as the contract's clients need: an audio id is a random UUID, and the
address of an upload carries a token that only this server can make.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from tutti.base.secret import Secret

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_AUDIO_PATH = re.compile(rf"^/(?:r/(?P<file>{_UUID})\.mp3|stream/(?P<stream>{_UUID}))$")
_UPLOAD_PATH = re.compile(r"^/files/(?P<token>[A-Za-z0-9_-]{22})/(?P<path>.+)$")
_TOKEN_CHARACTERS = 22  # of 6 bits: 132 bits cannot be guessed


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLinks:
    """Where a take can be heard and seen."""

    audio: str
    stream: str
    image: str


def media_links(base_url: str, audio_id: str) -> MediaLinks:
    """The addresses of a take's media."""
    return MediaLinks(
        audio=f"{base_url}/r/{audio_id}.mp3",
        stream=f"{base_url}/stream/{audio_id}",
        image=f"{base_url}/img/{audio_id}.jpeg",
    )


def upload_link(base_url: str, secret: Secret, file_path: str) -> str:
    """The address of an upload; the same path has the same address."""
    return f"{base_url}/files/{upload_token(secret, file_path)}/{quote(file_path)}"


def upload_token(secret: Secret, file_path: str) -> str:
    """What stands in the address of an upload so that it cannot be guessed."""
    return secret.sign(f"upload:{file_path}")[:_TOKEN_CHARACTERS]


def own_upload_path(url: str, secret: Secret) -> str | None:
    """The path of the upload an address leads to, where this server made the address, under whatever host name."""
    match = _UPLOAD_PATH.match(_path(url))
    if match is None:
        return None
    file_path = unquote(match["path"])
    return file_path if upload_token(secret, file_path) == match["token"] else None


def own_audio_id(url: str) -> str | None:
    """The audio id an address names, where it has the shape of one of this server's; the take may not exist."""
    match = _AUDIO_PATH.match(_path(url))
    return (match["file"] or match["stream"]) if match else None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:  # such as an unclosed bracket in the host
        return ""
