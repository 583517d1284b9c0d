"""What the commands that operate a server share: its settings, its database, its first account and key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tutti.base.errors import OutputUnwritable
from tutti.base.secret import Secret, load_secret
from tutti.base.settings import Settings
from tutti.store import accounts, keys
from tutti.store.database import Database, Session
from tutti.store.migrate import migrate
from tutti.store.models import MILLICREDITS, Account

FIRST_NAME = "studio"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An open data folder."""

    settings: Settings
    database: Database
    secret: Secret


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """The data folder, made and brought up to date where need be; there is at least one account in it.

    Raises:
        OutputUnwritable: the folder cannot be made or written to.
    """
    prepare_folder(settings)
    database = Database(settings.database)
    try:
        migrate(database)
        database.write_now(lambda session: first_account(session, settings))
        yield House(settings=settings, database=database, secret=load_secret(settings.secret_file))
    finally:
        database.close()


def prepare_folder(settings: Settings) -> None:
    """Make the data folder, for its owner alone."""
    folder = settings.data.resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.work.mkdir(exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputUnwritable(
            f"the data folder {folder} cannot be used ({error.strerror}); name another with --data"
        ) from error


def first_account(session: Session, settings: Settings) -> Account:
    """The account everything belongs to unless another is named; opened at the first start."""
    opening = round(settings.opening_credits * MILLICREDITS)
    return accounts.first_account(session) or accounts.create_account(session, name=FIRST_NAME, credits_millis=opening)


def first_key(house: House) -> str | None:
    """A key to begin with, made once: None where there was one before."""

    def work(session: Session) -> str | None:
        if keys.list_keys(session):
            return None
        account = first_account(session, house.settings)
        return keys.create_key(session, account_id=account.id, name="first", secret=house.secret).text

    return house.database.write_now(work)
