from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutti.base.errors import LyricsUnsingable
from tutti.language import syllabify
from tutti.language.onsets import CONSONANTS, VOWELS, is_onset

# Syllable counts as an English dictionary gives them.
COUNTS = {
    "beautiful": 3, "through": 1, "every": 2, "fire": 1, "heaven": 2, "little": 2, "remember": 3, "island": 2,
    "question": 2, "runnin'": 2, "don't": 1, "rhythm": 2, "strength": 1, "tomorrow": 3, "walked": 1, "needed": 2,
    "twenty-four": 3, "imagination": 5, "world's": 1, "hour": 1,
}  # fmt: skip
# The syllable that carries the main stress, as a dictionary marks it.
STRESSED = {"beautiful": 0, "remember": 1, "tomorrow": 1, "imagination": 3, "window": 0, "guitar": 1, "again": 1}


@pytest.mark.parametrize(("word", "count"), COUNTS.items())
def test_words_have_the_syllables_of_the_dictionary(word, count):
    assert len(syllabify(word, "en")) == count


@pytest.mark.parametrize(("word", "place"), STRESSED.items())
def test_the_stress_is_where_the_dictionary_has_it(word, place):
    assert [s.stress == 1 for s in syllabify(word, "en")].index(True) == place


def test_function_words_are_unstressed_and_content_words_are_stressed():
    stresses = {s.text: s.stress for s in syllabify("the sun and the moon for my love", "en")}
    assert [stresses[word] for word in ("the", "and", "for", "my")] == [0, 0, 0, 0]
    assert [stresses[word] for word in ("sun", "moon", "love")] == [1, 1, 1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(COUNTS) + sorted(STRESSED)), min_size=1, max_size=8))
def test_letters_are_kept_and_syllables_are_well_formed(words):
    syllables = syllabify(" ".join(words), "en")
    assert "".join(s.text for s in syllables) == "".join(words)
    assert sum(s.starts_word for s in syllables) == sum(s.ends_word for s in syllables) == len(words)
    for before, after in pairwise(syllables):
        if not after.starts_word:
            assert is_onset(list(after.onset))
            if before.coda:  # the onset is maximal: it could not have taken one consonant more
                assert not is_onset([before.coda[-1], *after.onset])
    for s in syllables:
        assert s.nucleus in VOWELS
        assert set(s.onset + s.coda) <= CONSONANTS


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("24 hours", "twenty four hours"),
        ("in 1999", "in nineteen ninety nine"),
        ("$5", "five dollars"),
        ("the 1st", "the first"),
        ("you & me", "you and me"),
        ("3:30", "three thirty"),
        ("[softly] hello", "hello"),
        ("hello ♪ 😊 !", "hello"),
        ("looooove", "love"),
        ("café", "cafe"),
        ("DON'T STOP", "don't stop"),
    ],
)
def test_signs_and_numbers_are_read_as_people_read_them(written, read):
    phones = [[s.phones for s in syllabify(text, "en")] for text in (written, read)]
    assert phones[0] == phones[1]


def test_weak_words_have_their_full_form():
    assert [s.nucleus for s in syllabify("to for and of", "en")] == ["u", "ɔ", "æ", "ʌ"]


def test_letters_without_a_vowel_are_spelled():
    assert [s.phones for s in syllabify("TV", "en")] == [("t", "i"), ("v", "i")]


@pytest.mark.parametrize("line", ["любовь", "hello мир"])
def test_a_word_that_cannot_be_pronounced_is_named(line):
    with pytest.raises(LyricsUnsingable, match=line.split()[-1]):
        syllabify(line, "en")


def test_other_languages_are_refused():
    with pytest.raises(LyricsUnsingable, match=r"only English .* and Chinese"):
        syllabify("la vie en rose", "fr")


def test_silence_has_no_syllables():
    assert syllabify(" ... [Guitar solo] — !", "en") == ()
