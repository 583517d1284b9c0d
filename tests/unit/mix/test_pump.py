"""Hits heard in the drums, and what they key."""

import numpy as np
import pytest

from tutti.mix.effects.gate import gated
from tutti.mix.hits import hits_seconds
from tutti.mix.pump import KICK_HZ, pump_gain

RATE_HZ = 44100
BEAT_SECONDS = 0.5


def kit() -> np.ndarray:
    """Kicks on the beats, hats between, a snare on two and four."""
    time = np.arange(8 * RATE_HZ) / RATE_HZ
    noise = np.random.default_rng(3).normal(0, 1, len(time))
    kick = np.sin(2 * np.pi * 55 * time) * np.exp(-18 * (time % BEAT_SECONDS)) * (time > 0.25)
    hat = 0.1 * np.diff(noise, append=0.0) * np.exp(-60 * ((time + BEAT_SECONDS / 2) % BEAT_SECONDS))
    backbeat = (time - BEAT_SECONDS) % (2 * BEAT_SECONDS)
    snare = 0.5 * np.sin(2 * np.pi * 220 * time) * np.exp(-25 * backbeat) * (time > 0.4)
    sound = 0.4 * (kick + hat + snare)
    return np.stack([sound, sound]).astype(np.float32)


def test_kicks_are_heard_on_the_beats_and_hats_are_not() -> None:
    hits = hits_seconds(kit(), None, KICK_HZ, RATE_HZ)
    assert len(hits) == pytest.approx(15, abs=1)
    off = np.abs(hits / BEAT_SECONDS - np.round(hits / BEAT_SECONDS)) * BEAT_SECONDS
    assert off.max() < 0.03


def test_a_kick_pushes_down_and_the_band_is_back_before_the_next() -> None:
    curve = 20 * np.log10(pump_gain(kit(), 5.0, BEAT_SECONDS, RATE_HZ))
    hits = hits_seconds(kit(), None, KICK_HZ, RATE_HZ)
    for hit in hits[2:-2]:
        assert curve[round((hit + 0.003) * RATE_HZ)] < -4.5
        assert curve[round((hit + 0.8 * BEAT_SECONDS) * RATE_HZ)] > -0.5
    assert np.max(np.abs(np.diff(curve))) < 0.05  # no click


def test_a_gated_room_is_cut_off() -> None:
    wet = np.abs(gated(kit(), 0.15, RATE_HZ)).max(axis=0)
    second = round(1.5 * RATE_HZ)  # a snare
    open_level = wet[second : second + round(0.15 * RATE_HZ)].max()
    closed_level = wet[second + round(0.25 * RATE_HZ) : second + round(0.4 * RATE_HZ)].max()
    assert closed_level < 0.02 * open_level


def test_silence_has_no_hits() -> None:
    silence = np.zeros((2, RATE_HZ), dtype=np.float32)
    assert not len(hits_seconds(silence, None, KICK_HZ, RATE_HZ))
    np.testing.assert_array_equal(pump_gain(silence, 5.0, BEAT_SECONDS, RATE_HZ), 1.0)
