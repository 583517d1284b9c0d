import numpy as np

from tutti.listen.section_borders import FloatArray, border_evidence, border_odds
from tutti.listen.sections import best_starts

C, F, G, A = (np.eye(12)[root] for root in (0, 5, 7, 9))


def song(lengths: list[int]) -> tuple[dict[str, FloatArray], FloatArray]:
    """Verses and choruses in turn, louder, busier and over other chords in the chorus; a fill ends each."""
    random = np.random.default_rng(5)
    chords, onsets, level, timbre = [], [], [], []
    for turn, bars in enumerate(lengths):
        for bar in range(bars):
            chords.append((F, G, C, C)[bar % 4] if turn % 2 else (C, A, F, G)[bar % 4])
            onsets.append(np.full(5, 0.3 + 0.2 * (turn % 2)) + (0.4 if bar == bars - 1 else 0.0))
            level.append([1.0 + 0.5 * (turn % 2)])
            timbre.append(np.full(20, 1.0 + 0.4 * (turn % 2)))
    rows = {"timbre": timbre, "onsets": onsets, "harmony": chords, "level": level}
    groups = {name: np.array(values) + 0.02 * random.normal(size=np.shape(values)) for name, values in rows.items()}
    return groups, np.array(chords)


def test_sections_start_where_the_song_changes() -> None:
    odds = border_odds(*song([8, 8, 8, 8]))
    assert set(np.argsort(odds[1:])[-3:] + 1) == {8, 16, 24}
    assert best_starts(odds) == (0, 8, 16, 24)


def test_a_recording_may_start_within_a_section() -> None:
    assert best_starts(border_odds(*song([5, 8, 8, 8]))) == (0, 5, 13, 21)


def test_a_fill_and_a_returning_harmony_speak_for_a_border() -> None:
    evidence = border_evidence(*song([8, 8, 8, 8]))
    assert int(np.argmax(evidence["fill"][1:])) + 1 in {8, 16, 24}
    assert evidence["repeats"][16] > np.median(evidence["repeats"]) + 1.0
