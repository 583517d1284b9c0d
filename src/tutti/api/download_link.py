"""Links that hold for a while: `?expires=<unix seconds>&sig=<signature>` behind a media path of this server.

The contract's download links hold 20 minutes (section 5.2). A link without these two is open, one with them holds only
while the signature fits and the time is not over.
"""

from __future__ import annotations

from urllib.parse import unquote, urlencode, urlsplit

from fastapi import Request

from tutti.base.clock import now_ms
from tutti.base.secret import Secret

HOLDS_SECONDS = 20 * 60
_SIGNATURE_CHARACTERS = 22  # of 6 bits
_DIGITS = 12


def download_link(url: str, secret: Secret) -> str:
    """A link to the same file that holds for 20 minutes from now."""
    expires_seconds = now_ms() // 1000 + HOLDS_SECONDS
    path = unquote(urlsplit(url).path)  # signed as the server will see it, however it is quoted on the way
    signed = {"expires": expires_seconds, "sig": _signature(path, str(expires_seconds), secret)}
    return f"{url}?{urlencode(signed)}"


def has_lapsed(request: Request, secret: Secret) -> bool:
    """Whether a request came by such a link and the link holds no more."""
    expires, signature = request.query_params.get("expires"), request.query_params.get("sig")
    if expires is None and signature is None:
        return False
    if expires is None or not expires.isascii() or not expires.isdecimal() or len(expires) > _DIGITS:
        return True
    fits = _signature(request.scope["path"], expires, secret) == (signature or "")
    return not fits or int(expires) < now_ms() // 1000


def _signature(path: str, expires: str, secret: Secret) -> str:
    return secret.sign(f"download:{path}:{expires}")[:_SIGNATURE_CHARACTERS]
