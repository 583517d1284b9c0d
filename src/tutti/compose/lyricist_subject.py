"""What a song is to be about: themes, mood and things, read from the prompt; and in which language it is sung."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutti.compose.lyricist_themes import Mood, lexicon
from tutti.language import CHINESE, ENGLISH, is_mostly_han, syllabify
from tutti.language.english_nouns import noun_phrases as english_nouns
from tutti.language.mandarin_nouns import noun_phrases as mandarin_nouns
from tutti.language.mandarin_nouns import words as mandarin_words
from tutti.language.nouns import NounPhrase
from tutti.music.brief import Brief
from tutti.music.listening import Listening

_ASKS_CHINESE = re.compile(
    r"\bin (?:chinese|mandarin)\b|\b(?:chinese|mandarin) (?:lyrics|song|vocals?)\b|中文|国语|普通话", re.I
)
_ASKS_ENGLISH = re.compile(r"\bin english\b|\benglish (?:lyrics|song|vocals?)\b|英文|英语", re.I)
_LONGEST_THING_SYLLABLES = 4
_MOST_THINGS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the prompt asks for.

    Attributes:
        language: of the lyrics.
        themes: names of themes, the weightiest first; may be empty.
        mood: of the whole song.
        things: what the prompt names, in its order, in words of the language of the lyrics.
    """

    language: str
    themes: tuple[str, ...]
    mood: Mood
    things: tuple[NounPhrase, ...]


def subject_of(brief: Brief, listening: Listening) -> Subject:
    """Read the prompt, the title and the style of a brief."""
    language = lyrics_language(brief.prompt)
    text = f"{brief.prompt} {brief.title or ''}"
    themes = _themes(text)
    return Subject(
        language=language,
        themes=themes,
        mood=_mood(f"{text} {brief.style}", themes, is_minor=listening.key.is_minor_like),
        things=_things(brief.prompt, language),
    )


def lyrics_language(prompt: str) -> str:
    """The language a prompt asks for in so many words, else the one it is written in."""
    if _ASKS_CHINESE.search(prompt):
        return CHINESE
    if _ASKS_ENGLISH.search(prompt):
        return ENGLISH
    return CHINESE if is_mostly_han(prompt) else ENGLISH


def _themes(text: str) -> tuple[str, ...]:
    """Themes by the number of their words in the text, then by which is named first."""
    words = _words(text)
    found: dict[str, tuple[int, int]] = {}
    for language in (ENGLISH, CHINESE):
        for name, theme in lexicon(language).themes.items():
            called = {word: place for place, forms in enumerate(words) for word in forms & theme.keywords}
            called |= {word: text.index(word) for word in theme.keywords if len(word) > 1 and _is_inside(word, text)}
            if called:
                count, first = found.get(name, (0, len(text)))
                found[name] = (count + len(called), min(first, *called.values()))
    return tuple(sorted(found, key=lambda name: (-found[name][0], found[name][1], name)))


def _is_inside(word: str, text: str) -> bool:
    """Whether a Chinese word is in a text, however it is cut into words."""
    return word in text and is_mostly_han(word)


def _mood(text: str, themes: tuple[str, ...], *, is_minor: bool) -> Mood:
    words = _words(text)
    known = {
        mood: lexicon(ENGLISH).mood_words[mood] | lexicon(CHINESE).mood_words[mood] for mood in (Mood.BRIGHT, Mood.DARK)
    }
    counts = {mood: sum(not own.isdisjoint(forms) for forms in words) for mood, own in known.items()}
    if counts[Mood.BRIGHT] == counts[Mood.DARK]:
        return Mood.DARK if is_minor and "loss" in themes else Mood.ANY
    return max(counts, key=lambda mood: counts[mood])


def _words(text: str) -> list[frozenset[str]]:
    """The words of a text in order, each with the forms a lexicon may know it by."""
    return [_forms(word.strip(".,;:!?'\"()")) for word in mandarin_words(text.lower())]


def _forms(word: str) -> frozenset[str]:
    """A word, and what is left of it without an English ending or, in Chinese, its first and last part."""
    if is_mostly_han(word):
        parts = (word[0], word[-1]) if len(word) == 2 else (word[:2], word[-2:])
        return frozenset({word, *parts})
    stems = [word.removesuffix(ending) for ending in ("s", "es", "ing", "ed", "er", "'s")]
    stems += [stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]]  # "running" without its double n
    return frozenset({word, *(stem for stem in stems if len(stem) > 2), *(f"{stem}e" for stem in stems[2:4])})


def _things(prompt: str, language: str) -> tuple[NounPhrase, ...]:
    if is_mostly_han(prompt) != (language == CHINESE):
        return ()  # words of another language do not stand in its lines
    about = lexicon(language).titles.about_songs
    phrases = mandarin_nouns(prompt) if language == CHINESE else english_nouns(prompt)
    things = [_as_said(phrase, language) for phrase in phrases if not about.intersection(_parts(phrase.text, language))]
    return tuple(thing for thing in things if 0 < _size(thing, language) <= _LONGEST_THING_SYLLABLES)[:_MOST_THINGS]


def _as_said(thing: NounPhrase, language: str) -> NounPhrase:
    """A thing with the article and the capital it has in a sentence: "home", "Friday night", "the old road"."""
    table = lexicon(language).titles
    first, _, rest = thing.text.partition(" ")
    if thing.article == "the" and first in table.calendar_names:
        return NounPhrase(text=f"{first.title()} {rest}".strip())
    bare = thing.article == "the" and first in table.without_article and not rest
    return NounPhrase(text=thing.text) if bare else thing


def _size(thing: NounPhrase, language: str) -> int:
    return len(thing.text) if language == CHINESE else len(syllabify(thing.text, language))


def _parts(text: str, language: str) -> list[str]:
    return [*mandarin_words(text), text[-1]] if language == CHINESE else text.lower().split()
