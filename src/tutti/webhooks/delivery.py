"""One attempt to deliver a callback: a POST that ends in time and never raises for what the receiver does.

The contract asks the receiver for HTTP 200; any 2xx counts as received here, for many frameworks answer 201, 202 or
204 by habit. Redirects are not followed: a body signed for one place is not sent to another. What the answer says is
not read, but up to 64 KiB of it is taken in so that the receiver can finish writing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

from tutti.base.errors import AddressForbidden, FetchFailed
from tutti.webhooks.addresses import OutboundRules
from tutti.webhooks.client import Resolver, fault, outbound_client, resolve
from tutti.webhooks.urls import checked_url

ANSWER_BYTES = 64 * 1024
ANSWER_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptResult:
    """How one attempt went; `error` is a sentence for the delivery log, None where it was received."""

    ok: bool
    http_status: int | None
    error: str | None
    duration_seconds: float


async def attempt(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    rules: OutboundRules,
    timeout_seconds: float = 15.0,
    resolver: Resolver = resolve,
) -> AttemptResult:
    """Post a JSON body once; the attempt is over `timeout_seconds` after its start at the latest."""
    clock = asyncio.get_running_loop().time
    started = clock()
    status: int | None = None
    error: str | None = None
    try:
        status = await _posted(
            checked_url(url, rules), body, headers, outbound_client(rules, resolver=resolver), timeout_seconds
        )
        error = _complaint(status)
    except TimeoutError:
        error = f"The receiver did not answer within {timeout_seconds:g} s; answer first, then work."
    except httpx2.RequestError as failure:
        error = f"The receiver could not be reached: {fault(failure)}."
    except (AddressForbidden, FetchFailed) as refusal:
        error = str(refusal)
    return AttemptResult(ok=error is None, http_status=status, error=error, duration_seconds=clock() - started)


async def _posted(
    url: httpx2.URL, body: bytes, headers: Mapping[str, str], client: httpx2.AsyncClient, timeout_seconds: float
) -> int:
    clock = asyncio.get_running_loop().time
    deadline = clock() + timeout_seconds
    async with client:
        request = client.build_request(
            "POST",
            url,
            content=body,
            headers={**headers, "Content-Type": "application/json", "Accept-Encoding": "identity"},
        )
        async with asyncio.timeout_at(deadline):
            response = await client.send(request, stream=True)
        try:
            await _take_in(response, until=min(deadline, clock() + ANSWER_SECONDS))
        finally:
            await response.aclose()
    return response.status_code


async def _take_in(response: httpx2.Response, *, until: float) -> None:
    taken = 0
    with contextlib.suppress(TimeoutError, httpx2.RequestError):
        async with asyncio.timeout_at(until):
            async for piece in response.aiter_raw():
                taken += len(piece)
                if taken >= ANSWER_BYTES:
                    return


def _complaint(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return f"The receiver answered HTTP {status}; redirects are not followed. Use the final URL as callBackUrl."
    return f"The receiver answered HTTP {status}; it must answer 200."
