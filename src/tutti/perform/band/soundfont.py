"""A SoundFont 2 or 3 file: presets, and the regions a preset is made of.

A preset is layers of instruments, an instrument is zones of samples; a *region* is one zone with everything that
applies to it summed up. Preset values add to instrument values, instrument values replace defaults, the first zone
without a sample (or instrument) is global. Generator values are in the standard's units (see `generators`).
Sources: SoundFont Technical Specification 2.04 (E-mu, 2006), sections 7 and 9; SF3 (Ogg Vorbis) after MuseScore.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tutti.base.errors import AssetMissing
from tutti.perform.band.generators import INSTRUMENT_ONLY, NUMBERS, UNSIGNED, Generator, default_of
from tutti.perform.band.modulators import DEFAULT_MODULATORS, Modulator
from tutti.perform.band.riff import leaf_chunks

DRUM_BANK = 128
_OGG_SAMPLE = 0x10  # bit of the sample type that says Ogg Vorbis
_PRESET = np.dtype(
    [("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("zone", "<u2"), ("reserved", "<u4", 3)],
)
_INSTRUMENT = np.dtype([("name", "S20"), ("zone", "<u2")])
_ZONE = np.dtype([("generator", "<u2"), ("modulator", "<u2")])
_GENERATOR = np.dtype([("number", "<u2"), ("amount", "<u2")])
_MODULATOR = np.dtype(
    [("source", "<u2"), ("destination", "<u2"), ("amount", "<i2"), ("amount_source", "<u2"), ("transform", "<u2")]
)
_SAMPLE = np.dtype(
    [
        ("name", "S20"), ("start", "<u4"), ("end", "<u4"), ("loop_start", "<u4"), ("loop_end", "<u4"),
        ("sample_rate_hz", "<u4"), ("root_key", "u1"), ("correction_cents", "i1"), ("link", "<u2"), ("kind", "<u2"),
    ]
)  # fmt: skip
_RECORDS = {
    "phdr": _PRESET, "pbag": _ZONE, "pgen": _GENERATOR, "pmod": _MODULATOR,
    "inst": _INSTRUMENT, "ibag": _ZONE, "igen": _GENERATOR, "imod": _MODULATOR, "shdr": _SAMPLE,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One recording in the font.

    Attributes:
        number: its place in the file.
        name: what the font calls it.
        data: its bytes: Ogg Vorbis, or 16-bit little-endian frames.
        is_ogg: which of the two.
        loop_start_frame: relative to the start of the sample.
        loop_end_frame: the first frame after the loop.
        sample_rate_hz: as recorded.
        root_key_midi: the pitch that was recorded.
        correction_cents: how far to tune it.
    """

    number: int
    name: str
    data: memoryview
    is_ogg: bool
    loop_start_frame: int
    loop_end_frame: int
    sample_rate_hz: int
    root_key_midi: int
    correction_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One zone of a preset with all that applies to it.

    Attributes:
        sample: the recording it plays.
        keys: lowest and highest key it answers to.
        velocities: lowest and highest velocity it answers to.
        generators: the values that are not at their default.
        modulators: what key and velocity move.
    """

    sample: Sample
    keys: tuple[int, int]
    velocities: tuple[int, int]
    generators: dict[Generator, int]
    modulators: tuple[Modulator, ...]

    def value(self, generator: Generator) -> int:
        """The value of a generator before modulation."""
        return self.generators.get(generator, default_of(generator))


@dataclass(frozen=True, slots=True)
class _Zone:
    generators: dict[Generator, int]
    modulators: dict[tuple[int, int, int, int], int]
    keys: tuple[int, int]
    velocities: tuple[int, int]

    def over(self, base: _Zone) -> _Zone:
        """This zone with what the global zone sets and it does not."""
        return _Zone(
            generators={**base.generators, **self.generators},
            modulators={**base.modulators, **self.modulators},
            keys=self.keys if self.keys != _ALL else base.keys,
            velocities=self.velocities if self.velocities != _ALL else base.velocities,
        )


_ALL = (0, 127)
_EMPTY_ZONE = _Zone({}, {}, _ALL, _ALL)


class SoundFont:
    """A SoundFont that is read as it is used: the file stays mapped, samples stay encoded."""

    def __init__(self, path: Path) -> None:
        """Map the file and read its tables.

        Raises:
            AssetMissing: the file is not a SoundFont.
        """
        self.path = path
        try:
            with path.open("rb") as file:
                data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            chunks = leaf_chunks(data)
            self._tables = {name: np.frombuffer(chunks[name], dtype=kind) for name, kind in _RECORDS.items()}
            self._samples = chunks["smpl"]
        except (OSError, ValueError, KeyError) as error:
            raise AssetMissing(f"{path} is not a readable SoundFont ({error}); run 'make setup' again") from error

    @cached_property
    def presets(self) -> dict[tuple[int, int], str]:
        """The presets' names by bank and program."""
        return {(int(row["bank"]), int(row["program"])): _text(row["name"]) for row in self._tables["phdr"][:-1]}

    @lru_cache(maxsize=32)  # noqa: B019 - fonts are few and live as long as the process
    def regions(self, bank: int, program: int) -> tuple[Region, ...]:
        """All regions of a preset, in the order of the file."""
        numbers = [
            index
            for index, row in enumerate(self._tables["phdr"][:-1])
            if (row["bank"], row["program"]) == (bank, program)
        ]
        if not numbers:
            raise KeyError(f"no preset {program} in bank {bank}")
        regions: list[Region] = []
        for zone in self._zones("p", numbers[-1], Generator.INSTRUMENT):
            for inner in self._zones("i", zone.generators[Generator.INSTRUMENT], Generator.SAMPLE):
                region = self._region(zone, inner)
                if region is not None:
                    regions.append(region)
        return tuple(regions)

    def _zones(self, level: str, owner: int, target: Generator) -> Iterator[_Zone]:
        """The zones of a preset ("p") or instrument ("i") that lead to a target, the global zone merged in."""
        owners = self._tables["phdr" if level == "p" else "inst"]["zone"]
        base = _EMPTY_ZONE
        for number in range(int(owners[owner]), int(owners[owner + 1])):
            zone = self._zone(level, number)
            if target in zone.generators:
                yield zone.over(base)
            elif number == int(owners[owner]):
                base = zone

    def _zone(self, level: str, number: int) -> _Zone:
        bag = self._tables[f"{level}bag"]
        rows = self._tables[f"{level}gen"][int(bag["generator"][number]) : int(bag["generator"][number + 1])]
        generators: dict[Generator, int] = {}
        ranges = {Generator.KEY_RANGE: _ALL, Generator.VELOCITY_RANGE: _ALL}
        for raw_number, raw_amount in rows.tolist():
            if raw_number not in NUMBERS:
                continue
            generator = Generator(raw_number)
            if generator in ranges:
                ranges[generator] = (raw_amount & 0xFF, raw_amount >> 8)
            else:
                generators[generator] = raw_amount if generator in UNSIGNED else _signed(raw_amount)
        rows = self._tables[f"{level}mod"][int(bag["modulator"][number]) : int(bag["modulator"][number + 1])]
        modulators = {
            (source, destination, amount_source, transform): amount
            for source, destination, amount, amount_source, transform in rows.tolist()
        }
        return _Zone(generators, modulators, ranges[Generator.KEY_RANGE], ranges[Generator.VELOCITY_RANGE])

    def _region(self, preset: _Zone, instrument: _Zone) -> Region | None:
        keys = _intersection(preset.keys, instrument.keys)
        velocities = _intersection(preset.velocities, instrument.velocities)
        if keys is None or velocities is None:
            return None
        generators = dict(instrument.generators)
        for generator, amount in preset.generators.items():
            if generator not in INSTRUMENT_ONLY and generator is not Generator.INSTRUMENT:
                generators[generator] = generators.get(generator, default_of(generator)) + amount
        amounts = {modulator.identity: modulator.amount for modulator in DEFAULT_MODULATORS}
        amounts |= instrument.modulators
        for identity, amount in preset.modulators.items():
            amounts[identity] = amounts.get(identity, 0) + amount
        return Region(
            sample=self._sample(generators.pop(Generator.SAMPLE)),
            keys=keys,
            velocities=velocities,
            generators=generators,
            modulators=tuple(Modulator(*identity, amount) for identity, amount in amounts.items() if amount),
        )

    def _sample(self, number: int) -> Sample:
        row = self._tables["shdr"][number]
        start, end = int(row["start"]), int(row["end"])
        is_ogg = bool(row["kind"] & _OGG_SAMPLE)
        # In SF3 positions are bytes and loops are relative to the sample; in SF2 all are frames of the whole chunk.
        width, origin = (1, 0) if is_ogg else (2, start)
        return Sample(
            number=number,
            name=_text(row["name"]),
            data=self._samples[start * width : end * width],
            is_ogg=is_ogg,
            loop_start_frame=int(row["loop_start"]) - origin,
            loop_end_frame=int(row["loop_end"]) - origin,
            sample_rate_hz=max(int(row["sample_rate_hz"]), 1),
            root_key_midi=int(row["root_key"]) if row["root_key"] <= 127 else 60,
            correction_cents=int(row["correction_cents"]),
        )


def _intersection(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int] | None:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


def _signed(word: int) -> int:
    return word - 0x10000 if word & 0x8000 else word


def _text(raw: npt.NDArray[np.bytes_] | bytes) -> str:
    return bytes(raw).split(b"\0")[0].decode("latin-1").strip()
