"""Operating a server from the command line: keys, credits, checks, and the life of `tutti serve`."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.flow.conftest import Command
from tutti.base import assets
from tutti.testing.client import ApiRefused, StudioClient
from tutti.testing.running_server import running_server


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_key_is_the_last_word_and_seen_once(tutti: Command, data: Path) -> None:
    made = tutti("keys", "create", "laptop", "--data", data)
    assert made.code == 0
    key = made.out.split()[-1]
    listed = tutti("keys", "list", "--data", data)
    assert "laptop" in listed.out
    assert key not in listed.out
    number = made.out.split()[1]
    assert tutti("keys", "revoke", number, "--data", data).code == 0
    assert "revoked" in tutti("keys", "list", "--data", data).out
    again = tutti("keys", "revoke", number, "--data", data)
    assert (again.code, again.out) == (2, "")
    assert number in again.err


def test_credits_are_granted_and_told(tutti: Command, data: Path) -> None:
    opened = tutti("credits", "open", "bob", "--credits", "24", "--data", data)
    account = opened.out.split()[-1]
    assert "36 credits" in tutti("credits", "grant", account, "12", "--data", data).out
    assert "30.5 credits" in tutti("credits", "grant", account, "-5.5", "--data", data).out
    short = tutti("credits", "grant", account, "-31", "--data", data)
    assert short.code == 2
    assert "30.5 credits" in next(
        line for line in tutti("credits", "list", "--data", data).out.splitlines() if "bob" in line
    )
    ledger = tutti("credits", "ledger", account, "--data", data).out
    assert [line.split()[2] for line in ledger.splitlines()] == ["-5.5", "+12", "+24"]
    assert tutti("credits", "grant", "1", "5", "--data", data).code == 2


def test_the_doctor_names_what_is_wrong(tutti: Command, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    well = tutti("doctor", "--data", data)
    assert well.code == 0
    assert well.out.count("ok ") == 4
    monkeypatch.setenv("TUTTI_OUTBOUND_ALLOW", "10.0.0.0/99")
    monkeypatch.setattr(assets, "DATA_FOLDER", data)
    assets.find.cache_clear()
    assets.manifest.cache_clear()
    (data / "manifest.toml").write_text(
        '[soundfont]\nfile = "x.sf3"\nnpm_package = "p"\nmember = "m"\nsha256 = "0"\nbytes = 1\n'
        'licence = "MIT"\nsource = "s"\n',
        encoding="utf-8",
    )
    ill = tutti("doctor", "--data", data)
    assets.find.cache_clear()
    assets.manifest.cache_clear()
    assert ill.code == 3
    assert "make setup" in ill.out
    assert "10.0.0.0/99" in ill.out
    assert "2 of 4" in ill.err


def test_a_folder_that_cannot_be_written_is_one_line(tutti: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    ended = tutti("keys", "list", "--data", tmp_path / "file" / "data")
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "--data" in ended.err


def test_a_server_lives_and_leaves_in_order(tutti: Command, data: Path) -> None:
    with running_server(data) as server:
        assert server.key is not None
        with StudioClient(server.url, server.key) as client:
            assert client.get("/api/v1/chat/credit") == 100_000.0
        second = _serve("--port", "0", "--data", data)
        assert second.returncode == 3
        assert "another" in second.stderr.lower()
        other = tutti("keys", "create", "phone", "--data", data)
        with StudioClient(server.url, other.out.split()[-1]) as client:
            assert client.get("/api/v1/chat/credit") == 100_000.0
            assert tutti("keys", "revoke", other.out.split()[1], "--data", data).code == 0
            with pytest.raises(ApiRefused, match="401"):
                client.get("/api/v1/chat/credit")
        with urllib.request.urlopen(f"{server.url}/tutti/v1/health") as answer:
            assert json.load(answer)["data"]["status"] == "ready"
        assert server.stop() == 0
    with running_server(data) as server:
        assert server.key is None, "the first key is shown once"
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) == 0


def test_a_port_that_is_taken_is_told(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = _serve("--port", port, "--data", data)
    assert ended.returncode == 3
    assert str(port) in ended.stderr
    assert "--port" in ended.stderr


def _serve(*arguments: object) -> subprocess.CompletedProcess[str]:
    """`tutti serve` where it is expected to leave at once; in a process of its own, for it sets up logs and signals."""
    command = [sys.executable, "-m", "tutti.cli", "serve", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
