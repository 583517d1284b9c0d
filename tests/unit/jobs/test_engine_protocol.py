"""Messages come back as they were sent; what is none is refused."""

import pytest

from tutti.jobs.engine_protocol import LINE_BYTES, Call, Event, Failure, Hello, Message, Result, pack, unpack


@pytest.mark.parametrize(
    "message",
    [
        Hello(version="1.0"),
        Call(verb="listen", arguments={"kind": "a name of its own", "bpm": 91.7, "key": None}),
        Event(fields={"event": "part", "path": "/a b/é\n美"}),
        Result(fields={}),
        Failure(code="audio_silent", message='it says "nothing"'),
    ],
)
def test_a_message_survives_the_line(message: Message) -> None:
    line = pack(message)
    assert line.count(b"\n") == 1
    assert unpack(line) == message


def test_a_line_has_a_limit() -> None:
    frame = len(pack(Result(fields={"a": ""})))
    assert len(pack(Result(fields={"a": "x" * (LINE_BYTES - frame)}))) == LINE_BYTES
    with pytest.raises(ValueError, match="at most"):
        pack(Result(fields={"a": "x" * (LINE_BYTES - frame + 1)}))


@pytest.mark.parametrize("line", [b"", b"3\n", b"{}\n", b'{"kind":"call"}\n', b'{"kind":"song"}\n', b"\xff\n"])
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 json's own errors among them
        unpack(line)
