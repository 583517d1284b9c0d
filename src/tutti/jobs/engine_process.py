"""The child that makes the music: `python -P -m tutti.jobs.engine_process PARENT_PID MEMORY_BYTES NICE VERBS`.

It speaks `engine_protocol` on what were its stdin and stdout, works at one call at a time, and never outlives its
parent: the end of stdin, or the parent's death, ends it and every process it started. Failures that have a name are
answered; anything else ends the process with a traceback on stderr, which the parent collects. What libraries print
goes to stderr too. VERBS is the module whose `do` answers the calls: the engine, which takes seconds to import, so
that it is found by name and only after the greeting.
"""

from __future__ import annotations

import ctypes
import faulthandler
import importlib
import os
import queue
import resource
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from tutti import __version__
from tutti.base.errors import TuttiError
from tutti.jobs.engine_protocol import LINE_BYTES, Call, Event, Failure, Hello, Message, Result, pack, unpack

# One thread a library: the engine itself keeps two cores busy, and sums come out the same on every machine.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
_PR_SET_PDEATHSIG = 1
_OOM_SCORE = "500"  # where memory runs out, the system ends this process before the server


def main(arguments: list[str]) -> None:
    """Serve calls until the parent has no more."""
    (parent_pid, memory_bytes, nice), verbs = map(int, arguments[:3]), arguments[3]
    faulthandler.enable()
    _depend_on(parent_pid)
    _limit(memory_bytes, nice)
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    channel = Channel()
    channel.send(Hello(version=__version__))
    threading.Thread(target=importlib.import_module, args=(verbs,), name="import", daemon=True).start()
    while True:
        call = channel.next_call()
        answer = _answer(call, verbs, channel)
        channel.is_working = False  # before the parent knows: its next call may come at once
        channel.send(answer)


def _answer(call: Call, verbs: str, channel: Channel) -> Result | Failure:
    def tell(fields: dict[str, Any]) -> None:
        channel.send(Event(fields=fields))

    try:
        return Result(fields=importlib.import_module(verbs).do(call.verb, call.arguments, tell))
    except TuttiError as error:
        return Failure(code=error.code, message=str(error))


class Channel:
    """The two pipes to the parent, out of reach of everything else that reads stdin or prints."""

    def __init__(self) -> None:
        self.is_working = False
        self._calls: queue.Queue[Call] = queue.Queue()
        self._sending = threading.Lock()
        self._in, self._out = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        threading.Thread(target=self._read, name="calls", daemon=True).start()

    def next_call(self) -> Call:
        """Wait for a call."""
        return self._calls.get()

    def send(self, message: Message) -> None:
        """Tell the parent; waits while the parent does not read."""
        line = memoryview(pack(message))
        with self._sending:
            while line:
                line = line[os.write(self._out, line) :]

    def _read(self) -> None:
        with open(self._in, "rb") as lines:  # noqa: PTH123 a descriptor, not a path
            while line := lines.readline(LINE_BYTES):
                message = unpack(line)
                if isinstance(message, Call):
                    self.is_working = True
                    self._calls.put(message)
        if self.is_working:
            os.killpg(0, signal.SIGKILL)  # with the decoder that may be running
        os._exit(0)


def _depend_on(parent_pid: int) -> None:
    """End with the parent, and lead a process group of one's own, which can be ended as one."""
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        with suppress(OSError):  # a container may keep /proc to itself
            Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")
    if os.getppid() != parent_pid:
        sys.exit("the parent is gone")


def _limit(memory_bytes: int, nice: int) -> None:
    """Give way to the server. What is limited is memory that was written, not addresses: libraries reserve many."""
    os.nice(nice)
    with suppress(OSError):  # Linux weighs sessions against each other where it groups by them
        Path("/proc/self/autogroup").write_text(str(nice), encoding="ascii")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _, highest = resource.getrlimit(resource.RLIMIT_DATA)
        most = memory_bytes if highest == resource.RLIM_INFINITY else min(memory_bytes, highest)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


if __name__ == "__main__":
    main(sys.argv[1:])
