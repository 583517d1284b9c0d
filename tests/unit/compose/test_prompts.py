import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.compose.prompts import CHINESE, ENGLISH, FRESH, LAST, UNSEEN, Prompt
from tests.unit.compose.songs import songs

from tutti.compose import compose, plan
from tutti.compose.arrange import seat_band
from tutti.compose.style import read_style
from tutti.compose.style_words import lexicon
from tutti.music.brief import Brief, Task


def faults(prompt: Prompt) -> list[str]:
    """What a musician who expects something of a prompt would miss."""
    choice = read_style(prompt.text)
    seats = [seat_band(choice, take) for take in (1, 2)]
    bands = [{seat.player for seat in band} for band in seats]
    found = []
    if prompt.style and not {style.name for style in choice.styles} & set(prompt.style.split("|")):
        found.append(f"style {choice.styles[0].name}")
    for wish in prompt.plays.split():
        found += [f"{wish} does not play" for band in bands if not band & set(wish.split("|"))]
    found += [f"{player} plays" for player in prompt.silent.split() for band in bands if player in band]
    if prompt.intensity and choice.intensity not in prompt.intensity.split("|"):
        found.append(f"intensity {choice.intensity}")
    if prompt.mood and choice.outlook not in prompt.mood.split("|"):
        found.append(f"mood {choice.outlook}")
    if prompt.alone:  # the two hands of one pianist are two players of one program
        found += [f"{band} is not alone" for band in seats if len({seat.program for seat in band}) > 1]
    return found


@pytest.mark.parametrize(
    ("prompts", "least"), [((*ENGLISH, *CHINESE), 0.95), ((*UNSEEN, *FRESH, *LAST), 0.95)], ids=["sixty", "unseen"]
)
def test_prompts_bring_what_a_musician_expects(prompts: tuple[Prompt, ...], least: float) -> None:
    wrong = {prompt.text: found for prompt in prompts if (found := faults(prompt))}
    assert len(wrong) <= (1.0 - least) * len(prompts), wrong


def test_what_is_written_bears_the_classes_out() -> None:
    """Prompts expected to be strong are played more fully than gentle ones, dark ones in more minor chords."""
    _, listening = songs()[0]
    fullness: dict[str, list[float]] = {"low": [], "high": []}
    minor: dict[str, list[float]] = {"dark": [], "bright": []}
    for prompt in (*UNSEEN, *FRESH):
        score = compose(plan(Brief(task=Task.ACCOMPANY, style=prompt.text), listening, 5), 1)
        sounding = [note.velocity for part in score.parts for note in part.notes]
        fullness.setdefault(prompt.intensity, []).append(sum(sounding) / score.end_beats)
        chords = [span.chord for span in score.chords if span.chord is not None]
        share = float(np.mean([chord.has((chord.root + 3) % 12) for chord in chords]))
        minor.setdefault(prompt.mood, []).append(share)
    assert won(fullness["high"], fullness["low"]) > 0.9
    assert won(minor["dark"], minor["bright"]) > 0.9


def won(these: list[float], those: list[float]) -> float:
    """The share of pairs in which one of these is greater than one of those."""
    return float(np.mean([(a > b) + 0.5 * (a == b) for a in these for b in those]))


@given(st.text(max_size=200) | st.lists(st.sampled_from(sorted(lexicon())), max_size=30).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(text: str) -> None:
    choice = read_style(text, text)
    assert choice.styles
    assert all(seat_band(choice, take) for take in (1, 2))
    assert not choice.with_players & choice.without_players


def test_prompts_leave_few_words_unread() -> None:
    prompts = (*ENGLISH, *CHINESE)
    assert sum(bool(read_style(prompt.text).unknown_words) for prompt in prompts) <= 0.05 * len(prompts)
