"""Accounts: who uses the server."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tutti.base.clock import now_ms
from tutti.store.ledger import grant
from tutti.store.models import FIRST_ACCOUNT_ID, Account


def create_account(session: Session, *, name: str, credits_millis: int) -> Account:
    """Open an account with so many credits."""
    last = session.scalar(select(func.max(Account.id)))
    row = Account(
        id=FIRST_ACCOUNT_ID if last is None else last + 1,
        name=name,
        balance_millicredits=0,
        webhook_hmac_key=None,
        created_ms=now_ms(),
    )
    session.add(row)
    session.flush()
    if credits_millis:
        grant(session, row.id, credits_millis, "opening balance")
        session.refresh(row)
    return row


def account(session: Session, account_id: int) -> Account | None:
    """The account of a number."""
    return session.get(Account, account_id)


def first_account(session: Session) -> Account | None:
    """The oldest account, None before there is one."""
    return session.scalar(select(Account).order_by(Account.id).limit(1))


def list_accounts(session: Session) -> list[Account]:
    """All accounts, the oldest first."""
    return list(session.scalars(select(Account).order_by(Account.id)))


def set_webhook_key(session: Session, account_id: int, key: str | None) -> None:
    """Set the key callbacks are signed with; None signs them no more with the contract's scheme."""
    row = session.get_one(Account, account_id)
    row.webhook_hmac_key = key
