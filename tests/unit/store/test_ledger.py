"""Credits: exact under a rush, charged once, given back once."""

import asyncio

import pytest
from tests.unit.store.conftest import new_task

from tutti.base.errors import CreditsShort
from tutti.store import ledger
from tutti.store.database import Database
from tutti.store.models import Account, LedgerReason
from tutti.store.tasks import add_task


def test_the_balance_is_the_sum_of_the_entries(database: Database, account: Account) -> None:
    task = new_task(account)

    def work(session: object) -> None:
        add_task(session, task)  # type: ignore[arg-type]
        ledger.charge(session, account.id, task.id, 12_000)  # type: ignore[arg-type]
        ledger.grant(session, account.id, 500, "a gift")  # type: ignore[arg-type]

    database.write_now(work)
    entries = database.read_now(lambda s: ledger.entries(s, account.id, 10))
    assert sum(entry.amount_millicredits for entry in entries) == 88_500
    assert database.read_now(lambda s: ledger.balance(s, account.id)) == 88_500
    assert {entry.reason for entry in entries} == {LedgerReason.GRANT, LedgerReason.CHARGE}


def test_a_task_is_refunded_once(database: Database, account: Account) -> None:
    database.write_now(lambda s: ledger.charge(s, account.id, "t" * 32, 12_000))
    assert database.write_now(lambda s: ledger.refund(s, "t" * 32))
    assert not database.write_now(lambda s: ledger.refund(s, "t" * 32))
    assert not database.write_now(lambda s: ledger.refund(s, "u" * 32))
    assert database.read_now(lambda s: ledger.balance(s, account.id)) == 100_000


def test_a_rush_takes_exactly_what_is_there(database: Database, account: Account) -> None:
    async def rush() -> list[bool]:
        async def one(number: int) -> bool:
            try:
                await database.write(lambda s: ledger.charge(s, account.id, f"{number:032x}", 12_000))
            except CreditsShort:
                return False
            return True

        return await asyncio.gather(*(one(number) for number in range(30)))

    assert sum(asyncio.run(rush())) == 8
    assert database.read_now(lambda s: ledger.balance(s, account.id)) == 4_000


def test_too_dear_changes_nothing(database: Database, account: Account) -> None:
    with pytest.raises(CreditsShort, match="insufficient"):
        database.write_now(lambda s: ledger.charge(s, account.id, "t" * 32, 100_001))
    assert database.read_now(lambda s: ledger.balance(s, account.id)) == 100_000
