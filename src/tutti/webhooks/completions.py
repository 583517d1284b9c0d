"""Asking a language model for text, at any endpoint that speaks OpenAI's chat completions (local ones included).

The endpoint is the operator's own choice, so the rules for addresses that strangers name do not hold for it: it may
well be this machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import httpx2

from tutti.base.errors import LyricistFailed
from tutti.webhooks.client import CONNECT_SECONDS, USER_AGENT, fault

LONGEST_ANSWER_BYTES = 1_000_000
TEMPERATURE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a model answers.

    Attributes:
        url: the base of the API, such as `http://localhost:11434/v1`.
        model: its name.
        key: sent as a bearer token where there is one.
        wall_seconds: how long one answer may take.
    """

    url: str
    model: str
    key: str | None = None
    wall_seconds: float = 60.0


def complete(endpoint: Endpoint, messages: list[dict[str, str]], *, seed: int) -> str:
    """The model's answer to a conversation.

    Args:
        endpoint: whom to ask.
        messages: each a role (`system`, `user`, `assistant`) and its content.
        seed: for models that can repeat themselves.

    Raises:
        LyricistFailed: there is no answer, or none of the shape of the API.
    """
    address = f"{endpoint.url.rstrip('/')}/chat/completions"
    body = {"model": endpoint.model, "messages": messages, "temperature": TEMPERATURE, "seed": seed % (1 << 31)}
    headers = {"User-Agent": USER_AGENT} | ({"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {})
    timeout = httpx2.Timeout(endpoint.wall_seconds, connect=CONNECT_SECONDS)
    try:
        with httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client:
            answer = client.post(address, json=body, headers=headers)
    except httpx2.RequestError as error:
        raise LyricistFailed(f"{address}: {fault(error)}; check TUTTI_LYRICIST_URL") from error
    if answer.status_code != httpx2.codes.OK:
        raise LyricistFailed(f"{address} answers with status {answer.status_code}; check the address, model and key")
    return _content(answer, address)


def _content(answer: httpx2.Response, address: str) -> str:
    if len(answer.content) > LONGEST_ANSWER_BYTES:
        raise LyricistFailed(f"{address} answers with {len(answer.content)} bytes; that is no song")
    try:
        content = answer.json()["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError) as error:
        raise LyricistFailed(f"{address} does not answer as a chat completions API does") from error
    if not isinstance(content, str) or not content.strip():
        raise LyricistFailed(f"{address} answers with no text")
    return content
