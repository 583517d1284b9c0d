"""Bands: a song, a style, the sampler and a mixing desk of the bench's own; plain, or made hard to hear.

Hard cases change chords in mid-bar, put other chord tones in the bass, are tuned up to 35 cents off, have loud drums, a
loud lead and much room, start in the middle of a bar, and were once an MP3 of 96 kbit/s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soxr

from bench.truth.arrangement import BandStyle, arrange, band_styles
from bench.truth.cache import RATE_HZ, cached_path, read_cached, write_cached
from bench.truth.fit import fitted
from bench.truth.procedural import Wish, procedural
from bench.truth.recording import in_room, through_mp3
from bench.truth.song import FloatArray, Song, timeline_of
from bench.truth.split import Split, seed_of
from bench.truth.tunes import tunes
from tutti.base.seeds import generator
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.score import Part, Score
from tutti.music.time import Timeline
from tutti.perform.band import render_band
from tutti.sound.audio import Audio

_GAINS_DB = {"drums": 0.0, "bass": 0.0, "keys": -3.0, "guitar": -4.0, "pad": -8.0, "lead": -2.0}
_HARD_GAINS_DB = {"drums": 5.0, "lead": 3.0}
_TAIL_SECONDS = 2.0
_DRIFTS = (0.0, 0.0, 0.03, 0.0, 0.015)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandCase:
    """A band that plays.

    Attributes:
        name: unique in its split.
        seed: all of it was drawn from.
        song: as played, with the chords that sound.
        timeline: the exact beat grid in the recording; a recording may start in the middle of a bar.
        played: the grid before the recording was tuned and cut.
        style: the name of its table.
        drift: peak share of tempo drift.
        parts: what the players play.
        is_hard: whether it was made hard to hear.
        cents: how far it is tuned from 440 Hz.
        cut_seconds: how much of its start is missing.
    """

    name: str
    split: Split
    seed: int
    song: Song
    timeline: Timeline
    played: Timeline
    style: str
    drift: float
    is_hard: bool
    parts: tuple[Part, ...]
    cents: float
    cut_seconds: float

    @property
    def path(self) -> Path:
        """Where its audio is kept."""
        return cached_path(self.split, self.name, (self.parts, self.played, self.is_hard, self.cents, self.cut_seconds))

    @property
    def end_seconds(self) -> float:
        """When the last bar ends."""
        return self.timeline.seconds_at(self.song.end_beats)

    @property
    def beats_seconds(self) -> FloatArray:
        """The beats within the recording."""
        return self._inside(np.asarray(self.timeline.beat_seconds))

    @property
    def downbeats_seconds(self) -> FloatArray:
        """The downbeats within the recording."""
        return self._inside(np.asarray(self.timeline.downbeats_seconds()))

    def audio(self) -> Audio:
        """The recording, stereo; made at the first call, then read from the cache."""
        if not self.path.is_file():
            write_cached(self.path, self._rendered())
        return read_cached(self.path)

    def _inside(self, seconds: FloatArray) -> FloatArray:
        return seconds[(seconds >= 0) & (seconds < self.end_seconds - 0.05)]

    def _rendered(self) -> FloatArray:
        frames = int((self.played.seconds_at(self.song.end_beats) + _TAIL_SECONDS) * RATE_HZ)
        score = Score(
            title=self.name,
            styles=(self.style,),
            timeline=self.played,
            end_beats=self.song.end_beats,
            key=self.song.key,
            sections=self.song.sections,
            chords=self.song.chords,
            parts=self.parts,
            seed=self.seed,
        )
        stems = render_band(score, sample_rate_hz=RATE_HZ, frames=frames)
        return self._mixed({stem.player: np.asarray(stem.audio.samples, dtype=np.float64) for stem in stems})

    def _mixed(self, stems: dict[str, FloatArray]) -> FloatArray:
        random = generator(self.seed, "desk")
        gains = {**_GAINS_DB, **({n: _GAINS_DB[n] + g for n, g in _HARD_GAINS_DB.items()} if self.is_hard else {})}
        mix = np.sum(
            [samples / (_level(samples) + 1e-9) * 10 ** (gains[name] / 20) for name, samples in stems.items()], axis=0
        )
        room = {"reverb_seconds": 1.6, "wet": 0.45} if self.is_hard else {"reverb_seconds": 1.1, "wet": 0.2}
        mix = in_room(mix, rate_hz=RATE_HZ, random=random, **room)
        drive = 2.2 if self.is_hard else 1.2
        mix = np.tanh(drive * mix / np.abs(mix).max()) * 0.8
        if not self.is_hard:
            return np.asarray(mix)
        ratio = 2 ** (self.cents / 1200)
        tuned = soxr.resample(mix.T, RATE_HZ * ratio, RATE_HZ)
        cut = tuned[int(self.cut_seconds * RATE_HZ) :]
        return np.asarray(through_mp3(cut.T, rate_hz=RATE_HZ, bit_rate_kbit=96))


def band_case(split: Split, index: int, *, hard: bool = False) -> BandCase:
    """The band case with this index; hard ones are other songs."""
    seed = seed_of(split, index) + (50_000 if hard else 0)
    random = generator(seed, "band case")
    style = band_styles()[index % len(band_styles())]
    song = fitted(_song(style, split, seed, index, random), random)
    if hard:
        song = replace(song, chords=_with_slashes(_with_changes(song, random), random))
    drift = float(random.uniform(0.01, 0.04)) if hard else _DRIFTS[index % len(_DRIFTS)]
    played = timeline_of(song, start_seconds=float(random.uniform(0.1, 1.2)), drift=drift, seed=seed)
    cents = float(random.uniform(-35, 35)) if hard else 0.0
    cut = float(random.uniform(1.0, 5.0)) if hard else 0.0
    heard = replace(played, beat_seconds=tuple(np.asarray(played.beat_seconds) / 2 ** (cents / 1200) - cut))
    return BandCase(
        name=f"{'hard' if hard else 'band'}_{index:05d}_{style.name}_{song.name}",
        split=split,
        seed=seed,
        song=song,
        timeline=heard,
        played=played,
        style=style.name,
        drift=drift,
        is_hard=hard,
        parts=arrange(song, style, seed=seed, lead=index % 2 == 0 or hard),
        cents=cents,
        cut_seconds=cut,
    )


def band_cases(
    *, split: Split = Split.DEVELOPMENT, count: int = 16, start: int = 0, hard: bool = False
) -> tuple[BandCase, ...]:
    """So many band cases, from an index on."""
    return tuple(band_case(split, index, hard=hard) for index in range(start, start + count))


def _level(samples: FloatArray) -> float:
    """Loudness of what sounds: the root mean square over the louder half of blocks of 0.2 s."""
    blocks = samples[:, : samples.shape[1] // 8820 * 8820].reshape(2, -1, 8820)
    power = np.sort((blocks**2).mean(axis=(0, 2)))
    return float(np.sqrt(power[len(power) // 2 :].mean()))


def _song(style: BandStyle, split: Split, seed: int, index: int, random: np.random.Generator) -> Song:
    """A song in the style's metre: every third traditional where a tune has that metre, with its own chords."""
    tempo = float(np.exp(random.uniform(np.log(style.slowest_bpm), np.log(style.fastest_bpm))))
    pool = [tune.song for tune in tunes() if tune.split is split and tune.song.meter == style.meter]
    if index % 3 == 1 and pool:
        song = pool[int(random.integers(len(pool)))]
        song = song.transposed(int(random.integers(-5, 7))).in_range(62, 74)
    else:
        wish = Wish(meter=style.meter, swing=style.swing, with_intro=True)
        song = procedural(seed, wish).in_range(62, 74)
    return replace(song, tempo_bpm=tempo, swing=style.swing)


