"""From the fields of a request, in the contract's names, to a Brief.

A blank text is an absent one; a weight that is not sent has the Brief's own default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tutti.base.errors import BriefInvalid
from tutti.jobs.orders import Operation
from tutti.music.brief import Brief, Task, VoiceGender

TASKS = {Operation.ADD_INSTRUMENTAL: Task.ACCOMPANY, Operation.ADD_VOCALS: Task.SING}
# By field of the Brief, what the contract calls it.
WEIGHTS = {"style_weight": "styleWeight", "weirdness": "weirdnessConstraint", "audio_weight": "audioWeight"}
_SECTION_TAG = re.compile(
    r"^\s*\[[^\]\n]*\b(?:verse|chorus|refrain|hook|bridge|intro|outro|interlude|break|solo|coda|ending?)\b[^\]\n]*\]"
    r"|^\s*[\[【(（][^\]】)）\n]{0,3}(?:主歌|副歌|导歌|桥段|前奏|间奏|尾奏)[^\]】)）\n]{0,3}[\]】)）]",
    re.IGNORECASE | re.MULTILINE,
)
_LEAST_LINES_OF_LYRICS = 2


def brief_of(operation: Operation, request: Mapping[str, Any]) -> Brief:
    """The Brief a request asks for.

    Raises:
        BriefInvalid: a field holds what a Brief cannot.
    """
    is_sung = operation is Operation.ADD_VOCALS
    prompt = _text(request, "prompt") if is_sung else None
    lyrics = prompt if prompt is not None and is_lyrics(prompt) else None
    gender = _text(request, "vocalGender")
    try:
        voice = None if gender is None else VoiceGender(gender)
    except ValueError as error:
        raise BriefInvalid(f"vocalGender is {gender!r}; it must be 'm' or 'f'") from error
    return Brief(
        task=TASKS[operation],
        style=_text(request, "style" if is_sung else "tags") or "",
        avoid=_text(request, "negativeTags") or "",
        prompt="" if lyrics is not None else prompt or "",
        lyrics=lyrics,
        title=_text(request, "title"),
        voice=voice,
        treats_voice=request.get("treatVoice") is True,
        **{name: float(request[sent]) for name, sent in WEIGHTS.items() if request.get(sent) is not None},
    )


def is_lyrics(prompt: str) -> bool:
    """Whether a prompt holds the words to be sung; otherwise it says what they should be about."""
    if _SECTION_TAG.search(prompt):
        return True
    return sum(bool(line.strip()) for line in prompt.splitlines()) >= _LEAST_LINES_OF_LYRICS


def _text(request: Mapping[str, Any], name: str) -> str | None:
    return str(request.get(name) or "").strip() or None
