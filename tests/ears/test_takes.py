"""Two takes of one request are two ideas; the same take again is not."""

import pytest
from bench.metrics.take_distance import TWO_IDEAS, take_distances
from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.compose.style import styles
from tutti.music.brief import Brief, Task
from tutti.music.score import Score

LISTENING = heard_voice(bars=16, seed=4)
NARROW = ("only piano", "only guitar", "jazz trio", "a cappella", "drums and bass only", "string quartet")


def take(text: str, number: int, seed: int = 1) -> Score:
    return compose(plan(Brief(task=Task.ACCOMPANY, style=text), LISTENING, seed), number)


@pytest.mark.parametrize("text", [*(style.aliases[0] for style in styles().values()), *NARROW])
def test_takes_are_two_ideas(text: str) -> None:
    assert take_distances(take(text, 1), take(text, 2))["apart"] >= TWO_IDEAS


@pytest.mark.parametrize("text", ["pop", "jazz", "guofeng"])
def test_another_seed_is_not_another_idea(text: str) -> None:
    assert take_distances(take(text, 1), take(text, 1, seed=2))["apart"] < TWO_IDEAS / 2
