"""Timed lyrics in the LRC format, with a time before every word ("enhanced" LRC).

A word is timed at the onset of its first vowel, which is where it is heard to start.
"""

from __future__ import annotations

from tutti.music.score import VOCALS, Score, SungPhrase, VocalPart
from tutti.music.swing import swung_vocals
from tutti.music.time import Timeline


def lrc(score: Score) -> str:
    """The words as LRC text, those in brackets on lines of their own; empty where nothing is sung."""
    if not score.vocals:
        return ""
    phrases = [phrase for part in score.vocals for phrase in swung_vocals(part, score).phrases if _is_own(part, phrase)]
    ordered = sorted(phrases, key=lambda phrase: phrase.notes[0].start_beats)
    head = [f"[ti:{score.title}]", "[re:Tutti]"]
    return "\n".join([*head, *(_line(phrase, score.timeline) for phrase in ordered)]) + "\n"


def _is_own(part: VocalPart, phrase: SungPhrase) -> bool:
    """Whether a phrase is no harmony to the lead: it is the lead's, or stands in brackets."""
    return part.player == VOCALS or phrase.text.startswith("(")


def timed_words(phrase: SungPhrase, timeline: Timeline) -> tuple[tuple[str, float, float], ...]:
    """The words of a phrase with their start and end in seconds."""
    words: list[tuple[str, float, float]] = []
    for note in phrase.notes:
        end = timeline.seconds_at(note.end_beats)
        if note.syllable is not None and note.syllable.starts_word:
            words.append((note.syllable.text, timeline.seconds_at(note.start_beats), end))
        elif words:
            text, start, _ = words[-1]
            words[-1] = (text + (note.syllable.text if note.syllable else ""), start, end)
    return tuple(words)


def _line(phrase: SungPhrase, timeline: Timeline) -> str:
    words = timed_words(phrase, timeline)
    timed = " ".join(f"<{_stamp(start)}> {text}" for text, start, _ in words)
    return f"[{_stamp(words[0][1])}] {timed} <{_stamp(words[-1][2])}>"


def _stamp(seconds: float) -> str:
    hundredths = round(max(seconds, 0.0) * 100)
    return f"{hundredths // 6000:02d}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"
