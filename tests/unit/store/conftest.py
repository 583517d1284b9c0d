from collections.abc import Iterator
from pathlib import Path

import pytest

from tutti.base.ids import new_task_id
from tutti.store.accounts import create_account
from tutti.store.database import Database
from tutti.store.migrate import migrate
from tutti.store.models import Account
from tutti.store.tasks import NewTask


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'tutti.db'}")
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def account(database: Database) -> Account:
    return database.write_now(lambda s: create_account(s, name="studio", credits_millis=100_000))


def new_task(account: Account, **fields: object) -> NewTask:
    values: dict[str, object] = {
        "id": new_task_id(),
        "account_id": account.id,
        "operation": "add_instrumental",
        "request": {"tags": "pop"},
        "param": '{"tags":"pop"}',
        "model": "V5",
        "callback_url": None,
        "base_url": "http://127.0.0.1:8000",
        "seed": 1,
        "cost_millicredits": 12_000,
    }
    return NewTask(**{**values, **fields})  # type: ignore[arg-type]
