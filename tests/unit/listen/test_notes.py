from itertools import pairwise

import numpy as np
import pytest
import soxr

from tutti.listen.notes import find_notes
from tutti.listen.pitch_track import SAMPLE_RATE_HZ, PitchTrack, track_pitch
from tutti.listen.voice_spectrum import VoiceSpectrum, analyse
from tutti.listen.voice_tuning import tuning_cents, tuning_curve
from tutti.music.note import HeardNote
from tutti.testing.humming import hum, melody


def _heard(notes: tuple[HeardNote, ...], tuning: float = 0.0) -> tuple[tuple[HeardNote, ...], float]:
    audio = hum(notes, tuning_cents=tuning)
    samples = soxr.resample(audio.mono(), audio.sample_rate_hz, SAMPLE_RATE_HZ, "HQ").astype(np.float32)
    track = track_pitch(samples)
    curve = tuning_curve(track)
    return find_notes(track, analyse(samples), curve), tuning_cents(curve, track)


def test_a_hummed_scale_comes_back_note_for_note() -> None:
    sung = melody([57, 59, 61, 62, 64, 66, 68, 69], [1.0] * 8, tempo_bpm=120)
    heard, _ = _heard(sung)
    assert [note.pitch_midi for note in heard] == [note.pitch_midi for note in sung]
    for note, true in zip(heard, sung, strict=True):
        assert note.start_seconds == pytest.approx(true.start_seconds, abs=0.03)
        assert abs(note.deviation_cents) < 15


def test_repeated_notes_are_cut_at_the_dip_between_them() -> None:
    sung = melody([62] * 6, [0.5] * 6, tempo_bpm=100, held=0.8)
    heard, _ = _heard(sung)
    assert len(heard) == 6


@pytest.mark.parametrize("cents", [-40.0, 30.0])
def test_tuning_is_taken_off_and_reported(cents: float) -> None:
    sung = melody([60, 64, 67, 65, 62, 60], [1.0] * 6)
    heard, tuning = _heard(sung, cents)
    assert tuning == pytest.approx(cents, abs=8)
    assert [note.pitch_midi for note in heard] == [60, 64, 67, 65, 62, 60]


def test_notes_never_overlap_and_silence_has_none() -> None:
    heard, _ = _heard(melody([60, 67, 60, 72, 55], [0.5] * 5, held=1.0))
    assert all(a.end_seconds <= b.start_seconds for a, b in pairwise(heard))
    assert _heard(())[0] == ()


def test_notes_know_how_loud_they_were() -> None:
    heard, _ = _heard(melody([60, 62], [2.0, 2.0]))
    # eight harmonics of amplitude 0.3/k: RMS = 0.3 * sqrt(sum 1/k^2 / 2)
    expected = 20 * np.log10(0.3 * np.sqrt(sum(1 / k**2 for k in range(1, 9)) / 2))
    assert heard[0].level_db == pytest.approx(expected, abs=1.5)


def test_pitch_too_faint_to_trust_makes_no_notes() -> None:
    frames = 300
    track = PitchTrack(
        times_seconds=np.arange(frames) * 0.01,
        pitch_midi=np.full(frames, 60.0),
        confidence=np.full(frames, 0.51),
        is_voiced=np.ones(frames, dtype=np.bool_),
    )
    quiet = np.full(frames, -100.0)
    quiet[::20] = -20.0
    spectrum = VoiceSpectrum(flux=np.zeros(frames), level_db=quiet, vowel_level=quiet)
    assert find_notes(track, spectrum, np.zeros(frames)) == ()
