"""The singers: colours of a speaking voice, and habits; who sings a part, and how its genre has it sung.

`singers.toml` holds the people, `habits.toml` the genres; another singer is another entry. A part is sung by one whose
tessitura it lies in and who likes its style; among those the seed decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tutti.music.brief import VoiceGender
from tutti.music.score import VOCALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Singer:
    """What makes one voice differ from another.

    Attributes:
        name: as `singers.toml` has it.
        gender: whose voice it is heard as.
        tessitura_midi: where the voice is at ease.
        formants_low: by which the spoken formants below 0.9 kHz are multiplied.
        formants_high: the same above 1.8 kHz.
        tilt_db_per_octave: of the spectrum above 1 kHz.
        ring_db: height of the singer's formant.
        ring_hz: its centre.
        fullness_db: how much stronger the fundamental is: above 0 soft folds, below pressed ones.
        breath: 0 (clear) to 1 (breathy).
        resonances: centres in Hz and heights in dB of what is the throat's own.
        vibrato_hz: mean rate.
        vibrato_semitones: swing to either side on long notes.
        straight_share: of long notes are held without vibrato.
        scoop_semitones: from how far below phrases are entered.
        scoop_odds: of accented notes within phrases that are entered from below too.
        fall_odds: of phrases whose last note falls off.
        glide: factor on the speed of pitch steps.
        unsteadiness: factor on the drift of pitch; 1 is a trained amateur.
        likes: names of styles.
        speaker: a voice of Kokoro that speaks for the singer; None is the quick voice.
    """

    name: str = ""
    gender: VoiceGender = VoiceGender.FEMALE
    tessitura_midi: tuple[int, int] = (57, 74)
    formants_low: float = 1.0
    formants_high: float = 1.0
    tilt_db_per_octave: float = 0.0
    ring_db: float = 3.0
    ring_hz: float = 3000.0
    fullness_db: float = 0.0
    breath: float = 0.2
    resonances: tuple[tuple[float, float], ...] = ()
    vibrato_hz: float = 5.8
    vibrato_semitones: float = 0.42
    straight_share: float = 0.2
    scoop_semitones: float = 1.2
    scoop_odds: float = 0.0
    fall_odds: float = 0.0
    glide: float = 1.0
    unsteadiness: float = 1.0
    likes: frozenset[str] = frozenset()
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What a genre adds to a singer; see `habits.toml`."""

    styles: frozenset[str] = frozenset()
    vibrato: float = 1.0
    straight: float = 0.0
    scoop: float = 1.0
    scoop_odds: float = 0.0
    fall_odds: float = 0.0
    glide: float = 1.0
    edge: float = 0.0
    breath: float = 0.0

    def taken_by(self, singer: Singer) -> Singer:
        """The singer, singing in this genre."""
        return replace(
            singer,
            vibrato_semitones=singer.vibrato_semitones * self.vibrato,
            straight_share=min(1.0, singer.straight_share + self.straight),
            scoop_semitones=singer.scoop_semitones * self.scoop,
            scoop_odds=singer.scoop_odds + self.scoop_odds,
            fall_odds=singer.fall_odds + self.fall_odds,
            glide=singer.glide * self.glide,
            tilt_db_per_octave=singer.tilt_db_per_octave + self.edge,
            breath=min(1.0, singer.breath + self.breath),
        )


_REACH_SEMITONES = 5.0  # a part so far from the middle of a tessitura is rarely given to its singer
_LIKING = 3.0  # a style that is liked makes a singer so many times as likely
_SECOND_VOICE_FORMANT_SPREAD = 0.015  # the same throat never stands twice in a choir
_SECOND_VOICE_BREATH = 0.15


@cache
def singers() -> tuple[Singer, ...]:
    """All of the table, in its order."""
    table = tomllib.loads(Path(__file__).with_name("singers.toml").read_text(encoding="utf-8"))
    return tuple(_read(entry) for entry in table["singer"])


def singer_of(
    gender: VoiceGender, styles: Sequence[str], pitches_midi: Sequence[int], player: str, random: np.random.Generator
) -> Singer:
    """Who sings a part, with the habits of the leading style; any other player than the lead is another person."""
    middle = float(np.median(pitches_midi)) if len(pitches_midi) else None
    candidates = [singer for singer in singers() if singer.gender is gender]
    weights = np.array([_fitness(singer, styles, middle) for singer in candidates])
    drawn = int(random.choice(len(candidates), p=weights / weights.sum()))
    singer = _habit(styles).taken_by(candidates[drawn])
    if player == VOCALS:
        return singer
    spread = 1.0 + _SECOND_VOICE_FORMANT_SPREAD * float(random.uniform(-1.0, 1.0))
    return replace(
        singer,
        formants_low=singer.formants_low * spread,
        formants_high=singer.formants_high * spread,
        breath=min(1.0, singer.breath + _SECOND_VOICE_BREATH),
        vibrato_hz=singer.vibrato_hz * (1.0 + 0.04 * float(random.uniform(-1.0, 1.0))),
    )


def _fitness(singer: Singer, styles: Sequence[str], middle_midi: float | None) -> float:
    fitness = _LIKING if any(style in singer.likes for style in styles[:1]) else 1.0
    if middle_midi is None:
        return fitness
    away = middle_midi - sum(singer.tessitura_midi) / 2
    return fitness * float(np.exp(-0.5 * (away / _REACH_SEMITONES) ** 2)) + 1e-9


def _habit(styles: Sequence[str]) -> Habit:
    found = [habit for habit in _habits() if styles and styles[0] in habit.styles]
    return found[0] if found else Habit()


@cache
def _habits() -> tuple[Habit, ...]:
    table = tomllib.loads(Path(__file__).with_name("habits.toml").read_text(encoding="utf-8"))
    return tuple(Habit(**{**entry, "styles": frozenset(entry["styles"])}) for entry in table["habit"].values())


def _read(entry: dict[str, Any]) -> Singer:
    values = {
        **entry,
        "gender": VoiceGender(entry["gender"]),
        "tessitura_midi": tuple(entry["tessitura_midi"]),
        "resonances": tuple((float(hz), float(db)) for hz, db in entry["resonances"]),
        "likes": frozenset(entry["likes"]),
    }
    return Singer(**values)
