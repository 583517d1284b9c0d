"""Names of things that are made: unguessable, in the shapes the contract's clients expect."""

from __future__ import annotations

import secrets
import uuid


def new_task_id() -> str:
    """32 lowercase hexadecimal digits."""
    return secrets.token_hex(16)


def new_audio_id() -> str:
    """A UUID of version 4, with dashes."""
    return str(uuid.uuid4())


def new_delivery_id() -> str:
    """32 lowercase hexadecimal digits."""
    return secrets.token_hex(16)
