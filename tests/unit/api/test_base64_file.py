import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tutti.api.base64_file import BAD_BASE64, decode_in_place, read_object
from tutti.api.envelope import Refused

CONTENT = bytes(range(256))
ENCODED = base64.b64encode(CONTENT).decode()


def decoded(tmp_path: Path, data: Any) -> tuple[bytes, str | None]:
    path = tmp_path / "body"
    path.write_text(json.dumps({"base64Data": data, "uploadPath": "a"}), encoding="utf-8")
    brought = decode_in_place(path)
    assert (brought.upload_path, brought.file_name) == ("a", None)
    return path.read_bytes(), brought.content_type


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ENCODED, None),
        (f"data:audio/mpeg;base64,{ENCODED}", "audio/mpeg"),
        (f"DATA:audio/ogg;codecs=opus;base64,{ENCODED}", "audio/ogg"),
        (f"data:;base64,{ENCODED}", ""),
        ("\n".join(ENCODED[at : at + 76] for at in range(0, len(ENCODED), 76)) + "\r\n", None),
    ],
)
def test_the_contents_take_the_place_of_the_body(tmp_path: Path, data: str, kind: str | None) -> None:
    assert decoded(tmp_path, data) == (CONTENT, kind)


def test_a_data_url_may_be_empty(tmp_path: Path) -> None:
    assert decoded(tmp_path, "data:audio/mpeg;base64,") == (b"", "audio/mpeg")


@pytest.mark.parametrize(
    "data",
    [
        "no base64!",
        ENCODED[:-1],
        ENCODED + "=",
        "data:text/plain,Hello",
        "SGVsbG8-_w==",
        "歌",
        "\ud800",
        "A",
        "data:a;base64,%",
    ],
)
def test_what_is_not_base64_is_refused_in_the_recorded_words(tmp_path: Path, data: str) -> None:
    with pytest.raises(Refused) as caught:
        decoded(tmp_path, data)
    assert (caught.value.code, caught.value.msg) == (400, BAD_BASE64)


@pytest.mark.parametrize(("data", "said"), [(None, "Missing required parameter"), ("", "Missing"), (5, "a string")])
def test_there_must_be_contents(tmp_path: Path, data: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        decoded(tmp_path, data)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"a":' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"\xff", "not valid UTF-8"),
        (b"[]", "must be a JSON object"),
    ],
)
def test_a_body_that_is_no_object_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said) as caught:
        read_object(raw)
    assert caught.value.code == 400
