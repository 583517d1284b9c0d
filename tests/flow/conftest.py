"""Whole jobs through the command line, in this process."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tutti import cli
from tutti.base.seeds import generator

RATE_HZ = 44100
TEMPO_BPM = 96.0


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def tutti(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command line with arguments."""

    def run(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["tutti", *map(str, arguments)])
        code: object = 0
        try:
            cli.main()
        except SystemExit as left:
            code = left.code
        captured = capsys.readouterr()
        return Ended(code=int(code or 0) if not isinstance(code, str) else 1, out=captured.out, err=captured.err)

    return run


def tone(pitch_midi: float, seconds: float, partials: int = 12) -> np.ndarray:
    """A voice-like tone: falling partials, a soft attack and release."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    frequency = 440.0 * 2 ** ((pitch_midi - 69) / 12)
    wave = sum(np.sin(2 * np.pi * frequency * k * time) / k**1.3 for k in range(1, partials + 1))
    edge = np.minimum(1.0, np.minimum(time, time[::-1]) / 0.02)
    return np.asarray(wave * edge * 0.2)


@pytest.fixture(scope="session")
def sung_wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen bars of a plain melody in C major at 96 bpm, a bar of silence before it; mono, with a breath of noise."""
    path = tmp_path_factory.mktemp("uploads") / "voice.wav"
    beat = 60.0 / TEMPO_BPM
    tune = [60, 64, 67, 64, 65, 69, 67, 65, 64, 67, 64, 60, 62, 59, 60, 60]
    samples = np.zeros(int((4 + 64 + 4) * beat * RATE_HZ))
    for index, pitch in enumerate(tune * 4):
        if index % 16 == 15:
            continue  # a breath at the end of every phrase
        note = tone(pitch, beat * 0.9)
        start = int((4 + index) * beat * RATE_HZ)
        samples[start : start + len(note)] += note
    samples += generator(1, "hiss").normal(0.0, 1e-4, len(samples))
    soundfile.write(path, samples.astype(np.float32), RATE_HZ, subtype="PCM_24")
    return path


@pytest.fixture(scope="session")
def band_wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen bars of chords, bass and a noise drum at 96 bpm in C major; stereo, 48 kHz."""
    rate = 48000
    path = tmp_path_factory.mktemp("uploads") / "band.wav"
    beat = 60.0 / TEMPO_BPM
    rng = generator(1, "drum")
    samples = np.zeros((int(66 * beat * rate), 2))
    chords = [(48, 60, 64, 67), (45, 57, 60, 64), (41, 60, 65, 69), (43, 59, 62, 67)]
    for index in range(64):
        start = int(index * beat * rate)
        time = np.arange(int(beat * rate)) / rate
        sound = np.zeros(len(time))
        for pitch in chords[index // 4 % 4]:
            frequency = 440.0 * 2 ** ((pitch - 69) / 12)
            sound += sum(np.sin(2 * np.pi * frequency * k * time) / k for k in range(1, 7)) * 0.05
        sound *= np.exp(-2.0 * time)
        burst = rng.normal(0.0, 0.2, len(time)) * np.exp(-time / (0.03 if index % 2 else 0.01))
        kick = np.sin(2 * np.pi * 60 * time) * np.exp(-time / 0.06) * (0.3 if index % 4 in (0, 2) else 0.0)
        samples[start : start + len(time)] += np.stack(
            [sound + burst * 0.2 + kick, sound * 0.9 + burst * 0.25 + kick], 1
        )
    soundfile.write(path, (samples / np.abs(samples).max() * 0.9).astype(np.float32), rate, subtype="PCM_16")
    return path
