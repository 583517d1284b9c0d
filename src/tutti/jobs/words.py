"""Planning with the owner's word settings: an endpoint that writes lyrics, and filters that look at them.

The endpoint is asked where the person gave a prompt and no lyrics, and once more where its answer is no song, with
what was wrong. Where that fails too the built-in lyricist writes, and a note says so: a task does not fail because a
model was moody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tutti import pipeline
from tutti.base.errors import LyricistFailed
from tutti.compose.lyric_filter import ForbiddenTerms, KnownLyrics, LyricFilter, check_words
from tutti.compose.lyric_request import lyric_request, read_answer
from tutti.jobs.word_settings import ATTEMPTS
from tutti.music.brief import Brief, Task
from tutti.music.listening import Listening
from tutti.music.plan import Plan
from tutti.webhooks.completions import Endpoint, complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Who writes, and who objects."""

    endpoint: Endpoint | None = None
    filters: tuple[LyricFilter, ...] = ()

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Words:
        """From the fields of `word_settings.word_fields`.

        Raises:
            SettingsInvalid: a filter's file cannot be read.
        """
        filters: list[LyricFilter] = []
        if fields.get("terms"):
            filters.append(ForbiddenTerms.read(Path(fields["terms"])))
        if fields.get("known"):
            filters.append(KnownLyrics.read(Path(fields["known"])))
        endpoint = Endpoint(**fields["endpoint"]) if fields.get("endpoint") else None
        return cls(endpoint=endpoint, filters=tuple(filters))


def plan_with_words(brief: Brief, listening: Listening, seed: int, words: Words) -> Plan:
    """A plan whose words came from the endpoint where there is one, and to which no filter objects.

    Raises:
        WordsForbidden: a filter objects.
    """
    check_words((brief.prompt, brief.lyrics or "", brief.title or ""), words.filters)
    notes: tuple[str, ...] = ()
    if words.endpoint and brief.task is Task.SING and not (brief.lyrics or "").strip():
        try:
            brief = _worded(brief, listening, seed, words.endpoint)
        except LyricistFailed as error:
            notes = (f"the built-in lyricist wrote the words: {error}",)
    plan = replace(pipeline.plan(brief, listening, seed), notes=notes)
    check_words((plan.title, plan.lyrics.text if plan.lyrics else ""), words.filters)
    return plan


def _worded(brief: Brief, listening: Listening, seed: int, endpoint: Endpoint) -> Brief:
    request = lyric_request(brief, listening)
    messages = request.messages
    complaint: LyricistFailed | None = None
    for attempt in range(ATTEMPTS):
        answer = complete(endpoint, messages, seed=seed + attempt)
        try:
            title, sheet = read_answer(answer, request)
        except LyricistFailed as error:
            complaint = error
            messages = [
                *messages,
                {"role": "assistant", "content": answer},
                {"role": "user", "content": f"This cannot be used: {error}. Write the whole song again."},
            ]
            continue
        return replace(brief, lyrics=sheet, title=title)
    assert complaint is not None
    raise complaint
