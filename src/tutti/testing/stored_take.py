"""Takes with files behind them, for tests of what serves them: every file the engine leaves, a few bytes each."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass

from tutti.base.clock import now_ms
from tutti.jobs.order_book import book
from tutti.jobs.orders import Operation, Order
from tutti.store.database import Session
from tutti.store.files import RESULT, NewFile, add_file
from tutti.store.models import Take
from tutti.store.object_keys import stream_key, take_key
from tutti.store.takes import set_stream_parts
from tutti.testing.recorded_jobs import KEPT_MS
from tutti.testing.studio import Studio

LISTENING = {"format": "tutti.listening", "version": 1, "tempo_bpm": 96.0}
MASTER = b"ID3" + bytes(range(256)) * 4
CONTENTS: dict[str, tuple[str, bytes]] = {
    "master.mp3": ("audio/mpeg", MASTER),
    "master.flac": ("audio/flac", b"fLaC" + b"\x00" * 60),
    "cover.jpeg": ("image/jpeg", b"\xff\xd8\xff" + b"\x01" * 40),
    "score.json": ("application/json", json.dumps({"format": "tutti.score", "title": "Côté"}).encode()),
    "report.json": ("application/json", b'{"format": "tutti.report"}\n'),
    "score.mid": ("audio/midi", b"MThd" + b"\x00" * 20),
    "chords.txt": ("text/plain; charset=utf-8", b"| C | F | G | C |\n"),
    "lyrics.lrc": ("text/plain; charset=utf-8", b"[00:01.00]Carry me over\n"),
    "stems/bass.flac": ("audio/flac", b"fLaC" + b"\x02" * 100),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTakes:
    """A task whose words stand, and its takes."""

    task_id: str
    takes: list[Take]

    @property
    def audio_id(self) -> str:
        """The first take."""
        return self.takes[0].audio_id


def announced_takes(studio: Studio, *, title: str = "Carry me over", callback_url: str | None = None) -> StoredTakes:
    """A task of the member whose takes are being made."""
    order = Order(
        account_id=studio.member.account_id,
        operation=Operation.ADD_VOCALS,
        request={"title": title, "style": "warm pop", "seed": 1},
        param='{"title":"..."}',
        callback_url=callback_url,
        base_url="http://tutti.test",
        model="V5",
        idempotency_key=None,
        request_digest="",
    )
    task_id = studio.services.database.write_now(lambda session: book(session, order)).id
    return StoredTakes(task_id=task_id, takes=studio.jobs.announce_text(task_id))


def store_files(studio: Studio, made: StoredTakes, *, expires_ms: int | None = None) -> None:
    """Store the files of the first take and the listening, as the jobs do."""
    files = {take_key(made.audio_id, name): (name, kind, content) for name, (kind, content) in CONTENTS.items()}
    heard = json.dumps(LISTENING).encode()
    listening_key = f"tasks/{made.task_id}/listening.json"
    put_objects(studio, {key: content for key, (_, _, content) in files.items()} | {listening_key: heard})

    def work(session: Session) -> None:
        for key, (name, kind, content) in (
            files | {listening_key: ("listening.json", "application/json", heard)}
        ).items():
            add_file(
                session,
                NewFile(
                    account_id=studio.member.account_id,
                    task_id=made.task_id,
                    audio_id=None if key == listening_key else made.audio_id,
                    kind=RESULT,
                    name=name,
                    key=key,
                    content_type=kind,
                    bytes=len(content),
                    etag=hashlib.sha256(content).hexdigest()[:32],
                    expires_ms=expires_ms or now_ms() + KEPT_MS,
                ),
            )

    studio.services.database.write_now(work)


def finished_take(studio: Studio, **wanted: str) -> StoredTakes:
    """A task whose first take is done, with all its files."""
    made = announced_takes(studio, **wanted)
    store_files(studio, made)
    studio.jobs.finish_take(made.takes[0], 60.0)
    return made


def publish_part(studio: Studio, audio_id: str, number: int, content: bytes) -> None:
    """Publish a part of a take's stream, as the jobs do."""
    put_objects(studio, {stream_key(audio_id, number): content})
    studio.services.database.write_now(lambda session: set_stream_parts(session, audio_id, number + 1))


def put_objects(studio: Studio, contents: dict[str, bytes]) -> None:
    """Put objects into the store, from a thread without an event loop."""

    async def put() -> None:
        for key, content in contents.items():
            await studio.services.blobs.put_bytes(key, content)

    asyncio.run(put())
