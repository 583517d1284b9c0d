"""The processes that make the music, as the server sees them: leased to one task at a time, started where needed.

A process is a tree of its own (session and process group): a call that is cancelled, takes too long or fails in the
server ends all of it. An idle server has no process.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

from tutti.base.errors import EngineCrashed, EngineTimeout, from_code
from tutti.jobs.engine_protocol import LINE_BYTES, Call, Event, Failure, Hello, Message, Result, pack, unpack

OnEvent = Callable[[dict[str, Any]], Awaitable[None] | None]
PROCESS = "tutti.jobs.engine_process"
ENGINE = "tutti.jobs.engine_verbs"
START_SECONDS = 60.0
KEPT_STDERR_BYTES = 4096

log = structlog.get_logger(__name__)


class EngineProcesses:
    """All engine processes of a server."""

    def __init__(self, *, memory_bytes: int, idle_seconds: float, nice: int = 5, verbs: str = ENGINE) -> None:
        """Start nothing yet.

        Args:
            memory_bytes: the most a process may write to; one that needs more ends.
            idle_seconds: how long a process is kept for the next task.
            nice: how far a process gives way to others.
            verbs: the module that answers the calls.
        """
        self._arguments = (str(memory_bytes), str(nice), verbs)
        self._idle_seconds = idle_seconds
        self._idle: dict[EngineProcess, asyncio.TimerHandle] = {}
        self._leased: set[EngineProcess] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._is_closed = False

    @asynccontextmanager
    async def lease(self, task_id: str) -> AsyncIterator[EngineProcess]:
        """A process for a task alone: the one that served it last, else an idle one, else a new one.

        Raises:
            EngineCrashed: no process can be started.
        """
        process = self._take_idle(task_id) or await EngineProcess.start(self._arguments)
        process.task_id = task_id
        self._leased.add(process)
        try:
            if self._is_closed:
                raise EngineCrashed("the server is stopping; no engine is lent any more")
            yield process
        finally:
            self._leased.discard(process)
            self._give_back(process)

    async def close(self) -> None:
        """End all processes, also those at work."""
        self._is_closed = True
        for process in (*self._idle, *self._leased):
            self._end(process)
        while self._ending:
            await asyncio.gather(*self._ending)

    def _take_idle(self, task_id: str) -> EngineProcess | None:
        ready = [process for process in self._idle if process.is_ready]
        if self._is_closed or not ready:
            return None
        process = next((process for process in ready if process.task_id == task_id), ready[0])
        self._idle.pop(process).cancel()
        return process

    def _give_back(self, process: EngineProcess) -> None:
        if self._is_closed or not process.is_ready or self._idle_seconds <= 0:
            self._end(process)
            return
        loop = asyncio.get_running_loop()
        self._idle[process] = loop.call_later(self._idle_seconds, self._end, process)

    def _end(self, process: EngineProcess) -> None:
        waiting = self._idle.pop(process, None)
        if waiting is not None:
            waiting.cancel()
        process.kill()
        task = asyncio.get_running_loop().create_task(process.wait())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


class EngineProcess:
    """One process; it does one call at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Take charge of a process that was started; `start` is the way to one."""
        self.task_id: str | None = None
        self._process = process
        self._is_killed = False
        self._said = bytearray()
        self._listening = asyncio.get_running_loop().create_task(self._collect())

    @classmethod
    async def start(cls, arguments: tuple[str, ...]) -> EngineProcess:
        """Start a process and wait for its greeting.

        Raises:
            EngineCrashed: it ended, or did not greet in time.
        """
        # -P: modules never come from the working folder.
        process = cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", PROCESS, str(os.getpid()), *arguments),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=LINE_BYTES,
                start_new_session=True,
            )
        )
        async with process._ended_unless_done("start", START_SECONDS):
            if not isinstance(await process._receive(), Hello):
                raise _Broken("did not start")
        return process

    @property
    def pid(self) -> int:
        """The number of the process, and of its process group."""
        return self._process.pid

    @property
    def is_ready(self) -> bool:
        """Whether it can be given a call."""
        return self._process.returncode is None and not self._is_killed

    async def call(
        self, verb: str, arguments: dict[str, Any], *, on_event: OnEvent | None = None, timeout_seconds: float
    ) -> dict[str, Any]:
        """Let the process do a verb.

        Args:
            verb: what.
            arguments: what it needs, as JSON can hold it.
            on_event: takes each event, in order, before the result is returned; the process waits for it.
            timeout_seconds: how long it may take; then the process is ended.

        Raises:
            TuttiError: the verb cannot be done, with the error that says why.
            EngineCrashed: the process ended before it was done.
            EngineTimeout: it took too long.
        """
        line = pack(Call(verb=verb, arguments=arguments))
        async with self._ended_unless_done(verb, timeout_seconds):
            answer = await self._converse(line, on_event)
        if isinstance(answer, Failure):
            raise from_code(answer.code, answer.message)
        return answer.fields

    def kill(self) -> None:
        """End the process and all it started, at once."""
        self._is_killed = True
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def wait(self) -> None:
        """Wait until the process is gone and all it said on stderr is read."""
        await self._process.wait()
        await asyncio.wait({self._listening})
        if self._process.stdin is not None:
            self._process.stdin.close()

    @asynccontextmanager
    async def _ended_unless_done(self, verb: str, timeout_seconds: float) -> AsyncIterator[None]:
        """Whatever leaves this block early (cancelled, too late, broken, failed in the server) ends the process."""
        is_done = False
        try:
            async with asyncio.timeout(timeout_seconds) as timer:
                yield
            is_done = True
        except TimeoutError as error:
            if not timer.expired():
                raise
            log.warning("engine_timeout", verb=verb, seconds=timeout_seconds)
            raise EngineTimeout(f"{verb} was not done after {timeout_seconds:g} s and was stopped") from error
        except _Broken as broken:
            await self._end()
            raise self._crashed(verb, str(broken)) from broken
        finally:
            if not is_done:
                await self._end()

    async def _converse(self, line: bytes, on_event: OnEvent | None) -> Result | Failure:
        """Send a call and take what comes until it is answered."""
        assert self._process.stdin is not None
        self._process.stdin.write(line)
        try:
            await self._process.stdin.drain()
        except ConnectionError as error:
            raise _Broken("ended") from error
        while True:
            message = await self._receive()
            if isinstance(message, Result | Failure):
                return message
            if not isinstance(message, Event):
                raise _Broken("broke the protocol")
            if on_event is not None and (waiting := on_event(message.fields)) is not None:
                await waiting

    async def _receive(self) -> Message:
        assert self._process.stdout is not None
        try:
            line = await self._process.stdout.readline()
            if line.endswith(b"\n"):
                return unpack(line)
        except ValueError as error:
            raise _Broken("broke the protocol") from error
        raise _Broken("ended")

    async def _end(self) -> None:
        """Kill, and read what is left: the pipes are closed when they are empty."""
        assert self._process.stdout is not None
        self.kill()
        while await self._process.stdout.read(LINE_BYTES):
            pass
        await self.wait()

    def _crashed(self, verb: str, how: str) -> EngineCrashed:
        """An error that tells the caller a number; the log tells the rest under it."""
        crash = uuid.uuid4().hex[:8]
        log.error(
            "engine_crashed",
            crash=crash,
            verb=verb,
            how=how,
            exit_status=self._process.returncode,
            stderr=self._said.decode(errors="replace"),
        )
        return EngineCrashed(f"the process of the engine {how} (in {verb}); the server's log says why under {crash}")

    async def _collect(self) -> None:
        """Read what the process says on stderr and keep the end of it."""
        assert self._process.stderr is not None
        while said := await self._process.stderr.read(KEPT_STDERR_BYTES):
            self._said = (self._said + said)[-KEPT_STDERR_BYTES:]


class _Broken(Exception):
    """The process is of no use any more; the text says what it did."""
