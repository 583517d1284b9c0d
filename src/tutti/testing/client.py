"""A plain client of the API, as an app would write one: for the demo, the tests and the bench."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

FINAL = ("SUCCESS", "CREATE_TASK_FAILED", "GENERATE_AUDIO_FAILED", "CALLBACK_EXCEPTION", "SENSITIVE_WORD_ERROR")
POLL_SECONDS = 0.2
TIMEOUT_SECONDS = 60.0


class ApiRefused(Exception):
    """The API answered with another code than 200."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class StudioClient:
    """Speaks to a server with a key."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def post(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        """The `data` of an answer."""
        return self._data(self._http.post(path, json=body, headers=headers))

    def get(self, path: str, **query: str) -> Any:
        """The `data` of an answer."""
        return self._data(self._http.get(path, params=query))

    def upload(self, path: Path) -> str:
        """Upload a file as a stream; its address."""
        with path.open("rb") as file:
            answer = self._http.post(
                "/api/file-stream-upload", data={"uploadPath": "audio"}, files={"file": (path.name, file)}
            )
        return str(self._data(answer)["downloadUrl"])

    def submit(self, operation: str, body: dict[str, Any], **headers: str) -> str:
        """Submit a task, such as "add-vocals"; its id."""
        return str(self.post(f"/api/v1/generate/{operation}", body, **headers)["taskId"])

    def record(self, task_id: str) -> dict[str, Any]:
        """The contract's record of a task."""
        record: dict[str, Any] = self.get("/api/v1/generate/record-info", taskId=task_id)
        return record

    def task(self, task_id: str) -> dict[str, Any]:
        """Tutti's own view of a task: stage, fraction, seconds left."""
        task: dict[str, Any] = self.get(f"/tutti/v1/tasks/{task_id}")
        return task

    def wait(
        self,
        task_id: str,
        *,
        seconds: float,
        until: tuple[str, ...] = FINAL,
        watch: Callable[[], None] = lambda: None,
    ) -> dict[str, Any]:
        """The record of a task once its status is one of `until`."""
        deadline = time.monotonic() + seconds
        while True:
            record = self.record(task_id)
            if record["status"] in until or record["status"] in FINAL:
                return record
            if time.monotonic() > deadline:
                raise TimeoutError(f"task {task_id} is {record['status']} after {seconds:g} s")
            watch()
            time.sleep(POLL_SECONDS)

    def download(self, url: str, path: Path) -> int:
        """Fetch a file; how many bytes it has."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._http.stream("GET", url) as answer, path.open("wb") as file:
            answer.raise_for_status()
            for piece in answer.iter_bytes():
                file.write(piece)
        return path.stat().st_size

    def first_sound_seconds(self, stream_url: str, *, least_bytes: int = 1) -> float:
        """How long a player waits at a stream address for its first bytes of sound."""
        start = time.monotonic()
        count = 0
        with self._http.stream("GET", stream_url, timeout=TIMEOUT_SECONDS * 10) as answer:
            answer.raise_for_status()
            for piece in answer.iter_bytes():
                count += len(piece)
                if count >= least_bytes:
                    break
        return time.monotonic() - start

    def _data(self, answer: httpx2.Response) -> Any:
        content = answer.json()
        if content["code"] != 200:
            raise ApiRefused(content["code"], content["msg"])
        return content.get("data")
