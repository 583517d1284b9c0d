"""What is not there: never was (404), or was deleted (410), with the moment it went."""

from __future__ import annotations

from datetime import UTC, datetime

from tutti.api.envelope import Refused
from tutti.store.models import File, Take

MISSING = 404
GONE = 410


def missing(sentence: str) -> Refused:
    """The refusal for what does not exist, or not for this caller."""
    return Refused(MISSING, sentence)


def gone(what: str, deleted_ms: int | None) -> Refused:
    """The refusal for what existed once; `what` is such as "The take was deleted"."""
    if deleted_ms is None:
        return Refused(GONE, what, {"deletedTime": None})
    moment = datetime.fromtimestamp(deleted_ms / 1000, UTC)
    return Refused(GONE, f"{what} on {moment:%Y-%m-%d at %H:%M:%S} UTC", {"deletedTime": deleted_ms})


def deleted_ms_of(row: Take | File, now_ms: int) -> int | None:
    """When something was deleted; what has expired counts as deleted though its bytes may still lie there."""
    if row.deleted_ms is not None:
        return row.deleted_ms
    return row.expires_ms if row.expires_ms is not None and row.expires_ms <= now_ms else None
