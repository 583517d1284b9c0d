"""A studio to test the API in: a fresh data folder, two accounts with a key each, and jobs that wait to be told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutti.api.services import Services
from tutti.base.secret import load_secret
from tutti.base.settings import load_settings
from tutti.store.accounts import create_account
from tutti.store.blobs import Blobs
from tutti.store.database import Database, Session
from tutti.store.keys import create_key
from tutti.store.migrate import migrate
from tutti.store.models import MILLICREDITS
from tutti.testing.recorded_jobs import RecordedJobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody with a key."""

    account_id: int
    key: str

    @property
    def headers(self) -> dict[str, str]:
        """What a request of this account carries."""
        return {"Authorization": f"Bearer {self.key}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """Services on a folder, and who may use them."""

    services: Services
    jobs: RecordedJobs
    member: Member
    stranger: Member


@contextmanager
def open_studio(folder: Path, **settings: Any) -> Iterator[Studio]:
    """A studio in an empty folder; `settings` are given before the environment's."""
    given = load_settings(data=folder, **settings)
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(given.database)
    try:
        migrate(database)
        secret = load_secret(given.secret_file)
        jobs = RecordedJobs(database)
        services = Services(settings=given, database=database, blobs=Blobs(given.storage), secret=secret, jobs=jobs)

        def admit(session: Session, name: str) -> Member:
            credits_millis = round(given.opening_credits * MILLICREDITS)
            account = create_account(session, name=name, credits_millis=credits_millis)
            key = create_key(session, account_id=account.id, name=name, secret=secret)
            return Member(account_id=account.id, key=key.text)

        member = database.write_now(lambda session: admit(session, "member"))
        stranger = database.write_now(lambda session: admit(session, "stranger"))
        yield Studio(services=services, jobs=jobs, member=member, stranger=stranger)
    finally:
        database.close()
