"""How many new requests an account may send: a sliding window, exact also where many come at once."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tutti.store.models import Account, RateSlot


def take_slot(session: Session, account_id: int, *, now_ms: int, burst: int, window_ms: int) -> bool:
    """Take one of the `burst` slots of the last `window_ms`; False where none is free."""
    # Whoever else asks for this account waits here: SQLite has one writer, PostgreSQL locks the row.
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    mine = RateSlot.account_id == account_id
    session.execute(delete(RateSlot).where(mine, RateSlot.taken_ms <= now_ms - window_ms))
    taken = session.scalar(select(func.count()).select_from(RateSlot).where(mine)) or 0
    if taken >= burst:
        return False
    session.add(RateSlot(id=secrets.token_hex(8), account_id=account_id, taken_ms=now_ms))
    session.flush()
    return True
