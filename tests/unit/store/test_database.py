"""Transactions hold what they promise, and the migrations give the schema of the models."""

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from tutti.store.accounts import create_account, list_accounts
from tutti.store.database import Database
from tutti.store.migrate import alembic_config, migrate
from tutti.store.models import FIRST_ACCOUNT_ID, Account, Base


def test_migrations_give_the_schema_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing_and_the_way_back_is_open(database: Database, account: Account) -> None:
    migrate(database)
    assert [found.id for found in database.read_now(list_accounts)] == [account.id] == [FIRST_ACCOUNT_ID]
    with database.engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}


def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    def half(session: object) -> None:
        create_account(session, name="half", credits_millis=5)  # type: ignore[arg-type]
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        database.write_now(half)
    assert database.read_now(list_accounts) == []


def test_a_read_keeps_nothing(database: Database) -> None:
    database.read_now(lambda s: create_account(s, name="not kept", credits_millis=0))
    assert database.read_now(list_accounts) == []


def test_writes_at_once_all_come_through(database: Database) -> None:
    async def many() -> None:
        def one(number: int) -> object:
            return database.write(lambda s: create_account(s, name=str(number), credits_millis=1))

        await asyncio.gather(*(one(number) for number in range(40)))  # type: ignore[arg-type]

    asyncio.run(many())
    found = database.read_now(list_accounts)
    assert sorted(int(a.name) for a in found) == list(range(40))
    assert len({a.id for a in found}) == 40


def test_two_processes_may_write_to_one_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    first, second = Database(url), Database(url)
    migrate(first)
    for number in range(10):
        writer = first if number % 2 else second
        writer.write_now(lambda s, n=number: create_account(s, name=str(n), credits_millis=0))  # type: ignore[misc]
    assert len(second.read_now(list_accounts)) == 10
    first.close()
    second.close()
