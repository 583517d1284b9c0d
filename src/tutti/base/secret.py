"""The server's own secret: what API keys are hashed with and links are signed with.

It is drawn at the first start and kept in the data folder, readable by the owner only. Whoever loses it loses the API
keys and the links that were given out, nothing else.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

_LENGTH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Secret:
    """A key for HMAC-SHA256 (RFC 2104) that never shows itself."""

    key: bytes = field(repr=False)

    def digest(self, text: str) -> str:
        """The HMAC of a text, 64 hexadecimal digits."""
        return hmac.new(self.key, text.encode(), "sha256").hexdigest()

    def sign(self, text: str) -> str:
        """The HMAC of a text, 43 characters that may stand in a URL."""
        signature = hmac.new(self.key, text.encode(), "sha256").digest()
        return base64.urlsafe_b64encode(signature).decode().rstrip("=")

    def verify(self, text: str, signature: str) -> bool:
        """Whether `sign` gave this signature for the text."""
        return hmac.compare_digest(self.sign(text).encode(), signature.encode("utf-8", "replace"))


def load_secret(path: Path) -> Secret:
    """The secret kept at a path; drawn and written there where there is none."""
    if not path.exists():
        scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
        scratch.touch(mode=0o600)
        scratch.write_bytes(secrets.token_bytes(_LENGTH_BYTES))
        scratch.rename(path)
    return Secret(path.read_bytes())
