"""How fast an account may send new generation requests: the contract's 20 in 10 seconds, shared by all processes."""

from __future__ import annotations

from tutti.api.auth import Identity
from tutti.api.services import Services
from tutti.base.clock import now_ms
from tutti.base.errors import RateExceeded
from tutti.store.rate import take_slot

WINDOW_MS = 10_000


async def take_turn(services: Services, caller: Identity) -> None:
    """Count a new request of the caller.

    Raises:
        RateExceeded: the account has sent too many in the last 10 seconds.
    """
    burst = services.settings.requests_per_10_seconds
    has_slot = await services.database.write(
        lambda session: take_slot(session, caller.account_id, now_ms=now_ms(), burst=burst, window_ms=WINDOW_MS)
    )
    if not has_slot:
        raise RateExceeded(f"more than {burst} new requests in 10 seconds; send fewer, or try again later")
