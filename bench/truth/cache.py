"""Where generated audio is kept: `bench/results/truth-VERSION/`, as 24-bit FLAC.

A file is named by its case and by a digest of everything that is played, so that a change of songs is never missed; a
change of how they sound raises VERSION.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import soundfile

from bench.truth.song import FloatArray
from bench.truth.split import Split
from tutti.sound.audio import Audio

VERSION = 1  # raise it with any change that is heard
CACHE = Path(__file__).resolve().parents[1] / "results" / f"truth-{VERSION}"
RATE_HZ = 44_100


def cached_path(split: Split, name: str, played: object) -> Path:
    """Where the audio of a case is kept; `played` is all that decides how it sounds."""
    digest = hashlib.sha256(repr(played).encode()).hexdigest()[:10]
    return CACHE / split / f"{name}_{digest}.flac"


def write_cached(path: Path, samples: FloatArray) -> None:
    """Keep audio (channels, frames) as 24-bit FLAC; written aside and moved, so that two runs do not collide."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{np.random.default_rng().integers(1 << 40):x}.part")
    soundfile.write(aside, np.clip(samples.T, -1, 1), RATE_HZ, format="FLAC", subtype="PCM_24")
    aside.replace(path)


def read_cached(path: Path) -> Audio:
    """Kept audio."""
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    return Audio(samples=np.ascontiguousarray(samples.T), sample_rate_hz=rate_hz)
