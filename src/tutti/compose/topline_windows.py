"""The time each line may sound in: from its pickup to the breath before the next line."""

from __future__ import annotations

from collections.abc import Sequence

from tutti.compose.prosody import SHORTEST_SYLLABLE_SECONDS, Window
from tutti.compose.topline_form import SAFE_END_SECONDS, SAFE_START_SECONDS, LinePlace
from tutti.music.listening import Listening
from tutti.music.lyric import LyricLine, Lyrics

_PICKUP_SECONDS = 0.28  # each unstressed syllable before the first stressed one takes so much
_MOST_PICKUP_SYLLABLES = 3
_LEAST_REST_SECONDS = 0.4  # enough for a breath; a beat where that is longer
_TIGHT_SECONDS = 0.24  # lines with less time a syllable start on their bar line


def line_windows(lyrics: Lyrics, places: Sequence[LinePlace], listening: Listening) -> tuple[Window, ...]:
    """A window for each place; windows do not overlap."""
    timeline = listening.timeline
    lines = [lyrics.sections[p.section].lines[p.line] for p in places]
    pickups = [_pickup_beats(line, where, listening) for line, where in zip(lines, places, strict=True)]
    first = timeline.beats_at(SAFE_START_SECONDS)
    last = timeline.beats_at(listening.duration_seconds - SAFE_END_SECONDS)
    windows: list[Window] = []
    for index, (where, pickup) in enumerate(zip(places, pickups, strict=True)):
        beat_seconds = 60.0 / timeline.tempo_bpm_at(where.end_beats)
        rest = min(where.rest_seconds, max(_LEAST_REST_SECONDS, beat_seconds)) / beat_seconds
        if index + 1 < len(places) and places[index + 1].start_beats - where.end_beats < rest:
            rest += pickups[index + 1]
        earliest = max(where.start_beats - pickup, first)
        windows.append(
            Window(
                start_beats=where.start_beats,
                earliest_beats=earliest,
                end_beats=min(max(where.end_beats - rest, earliest + _least_beats(lines[index], beat_seconds)), last),
            )
        )
    return tuple(windows)


def _least_beats(line: LyricLine, beat_seconds: float) -> float:
    return (len(line.syllables) + 0.5) * SHORTEST_SYLLABLE_SECONDS / beat_seconds


def _pickup_beats(line: LyricLine, where: LinePlace, listening: Listening) -> float:
    timeline = listening.timeline
    seconds = timeline.seconds_at(where.end_beats) - timeline.seconds_at(where.start_beats)
    if seconds / len(line.syllables) < _TIGHT_SECONDS:
        return 0.0
    leading = next((index for index, syllable in enumerate(line.syllables) if syllable.stress == 1), 0)
    beat_seconds = 60.0 / timeline.tempo_bpm_at(where.start_beats)
    wanted = min(leading, _MOST_PICKUP_SYLLABLES) * _PICKUP_SECONDS
    step = 1.0 / timeline.meter.division
    beats = step * round(wanted / beat_seconds / step + 0.1)
    return float(min(beats, 0.3 * seconds / beat_seconds))
