"""The judge must tell a good arrangement from one that was spoilt in a known way."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.compose.judge import GATES, judge
from tutti.music.brief import Brief, Task
from tutti.music.listening import Listening
from tutti.music.score import Part, Score


@pytest.fixture(scope="module")
def listening() -> Listening:
    return heard_voice(seed=1)


@pytest.fixture(scope="module")
def score(listening: Listening) -> Score:
    return compose(plan(Brief(task=Task.ACCOMPANY, style="pop"), listening, 2), 1)


def changed(score: Score, change) -> Score:
    return replace(score, parts=tuple(change(part) for part in score.parts))


def test_a_good_arrangement_passes(score, listening):
    judgement = judge(score, listening.melody)
    assert judgement.failures == ()
    assert set(GATES) == set(judgement.__slots__)


def test_flat_dynamics_and_texture_lower_the_energy(score, listening):
    first = score.sections[0]

    def copied(part: Part) -> Part:
        span = first.end_beats - first.start_beats
        inside = [note for note in part.notes if note.start_beats < first.end_beats]
        turns = int(score.end_beats // span)
        notes = [
            replace(n, start_beats=n.start_beats + span * turn, velocity=80) for turn in range(turns) for n in inside
        ]
        return replace(part, notes=tuple(notes))

    spoilt = judge(changed(score, copied), listening.melody)
    assert spoilt.energy_correlation is None or spoilt.energy_correlation < 0.5
    assert spoilt.chorus_density == pytest.approx(1.0, abs=0.15)


def test_moved_drums_lose_the_groove(score, listening):
    random = np.random.default_rng(1)

    def shaken(part: Part) -> Part:
        if not part.is_drums:
            return part
        steps = [0.25 * int(random.integers(-2, 3)) if random.random() < 0.4 else 0.0 for _ in part.notes]
        moved = [replace(n, start_beats=max(0.0, n.start_beats + s)) for n, s in zip(part.notes, steps, strict=True)]
        return replace(part, notes=tuple(moved))

    assert judge(changed(score, shaken), listening.melody).groove_stability < GATES["groove_stability"][0]


def test_a_band_in_another_key_clashes_and_misses_the_roots(score, listening):
    def lifted(part: Part) -> Part:
        if part.is_drums:
            return part
        return replace(part, notes=tuple(replace(n, pitch_midi=n.pitch_midi + 1) for n in part.notes))

    spoilt = judge(changed(score, lifted), listening.melody)
    assert spoilt.clash > 0.5
    assert spoilt.bass_on_root < 0.1


def test_a_silent_chorus_between_two_full_ones_is_a_dropout(score, listening):
    middle = score.sections[2]
    sections = tuple(replace(s, label=middle.label) for s in score.sections[:-1]) + score.sections[-1:]
    relabelled = replace(score, sections=sections)

    def hushed(part: Part) -> Part:
        kept = [n for n in part.notes if not middle.start_beats <= n.start_beats < middle.end_beats]
        return replace(part, notes=tuple(kept)) if part.player == "piano" else part

    before = judge(relabelled, listening.melody).dropouts
    assert judge(score, listening.melody).dropouts == 0
    assert judge(changed(relabelled, hushed), listening.melody).dropouts == before + 1
