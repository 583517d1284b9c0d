"""What a submit hands to the jobs: a request that was checked, and everything that must be known to run it.

`request` keeps the contract's own names (uploadUrl, title, tags, style, prompt, negativeTags, vocalGender, styleWeight,
weirdnessConstraint, audioWeight) and Tutti's own extras (seed, and those of `HINTS`); fields it does not know are gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Operation(StrEnum):
    """The tasks the server does; the value is what `operationType` shows."""

    ADD_INSTRUMENTAL = "add_instrumental"
    ADD_VOCALS = "add_vocals"


# By hint about the recording, what a request calls it.
HINTS = {"bpm": "bpm", "meter": "meter", "key": "key", "first_downbeat": "firstDownbeat", "chords": "chords"}
COST_MILLICREDITS = {
    Operation.ADD_INSTRUMENTAL: 12_000,
    Operation.ADD_VOCALS: 12_000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One task as it was asked for.

    Attributes:
        account_id: who pays.
        operation: which task.
        request: the fields of the request, checked.
        param: the body of the request as it came, for the record.
        callback_url: where callbacks go; None for a client that polls.
        base_url: what the addresses of media begin with, without a slash at the end.
        model: the contract's name of the model.
        idempotency_key: the caller's own name for this submit; None without one.
        request_digest: what an equal request has equal, so that a key used for another request is refused.
    """

    account_id: int
    operation: Operation
    request: dict[str, Any]
    param: str
    callback_url: str | None
    base_url: str
    model: str
    idempotency_key: str | None
    request_digest: str
