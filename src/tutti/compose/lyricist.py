"""Words for a song from a prompt: titled, sectioned, rhymed, in lines of song metre, on the theme of the prompt.

Lines come in rhymed pairs from a table (lexicon/english.toml); the prompt chooses themes and mood and puts its own
things into the lines and the title. The form follows the heard one: verses differ, the chorus returns word for word.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from tutti.base.seeds import generator
from tutti.compose.lyricist_form import LINE_SIZES, SectionWish, wished_sections
from tutti.compose.lyricist_title import title_of
from tutti.compose.prosody import least_beats
from tutti.compose.topline_form import fits_comfortably
from tutti.language import ENGLISH, refuse_chinese, syllabify
from tutti.language.english_nouns import NounPhrase, noun_phrases
from tutti.music.brief import Brief
from tutti.music.form import SectionLabel
from tutti.music.listening import Listening
from tutti.music.lyric import LyricLine, Lyrics, LyricSection

_ANY, _WORD = "any", "word"
_DARK, _BRIGHT = "dark", "bright"
_ABOUT_SONGS = frozenset(
    ["song", "songs", "music", "ballad", "lyrics", "track", "tune", "chorus", "verse", "style", "someone", "something",
     "feeling", "feelings", "kind", "mood", "way", "thing", "things", "lot", "story", "theme", "one", "pop", "rock"]
)  # fmt: skip
_LONGEST_THING_SYLLABLES = 4
_LINE_BEATS, _USUAL_BEAT_SECONDS = 8, 0.5  # a line of the chorus fits two bars of four


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    theme: str
    mood: str
    lines: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexicon:
    hooks: dict[str, list[str]]
    keywords: dict[str, frozenset[str]]
    pairs: tuple[_Pair, ...]
    choruses: tuple[tuple[str, tuple[str, ...]], ...]
    bridges: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Theme:
    """What the prompt asks for: theme names by weight, a mood, and the things it names."""

    names: tuple[str, ...]
    mood: str
    things: tuple[NounPhrase, ...]


@cache
def _lexicon() -> _Lexicon:
    text = resources.files("tutti.compose").joinpath("lexicon", "english.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return _Lexicon(
        hooks=table["hooks"],
        keywords={name: frozenset(words.split()) for name, words in table["keywords"].items()},
        pairs=tuple(
            _Pair(theme=p["theme"], mood=p.get("mood", _ANY), lines=(p["lines"][0], p["lines"][1]))
            for p in table["pair"]
        ),
        choruses=tuple((c.get("mood", _ANY), tuple(c["lines"])) for c in table["chorus"]),
        bridges=tuple(tuple(b["lines"]) for b in table["bridge"]),
    )


def write_lyrics(brief: Brief, listening: Listening, seed: int) -> Lyrics:
    """Lyrics on the prompt's theme that fill the heard form.

    Raises:
        LyricsUnsingable: the prompt asks for words in a language that cannot be sung yet.
    """
    refuse_chinese(brief.prompt)
    theme = _theme(brief, listening)
    for size in LINE_SIZES:
        lyrics = _written(brief, theme, wished_sections(listening, size), seed)
        if fits_comfortably(lyrics.sections, listening):
            break
    return lyrics


def _written(brief: Brief, theme: _Theme, wishes: tuple[SectionWish, ...], seed: int) -> Lyrics:
    rng = generator(seed, "lyrics", brief.words)
    hooks = _lexicon().hooks[theme.names[0] if theme.names else _ANY]
    thing = theme.things[0] if theme.things else None
    title = brief.title or title_of(thing, hooks, rng, is_bright=theme.mood == _BRIGHT)
    pairs = _ordered_pairs(theme, rng)
    chorus = _chorus(theme, title, rng)
    crossed = bool(rng.random() < 0.5)
    bridge = _lexicon().bridges[int(rng.integers(len(_lexicon().bridges)))]
    verses: dict[int, tuple[str, ...]] = {}
    sections = []
    for wish in wishes:
        if wish.label is SectionLabel.CHORUS:
            texts = chorus[: wish.lines]
        elif wish.label is SectionLabel.BRIDGE:
            texts = bridge
        else:
            if wish.number not in verses:
                verses[wish.number] = _verse(wish, pairs, crossed)
            texts = verses[wish.number]
        sections.append(_section(wish.label, texts))
    return Lyrics(title=title, language=ENGLISH, sections=tuple(sections))


def _section(label: SectionLabel, texts: tuple[str, ...]) -> LyricSection:
    lines = tuple(LyricLine(text=text, syllables=syllabify(text, ENGLISH)) for text in texts)
    return LyricSection(label=label.value, lines=lines)


def _theme(brief: Brief, listening: Listening) -> _Theme:
    words = [word.strip(".,;:!?'\"()").lower() for word in f"{brief.prompt} {brief.title or ''}".split()]
    moods = [word.strip(".,;:!?").lower() for word in brief.style.split()] + words
    keywords = _lexicon().keywords
    hits = {name: sum(w in keys for w in words) for name, keys in keywords.items() if name not in (_DARK, _BRIGHT)}
    names = tuple(sorted((name for name, count in hits.items() if count), key=lambda name: (-hits[name], name)))
    lean = sum(w in keywords[_BRIGHT] for w in moods) - sum(w in keywords[_DARK] for w in moods)
    if lean == 0:
        mood = _DARK if listening.key.is_minor_like and "loss" in names else _ANY
    else:
        mood = _BRIGHT if lean > 0 else _DARK
    things = tuple(thing for thing in noun_phrases(brief.prompt) if _is_singable(thing))
    return _Theme(names=names, mood=mood, things=things)


def _is_singable(thing: NounPhrase) -> bool:
    words = thing.text.lower().split()
    if any(word in _ABOUT_SONGS for word in words):
        return False
    return 0 < len(syllabify(thing.text, ENGLISH)) <= _LONGEST_THING_SYLLABLES


def _chorus(theme: _Theme, title: str, rng: np.random.Generator) -> tuple[str, ...]:
    """The chorus around the title, in a frame whose lines stay singable in one breath."""
    filled = [
        tuple(_capital(line.replace("{title}", title)) for line in lines)
        for mood, lines in _lexicon().choruses
        if _suits(mood, theme.mood)
    ]
    longest = [max(least_beats(syllabify(line, ENGLISH), _USUAL_BEAT_SECONDS) for line in lines) for lines in filled]
    limit = max(min(longest), _LINE_BEATS)
    fitting = [lines for lines, count in zip(filled, longest, strict=True) if count <= limit]
    return fitting[int(rng.integers(len(fitting)))]


def _ordered_pairs(theme: _Theme, rng: np.random.Generator) -> list[tuple[str, str]]:
    """All usable pairs, the best first, in turn one about a thing of the prompt and one about its theme."""
    about_things = _thing_pairs(theme, rng)
    scored: list[tuple[float, tuple[str, str]]] = []
    for pair in _lexicon().pairs:
        if pair.theme == _WORD or not _suits(pair.mood, theme.mood):
            continue
        rank = theme.names.index(pair.theme) if pair.theme in theme.names else 6 if pair.theme == _ANY else 9
        scored.append((1.2 * rank + 3.0 * float(rng.random()), pair.lines))
    on_theme = [lines for _, lines in sorted(scored, key=lambda entry: entry[0])]
    ordered: list[tuple[str, str]] = []
    for index, lines in enumerate(on_theme):
        ordered += [*about_things[index : index + 1], lines]
    return ordered


def _thing_pairs(theme: _Theme, rng: np.random.Generator) -> list[tuple[str, str]]:
    frames = [pair for pair in _lexicon().pairs if pair.theme == _WORD]
    order = rng.permutation(len(frames))
    pairs = []
    for thing, index in zip(theme.things, order, strict=False):
        first, second = (line.replace("{the}", thing.with_article) for line in frames[int(index)].lines)
        pairs.append((_capital(first), _capital(second)))
    return pairs


def _suits(mood: str, wanted: str) -> bool:
    return mood in (_ANY, wanted, _BRIGHT if wanted == _ANY else wanted)


def _verse(wish: SectionWish, pairs: list[tuple[str, str]], crossed: bool) -> tuple[str, ...]:
    """Lines of rhymed pairs, taken off the list; crossed (ABAB) or in a row (AABB)."""
    lines: list[str] = []
    while len(lines) < wish.lines and pairs:
        first = pairs.pop(0)
        if wish.lines - len(lines) < 4 or not pairs:
            lines += first
            continue
        second = next((pair for pair in pairs if not _shares_words(first, pair)), pairs[0])
        pairs.remove(second)
        lines += [first[0], second[0], first[1], second[1]] if crossed else [*first, *second]
    return tuple(lines[: wish.lines])


def _shares_words(a: tuple[str, str], b: tuple[str, str]) -> bool:
    """Whether two pairs end on the same word, which would sound like a slip."""
    ends = {line.split()[-1].lower() for line in a}
    return any(line.split()[-1].lower() in ends for line in b)


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]
