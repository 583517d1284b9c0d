"""Fetching what a URL names into a file, within limits of size and time whatever the server does.

The file is written beside its place as `.part` and renamed when it is whole. Redirects are followed by hand, each
through the same checks. A body packed for the way (Content-Encoding) is not asked for and refused where it comes all
the same, so nothing can unpack into more than was counted. An empty answer is a file of 0 bytes.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import httpx2

from tutti.base.errors import FetchFailed, FetchTooLarge
from tutti.base.progress import Progress, silent
from tutti.webhooks.addresses import OutboundRules
from tutti.webhooks.client import Resolver, fault, outbound_client, resolve
from tutti.webhooks.urls import checked_url, shown

REDIRECTS_FOLLOWED = 3
REDIRECT_STATUSES = (301, 302, 303, 307, 308)
PIECE_BYTES = 256 * 1024
FILE_NAME_CHARACTERS = 120
ENCODED_NAME = re.compile(r";\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)", re.IGNORECASE)
PLAIN_NAME = re.compile(r';\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"\s]+))', re.IGNORECASE)
UNFIT_FOR_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f"*:<>?|]+')
REQUEST_HEADERS = {"Accept": "audio/*, */*;q=0.5", "Accept-Encoding": "identity"}
HINTS = {
    401: "Use a link that needs no login, such as a signed one.",
    403: "Make the file public, or use a signed link that has not expired.",
    404: "Check the link; the file is not there.",
    410: "Upload the file again; it is gone.",
    429: "Wait, then send the task again.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchLimits:
    """How much and how long a fetch may take, redirects and all."""

    max_bytes: int = 100_000_000
    wall_seconds: float = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """What was fetched; `bytes` is the size of the file."""

    bytes: int
    content_type: str | None
    final_url: str
    file_name: str | None


async def fetch(
    url: str,
    target: Path,
    *,
    rules: OutboundRules,
    limits: FetchLimits,
    progress: Progress = silent,
    resolver: Resolver = resolve,
) -> Fetched:
    """Fetch a URL into a file.

    Raises:
        AddressForbidden: the URL, or one it redirects to, leads where the server does not go.
        FetchTooLarge: the file is larger than the limit.
        FetchFailed: anything else kept the file from arriving whole and in time.
    """
    try:
        async with asyncio.timeout(limits.wall_seconds), outbound_client(rules, resolver=resolver) as client:
            return await _followed(client, checked_url(url, rules), target, limits, progress)
    except TimeoutError as error:
        raise FetchFailed(
            f"{shown(url)} did not arrive within {limits.wall_seconds:g} s. Put the file on a faster server, or send "
            "it through the upload API."
        ) from error
    except httpx2.RequestError as error:
        raise FetchFailed(
            f"{shown(url)} could not be fetched: {fault(error)}. Check that the link opens in a browser, then try "
            "again."
        ) from error


async def _followed(
    client: httpx2.AsyncClient, url: httpx2.URL, target: Path, limits: FetchLimits, progress: Progress
) -> Fetched:
    for _ in range(1 + REDIRECTS_FOLLOWED):
        async with client.stream("GET", url, headers=REQUEST_HEADERS) as response:
            location = response.headers.get("Location")
            if response.status_code not in REDIRECT_STATUSES or location is None:
                _check_status(url, response.status_code)
                return await _saved(response, target, limits, progress)
        url = _joined(url, location)
    raise FetchFailed(f"{shown(url)} was not fetched: more than {REDIRECTS_FOLLOWED} redirects. Use the final link.")


def _joined(url: httpx2.URL, location: str) -> httpx2.URL:
    try:
        return url.join(location)
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise FetchFailed(
            f"{shown(url)} redirects to {shown(location)}, which is not a URL. Use the final link."
        ) from error


def _check_status(url: httpx2.URL, status: int) -> None:
    if 200 <= status < 300:
        return
    hint = HINTS.get(status, "Check that the link opens in a browser, then try again.")
    raise FetchFailed(f"{shown(url)} answered HTTP {status}. {hint}")


async def _saved(response: httpx2.Response, target: Path, limits: FetchLimits, progress: Progress) -> Fetched:
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        raise FetchFailed(f"{shown(response.url)} came packed as {shown(encoding)}. Serve the file as it is.")
    part = target.with_name(target.name + ".part")
    try:
        size = await _written(response, part, limits, progress)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    progress(1.0)
    return Fetched(
        bytes=size,
        content_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower() or None,
        final_url=str(response.url),
        file_name=file_name(response.headers.get("Content-Disposition"), response.url),
    )


async def _written(response: httpx2.Response, part: Path, limits: FetchLimits, progress: Progress) -> int:
    declared = _declared_bytes(response)
    if declared > limits.max_bytes:
        raise _too_large(response.url, limits)
    size = 0
    with part.open("wb") as file:
        async for piece in response.aiter_raw(PIECE_BYTES):
            size += len(piece)
            if size > limits.max_bytes:
                raise _too_large(response.url, limits)
            await asyncio.to_thread(file.write, piece)
            if declared > 0:
                progress(min(size / declared, 1.0))
    return size


def _declared_bytes(response: httpx2.Response) -> int:
    """What Content-Length says; 0 where it is absent."""
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _too_large(url: httpx2.URL, limits: FetchLimits) -> FetchTooLarge:
    return FetchTooLarge(
        f"{shown(url)} is larger than {limits.max_bytes / 1_000_000:g} MB. Send a shorter or a compressed recording, "
        "such as MP3 or FLAC."
    )


def file_name(disposition: str | None, url: httpx2.URL) -> str | None:
    """What the server calls the file (RFC 6266), or else the last part of the URL's path; never with a folder in it."""
    for candidate in (_disposed_name(disposition or ""), unquote(url.path)):
        last = re.split(r"[/\\]", candidate)[-1]
        name = UNFIT_FOR_FILE_NAMES.sub("_", last).strip(" .")[-FILE_NAME_CHARACTERS:]
        if name:
            return name
    return None


def _disposed_name(disposition: str) -> str:
    encoded = ENCODED_NAME.search(disposition)
    if encoded is not None:
        return unquote(encoded[1])
    plain = PLAIN_NAME.search(disposition)
    if plain is None:
        return ""
    return re.sub(r"\\(.)", r"\1", plain[1]) if plain[1] is not None else plain[2]
