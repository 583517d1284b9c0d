"""The lines of the how-to verify what is really sent, and notice what is not."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tutti.webhooks.payloads import TrackItem, complete_body
from tutti.webhooks.signing import signature_headers, standard_secret_of

HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to"
PAGES = ["receive-callbacks.md", "receive-callbacks.zh-CN.md"]
KEY = "a-webhook-key-of-the-account"
TASK = "3f1c9a7be2d84460a5b1c0de7f892a41"
BODY = '{"msg": "词"}'.encode()
CALL = """
const [headers, body, taskId, key] = JSON.parse(process.argv[2]);
console.log(isGenuine(headers, Buffer.from(body), key), isGenuineByContract(headers, taskId, key));
"""


def block(page: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", (HOW_TO / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def sent(seconds_ago: int = 0) -> dict[str, str]:
    """The headers as a server's framework hands them over: names in lower case."""
    headers = signature_headers(
        TASK,
        BODY,
        message_id="m1",
        timestamp=int(time.time()) - seconds_ago,
        contract_key=KEY,
        standard_secret=standard_secret_of(KEY),
    )
    return {name.lower(): value for name, value in headers.items()}


@pytest.mark.parametrize("page", PAGES)
def test_python_lines_verify(page: str) -> None:
    lines: dict[str, Any] = {}
    exec(block(page, "python"), lines)
    assert lines["is_genuine"](sent(), BODY, KEY)
    assert not lines["is_genuine"](sent(), BODY + b" ", KEY)
    assert not lines["is_genuine"](sent(), BODY, "another key")
    assert not lines["is_genuine"](sent(seconds_ago=600), BODY, KEY)
    assert lines["is_genuine_by_contract"](sent(), TASK, KEY)
    assert not lines["is_genuine_by_contract"](sent(), TASK[::-1], KEY)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
@pytest.mark.parametrize("page", PAGES)
def test_node_lines_verify(page: str, tmp_path: Path) -> None:
    script = tmp_path / "verify.mjs"
    script.write_text(block(page, "js") + CALL, encoding="utf-8")

    def answers(headers: dict[str, str], body: bytes, task: str, key: str) -> str:
        arguments = json.dumps([headers, body.decode(), task, key])
        done = subprocess.run(["node", script, arguments], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert answers(sent(), BODY, TASK, KEY) == "true true"
    assert answers(sent(seconds_ago=600), BODY + b" ", TASK[::-1], KEY) == "false false"
    assert answers(sent(), BODY, TASK, "another key") == "false false"


@pytest.mark.parametrize("page", PAGES)
def test_the_body_shown_has_the_keys_of_the_body_sent(page: str) -> None:
    track = TrackItem(
        id="", audio_url="", stream_audio_url="", image_url="", prompt="", model_name="", title="", tags="",
        created_ms=0, duration_seconds=1.0,
    )  # fmt: skip
    shown, real = json.loads(block(page, "json")), json.loads(complete_body(TASK, [track]))
    assert list(shown) == list(real)
    assert list(shown["data"]) == list(real["data"])
    assert list(shown["data"]["data"][0]) == list(real["data"]["data"][0])
