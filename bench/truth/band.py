"""Bands: a song, a style, the sampler and a mixing desk of the bench's own; plain, or made hard to hear.

Hard cases change chords in mid-bar, put other chord tones in the bass, are tuned up to 35 cents off, have loud drums, a
loud lead and much room, start in the middle of a bar, and were once an MP3 of 96 kbit/s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np
import soxr

from bench.truth.accompaniments import accompaniment
from bench.truth.arrangement import arrange, band_styles
from bench.truth.band_songs import enriched, fitted_piece, hardened, song_for
from bench.truth.cache import RATE_HZ, cached_path, read_cached, write_cached
from bench.truth.fit import fitted
from bench.truth.grooves import groove_style, has_lead, pushed
from bench.truth.recording import in_room, through_mp3
from bench.truth.song import FloatArray, Song, timeline_of
from bench.truth.split import Split, seed_of
from tutti.base.seeds import generator
from tutti.music.score import Part, Score
from tutti.music.time import Timeline
from tutti.perform.band import render_band
from tutti.sound.audio import Audio

_TAIL_SECONDS = 2.0
_DRIFTS = (0.0, 0.0, 0.03, 0.0, 0.015)


class BandKind(StrEnum):
    """How hard it is to hear, and whose hand arranged it; grooves, plain and rich in chords, are for fitting."""

    PLAIN = "plain"
    HARD = "hard"
    COMPOSED = "composed"
    ACCOMPANIED = "accompanied"
    GROOVES = "grooves"
    RICH = "rich"


Composed = Callable[[Split, int], tuple[Song, tuple[Part, ...]]]
_SEED_OFFSETS = {
    BandKind.PLAIN: 0, BandKind.ACCOMPANIED: 20_000, BandKind.RICH: 30_000, BandKind.HARD: 40_000,
    BandKind.GROOVES: 60_000, BandKind.COMPOSED: 80_000,
}  # fmt: skip
_HARD_SHARE = {BandKind.HARD: 1.0, BandKind.RICH: 0.6}  # of the bands of a kind that are mixed and recorded badly


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """How a band is mixed: level of each player, room, and how hard the sum is driven into saturation.

    Without gains the players stay as loud as they play.
    """

    gains_db: dict[str, float]
    reverb_seconds: float
    wet: float
    drive: float

    def gain(self, player: str, level: float) -> float:
        """The factor that brings a player of a level to where the desk wants him."""
        if not self.gains_db:
            return 1.0
        return float(10 ** (self.gains_db.get(player, _COMPOSED_GAIN_DB) / 20) / (level + 1e-9))


_COMPOSED_GAIN_DB = -2.0  # of each voice
_PLAIN_DESK = _Desk(
    gains_db={"drums": 0.0, "bass": 0.0, "keys": -3.0, "guitar": -4.0, "pad": -8.0, "lead": -2.0},
    reverb_seconds=1.1,
    wet=0.2,
    drive=1.2,
)
_HARD_DESK = _Desk(
    gains_db={**_PLAIN_DESK.gains_db, "drums": 5.0, "lead": 1.0}, reverb_seconds=1.6, wet=0.45, drive=2.2
)
_NO_DESK = _Desk(gains_db={}, reverb_seconds=1.1, wet=0.2, drive=1.2)


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
        kind: how hard it is, and whose hand.
        cents: how far it is tuned from 440 Hz.
        cut_seconds: how much of its start is missing.
        is_hard: whether it was mixed and recorded badly.
    """

    name: str
    split: Split
    seed: int
    song: Song
    timeline: Timeline
    played: Timeline
    style: str
    drift: float
    kind: BandKind
    parts: tuple[Part, ...]
    cents: float
    cut_seconds: float
    is_hard: bool = False

    @property
    def path(self) -> Path:
        """Where its audio is kept."""
        return cached_path(self.split, self.name, (self.parts, self.played, self.kind, self.cents, self.cut_seconds))

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
        desk = _HARD_DESK if self.is_hard else _NO_DESK if self.kind is BandKind.ACCOMPANIED else _PLAIN_DESK
        mix = np.sum([samples * desk.gain(name, _level(samples)) for name, samples in stems.items()], axis=0)
        mix = in_room(mix, rate_hz=RATE_HZ, random=random, reverb_seconds=desk.reverb_seconds, wet=desk.wet)
        mix = np.tanh(desk.drive * mix / np.abs(mix).max()) * 0.8
        if not self.is_hard:
            return np.asarray(mix)
        ratio = 2 ** (self.cents / 1200)
        tuned = soxr.resample(mix.T, RATE_HZ * ratio, RATE_HZ)
        cut = tuned[int(self.cut_seconds * RATE_HZ) :]
        return through_mp3(cut.T, rate_hz=RATE_HZ, bit_rate_kbit=96)


