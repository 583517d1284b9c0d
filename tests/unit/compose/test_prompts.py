import pytest
from tests.unit.compose.prompts import CHINESE, ENGLISH, FRESH, LAST, UNSEEN, Prompt

from tutti.compose.arrange import seat_band
from tutti.compose.style import read_style


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


def test_prompts_leave_few_words_unread() -> None:
    prompts = (*ENGLISH, *CHINESE)
    assert sum(bool(read_style(prompt.text).unknown_words) for prompt in prompts) <= 0.05 * len(prompts)
