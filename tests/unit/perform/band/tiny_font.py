"""A SoundFont small enough to know every number in it: one preset, one instrument, zones as the test asks."""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from tutti.perform.band.generators import Generator
from tutti.perform.band.sampler import Instrument, play
from tutti.perform.band.soundfont import SoundFont
from tutti.perform.band.variation import Variation
from tutti.perform.band.wave import WaveCache
from tutti.perform.played_note import PlayedNote

FloatArray = npt.NDArray[np.float64]
FONT_RATE_HZ = 44100
ROOT_KEY = 69
SPACER_FRAMES = 46  # the standard puts silence between samples


@dataclass(frozen=True, kw_only=True)
class Zone:
    """One zone: its generators (ranges as (low, high)) and modulators as the five words of the file."""

    generators: dict[Generator, int | tuple[int, int]] = field(default_factory=dict)
    modulators: Sequence[tuple[int, int, int, int, int]] = ()


@dataclass(frozen=True, kw_only=True)
class TinySample:
    """Frames of -1 to 1 and their loop."""

    frames: FloatArray
    loop: tuple[int, int] = (0, 0)


def _chunk(name: bytes, body: bytes, *, pad: bool = True) -> bytes:
    return name + struct.pack("<I", len(body)) + body + (b"\0" if pad and len(body) % 2 else b"")


def _zones(zones: Sequence[Zone], prefix: bytes) -> list[bytes]:
    bag, generators, modulators = b"", b"", b""
    for zone in (*zones, Zone()):
        bag += struct.pack("<HH", len(generators) // 4, len(modulators) // 10)
        for generator, amount in zone.generators.items():
            word = amount[0] | amount[1] << 8 if isinstance(amount, tuple) else amount & 0xFFFF
            generators += struct.pack("<HH", generator, word)
        for source, destination, amount, amount_source, transform in zone.modulators:
            modulators += struct.pack("<HHhHH", source, destination, amount, amount_source, transform)
    generators += bytes(4)
    modulators += bytes(10)
    return [_chunk(prefix + name, body) for name, body in ((b"bag", bag), (b"mod", modulators), (b"gen", generators))]


def _encoded(samples: Sequence[TinySample], *, is_ogg: bool) -> tuple[bytes, list[bytes]]:
    data, headers = b"", []
    for number, sample in enumerate(samples):
        start = len(data) if is_ogg else len(data) // 2
        if is_ogg:
            stream = io.BytesIO()
            soundfile.write(stream, sample.frames, FONT_RATE_HZ, format="OGG", subtype="VORBIS")
            data += stream.getvalue()
            end, origin, kind = len(data), 0, 0x11
        else:
            data += np.rint(sample.frames * 32767).astype("<i2").tobytes()
            end, origin, kind = len(data) // 2, start, 1
            data += bytes(2 * SPACER_FRAMES)
        loop = (sample.loop[0] + origin, sample.loop[1] + origin)
        name = f"sample {number}".encode()
        headers.append(struct.pack("<20s5IBbHH", name, start, end, *loop, FONT_RATE_HZ, ROOT_KEY, 0, 0, kind))
    return data, headers


def font_bytes(
    samples: Sequence[TinySample],
    instrument: Sequence[Zone],
    preset: Sequence[Zone],
    *,
    is_ogg: bool = False,
    pad: bool = True,
) -> bytes:
    """A whole font; the preset zones play instrument 0 unless they are global (the first of several)."""
    data, headers = _encoded(samples, is_ogg=is_ogg)
    presets = struct.pack("<20sHHHIII", b"tiny", 0, 0, 0, 0, 0, 0) + struct.pack(
        "<20sHHHIII", b"EOP", 0, 0, len(preset), 0, 0, 0
    )
    instruments = struct.pack("<20sH", b"tiny", 0) + struct.pack("<20sH", b"EOI", len(instrument))
    tables = [
        _chunk(b"phdr", presets), *_zones(preset, b"p"),
        _chunk(b"inst", instruments), *_zones(instrument, b"i"),
        _chunk(b"shdr", b"".join(headers) + bytes(46)),
    ]  # fmt: skip
    info = b"INFO" + _chunk(b"INAM", b"odd", pad=pad)
    body = b"sfbk" + _chunk(b"LIST", info, pad=pad)
    body += _chunk(b"LIST", b"sdta" + _chunk(b"smpl", data, pad=pad), pad=pad)
    body += _chunk(b"LIST", b"pdta" + b"".join(tables), pad=pad)
    return _chunk(b"RIFF", body, pad=pad)


def tiny_font(
    folder: Path,
    samples: Sequence[TinySample],
    instrument: Sequence[Zone],
    preset: Sequence[Zone] = (Zone(generators={Generator.INSTRUMENT: 0}),),
    *,
    is_ogg: bool = False,
    pad: bool = True,
) -> SoundFont:
    """The font, written and opened."""
    path = folder / f"tiny-{len(list(folder.iterdir()))}.sf2"
    path.write_bytes(font_bytes(samples, instrument, preset, is_ogg=is_ogg, pad=pad))
    return SoundFont(path)


def no_variation(count: int) -> Variation:
    return Variation(
        alternates=np.zeros(count, dtype=np.int64),
        cents=np.zeros(count),
        start_seconds=np.zeros(count),
        level_db=np.zeros(count),
    )


def played(
    font: SoundFont,
    notes: Sequence[tuple[float, float, int, int]],
    *,
    seconds: float = 1.0,
    sample_rate_hz: int = 44100,
    pan: float = 0.0,
    is_drums: bool = False,
    swell_db: float = 0.0,
    tuning_cents: float = 0.0,
) -> npt.NDArray[np.float32]:
    """Notes as (start, duration, pitch, velocity) through preset 0, without variation."""
    struck = tuple(
        PlayedNote(
            start_seconds=start, duration_seconds=duration, pitch_midi=pitch, velocity=velocity, swell_db=swell_db
        )
        for start, duration, pitch, velocity in notes
    )
    out = np.zeros((2, round(seconds * sample_rate_hz)), dtype=np.float32)
    play(
        struck,
        Instrument(regions=font.regions(0, 0), waves=WaveCache(), is_drums=is_drums, tuning_cents=tuning_cents),
        out,
        variation=no_variation(len(struck)),
        pan=pan,
        sample_rate_hz=sample_rate_hz,
    )
    return out


def sine(frames: int, frequency_hz: float = 441.0, amplitude: float = 0.5) -> FloatArray:
    """A sine at the font's rate; 441 Hz has a period of exactly 100 frames."""
    return np.asarray(amplitude * np.sin(2.0 * np.pi * frequency_hz * np.arange(frames) / FONT_RATE_HZ))
