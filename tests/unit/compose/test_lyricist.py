import pytest

from tutti.compose.lyricist import write_lyrics
from tutti.compose.lyricist_subject import lyrics_language, subject_of
from tutti.compose.lyricist_themes import Mood, lexicon
from tutti.language import syllabify
from tutti.language.rhyme import RhymeDegree, rhyme_degree
from tutti.music.brief import Brief, Task

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


def _themes(language):
    words = lexicon(language)
    return [*words.themes.values(), words.general]


def test_every_pair_of_the_lexicon_rhymes_in_full():
    for theme in _themes("en"):
        for pair in (*(pair for _, pair in theme.pairs), *theme.things, *theme.bridges):
            first, second = (syllabify(line.replace("{the}", "the rain"), "en") for line in pair)
            assert rhyme_degree(first, second) is RhymeDegree.FULL, pair


def test_the_two_languages_know_the_same_themes_but_for_the_ancient_one():
    assert set(lexicon("zh").themes) - set(lexicon("en").themes) == {"ancient"}
    assert set(lexicon("en").themes) - set(lexicon("zh").themes) == {"ghosts", "faith"}


@pytest.mark.parametrize(
    ("prompt", "theme", "mood"),
    [
        ("heartbreak after a long goodbye, sad and slow", "loss", Mood.DARK),
        ("a cheerful birthday cake song for my daughter", "birthday", Mood.BRIGHT),
        ("the ocean at sunset", "sea", Mood.ANY),
        ("写一首关于夏天海边的歌", "sea", Mood.BRIGHT),
        ("失恋后的深夜，很难过", "loss", Mood.DARK),
    ],
)
def test_the_prompt_chooses_theme_and_mood(band, prompt, theme, mood):
    subject = subject_of(Brief(task=Task.SING, prompt=prompt), band())
    assert theme in subject.themes[:2]
    assert subject.mood is mood


@pytest.mark.parametrize(
    ("prompt", "language"),
    [
        ("a song about the sea", "en"),
        ("一首关于大海的歌", "zh"),
        ("a love song in Chinese", "zh"),
        ("写一首英文歌，关于大海", "en"),
        ("K-pop 风格的夏天", "zh"),
    ],
)
def test_the_language_is_the_one_asked_for_else_that_of_the_prompt(prompt, language):
    assert lyrics_language(prompt) == language


def test_half_of_a_verse_at_least_speaks_of_the_theme(band):
    lines = {line for _, pair in lexicon("en").themes["sea"].pairs for line in pair}
    verse = next(s for s in _write(band, "the ocean").sections if s.label == "verse")
    assert sum(line.text in lines or "ocean" in line.text for line in verse.lines) * 2 >= len(verse.lines)
