import numpy as np
import pytest

from tutti.music.note import HeardNote
from tutti.music.pitch import SCALE_SEMITONES, Key, Mode
from tutti.theory.key import pitch_class_weights, rank_keys


def _melody(pitches: list[int], *, last_gap: float = 0.0) -> list[HeardNote]:
    return [
        HeardNote(start_seconds=0.5 * i, end_seconds=0.5 * i + 0.5 - last_gap, pitch_midi=p)
        for i, p in enumerate(pitches)
    ]


@pytest.mark.parametrize("tonic", range(12))
def test_tonic_triads_name_their_key_in_every_transposition(tonic: int) -> None:
    scale_and_triad = [tonic + 60 + step for step in (0, 2, 4, 5, 7, 9, 11, 12, 7, 4, 0)]
    assert rank_keys(pitch_class_weights(_melody(scale_and_triad)))[0][1] == Key(tonic, Mode.MAJOR)


def test_harmonic_minor_scale_with_its_triad_is_minor() -> None:
    notes = [57, 59, 60, 62, 64, 65, 68, 69, 64, 60, 57]
    assert rank_keys(pitch_class_weights(_melody(notes)))[0][1] == Key(9, Mode.MINOR)


@pytest.mark.parametrize("mode", [Mode.MAJOR, Mode.DORIAN, Mode.PHRYGIAN, Mode.LYDIAN, Mode.MIXOLYDIAN])
def test_a_mode_that_is_asked_for_is_told_by_its_own_degrees(mode: Mode) -> None:
    steps = SCALE_SEMITONES[mode]
    notes = [62 + step for step in (*steps, 12, steps[4], steps[2], 0)]
    assert rank_keys(pitch_class_weights(_melody(notes)), modes=tuple(Mode))[0][1] == Key(2, mode)


def test_all_24_keys_are_ranked_once_from_best_to_worst() -> None:
    ranked = rank_keys(np.eye(12)[0] + 0.1)
    assert len({key for _, key in ranked}) == 24
    fits = [fit for fit, _ in ranked]
    assert fits == sorted(fits, reverse=True)
    assert all(-1.0 <= fit <= 1.0 for fit in fits)


def test_equal_weights_and_no_weights_favour_no_key() -> None:
    for weights in (np.ones(12), np.zeros(12)):
        assert {fit for fit, _ in rank_keys(weights)} == {0.0}


def test_the_best_key_holds_the_notes_of_a_scale() -> None:
    weights = np.zeros(12)
    weights[[(7 + step) % 12 for step in SCALE_SEMITONES[Mode.MAJOR]]] = 1.0
    assert set(rank_keys(weights)[0][1].pitch_classes) == {7, 9, 11, 0, 2, 4, 6}


def test_notes_before_rests_and_the_last_note_count_more() -> None:
    flat = pitch_class_weights(_melody([60, 62] * 6))
    assert flat[2] > flat[0]  # D ends the line
    rests = pitch_class_weights(
        [
            HeardNote(start_seconds=i * 1.0, end_seconds=i + (0.5 if i % 2 else 1.0), pitch_midi=60 + i)
            for i in range(12)
        ]
    )
    assert rests[1] > 0.5**0.7  # C sharp is followed by half a second of silence


def test_very_long_notes_do_not_drown_the_rest() -> None:
    notes = [HeardNote(start_seconds=0, end_seconds=30, pitch_midi=61)]
    assert pitch_class_weights(notes)[1] == pytest.approx(1.5**0.7)
