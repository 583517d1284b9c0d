"""A real server on a free port of 127.0.0.1 that answers by a script and keeps what it was sent."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

Script: TypeAlias = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Receiver:
    """What arrived: how many connections, and the head and body of each request."""

    port: int = 0
    connections: int = 0
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/voice.mp3"


@contextlib.asynccontextmanager
async def receiving(script: Script, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Serve a script for as long as the block lasts."""
    receiver = Receiver()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        receiver.connections += 1
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                lengths = [
                    line.split(":")[1] for line in head.lower().splitlines() if line.startswith("content-length")
                ]
                body = await reader.readexactly(int(lengths[0]) if lengths else 0)
                receiver.heads.append(head)
                receiver.bodies.append(body)
                await script(head.encode("latin-1"), writer)
                await writer.drain()
                if writer.is_closing():
                    break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def reply(body: bytes = b"", *, status: str = "200 OK", headers: str = "", length: bool = True) -> Script:
    """A script that answers every request the same; `headers` are lines without their ends, parted by newlines."""

    async def answer(_head: bytes, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", *headers.splitlines()]
        if length:
            lines.append(f"Content-Length: {len(body)}")
        writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        if not length:
            writer.close()

    return answer


def drip(first: bytes, *, every_seconds: float = 0.02, byte: bytes = b"x") -> Script:
    """A script that answers at once and then sends a byte at a time for ever."""

    async def answer(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(byte)
            await writer.drain()
            await asyncio.sleep(every_seconds)

    return answer


async def silence(_head: bytes, _writer: asyncio.StreamWriter) -> None:
    """A script that takes the request and says nothing."""
    await asyncio.sleep(60)


def names(**addresses: list[str]) -> Callable[[str, int], Awaitable[list[str]]]:
    """A resolver that knows these names only (written with `_` for the dot)."""
    known = {name.replace("_", "."): answer for name, answer in addresses.items()}

    async def resolve(host: str, _port: int) -> list[str]:
        if host not in known:
            raise OSError(f"{host}: name not known")
        return known[host]

    return resolve
