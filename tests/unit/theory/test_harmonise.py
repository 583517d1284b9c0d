import numpy as np
import pytest

from tutti.music.harmony import Chord, Quality
from tutti.music.pitch import Key, Mode
from tutti.theory.chord_choice import motion_preference, palette, tone_fit
from tutti.theory.harmonise import harmonise, melody_weights

C_MAJOR = Key(0, Mode.MAJOR)
A_MINOR = Key(9, Mode.MINOR)


def _bars(*triads: tuple[int, ...]) -> np.ndarray:
    notes = [(i + j / 3, i + (j + 1) / 3, 60 + tone) for i, tones in enumerate(triads) for j, tone in enumerate(tones)]
    return melody_weights(notes, np.arange(len(triads) + 1))


def test_broken_triads_get_their_own_chords() -> None:
    chosen = harmonise(_bars((0, 4, 7), (5, 9, 0), (7, 11, 2), (0, 4, 7)), C_MAJOR)
    assert [str(chord) for chord in chosen.chords] == ["C:maj", "F:maj", "G:maj", "C:maj"]


def test_minor_cadence_takes_the_major_dominant() -> None:
    chosen = harmonise(_bars((9, 0, 4), (2, 5, 9), (4, 8, 11), (9, 0, 4)), A_MINOR)
    assert [str(chord) for chord in chosen.chords] == ["A:min", "D:min", "E:maj", "A:min"]


@pytest.mark.parametrize("shift", [1, 5, 8])
def test_transposing_the_melody_transposes_the_chords(shift: int) -> None:
    melody = [(0, 4, 7), (9, 0, 2), (5, 9, 4), (2, 7, 11), (0, 0, 4)]
    plain = harmonise(_bars(*melody), C_MAJOR)
    moved = harmonise(_bars(*[tuple(t + shift for t in bar) for bar in melody]), Key(shift, Mode.MAJOR))
    assert [(c.root + shift) % 12 for c in plain.chords] == [c.root for c in moved.chords]
    assert plain.score == pytest.approx(moved.score)


def test_the_right_key_scores_better_than_a_far_one() -> None:
    weights = _bars((0, 4, 7), (5, 9, 0), (7, 11, 2), (0, 4, 7))
    assert harmonise(weights, C_MAJOR).score > harmonise(weights, Key(6, Mode.MAJOR)).score + 5.0


def test_bias_turns_an_open_choice() -> None:
    weights = _bars((0, 4, 7), (0, 4, 0), (0, 4, 7))
    assert 9 not in {chord.root for chord in harmonise(weights, C_MAJOR).chords[1:2]}
    assert harmonise(weights, C_MAJOR, degree_bias={9: 3.0}).chords[1] == Chord(9, Quality.MINOR)


def test_loop_is_taken_where_the_melody_lets_it() -> None:
    loop = [Chord(0, Quality.MAJOR), Chord(7, Quality.MAJOR), Chord(9, Quality.MINOR), Chord(5, Quality.MAJOR)]
    weights = np.zeros((8, 12))  # a rest for eight bars
    assert list(harmonise(weights, C_MAJOR, loop=loop, loop_nats=3.0).chords) == loop * 2
    strong = _bars(*[(0, 4, 7)] * 4)
    assert harmonise(strong, C_MAJOR, loop=loop, loop_nats=0.3).chords[1] == loop[0]


def test_loop_may_bring_chords_the_key_lacks() -> None:
    seventh = Chord(1, Quality.DOMINANT_7)
    assert harmonise(np.zeros((2, 12)), C_MAJOR, loop=[seventh], loop_nats=9.0).chords == (seventh, seventh)


def test_equal_bars_get_equal_chords_when_asked() -> None:
    open_bar, closed = (2, 5, 9), (0, 4, 7)
    weights = _bars(closed, open_bar, (7, 11, 2), closed, closed, open_bar, closed, closed)
    chords = harmonise(weights, C_MAJOR, twin_nats=3.0).chords
    assert chords[1] == chords[5]


def test_no_bars_no_chords() -> None:
    assert harmonise(np.zeros((0, 12)), C_MAJOR).chords == ()
    assert melody_weights([], [0.0, 1.0]).shape == (1, 12)


def test_weights_share_out_the_bar_and_stress_its_start() -> None:
    weights = melody_weights([(0.0, 2.0, 60), (2.0, 4.0, 67)], [0.0, 4.0])
    assert weights[0, 7] == pytest.approx(0.5)
    assert weights[0, 0] == pytest.approx(0.75)
    passing = melody_weights([(2.0, 2.2, 61)], [0.0, 4.0])
    assert passing[0, 1] == pytest.approx(0.05 * 0.4)


def test_note_across_a_bar_line_counts_in_both() -> None:
    weights = melody_weights([(3.0, 6.0, 62)], [0.0, 4.0, 8.0])
    assert weights[0, 2] == pytest.approx(0.25)
    assert weights[1, 2] == pytest.approx(0.75)


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_has_its_tonic_first_and_triads_of_its_scale_on_top(mode: Mode) -> None:
    key = Key(2, mode)
    chords = palette(key)
    assert chords[0][0].root == 2
    usual = [chord for chord, nats in chords if nats > -0.65]
    assert len(usual) >= 3
    assert all(set(chord.pitch_classes) <= set(key.pitch_classes) for chord in usual)


def test_avoid_note_over_a_major_chord_is_worse_than_its_ninth() -> None:
    tonic = Chord(0, Quality.MAJOR)
    assert tone_fit(tonic, 5, C_MAJOR) < tone_fit(tonic, 2, C_MAJOR) < tone_fit(tonic, 4, C_MAJOR)
    assert tone_fit(Chord(7, Quality.DOMINANT_7), 5, C_MAJOR) > tone_fit(Chord(7, Quality.MAJOR), 5, C_MAJOR)


def test_falling_fifth_moves_better_than_a_tritone() -> None:
    dominant, tonic = Chord(7, Quality.MAJOR), Chord(0, Quality.MAJOR)
    assert motion_preference(dominant, tonic) > motion_preference(Chord(6, Quality.MAJOR), tonic)
