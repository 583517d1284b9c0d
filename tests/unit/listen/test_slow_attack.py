import numpy as np
import pytest

from tutti.listen.slow_attack import latency_seconds, without_latency
from tutti.listen.voice_spectrum import VoiceSpectrum
from tutti.music.note import HeardNote


def _swelling(rise_frames: int) -> tuple[list[HeardNote], VoiceSpectrum]:
    """Ten notes, one a second, that rise from -60 to -20 dB in a straight line of decibels."""
    level = np.full(1100, -60.0)
    for note in range(10):
        start = 50 + 100 * note
        level[start : start + rise_frames] = np.linspace(-60, -20, rise_frames)
        level[start + rise_frames : start + 80] = -20.0
    notes = [HeardNote(start_seconds=0.5 + i, end_seconds=1.3 + i, pitch_midi=60) for i in range(10)]
    return notes, VoiceSpectrum(flux=np.zeros(1100), level_db=level, vowel_level=level)


def test_quick_notes_stay_and_slow_ones_move_earlier() -> None:
    assert latency_seconds(*_swelling(10)) == 0.0
    # 9 of 40 dB: a rise of 40 frames takes nine of them from -12 to -3 dB
    notes, spectrum = _swelling(40)
    assert latency_seconds(notes, spectrum) == pytest.approx(0.09 - 0.055, abs=0.012)
    moved = without_latency(notes, spectrum)
    assert all(late.start_seconds > early.start_seconds for late, early in zip(notes, moved, strict=True))


def test_a_handful_of_notes_says_nothing() -> None:
    notes, spectrum = _swelling(40)
    assert latency_seconds(notes[:3], spectrum) == 0.0