def _with_changes(song: Song, random: np.random.Generator) -> tuple[ChordSpan, ...]:
    """Chords with a change in the middle of four bars of ten: the dominant of the next, the relative, or the fourth."""
    spans: list[ChordSpan] = []
    for index, span in enumerate(song.chords):
        beats = span.end_beats - span.start_beats
        after = song.chords[index + 1].chord if index + 1 < len(song.chords) else None
        if beats < 2 or beats % 2 or span.chord is None or after is None or random.random() > 0.4:
            spans.append(span)
            continue
        middle = span.start_beats + beats / 2
        root, minor = span.chord.root, span.chord.quality in (Quality.MINOR, Quality.MINOR_7)
        options = (
            Chord((after.root + 7) % 12, Quality.DOMINANT_7),
            Chord((root + (3 if minor else 9)) % 12, Quality.MAJOR if minor else Quality.MINOR),
            Chord((root + 5) % 12, Quality.MINOR if minor else Quality.MAJOR),
        )
        second = options[int(random.integers(len(options)))]
        spans += [
            replace(span, end_beats=middle),
            ChordSpan(start_beats=middle, end_beats=span.end_beats, chord=second),
        ]
    return tuple(spans)


def _with_slashes(spans: tuple[ChordSpan, ...], random: np.random.Generator) -> tuple[ChordSpan, ...]:
    """One chord of eight stands on its third or fifth."""
    return tuple(
        replace(span, chord=replace(span.chord, bass=span.chord.pitch_classes[int(random.integers(1, 3))]))
        if span.chord is not None and random.random() < 0.125
        else span
        for span in spans
    )
