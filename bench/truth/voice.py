"""Voice cases: one song, one singer, one recording, with everything that is true of it.

A case is cheap until its audio is asked for; audio is kept in the cache. The index of a case
fixes its family, singer, drift and recording in turn, so that any number of cases is balanced; all else is drawn from
its seed. Development cases use seeds below 100 000 and development tunes, reported cases the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from bench.truth import harmonics, speech
from bench.truth.cache import RATE_HZ, cached_path, read_cached, write_cached
from bench.truth.fit import fitted
from bench.truth.liberties import reentering, sung_freely
from bench.truth.performance import Tone, perform
from bench.truth.procedural import procedural
from bench.truth.recording import Recording, recorded
from bench.truth.song import Family, FloatArray, Song, timeline_of
from bench.truth.split import Split, seed_of
from bench.truth.tunes import tunes
from tutti.base.seeds import generator
from tutti.music.time import Timeline
from tutti.sound.audio import Audio

_TAIL_SECONDS = 1.5


class Liberty(StrEnum):
    """What a singer makes of time."""

    GRID = "grid"
    REENTRIES = "re-entries"
    FREE = "free"


class Kind(StrEnum):
    """Whether a source has a throat."""

    VOICE = "voice"
    INSTRUMENT = "instrument"


@dataclass(frozen=True, slots=True, kw_only=True)
class Singer:
    """A source of one line: its name, and the octave its mean pitch is put into."""

    name: str
    kind: Kind
    low_midi: int
    throat: speech.Throat | None = None


Corpus = Callable[[Split, int], Song]
ALTO = speech.Throat(formant_scale=0.95, breath=0.12, tilt_db=-2)
SINGERS = (
    Singer(name="spoken_female", kind=Kind.VOICE, low_midi=58, throat=speech.Throat()),
    Singer(name="spoken_male", kind=Kind.VOICE, low_midi=48, throat=speech.Throat(formant_scale=0.84)),
    Singer(name="formant_female", kind=Kind.VOICE, low_midi=58),
    Singer(name="spoken_alto", kind=Kind.VOICE, low_midi=55, throat=ALTO),
    Singer(name="violin", kind=Kind.INSTRUMENT, low_midi=62),
    Singer(name="spoken_child", kind=Kind.VOICE, low_midi=61, throat=speech.Throat(formant_scale=1.16)),
    Singer(name="formant_male", kind=Kind.VOICE, low_midi=48),
    Singer(name="flute", kind=Kind.INSTRUMENT, low_midi=66),
    Singer(name="spoken_tenor", kind=Kind.VOICE, low_midi=50, throat=speech.Throat(formant_scale=0.9, tilt_db=1.5)),
    Singer(name="clarinet", kind=Kind.INSTRUMENT, low_midi=56),
    Singer(name="spoken_female", kind=Kind.VOICE, low_midi=58, throat=speech.Throat()),
    Singer(name="choir", kind=Kind.INSTRUMENT, low_midi=56),
)  # fmt: skip
_FAMILIES = (Family.PROCEDURAL, Family.TRADITIONAL, Family.CORPUS, Family.TRADITIONAL)
_DRIFTS = (0.0, 0.03, 0.0, 0.03, 0.0)
_RECORDINGS = (
    Recording.CLEAN,
    Recording.ROOM,
    Recording.CLEAN,
    Recording.CLEAN,
    Recording.PHONE,
    Recording.CLEAN,
    Recording.ROOM,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCase:
    """A line sung alone.

    Attributes:
        name: unique in its split.
        seed: all of it was drawn from.
        song: as written, in the key it is sung in.
        timeline: the exact beat grid.
        tones: the notes as they were sung.
        singer: who sang.
        drift: peak share of tempo drift.
        recording: how it was recorded.
        liberty: what the singer makes of time; sung freely, the grid means nothing.
    """

    name: str
    split: Split
    seed: int
    song: Song
    timeline: Timeline
    tones: tuple[Tone, ...]
    singer: Singer
    drift: float
    recording: Recording
    liberty: Liberty = Liberty.GRID

    @property
    def path(self) -> Path:
        """Where its audio is kept."""
        return cached_path(self.split, self.name, (self.tones, self.singer, self.recording))

    @property
    def duration_seconds(self) -> float:
        """How long the recording is."""
        return self.tones[-1].end_seconds + _TAIL_SECONDS

    @property
    def beats_seconds(self) -> FloatArray:
        """The beats that lie within the recording, from the first bar or pickup to the last note."""
        beats = np.asarray(self.timeline.beat_seconds)
        return beats[(beats >= 0) & (beats <= self.tones[-1].end_seconds)]

    @property
    def downbeats_seconds(self) -> FloatArray:
        """The downbeats within the recording."""
        downbeats = np.asarray(self.timeline.downbeats_seconds())
        return downbeats[(downbeats >= 0) & (downbeats <= self.tones[-1].end_seconds)]

    def audio(self) -> Audio:
        """The recording, mono; made at the first call, then read from the cache."""
        if not self.path.is_file():
            write_cached(self.path, self._rendered()[None, :])
        return read_cached(self.path)

    def _rendered(self) -> FloatArray:
        seconds = self.duration_seconds
        if self.singer.throat is not None:
            sound = speech.sing(self.tones, seconds=seconds, throat=self.singer.throat, seed=self.seed)
        else:
            timbre = harmonics.TIMBRES[self.singer.name]
            sound = harmonics.play(self.tones, seconds=seconds, timbre=timbre, seed=self.seed)
        return recorded(sound, self.recording, rate_hz=RATE_HZ, seed=self.seed)


def voice_case(split: Split, index: int, *, corpus: Corpus | None = None, liberty: Liberty = Liberty.GRID) -> VoiceCase:
    """The voice case with this index; without a corpus its share of the songs is traditional."""
    seed = seed_of(split, index)
    random = generator(seed, "voice case")
    singer = SINGERS[index % len(SINGERS)]
    family = _FAMILIES[(index + index // len(SINGERS)) % len(_FAMILIES)]
    drift = _DRIFTS[index % len(_DRIFTS)]
    song = fitted(_song(family, split, seed, random, corpus), random)
    song = song.transposed(int(random.integers(-5, 7))).in_range(singer.low_midi, singer.low_midi + 12)
    lead_in = float(random.uniform(0.5, 2.5)) - song.first_beat * 60 / song.tempo_bpm
    timeline = timeline_of(song, start_seconds=lead_in, drift=drift, seed=seed)
    if liberty is Liberty.REENTRIES:
        timeline = reentering(song, timeline, seed=seed)
    tones = perform(song, timeline, seed=seed, legato=float(random.uniform(0.85, 0.95)))
    if liberty is Liberty.FREE:
        tones = sung_freely(tones, seed=seed)
    return VoiceCase(
        name=f"voice_{index:05d}_{singer.name}_{song.name}",
        split=split,
        seed=seed,
        song=song,
        timeline=timeline,
        tones=tones,
        singer=singer,
        drift=drift,
        recording=_RECORDINGS[index % len(_RECORDINGS)],
        liberty=liberty,
    )


def _song(family: Family, split: Split, seed: int, random: np.random.Generator, corpus: Corpus | None) -> Song:
    if family is Family.PROCEDURAL:
        return procedural(seed)
    if family is Family.CORPUS and corpus is not None:
        return corpus(split, seed)
    pool = [tune for tune in tunes() if tune.split is split]
    tune = pool[(seed * 7 // 2) % len(pool)]
    return tune.at_tempo(float(random.uniform(tune.slowest_bpm, tune.fastest_bpm)))
