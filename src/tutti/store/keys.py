"""API keys: 256 random bits, of which only a digest is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from tutti.base.clock import now_ms
from tutti.base.secret import Secret
from tutti.store.models import Account, ApiKey

PREFIX = "tutti_"
_RANDOM_BYTES = 32
_SHOWN_CHARACTERS = 4
_ACCOUNT_OF_KEY = (  # built once: every request asks
    select(Account)
    .join(ApiKey, ApiKey.account_id == Account.id)
    .where(ApiKey.digest == bindparam("digest"), ApiKey.revoked_ms.is_(None))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key that was just made; its text is seen here and never again."""

    id: str
    text: str


def create_key(session: Session, *, account_id: int, name: str, secret: Secret) -> NewKey:
    """Make a key for an account."""
    text = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    row = ApiKey(
        id=secrets.token_hex(4),
        account_id=account_id,
        name=name,
        shown=f"{PREFIX}...{text[-_SHOWN_CHARACTERS:]}",
        digest=_digest(text, secret),
        created_ms=now_ms(),
        revoked_ms=None,
    )
    session.add(row)
    session.flush()
    return NewKey(id=row.id, text=text)


def list_keys(session: Session, account_id: int | None = None) -> list[ApiKey]:
    """All keys, the revoked ones too, the oldest first."""
    query = select(ApiKey).order_by(ApiKey.created_ms, ApiKey.id)
    if account_id is not None:
        query = query.where(ApiKey.account_id == account_id)
    return list(session.scalars(query))


def revoke_key(session: Session, key_id: str) -> bool:
    """Let a key be valid no more; False where there is no such valid key."""
    row = session.get(ApiKey, key_id)
    if row is None or row.revoked_ms is not None:
        return False
    row.revoked_ms = now_ms()
    return True


def account_of_key(session: Session, text: str, secret: Secret) -> Account | None:
    """The account a valid key belongs to."""
    return session.scalar(_ACCOUNT_OF_KEY, {"digest": _digest(text, secret)})


def _digest(text: str, secret: Secret) -> str:
    return secret.digest(f"key:{text}")
