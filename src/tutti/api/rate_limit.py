"""How fast an account may send new generation requests: the contract's 20 in 10 seconds, shared by all processes."""

from __future__ import annotations

from tutti.base.clock import now_ms
from tutti.base.errors import RateExceeded
from tutti.store.database import Session
from tutti.store.rate import take_slot

WINDOW_MS = 10_000


def take_turn(session: Session, account_id: int, burst: int) -> None:
    """Count a new request of an account.

    Raises:
        RateExceeded: it has sent `burst` others in the last 10 seconds.
    """
    if not take_slot(session, account_id, now_ms=now_ms(), burst=burst, window_ms=WINDOW_MS):
        raise RateExceeded(f"more than {burst} new requests in 10 seconds; send fewer, or try again later")
