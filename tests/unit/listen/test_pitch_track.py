import numpy as np
import pytest
import soxr

from tutti.listen import yin
from tutti.listen.pitch_track import HOP_SECONDS, SAMPLE_RATE_HZ, PitchTrack, track_pitch
from tutti.networks import swift_f0
from tutti.testing.humming import hum, melody


def _samples(pitches: list[int | None], tuning_cents: float = 0.0) -> np.ndarray:
    audio = hum(melody(pitches, [1.0] * len(pitches)), tuning_cents=tuning_cents)
    return soxr.resample(audio.mono(), audio.sample_rate_hz, SAMPLE_RATE_HZ, "HQ").astype(np.float32)


def _at(track: PitchTrack, seconds: float) -> float:
    return float(track.pitch_midi[round(seconds / HOP_SECONDS)])


@pytest.mark.parametrize("with_network", [True, False])
def test_hummed_tones_are_heard_within_a_tenth_of_a_semitone(with_network: bool) -> None:
    track = track_pitch(_samples([45, 57, 64, None, 71]), with_network=with_network)
    for beat, pitch in ((0, 45), (1, 57), (2, 64), (4, 71)):
        assert _at(track, 0.6 + 0.6 * beat + 0.25) == pytest.approx(pitch, abs=0.1)
    rest = slice(round(2.6 / HOP_SECONDS), round(2.9 / HOP_SECONDS))
    assert not track.is_voiced[rest].any()


def test_network_and_yin_agree_on_detuned_tones() -> None:
    samples = _samples([50, 55, 62], tuning_cents=37.0)
    network, fallback = (track_pitch(samples, with_network=choice) for choice in (True, False))
    both = network.is_voiced & fallback.is_voiced
    assert both.mean() > 0.5
    assert np.median(np.abs(network.pitch_midi - fallback.pitch_midi)[both]) < 0.08


@pytest.mark.parametrize("with_network", [True, False])
@pytest.mark.parametrize("frames", [0, 40, 16000])
def test_silence_of_any_length_is_unvoiced(with_network: bool, frames: int) -> None:
    track = track_pitch(np.zeros(frames, dtype=np.float32), with_network=with_network)
    assert not track.is_voiced.any()
    assert len(track.times_seconds) == len(track.pitch_midi) == len(track.confidence) == frames // 160 + 1


def test_network_windows_join_without_a_seam() -> None:
    tone = _samples([57] * 60)  # more than one window of 30 s
    whole, _ = swift_f0.detect(tone)
    late, _ = swift_f0.detect(tone[256 * 1700 :])
    assert np.allclose(whole[1720:1920], late[20:220], atol=0.05)


def test_yin_prefers_the_fundamental_to_its_octaves() -> None:
    seconds = np.arange(8000) / yin.SAMPLE_RATE_HZ
    tone = np.sin(2 * np.pi * 220 * seconds) + 0.8 * np.sin(2 * np.pi * 440 * seconds)
    pitch, confidence = yin.detect(tone.astype(np.float32))
    assert np.median(pitch[confidence > 0]) == pytest.approx(57.0, abs=0.05)
