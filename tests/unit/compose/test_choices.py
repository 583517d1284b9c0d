"""Sixty briefs under one seed: choices are drawn from the words too, so that songs do not come out alike."""

from collections import Counter

import pytest

from tutti.base.seeds import generator
from tutti.compose import compose, plan
from tutti.compose.lyricist_subject import Subject
from tutti.compose.lyricist_themes import Mood
from tutti.compose.lyricist_title import LONGEST_SYLLABLES, title_of
from tutti.compose.topline_voice import voice_of
from tutti.language import syllabify
from tutti.language.english_nouns import noun_phrases
from tutti.music.brief import Brief, Task, VoiceGender

DEFAULT_SEED = 1
PLACES = ("the sea", "a small town", "Paris", "the old house", "my mother's kitchen", "the moon", "a winter road",
          "the river", "an empty station", "the garden")  # fmt: skip
TALES = ("coming home to {}", "missing a friend in {}", "a night of rain over {}", "dancing near {}", "why I left {}",
         "{} in the morning")  # fmt: skip
PROMPTS = tuple(tale.format(place) for place in PLACES for tale in TALES)
SHAPES = ("My ", " and Me", " Again", " on My Mind", "Back to ", "Hold On to ", "Close to ", "Remember ",
          "Waiting for ", "Song of ", "Follow ", "Without ", "Goodbye, ")  # fmt: skip


def brief(prompt: str, **fields: str) -> Brief:
    return Brief(task=Task.SING, prompt=prompt, **{"style": "pop", **fields})


def shape(title: str) -> str:
    first, _, second = title.partition(", ")
    return "twice" if first == second else next((words for words in SHAPES if words in title), "a phrase of its own")


def test_women_and_men_sing_alike_often() -> None:
    voices = Counter(voice_of(brief(prompt), DEFAULT_SEED) for prompt in PROMPTS)
    assert 20 <= voices[VoiceGender.FEMALE] <= 40  # 1 in 100 fair draws of 60 lies outside


def test_titles_have_many_shapes(band) -> None:
    listening = band()
    titles = [plan(brief(prompt), listening, DEFAULT_SEED).title for prompt in PROMPTS]
    shapes = Counter(map(shape, titles))
    assert len(set(titles)) >= 45
    assert max(shapes.values()) <= 0.25 * len(PROMPTS), shapes


def test_melodies_have_other_ideas_under_other_words(band) -> None:
    words = "One two three four five six\nSeven and eight and nine"
    melodies = []
    for style in ("pop", "pop", "rock", "folk", "soul"):
        score = compose(plan(brief("", lyrics=words, style=style), band(), DEFAULT_SEED), 1)
        melodies.append([(n.start_beats, n.pitch_midi) for p in score.vocals[0].phrases for n in p.notes])
    assert melodies[0] == melodies[1]
    assert len({tuple(melody) for melody in melodies}) >= 3


@pytest.mark.parametrize(
    ("style", "avoid", "voice"),
    [
        ("pop, female vocals", "", VoiceGender.FEMALE),
        ("dark rock with a male voice", "", VoiceGender.MALE),
        ("流行，男声", "", VoiceGender.MALE),
        ("pop", "male vocals", VoiceGender.FEMALE),
    ],
)
@pytest.mark.parametrize("seed", range(4))
def test_the_style_may_name_the_voice(style: str, avoid: str, voice: VoiceGender, seed: int) -> None:
    assert voice_of(brief("the sea", style=style, avoid=avoid), seed) is voice
    assert voice_of(Brief(task=Task.SING, prompt="x", style=style, voice=VoiceGender.MALE), seed) is VoiceGender.MALE


@pytest.mark.parametrize("prompt", PROMPTS[::7])
def test_titles_are_short_and_name_the_thing(prompt: str) -> None:
    subject = _subject(prompt)
    thing = subject.things[0]
    rng = generator(1, prompt)
    for _ in range(20):
        title = title_of(subject, ["A hook"], rng)
        assert len(syllabify(title, "en")) <= LONGEST_SYLLABLES or title == thing.text.title()
        assert title == "A hook" or thing.text.title() in title


def _subject(prompt: str, mood: Mood = Mood.DARK) -> Subject:
    return Subject(language="en", themes=(), mood=mood, things=noun_phrases(prompt))


def test_a_bright_song_does_not_say_goodbye() -> None:
    rng = generator(1, "bright")
    titles = {title_of(_subject("the rain", Mood.BRIGHT), ["A hook"], rng) for _ in range(300)}
    assert not {"Goodbye, Rain", "Without the Rain"} & titles
    assert {"Rain Again", "Remember the Rain", "Rain, Rain"} <= titles
