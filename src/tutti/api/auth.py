"""Who is asking: an `Authorization: Bearer <key>` header names one account.

A route that needs it takes a parameter `caller: Caller`. It is resolved before the body is read, so a request without
a key costs nothing. The refusal has the words clients compare, which differ between the contract and the upload host.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from tutti.api.envelope import NO_ACCESS, NO_ACCESS_MESSAGE, UPLOAD_NO_ACCESS_MESSAGE, Refused, Surface, surface_of
from tutti.api.services import TheServices
from tutti.store.keys import account_of_key

# Documents the scheme in the OpenAPI; the header itself is read below, with the contract's own refusal.
_scheme = HTTPBearer(auto_error=False, scheme_name="apiKey", description="`Authorization: Bearer <key>`")
_longest_key = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The account a request acts for."""

    account_id: int


async def identify(
    request: Request, services: TheServices, _documented: Annotated[object, Depends(_scheme)]
) -> Identity:
    """The account whose key the request carries.

    Raises:
        Refused: with code 401 where there is no key, or not one that is in force.
    """
    key = _bearer(request.headers.get("authorization", ""))
    if key is not None:
        account = await services.database.read(lambda session: account_of_key(session, key, services.secret))
        if account is not None:
            return Identity(account_id=account.id)
    is_upload = surface_of(request.url.path) is Surface.UPLOAD
    raise Refused(NO_ACCESS, UPLOAD_NO_ACCESS_MESSAGE if is_upload else NO_ACCESS_MESSAGE)


Caller = Annotated[Identity, Depends(identify)]


def _bearer(header: str) -> str | None:
    scheme, _, key = header.strip().partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key.isascii() or not 0 < len(key) <= _longest_key:
        return None
    return key
