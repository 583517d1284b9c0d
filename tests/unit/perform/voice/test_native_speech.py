"""Chinese phrases in native voices: spoken, anchored, sung."""

from itertools import pairwise

import numpy as np
import pytest
from tests.unit.perform.voice.conftest import sung

from tutti.language import syllabify
from tutti.music.brief import VoiceGender
from tutti.networks import swift_f0
from tutti.perform.voice import sing
from tutti.perform.voice.native_anchors import anchor_natively
from tutti.perform.voice.native_speech import BIN_HZ, FRAME_SECONDS, NativeSpeech, speak_natively
from tutti.perform.voice.phones import Manner

LINE = "大海 yes"


@pytest.fixture(scope="module")
def speech() -> NativeSpeech:
    return speak_natively(syllabify(LINE, "zh"), voice="zm_yunxi", pitches_midi=[52.0] * 3)


def test_every_phone_of_both_languages_is_spoken(speech: NativeSpeech) -> None:
    assert [phone.symbol for phone in speech.phones] == ["d̥", "a", "x", "ai", "j", "ɛ", "s"]
    assert speech.syllables == (0, 0, 1, 1, 2, 2, 2)
    assert speech.log_power.shape == speech.noise_share.shape
    assert 0.0 <= speech.noise_share.min() <= speech.noise_share.max() <= 1.0


def test_anchored_vowels_hold_the_voice_and_order_is_kept(speech: NativeSpeech) -> None:
    edges = anchor_natively(
        speech.log_power, speech.noise_share, speech.edges_seconds, speech.phones, speech.syllables,
        frame_seconds=FRAME_SECONDS, bin_hz=BIN_HZ,
    )  # fmt: skip
    assert np.all(edges[:, 1] > edges[:, 0])
    assert all(after[0] >= before[1] - 1e-9 for before, after in pairwise(edges))
    times = (np.arange(len(speech.log_power)) + 0.5) * FRAME_SECONDS
    level = np.log(np.exp(speech.log_power[:, 14:175]).sum(axis=1)) * 10 / np.log(10)
    means = [level[(times >= start) & (times < end)].max() for start, end in edges]
    vowels = [mean for mean, phone in zip(means, speech.phones, strict=True) if phone.manner is Manner.VOWEL]
    stops = [mean for mean, phone in zip(means, speech.phones, strict=True) if not phone.is_voiced]
    assert min(vowels) > max(stops)


def test_a_chinese_line_is_sung_on_its_notes_by_a_man_and_mixes_english() -> None:
    syllables = syllabify(LINE, "zh")
    part, score = sung(
        [(2, 1, 52, syllables[0]), (3, 1.5, 55, syllables[1]), (4.5, 2, 50, syllables[2])],
        gender=VoiceGender.MALE,
        language="zh",
    )
    audio = sing(part, score, sample_rate_hz=16000, frames=64000).audio
    pitch_hz, confidence = swift_f0.detect(audio.samples[0])
    seconds = np.arange(len(pitch_hz)) * swift_f0.HOP_SAMPLES / swift_f0.SAMPLE_RATE_HZ
    for start, end, midi in ((1.15, 1.4, 52), (1.7, 2.1, 55), (2.5, 3.0, 50)):
        held = pitch_hz[(seconds > start) & (seconds < end) & (confidence > 0.5)]
        assert len(held) > 5
        assert abs(12 * np.log2(np.median(held) / 440.0) + 69 - midi) < 0.4
