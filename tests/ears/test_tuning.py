"""What is made around a recording stands in its tuning: recordings at A = 430 and 452 Hz, measured from outside."""

from dataclasses import dataclass

import librosa
import numpy as np
import pytest
import pyworld
import soxr

from tutti import compose, listen, perform
from tutti.music.brief import Brief, Task, VoiceGender
from tutti.music.listening import Source
from tutti.sound.audio import Audio
from tutti.sound.stems import Stems
from tutti.testing.material import SAMPLE_RATE_HZ, demo_band, demo_voice

SECONDS = 24
MOST_OFF_CENTS = 6.0


@dataclass(frozen=True)
class Made:
    """What was made around a recording whose A lies at `a_hz`."""

    a_hz: float
    stems: Stems

    def off_cents(self, heard_cents: float) -> float:
        """How far a tuning lies from that of the recording, at most half a semitone either way."""
        true_cents = 1200 * np.log2(self.a_hz / 440)
        return abs((heard_cents - true_cents + 50) % 100 - 50)


def made(recording: Audio, a_hz: float, brief: Brief, source: Source) -> Made:
    """Play a recording at another speed, so that its A lies at `a_hz`, and make a take around it."""
    faster = SAMPLE_RATE_HZ * a_hz / 440
    cut = soxr.resample(recording.samples[:, : SECONDS * SAMPLE_RATE_HZ].T, faster, SAMPLE_RATE_HZ).T
    upload = Audio(samples=np.ascontiguousarray(cut, dtype=np.float32), sample_rate_hz=SAMPLE_RATE_HZ)
    score = compose.compose(compose.plan(brief, listen.listen(upload, source), 1), 1)
    return Made(a_hz, perform.perform(score, sample_rate_hz=SAMPLE_RATE_HZ, frames=upload.frames))


@pytest.mark.parametrize("a_hz", [430.0, 452.0])
def test_the_band_plays_in_the_voices_tuning(a_hz: float) -> None:
    brief = Brief(task=Task.ACCOMPANY, style="pop with guitar and piano", title="A tune")
    take = made(demo_voice(5)[0], a_hz, brief, Source.VOICE)
    for player in ("bass", "guitar", "piano"):
        mono = librosa.resample(take.stems[player].mono(), orig_sr=SAMPLE_RATE_HZ, target_sr=22050)
        heard = 100 * librosa.estimate_tuning(y=mono, sr=22050, n_fft=8192, resolution=0.005)
        assert take.off_cents(heard) < MOST_OFF_CENTS, player


@pytest.mark.parametrize("a_hz", [430.0, 452.0])
def test_the_singer_sings_in_the_bands_tuning(a_hz: float) -> None:
    brief = Brief(task=Task.SING, style="pop", prompt="coming home to the sea", voice=VoiceGender.FEMALE)
    take = made(demo_band(5)[0], a_hz, brief, Source.BAND)
    mono = soxr.resample(take.stems["vocals"].mono().astype(np.float64), SAMPLE_RATE_HZ, 16000)
    f0_hz, _ = pyworld.harvest(mono, 16000, f0_floor=120, f0_ceil=900)
    midi = 69 + 12 * np.log2(f0_hz[f0_hz > 0] / 440)
    steady = midi[np.abs(np.diff(midi, prepend=midi[0])) < 0.05]
    heard = 100 * np.angle(np.exp(2j * np.pi * steady).sum()) / (2 * np.pi)
    assert take.off_cents(heard) < MOST_OFF_CENTS
