"""Signatures are what independent verifiers expect."""

import base64
import hashlib
import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tutti.base.errors import SettingsInvalid
from tutti.webhooks.signing import signature_headers, standard_secret_of

BODY = '{"code": 200, "msg": "词", "data": {"task_id": "3f1c9a7be2d84460a5b1c0de7f892a41"}}'.encode()
TASK = "3f1c9a7be2d84460a5b1c0de7f892a41"


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """RFC 2104, written out."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).digest()


@pytest.mark.parametrize("key", ["my webhook key", "k" * 100, "密钥"])
def test_the_contract_signature_is_that_of_task_and_time(key: str) -> None:
    headers = signature_headers(
        TASK, BODY, message_id="m1", timestamp=1_777_716_700, contract_key=key, standard_secret=None
    )
    assert headers["X-Webhook-Timestamp"] == "1777716700"
    expected = base64.b64encode(hmac_sha256(key.encode(), f"{TASK}.1777716700".encode())).decode()
    assert headers["X-Webhook-Signature"] == expected
    assert "webhook-signature" not in headers


def test_the_standard_signature_is_the_one_published() -> None:
    """The example of the Standard Webhooks documentation."""
    headers = signature_headers(
        "any",
        b'{"test": 2432232314}',
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1_614_265_330,
        contract_key=None,
        standard_secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("key", ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a key of the account's own choosing"])
def test_the_package_verifies_and_notices_every_change(key: str) -> None:
    secret = standard_secret_of(key)
    now = int(time.time())
    headers = signature_headers(TASK, BODY, message_id="m1", timestamp=now, contract_key=key, standard_secret=secret)
    verifier = Webhook(secret)
    assert verifier.verify(BODY, headers)["code"] == 200
    for changed in (
        (BODY.replace(b"200", b"501"), headers),
        (BODY, {**headers, "webhook-id": "m2"}),
        (BODY, {**headers, "webhook-timestamp": str(now + 1)}),
    ):
        with pytest.raises(WebhookVerificationError):
            verifier.verify(*changed)
    with pytest.raises(WebhookVerificationError):
        Webhook(standard_secret_of("another key altogether")).verify(BODY, headers)


def test_without_keys_only_the_message_is_named() -> None:
    headers = signature_headers(TASK, BODY, message_id="m1", timestamp=7, contract_key=None, standard_secret=None)
    assert headers == {"webhook-id": "m1", "webhook-timestamp": "7"}


def test_one_key_of_an_account_serves_both_schemes() -> None:
    assert standard_secret_of("whsec_AAAA") == "whsec_AAAA"
    assert standard_secret_of("abc") == "whsec_YWJj"


@pytest.mark.parametrize("secret", ["whsec_not base64!", "whsec_", "whsec_A"])
def test_a_broken_secret_is_refused(secret: str) -> None:
    with pytest.raises(SettingsInvalid, match="new key"):
        signature_headers(TASK, BODY, message_id="m", timestamp=7, contract_key=None, standard_secret=secret)