def band_case(
    split: Split, index: int, *, kind: BandKind = BandKind.PLAIN, composed: Composed | None = None
) -> BandCase:
    """The band case with this index; cases of other kinds are other songs.

    Args:
        split: what it may be used for.
        index: which one.
        kind: how hard it is, and whose hand.
        composed: where composed pieces come from; needed for that kind only.
    """
    seed = seed_of(split, index) + _SEED_OFFSETS[kind]
    random = generator(seed, "band case")
    order = _Order(split=split, index=index, kind=kind, seed=seed, random=random)
    if kind is BandKind.COMPOSED:
        if composed is None:
            raise ValueError("composed cases need a source of composed pieces")
        style_name, (song, parts) = "composed", fitted_piece(*composed(split, seed), seed=seed)
    elif kind is BandKind.ACCOMPANIED:
        style_name, song, parts = accompaniment(split, index, seed)
    else:
        style_name, song, parts = _arranged(order)
    is_hard = kind in _HARD_SHARE and (kind is BandKind.HARD or random.random() < _HARD_SHARE[kind])
    drift = float(random.uniform(0.01, 0.04)) if is_hard else _DRIFTS[index % len(_DRIFTS)]
    lead_in = float(random.uniform(0.1, 1.2)) - song.first_beat * 60 / song.tempo_bpm
    played = timeline_of(song, start_seconds=lead_in, drift=drift, seed=seed)
    cents = float(random.uniform(-35, 35)) if is_hard else 0.0
    cut = float(random.uniform(1.0, 5.0)) if is_hard else 0.0
    return BandCase(
        name=f"{kind}_{index:05d}_{style_name}_{song.name}",
        split=split,
        seed=seed,
        song=song,
        timeline=replace(played, beat_seconds=tuple(np.asarray(played.beat_seconds) / 2 ** (cents / 1200) - cut)),
        played=played,
        style=style_name,
        drift=drift,
        kind=kind,
        is_hard=is_hard,
        parts=parts,
        cents=cents,
        cut_seconds=cut,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Which band is to be arranged, and what it is drawn from."""

    split: Split
    index: int
    kind: BandKind
    seed: int
    random: np.random.Generator


def _arranged(order: _Order) -> tuple[str, Song, tuple[Part, ...]]:
    """A song arranged in a style of bands.toml or a groove: name of the style, song, parts."""
    index, random = order.index, order.random
    is_groove = order.kind in (BandKind.GROOVES, BandKind.RICH)
    style = groove_style(index, random) if is_groove else band_styles()[index % len(band_styles())]
    song = fitted(song_for(style, order.split, order.seed, index, random), random)
    if order.kind is BandKind.RICH:
        song = enriched(song, random)
    if order.kind in (BandKind.HARD, BandKind.RICH):
        song = hardened(song, random)
    played = pushed(song, index, random) if order.kind is BandKind.GROOVES else song
    has_melody = has_lead(index, random) if is_groove else index % 2 == 0 or order.kind is BandKind.HARD
    return style.name, song, arrange(played, style, seed=order.seed, lead=has_melody)


def _level(samples: FloatArray) -> float:
    """Loudness of what sounds: the root mean square over the louder half of blocks of 0.2 s."""
    blocks = samples[:, : samples.shape[1] // 8820 * 8820].reshape(2, -1, 8820)
    power = np.sort((blocks**2).mean(axis=(0, 2)))
    return float(np.sqrt(power[len(power) // 2 :].mean()))
