"""From a file of any common format to Audio, in a child process with limits of time, memory and length.

An upload is hostile until it is decoded: the child opens nothing but the file, only formats of the list, counts the
samples it really decodes (headers lie), and dies with its parent. What it gives back is float32 at 44.1 or 48 kHz, mono
or stereo; integer samples come through exactly. What had to be changed is told in `Decoded.notes`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tutti.base.errors import (
    AudioSilent,
    AudioTooLong,
    AudioTooShort,
    AudioUnreadable,
    FileMissing,
)
from tutti.sound.audio import Audio, Samples

MIN_UPLOAD_SECONDS = 3.0
MAX_UPLOAD_SECONDS = 480.0
SILENCE_DBFS = -70.0  # a quieter recording (RMS) holds nothing to work with
CLIPPED_LEVEL = 0.9989  # within 0.01 dB of full scale
CLIPPED_RUN = 4  # so many samples in a row at full scale are a clipped peak
HIGHEST_FLOAT_PEAK = 64.0  # 36 dB over full scale: more is another scale, not a hot recording
FORMATS = "mp3, m4a, aac, ogg, opus, flac, wav, aiff or webm"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeLimits:
    """What a decoding child may use up."""

    max_seconds: float = MAX_UPLOAD_SECONDS
    max_bytes: int = 1 << 30
    wall_seconds: float = 120.0
    memory_bytes: int = 2 << 30


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decoded:
    """A decoded recording.

    Attributes:
        audio: mono or stereo, at 44.1 or 48 kHz.
        source_rate_hz: the file's own rate.
        source_channels: the file's own channels.
        notes: what had to be changed or may be wrong, one sentence each.
    """

    audio: Audio
    source_rate_hz: int
    source_channels: int
    notes: tuple[str, ...] = ()


def decode(path: Path, limits: DecodeLimits = DecodeLimits(), *, scratch: Path | None = None) -> Decoded:
    """Decode a file in a child process.

    Args:
        path: the file.
        limits: what the child may use up.
        scratch: an existing folder for what the child writes; the system's where None.

    Raises:
        FileMissing: there is no such file.
        AudioUnreadable: it is not audio of a known format, holds no samples, or took more than its limits to decode.
        AudioTooLong: it goes on for longer than the limit.
    """
    if not path.is_file():
        raise FileMissing(f"there is no file at {path}; check the path")
    size = path.stat().st_size
    if size == 0:
        raise AudioUnreadable(f"{path.name} is empty (0 bytes); export it again")
    if size > limits.max_bytes:
        raise AudioTooLong(f"{path.name} has {size / 1e6:.0f} MB; at most {limits.max_bytes / 1e6:.0f} MB are taken")
    with tempfile.TemporaryDirectory(prefix="tutti-decode-", dir=scratch) as folder:
        raw = Path(folder) / "samples.f32"
        told = _run_worker(path, raw, limits)
        if "error" in told:
            raise _error(told, path, limits)
        samples = np.fromfile(raw, dtype=np.float32).reshape(-1, told["channels"])
    scaled, scale_notes = _in_full_scale(np.ascontiguousarray(samples.T))
    audio = Audio(samples=scaled, sample_rate_hz=told["rate_hz"])
    notes = (*told["notes"], *scale_notes, *_clipping_note(audio))
    return Decoded(
        audio=audio, source_rate_hz=told["source_rate_hz"], source_channels=told["source_channels"], notes=notes
    )


def read_upload(
    path: Path,
    *,
    min_seconds: float = MIN_UPLOAD_SECONDS,
    max_seconds: float = MAX_UPLOAD_SECONDS,
    scratch: Path | None = None,
) -> Decoded:
    """Decode a recording the engine is to work with.

    Args:
        path: the file.
        min_seconds: the shortest that is taken.
        max_seconds: the longest that is taken.
        scratch: as `decode`.

    Raises:
        AudioTooShort: it is shorter than `min_seconds`.
        AudioTooLong: it is longer than `max_seconds`.
        AudioSilent: it holds no sound.
        FileMissing, AudioUnreadable: as `decode`.
    """
    decoded = decode(path, DecodeLimits(max_seconds=max_seconds), scratch=scratch)
    audio = decoded.audio
    if audio.duration_seconds < min_seconds:
        raise AudioTooShort(
            f"{path.name} is {audio.duration_seconds:.1f} s long; the engine needs at least {min_seconds:g} s"
        )
    rms = float(np.sqrt(np.mean(np.square(audio.samples, dtype=np.float64))))
    if rms <= 10 ** (SILENCE_DBFS / 20):
        level = "digital silence" if rms == 0 else f"{20 * np.log10(rms):.0f} dBFS"
        raise AudioSilent(f"{path.name} holds no sound to work with ({level}); check the recording and its level")
    return decoded


def _run_worker(path: Path, raw: Path, limits: DecodeLimits) -> dict[str, Any]:
    # -P: modules never come from the working folder. An absolute path is never read as a protocol ("take1:final.wav").
    command = [sys.executable, "-P", "-m", "tutti.sound.decode_worker", str(path.resolve()), str(raw)]
    command += [str(limits.max_seconds), str(limits.memory_bytes), str(int(limits.wall_seconds) + 1)]
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter and module; the path is one argument
            command, capture_output=True, text=True, check=False, timeout=limits.wall_seconds, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        raise AudioUnreadable(
            f"{path.name} could not be decoded within {limits.wall_seconds:g} s; export it again as WAV or MP3"
        ) from error
    if done.returncode != 0:
        raise AudioUnreadable(f"{path.name} cannot be decoded: its decoder gave up; export it again as WAV or MP3")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _error(told: dict[str, Any], path: Path, limits: DecodeLimits) -> Exception:
    if told["error"] == "too_long":
        minutes = limits.max_seconds / 60
        return AudioTooLong(f"{path.name} is longer than {minutes:g} minutes; cut it and try again")
    return AudioUnreadable(f"{path.name} is not audio that can be read ({told['error']}); use {FORMATS}")


def _in_full_scale(samples: Samples) -> tuple[Samples, tuple[str, ...]]:
    """Float files written on another scale (that of integers, say) brought to full scale."""
    peak = float(np.max(np.abs(samples), initial=0.0))
    if peak <= HIGHEST_FLOAT_PEAK:
        return samples, ()
    note = f"the samples go up to {peak:.3g} where 1 is full scale; all were divided by it"
    return samples / np.float32(peak), (note,)


def _clipping_note(audio: Audio) -> tuple[str, ...]:
    """Whether the recording was clipped where it was made; nothing is repaired."""
    peak = float(np.max(np.abs(audio.samples), initial=0.0))
    if peak < CLIPPED_LEVEL:
        return ()
    runs = 0
    for channel in audio.samples:
        hot = np.abs(channel) >= peak * CLIPPED_LEVEL
        edges = np.flatnonzero(np.diff(np.concatenate([[False], hot, [False]]).astype(np.int8)))
        runs += int(np.sum(edges[1::2] - edges[::2] >= CLIPPED_RUN))
    if not runs:
        return ()
    return (f"the recording is clipped in {runs} places; it is used as it is",)
