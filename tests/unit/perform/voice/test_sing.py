from dataclasses import replace

import numpy as np
import pytest
from tests.unit.perform.voice.conftest import ME, NOW, STAR, TAKE, sung

from tutti.base.errors import LyricsUnsingable
from tutti.music.brief import VoiceGender
from tutti.networks import swift_f0
from tutti.perform.voice import sing

LINE = [(2, 1, 64, TAKE), (3, 1, 67, ME), (4, 2, 71, STAR), (6, 1, 67, NOW), (7, 1, 64, None)]
LOW = [(start, length, pitch - 15, syllable) for start, length, pitch, syllable in LINE]


@pytest.fixture(scope="module", params=[VoiceGender.FEMALE, VoiceGender.MALE])
def line(request: pytest.FixtureRequest) -> tuple[list, np.ndarray]:
    notes = LINE if request.param is VoiceGender.FEMALE else LOW
    part, score = sung(notes, gender=request.param)
    stem = sing(part, score, sample_rate_hz=16000, frames=5 * 16000)
    assert stem.player == "vocals"
    assert stem.audio.samples.shape == (2, 5 * 16000)
    np.testing.assert_array_equal(stem.audio.samples[0], stem.audio.samples[1])
    return notes, stem.audio.samples[0]


def test_notes_are_sung_at_their_pitch(line: tuple[list, np.ndarray]) -> None:
    notes, sound = line
    pitch_hz, confidence = swift_f0.detect(sound)
    seconds = np.arange(len(pitch_hz)) * swift_f0.HOP_SAMPLES / swift_f0.SAMPLE_RATE_HZ
    for start, length, pitch, _ in notes:
        inside = (seconds > start / 2 + 0.12) & (seconds < (start + length) / 2 - 0.15)
        assert (confidence[inside] > 0.5).mean() > 0.9
        sung_midi = 69 + 12 * np.log2(pitch_hz[inside] / 440)
        assert abs(np.median(sung_midi) - pitch) < 0.25


def test_vowels_rise_on_the_beat_after_their_consonants(line: tuple[list, np.ndarray]) -> None:
    notes, sound = line
    window = np.hanning(192)
    level_db = 10 * np.log10(np.convolve(sound**2, window / window.sum(), "same") + 1e-9)
    for start, *_ in (notes[0], notes[2]):  # after t: silence and hiss are far under a vowel
        beat = round(start / 2 * 16000)
        vowel = np.median(level_db[beat + 640 : beat + 1600])
        before, after = level_db[beat - 800 : beat - 480], level_db[beat + 480 : beat + 800]
        assert before.max() < vowel - 6
        assert after.min() > vowel - 6


def test_silence_lies_around_the_phrase_and_nothing_clips(line: tuple[list, np.ndarray]) -> None:
    _, sound = line
    assert np.isfinite(sound).all()
    assert 0.05 < np.abs(sound).max() < 1.0
    assert np.abs(sound[: int(0.2 * 16000)]).max() < 1e-4
    assert np.abs(sound[int(4.3 * 16000) :]).max() < 1e-3


def test_the_same_seed_sings_the_same_and_a_double_sings_otherwise() -> None:
    part, score = sung(LINE)
    double, _ = sung(LINE, player="backing_vocals")
    lead, again, second = (
        sing(voice, score, sample_rate_hz=44100, frames=44100).audio.samples for voice in (part, part, double)
    )
    np.testing.assert_array_equal(lead, again)
    assert np.abs(lead - second).max() > 0.01
    np.testing.assert_array_equal(lead[0], lead[1])
    left, right = second
    assert 0.3 < np.corrcoef(np.abs(left), np.abs(right))[0, 1] < 0.95  # two people, one to each side


@pytest.mark.parametrize("gender", list(VoiceGender))
def test_hard_lines_are_sung_without_breaks(gender: VoiceGender) -> None:
    low, high = 45, 76
    rapid = [(5 + 0.28 * k, 0.28, (low, high)[k % 2], (TAKE, STAR)[k % 2]) for k in range(4)]
    part, score = sung([(0, 2, low, STAR)], [(2, 1, high, ME)], rapid, [(8, 8, 60, NOW)], gender=gender)
    sound = sing(part, score, sample_rate_hz=44100, frames=9 * 44100).audio.samples[0]
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() < 1.0
    held = sound[round(4.5 * 44100) : round(7.5 * 44100)].reshape(-1, 4410)
    level_db = 10 * np.log10((held**2).mean(axis=1))
    assert np.ptp(level_db) < 8  # a held vowel neither fades nor bursts


def test_the_singer_stands_in_the_tuning_of_the_score() -> None:
    part, score = sung([(2, 4, 64, STAR)])
    heard = []
    for tuning_cents in (0.0, -40.0):
        tuned = replace(score, tuning_cents=tuning_cents)
        pitch_hz, confidence = swift_f0.detect(sing(part, tuned, sample_rate_hz=16000, frames=48000).audio.samples[0])
        heard.append(np.median(1200 * np.log2(pitch_hz[confidence > 0.8])))
    assert heard[1] - heard[0] == pytest.approx(-40.0, abs=5.0)


def test_another_language_is_refused() -> None:
    part, score = sung(LINE, language="fr")
    with pytest.raises(LyricsUnsingable, match="'fr'"):
        sing(part, score, sample_rate_hz=44100, frames=100)
