"""Verbs that do in no time what an engine may do at its worst; for `EngineProcesses(verbs=...)`.

What a verb leaves behind to be looked at are files and process numbers.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tutti.base.errors import LyricsUnsingable

Fields = dict[str, Any]
Tell = Callable[[Fields], None]


def do(verb: str, arguments: Fields, tell: Tell) -> Fields:
    """Do a verb."""
    return _VERBS[verb](arguments, tell)


def _echo(arguments: Fields, tell: Tell) -> Fields:
    """Give the arguments back after so many `events`."""
    for number in range(arguments.get("events", 0)):
        tell({"event": "counted", "number": number})
    return arguments


def _chatter(arguments: Fields, tell: Tell) -> Fields:
    """Print where the protocol once was, from here and from a child."""
    sys.stdout.write("{}\nnot a message\n")
    sys.stdout.flush()
    os.write(1, b"raw noise\n")
    subprocess.run(["/bin/echo", "noise of a child"], check=True)
    read = sys.stdin.read()
    tell({"event": "read", "characters": len(read)})
    return arguments


def _refuse(arguments: Fields, tell: Tell) -> Fields:
    """Fail for a reason that has a name."""
    del tell
    raise LyricsUnsingable(arguments["message"])


def _wait(arguments: Fields, tell: Tell) -> Fields:
    """Start a child, tell both numbers, and wait for `seconds`."""
    with subprocess.Popen(["/bin/sleep", str(arguments["seconds"])]) as child:  # noqa: S603 a number of ours
        tell({"event": "waiting", "pids": [os.getpid(), child.pid]})
    return {}


def _hoard(arguments: Fields, tell: Tell) -> Fields:
    """Write to so many `bytes` of memory."""
    del tell
    return {"sum": sum(bytearray(arguments["bytes"])[:: 1 << 12])}


def _flood(arguments: Fields, tell: Tell) -> Fields:
    """Tell `events` of 1000 bytes; the `file` has a byte for each."""
    with Path(arguments["file"]).open("wb", buffering=0) as count:
        for number in range(arguments["events"]):
            tell({"event": "flood", "number": number, "water": "~" * 1000})
            count.write(b"|")
    return {}


def _drone(arguments: Fields, tell: Tell) -> Fields:
    """Say on stderr more than anybody keeps, then fall over."""
    del tell
    for _ in range(200):
        sys.stderr.write("~" * 1000 + "\n")
    raise RuntimeError(arguments["last words"])


def _overstate(arguments: Fields, tell: Tell) -> Fields:
    """Answer with more than a line may hold."""
    del tell
    return {"answer": "~" * arguments["characters"]}


def _doze(arguments: Fields, tell: Tell) -> Fields:
    """Sleep without a child."""
    tell({"event": "dozing", "pids": [os.getpid()]})
    time.sleep(arguments["seconds"])
    return {}


_VERBS: dict[str, Callable[[Fields, Tell], Fields]] = {
    "echo": _echo,
    "chatter": _chatter,
    "refuse": _refuse,
    "wait": _wait,
    "hoard": _hoard,
    "flood": _flood,
    "drone": _drone,
    "overstate": _overstate,
    "doze": _doze,
}
