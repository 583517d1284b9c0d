"""The stored documents: `score.json`, which can be read back and edited, and `listening.json`, which is for reading.

Each carries its `format` and `version`; readers accept old versions, writers write one. The fields are described in
docs/reference/documents.md.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tutti.base.errors import InputError
from tutti.music import listening as listening_module
from tutti.music import score as score_module
from tutti.music.harmony import NO_CHORD
from tutti.music.listening import Listening
from tutti.music.score import Score

SCORE_FORMAT = "tutti.score"
LISTENING_FORMAT = "tutti.listening"
_TIME_DIGITS = 4


@cache
def _score_adapter() -> TypeAdapter[Score]:
    return TypeAdapter(Score)


def write_score(score: Score) -> str:
    """A score as JSON text."""
    body = _score_adapter().dump_python(score, mode="json")
    document = {"format": SCORE_FORMAT, "version": score_module.VERSION, "score": body}
    return json.dumps(document, ensure_ascii=False, indent=1)


def read_score(text: str) -> Score:
    """The score a JSON text holds.

    Raises:
        InputError: the text is not a score of a known version; the message names the field.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"the score is not JSON: {error}") from error
    if not isinstance(document, dict) or document.get("format") != SCORE_FORMAT:
        raise InputError(f"the document is not a score: its format must be {SCORE_FORMAT!r}")
    if document.get("version") not in score_module.READ_VERSIONS:
        known = " and ".join(str(version) for version in score_module.READ_VERSIONS)
        raise InputError(f"the score has version {document.get('version')}; this Tutti reads {known}")
    try:
        return _score_adapter().validate_python(document["score"])
    except (KeyError, ValidationError) as error:
        raise InputError(f"the score cannot be read: {error}") from error


def listening_document(listening: Listening) -> dict[str, Any]:
    """What was heard, as the documented fields of listening.json (times in seconds)."""
    timeline = listening.timeline
    return {
        "format": LISTENING_FORMAT,
        "version": listening_module.VERSION,
        "source": listening.source.value,
        "duration_seconds": round(listening.duration_seconds, _TIME_DIGITS),
        "tempo_bpm": round(listening.tempo_bpm, 3),
        "meter": str(timeline.meter),
        "free_time": listening.free_time,
        "key": str(listening.key),
        "tuning_cents": round(listening.tuning_cents, 2),
        "beats_seconds": _inside(timeline.beat_seconds, listening),
        "downbeats_seconds": _inside(timeline.downbeats_seconds(), listening),
        "chords": _chords(listening),
        "melody": [
            {
                "start": round(note.start_seconds, _TIME_DIGITS),
                "end": round(note.end_seconds, _TIME_DIGITS),
                "midi": note.pitch_midi,
                "deviation_cents": round(note.deviation_cents, 1),
                "level_db": round(note.level_db, 1),
            }
            for note in listening.melody
        ],
        "sections": _sections(listening),
        "beat_levels_db": [round(level, 1) for level in listening.beat_levels_db],
        "confidence": {
            name: None if value is None else round(value, 3) for name, value in asdict(listening.confidence).items()
        },
    }


def write_listening(listening: Listening) -> str:
    """What was heard, as JSON text."""
    return json.dumps(listening_document(listening), ensure_ascii=False, indent=1)


def _inside(seconds: tuple[float, ...], listening: Listening) -> list[float]:
    """The moments that lie within the recording."""
    return [round(t, _TIME_DIGITS) for t in seconds if 0.0 <= t <= listening.duration_seconds]


def _span(start_beats: float, end_beats: float, listening: Listening) -> tuple[float, float]:
    """A stretch of beats in seconds, cut to the recording; empty where it lies outside."""
    edges = (listening.timeline.seconds_at(start_beats), listening.timeline.seconds_at(end_beats))
    start, end = (round(min(max(edge, 0.0), listening.duration_seconds), _TIME_DIGITS) for edge in edges)
    return start, end


def _chords(listening: Listening) -> list[dict[str, Any]]:
    found = []
    for span in listening.chords:
        start, end = _span(span.start_beats, span.end_beats, listening)
        if end > start:
            label = span.chord.label(flats=listening.key.uses_flats) if span.chord else NO_CHORD
            found.append({"start": start, "end": end, "label": label})
    return found


def _sections(listening: Listening) -> list[dict[str, Any]]:
    found = []
    for section in listening.sections:
        start, end = _span(section.start_beats, section.end_beats, listening)
        if end > start:
            energy = round(section.energy, 3)
            found.append({"start": start, "end": end, "label": section.label.value, "energy": energy})
    return found
