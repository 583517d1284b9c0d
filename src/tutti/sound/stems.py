"""Stems: one named audio per player, all of one rate and length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tutti.sound.audio import Audio


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stem:
    """What one player sounds like, unmixed; stereo."""

    player: str
    audio: Audio


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stems:
    """The stems of a performance, in order of the score."""

    stems: tuple[Stem, ...]

    def __post_init__(self) -> None:
        shapes = {(stem.audio.channels, stem.audio.frames, stem.audio.sample_rate_hz) for stem in self.stems}
        if len(shapes) > 1:
            raise ValueError(f"stems differ in channels, frames or rate: {sorted(shapes)}")
        if len({stem.player for stem in self.stems}) != len(self.stems):
            raise ValueError("two stems have one name")

    def __iter__(self) -> Iterator[Stem]:
        return iter(self.stems)

    def __len__(self) -> int:
        return len(self.stems)

    @property
    def players(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(stem.player for stem in self.stems)

    def __getitem__(self, player: str) -> Audio:
        for stem in self.stems:
            if stem.player == player:
                return stem.audio
        raise KeyError(player)
