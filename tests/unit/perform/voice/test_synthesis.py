import numpy as np
import pytest

from tutti.perform.voice.colour import scale_formants
from tutti.perform.voice.frames import BINS, BINS_HZ, FRAME_SECONDS, SAMPLE_RATE_HZ, VoiceFrames, Window
from tutti.perform.voice.synthesis import synthesise

FRAMES = 201
SAMPLES = 44100


def steady(formant_hz: float, noise: float) -> VoiceFrames:
    envelope = -1.0 - 2.0 * np.log1p(((BINS_HZ - formant_hz) / 300.0) ** 2)
    return VoiceFrames(
        log_amplitude=np.tile(envelope, (FRAMES, 1)).astype(np.float32),
        noise=np.full((FRAMES, BINS), noise, dtype=np.float32),
        voicing=np.ones(FRAMES, dtype=np.float32),
    )


def spectrum(sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    middle = sound[8000 : 8000 + 32768]
    power = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
    return np.fft.rfftfreq(len(middle), 1 / SAMPLE_RATE_HZ), power


@pytest.mark.parametrize("pitch_hz", [110.0, 233.08, 659.26])
def test_a_steady_vowel_is_harmonic_at_the_pitch_asked_for(pitch_hz: float) -> None:
    sound = synthesise(
        steady(700.0, 0.02), np.full(FRAMES, pitch_hz), np.zeros(FRAMES), SAMPLES, np.random.default_rng(0)
    )
    hz, power = spectrum(sound)
    number = max(1, round(700.0 / pitch_hz))
    near = (hz > (number - 0.4) * pitch_hz) & (hz < (number + 0.4) * pitch_hz)
    peak_hz = hz[near][power[near].argmax()]
    assert abs(1200 * np.log2(peak_hz / (number * pitch_hz))) < 6
    harmonics = np.rint(hz / pitch_hz)
    is_line = (np.abs(hz - harmonics * pitch_hz) < 12) & (harmonics >= 1)
    band = (hz > 0.6 * pitch_hz) & (hz < 2000)
    assert 10 * np.log10(power[band & is_line].sum() / power[band & ~is_line].sum()) > 15


def test_power_is_the_same_as_pulses_or_as_noise() -> None:
    levels = [
        10
        * np.log10(
            np.mean(
                synthesise(
                    steady(1500.0, noise), np.full(FRAMES, 150.0), np.zeros(FRAMES), SAMPLES, np.random.default_rng(2)
                )[5000:-5000]
                ** 2
            )
        )
        for noise in (0.0, 1.0)
    ]
    assert abs(levels[0] - levels[1]) < 1.0


def test_gain_is_in_decibels() -> None:
    quiet, loud = (
        synthesise(steady(700.0, 0.1), np.full(FRAMES, 200.0), np.full(FRAMES, gain), SAMPLES, np.random.default_rng(0))
        for gain in (-20.0, 0.0)
    )
    np.testing.assert_allclose(10 * quiet, loud, rtol=1e-4, atol=1e-6)


def test_a_longer_tract_lowers_formants() -> None:
    scaled = scale_formants(steady(2000.0, 0.0).log_amplitude, 0.84, 0.84)
    assert BINS_HZ[scaled[0].argmax()] == pytest.approx(1680.0, abs=BINS_HZ[1])
    assert FRAME_SECONDS == 0.005


def test_a_block_of_noise_may_lie_behind_the_last_frame() -> None:
    """Of this length, the last batch of blocks holds one block alone, and that starts after the frames have ended."""
    frames = Window.around(0.0, 0.735).frames
    samples = Window(start_sample=0, frames=frames).samples
    vowel = steady(700.0, 0.5)
    cut = VoiceFrames(
        log_amplitude=vowel.log_amplitude[:frames], noise=vowel.noise[:frames], voicing=vowel.voicing[:frames]
    )
    sound = synthesise(cut, np.full(frames, 220.0), np.zeros(frames), samples, np.random.default_rng(0))
    assert len(sound) == samples
    assert np.std(sound[-500:]) > 0.1 * np.std(sound)
