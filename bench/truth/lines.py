"""Lines to be sung alone: words of `lines.toml` on seeded melodies, so that words, pitch and tone can be measured.

A melody walks over a pentatonic scale inside a range: notes of a half beat to one and a half, one syllable over three
notes, a last note of three beats. Ranges are a man's and a woman's usual one, and a woman's high one.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np

from bench.truth.split import Split, seed_of
from tutti.language import syllabify
from tutti.music.brief import VoiceGender
from tutti.music.pitch import Key
from tutti.music.score import VOCALS, Score, SungNote, SungPhrase, VocalPart
from tutti.music.time import Meter, Timeline

_PENTATONIC = (0, 2, 4, 7, 9)
_TEMPI_BPM = (84.0, 96.0, 110.0, 124.0)
_START_BEATS = 1.0
_FILES = {"en": "lines.toml", "zh": "mandarin_lines.toml"}
_LENGTHS_BEATS, _LENGTH_ODDS = (0.5, 1.0, 1.5), (0.45, 0.4, 0.15)
_LAST_BEATS = 3.0
_MELISMA_BEATS = (0.5, 0.5, 0.5)
_STEP_ODDS = {-2: 0.12, -1: 0.3, 0: 0.16, 1: 0.3, 2: 0.12}


class Range(StrEnum):
    """Who sings, and how high."""

    FEMALE = "f 262-523"
    MALE = "m 147-294"
    HIGH = "f 523-659"

    @property
    def limits_midi(self) -> tuple[int, int]:
        """Its lowest and highest note."""
        return {Range.FEMALE: (60, 72), Range.MALE: (50, 62), Range.HIGH: (72, 76)}[self]

    @property
    def gender(self) -> VoiceGender:
        """Who sings it."""
        return VoiceGender.MALE if self is Range.MALE else VoiceGender.FEMALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with its author ("own" or "verse")."""

    text: str
    author: str


@cache
def lines(split: Split, language: str = "en") -> tuple[Line, ...]:
    """The lines of a split, authors by turns."""
    table = tomllib.loads(Path(__file__).with_name(_FILES[language]).read_text(encoding="utf-8"))[split.value]
    pairs = zip(table["own"], table["verse"], strict=True)
    return tuple(
        Line(text=text, author=author) for pair in pairs for text, author in zip(pair, ("own", "verse"), strict=True)
    )


def line_score(
    text: str, split: Split, index: int, register: Range, *, seed: int | None = None, language: str = "en"
) -> Score:
    """A song of one line; the index chooses melody and tempo, the seed (by default of the index) the singing."""
    own_seed = seed_of(split, index)
    random = np.random.default_rng([own_seed, *register.limits_midi])
    syllables = syllabify(text, language)
    melisma = int(random.integers(1, len(syllables) - 1))
    walk = _Walk(register.limits_midi, random)
    notes: list[SungNote] = []
    start = _START_BEATS
    for number, syllable in enumerate(syllables):
        lengths: tuple[float, ...] = (float(random.choice(_LENGTHS_BEATS, p=_LENGTH_ODDS)),)
        if number == melisma:
            lengths = _MELISMA_BEATS
        elif number + 1 == len(syllables):
            lengths = (_LAST_BEATS,)
        for place, length in enumerate(lengths):
            sung = syllable if place == 0 else None
            notes.append(SungNote(start_beats=start, duration_beats=length, pitch_midi=walk.step(), syllable=sung))
            start += length
    phrase = SungPhrase(text=text, notes=tuple(notes))
    part = VocalPart(player=VOCALS, gender=register.gender, language=language, phrases=(phrase,))
    tempo_bpm = _TEMPI_BPM[index % len(_TEMPI_BPM)]
    return Score(
        title=text,
        styles=("pop",),
        timeline=Timeline.steady(meter=Meter(4, 4), tempo_bpm=tempo_bpm, beats=int(start) + 6),
        end_beats=float(int(start) + 2),
        key=Key.parse("C major"),
        sections=(),
        chords=(),
        vocals=(part,),
        seed=own_seed if seed is None else seed,
    )


class _Walk:
    """A random walk over the pentatonic scale inside a range."""

    def __init__(self, limits_midi: tuple[int, int], random: np.random.Generator) -> None:
        low, high = limits_midi
        self._scale = [pitch for pitch in range(low, high + 1) if (pitch - low) % 12 in _PENTATONIC]
        self._random = random
        self._place = int(random.integers(len(self._scale)))

    def step(self) -> int:
        """The next pitch."""
        steps, odds = list(_STEP_ODDS), list(_STEP_ODDS.values())
        self._place += int(self._random.choice(steps, p=odds))
        self._place = int(np.clip(self._place, 0, len(self._scale) - 1))
        return self._scale[self._place]
