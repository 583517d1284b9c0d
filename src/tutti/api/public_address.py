"""The address this server is known by: the setting `public_url`, or else the one the request was sent to."""

from __future__ import annotations

import re

from fastapi import Request

from tutti.base.settings import Settings

_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def public_address(request: Request, settings: Settings) -> str:
    """Scheme and host of the links given out in the answer, without a slash at the end."""
    if settings.public_url is not None:
        return settings.public_url.rstrip("/")
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):  # the header is the caller's: only a plain host name goes into links
        host = f"{settings.host}:{settings.port}"
    return f"{request.url.scheme}://{host}"
