import tomllib
from importlib import resources

import pytest

from tutti.compose.lyricist import write_lyrics
from tutti.language import syllabify
from tutti.language.rhyme import RhymeDegree, rhyme_degree
from tutti.music.brief import Brief, Task

LEXICON = resources.files("tutti.compose").joinpath("lexicon", "english.toml")
PROMPTS = (
    "a song about rain on the city streets and missing an old friend",
    "happy summer day at the beach",
    "my grandmother's garden",
    "I want to be free",
    "robots in Paris",
)


def _write(band, prompt, seed=1, title=None):
    return write_lyrics(Brief(task=Task.SING, prompt=prompt, title=title), band(), seed)


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_verses_differ_and_the_chorus_returns_with_the_title(band, prompt, seed):
    lyrics = _write(band, prompt, seed)
    verses = [s for s in lyrics.sections if s.label == "verse"]
    choruses = [s for s in lyrics.sections if s.label == "chorus"]
    assert len(verses) == 2
    assert verses[0].lines != verses[1].lines
    assert len(choruses) == 3
    assert len({s.lines for s in choruses}) == 1
    assert lyrics.title in "\n".join(line.text for line in choruses[0].lines)
    texts = [line.text for s in verses for line in s.lines]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_verses_rhyme_in_pairs_or_crosswise(band, prompt):
    for section in _write(band, prompt).sections:
        if section.label != "verse":
            continue
        for at in range(0, len(section.lines), 4):
            a, b, c, d = (line.syllables for line in section.lines[at : at + 4])
            in_pairs = min(rhyme_degree(a, b), rhyme_degree(c, d))
            crosswise = min(rhyme_degree(a, c), rhyme_degree(b, d))
            assert max(in_pairs, crosswise) is RhymeDegree.FULL


@pytest.mark.parametrize("prompt", PROMPTS)
def test_lines_are_of_a_length_that_can_be_sung(band, prompt):
    assert all(4 <= len(line.syllables) <= 12 for line in _write(band, prompt).lines)


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        (PROMPTS[0], ("rain", "city streets", "friend")),
        (PROMPTS[2], ("my grandmother", "garden")),
        (PROMPTS[4], ("robots", "Paris")),
    ],
)
def test_the_things_of_the_prompt_are_sung_of(band, prompt, words):
    text = _write(band, prompt).text.lower()
    for word in words:
        assert word.lower() in text


def test_seeds_differ_and_repeat(band):
    assert _write(band, PROMPTS[0], 3) == _write(band, PROMPTS[0], 3)
    assert _write(band, PROMPTS[0], 3).text != _write(band, PROMPTS[0], 4).text


def test_a_given_title_is_kept_and_sung(band):
    lyrics = _write(band, "the sea", title="Saltwater Heart")
    assert lyrics.title == "Saltwater Heart"
    assert "Saltwater Heart" in lyrics.text


def test_every_pair_of_the_lexicon_rhymes_in_full():
    table = tomllib.loads(LEXICON.read_text(encoding="utf-8"))
    for pair in table["pair"] + table["bridge"]:
        first, second = (syllabify(line.replace("{the}", "the rain"), "en") for line in pair["lines"])
        assert rhyme_degree(first, second) is RhymeDegree.FULL, pair["lines"]
