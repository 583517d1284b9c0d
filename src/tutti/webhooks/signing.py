"""The signatures of a callback, in two schemes side by side.

The contract's scheme signs the task id and the time: `X-Webhook-Signature` is the base64 of
HMAC-SHA256(webhookHmacKey, taskId + "." + timestamp). It does not cover the body. Standard Webhooks
(standardwebhooks.com) signs the message id, the time and the body, so receivers who can choose verify that one.
`webhook-id` is the same in every attempt of a delivery: it tells a repeat from a new message.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from standardwebhooks import Webhook

from tutti.base.errors import SettingsInvalid

STANDARD_PREFIX = "whsec_"


def signature_headers(
    task_id: str,
    body: bytes,
    *,
    message_id: str,
    timestamp: int,
    contract_key: str | None,
    standard_secret: str | None,
) -> dict[str, str]:
    """The headers that prove where a callback comes from.

    Args:
        task_id: the task the callback is about.
        body: exactly the bytes that are sent, UTF-8.
        message_id: names the delivery; the same in every attempt.
        timestamp: when the attempt is made, Unix seconds.
        contract_key: the account's webhookHmacKey; without one the contract's headers are left out.
        standard_secret: a secret `whsec_…`; without one the callback has an id and a time, but no such signature.
    """
    headers = {"webhook-id": message_id, "webhook-timestamp": str(timestamp)}
    if standard_secret is not None:
        headers["webhook-signature"] = _webhook(standard_secret).sign(
            message_id, datetime.fromtimestamp(timestamp, tz=UTC), body.decode("utf-8")
        )
    if contract_key is not None:
        headers["X-Webhook-Timestamp"] = str(timestamp)
        headers["X-Webhook-Signature"] = contract_signature(task_id, timestamp, contract_key)
    return headers


def contract_signature(task_id: str, timestamp: int, key: str) -> str:
    """The contract's signature of a task id at a time."""
    digest = hmac.new(key.encode("utf-8"), f"{task_id}.{timestamp}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def standard_secret_of(contract_key: str) -> str:
    """The Standard Webhooks secret of an account that has one key for both schemes.

    A key that is such a secret already stays as it is; of any other the secret is `whsec_` and the base64 of its bytes.
    """
    if contract_key.startswith(STANDARD_PREFIX):
        return contract_key
    return STANDARD_PREFIX + base64.b64encode(contract_key.encode("utf-8")).decode("ascii")


def _webhook(secret: str) -> Webhook:
    try:
        key = base64.b64decode(secret.removeprefix(STANDARD_PREFIX), validate=True)
    except ValueError as error:
        raise SettingsInvalid(
            "A webhook secret that begins with whsec_ must go on in base64. Make a new key, or use one without whsec_."
        ) from error
    if not key:
        raise SettingsInvalid("A webhook secret is empty. Make a new key of at least 24 random bytes.")
    return Webhook(key)
