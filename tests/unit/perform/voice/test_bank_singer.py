"""Singing with a voice bank: a tiny one of the real format, made here."""

import numpy as np
import pytest
from tests.unit.perform.voice.tiny_bank import write_bank

from tutti.base.errors import VoiceBankUnusable
from tutti.language import syllabify
from tutti.music.brief import VoiceGender
from tutti.music.pitch import Key
from tutti.music.score import Score, SungNote, SungPhrase, VocalPart
from tutti.music.time import Meter, Timeline
from tutti.perform import perform
from tutti.perform.voice.bank_singer import sing_with_bank

RATE_HZ = 48000
VOWELS = ("aa", "ae", "ah", "ao", "aw", "ax", "ay", "eh", "er", "ey", "ih", "iy", "ow", "oy", "uh", "uw")
CONSONANTS = (
    "b",
    "d",
    "dh",
    "f",
    "g",
    "hh",
    "jh",
    "k",
    "l",
    "m",
    "n",
    "ng",
    "p",
    "r",
    "s",
    "sh",
    "t",
    "th",
    "v",
    "w",
    "z",
)
ENGLISH = dict.fromkeys(VOWELS, 1.0) | dict.fromkeys(CONSONANTS, 0.1)
PITCHES = (60, 64, 67, 72)


def song(text="sing a song now", language="en"):
    syllables = syllabify(text, language)
    notes = tuple(
        SungNote(start_beats=2.0 + 2 * n, duration_beats=2.0, pitch_midi=pitch, syllable=syllable)
        for n, (syllable, pitch) in enumerate(zip(syllables, PITCHES, strict=True))
    )
    part = VocalPart(
        player="vocals", gender=VoiceGender.FEMALE, language=language, phrases=(SungPhrase(text=text, notes=notes),)
    )
    timeline = Timeline.steady(meter=Meter(4, 4), tempo_bpm=120, beats=16)
    score = Score(
        title="t", styles=("pop",), timeline=timeline, end_beats=16.0, key=Key.parse("C major"), sections=(), chords=(),
        vocals=(part,), seed=5,
    )  # fmt: skip
    return part, score


def sung(folder, *, text="sing a song now", language="en"):
    part, score = song(text, language)
    stem = sing_with_bank(part, score, folder, sample_rate_hz=RATE_HZ, frames=8 * RATE_HZ)
    return stem.audio.samples


def at(samples, start, end):
    return samples[0][round(start * RATE_HZ) : round(end * RATE_HZ)]


def level(samples):
    return float(np.sqrt(2 * np.mean(samples**2)))


def pitch_midi(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 17))
    return 69 + 12 * np.log2(np.argmax(spectrum) * RATE_HZ / (1 << 17) / 440)


def test_words_times_and_pitch_arrive(tmp_path):
    samples = sung(write_bank(tmp_path / "bank", ENGLISH))
    assert samples.shape == (2, 8 * RATE_HZ)
    assert np.all(at(samples, 0.0, 0.5) == 0)
    for n, pitch in enumerate(PITCHES):
        vowel = at(samples, 1.2 + n, 1.7 + n)
        assert level(vowel) == pytest.approx(1.0, abs=0.05)
        assert pitch_midi(vowel) == pytest.approx(pitch, abs=0.25)
    assert level(at(samples, 0.93, 0.98)) == pytest.approx(0.1, abs=0.05)  # the s before the first beat
    assert level(at(samples, 6.0, 8.0)) == 0.0


def test_it_sings_the_same_again(tmp_path):
    folder = write_bank(tmp_path / "bank", ENGLISH)
    assert np.array_equal(sung(folder), sung(folder))


def test_speakers_and_foretold_curves_are_fed(tmp_path):
    samples = sung(write_bank(tmp_path / "bank", ENGLISH, speaker=True, variance=True))
    assert level(at(samples, 1.2, 1.7)) == pytest.approx(0.5 * 0.25, abs=0.01)


def test_a_bank_of_several_languages_names_its_phones_by_language(tmp_path):
    samples = sung(write_bank(tmp_path / "bank", {f"en/{phone}": loud for phone, loud in ENGLISH.items()}))
    assert level(at(samples, 1.2, 1.7)) == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda folder: (folder / "dsconfig.yaml").unlink(), "dsconfig.yaml"),
        (lambda folder: (folder / "acoustic.onnx").write_bytes(b"no network"), "cannot be opened"),
        (lambda folder: (folder / "acoustic.onnx").unlink(), "'acoustic'"),
        (lambda folder: (folder / "dsvocoder" / "vocoder.yaml").write_text("hop_size: 256"), "hop size"),
        (lambda folder: (folder / "phonemes.txt").write_text("SP\naa"), "no phone"),
    ],
    ids=["no settings", "no network", "no file", "other hop", "no phones"],
)
def test_what_is_missing_is_said(tmp_path, spoil, what):
    folder = write_bank(tmp_path / "bank", ENGLISH)
    spoil(folder)
    with pytest.raises(VoiceBankUnusable, match=what):
        sung(folder)


def test_the_bank_sings_the_lead_of_a_performance(tmp_path):
    folder = write_bank(tmp_path / "bank", ENGLISH)
    _, score = song()
    stems = perform(score, sample_rate_hz=RATE_HZ, frames=8 * RATE_HZ, voice_bank=folder)
    assert [stem.player for stem in stems] == ["vocals"]
    assert np.array_equal(next(iter(stems)).audio.samples, sung(folder))
