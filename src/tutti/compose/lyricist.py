"""Words for a song from a prompt: titled, sectioned, rhymed, in lines of song metre, on the theme of the prompt.

Lines come in rhymed pairs from a lexicon; the prompt chooses themes and mood and puts its own things into the lines
and the title. The form follows the heard one: verses differ, the chorus returns word for word.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tutti.base.seeds import generator
from tutti.compose.lyricist_form import LINE_SIZES, SectionWish, wished_sections
from tutti.compose.lyricist_subject import Subject, subject_of
from tutti.compose.lyricist_themes import Pair, Theme, lexicon
from tutti.compose.lyricist_title import title_of
from tutti.compose.prosody import least_beats
from tutti.compose.topline_form import fits_comfortably
from tutti.language import CHINESE, syllabify
from tutti.language.rhyme import rhymes
from tutti.music.brief import Brief
from tutti.music.form import SectionLabel
from tutti.music.listening import Listening
from tutti.music.lyric import LyricLine, Lyrics, LyricSection

_LINE_BEATS, _USUAL_BEAT_SECONDS = 8, 0.5  # a line of the chorus fits two bars of four
_RANK_STEP, _SHUFFLE = 0.7, 0.5  # pairs of the themes take turns, those of the first theme first
_GENERAL_RANK, _FOREIGN_RANK = 20, 40  # only where the themes are used up
_CHORUS_LINES = 4
_LEADING_THEMES = 2  # they may give the chorus and the bridge


def write_lyrics(brief: Brief, listening: Listening, seed: int) -> Lyrics:
    """Lyrics on the prompt's theme, in its language, that fill the heard form."""
    subject = subject_of(brief, listening)
    for size in LINE_SIZES:
        lyrics = _written(brief, subject, wished_sections(listening, size), seed)
        if fits_comfortably(lyrics.sections, listening):
            break
    return lyrics


def _written(brief: Brief, subject: Subject, wishes: tuple[SectionWish, ...], seed: int) -> Lyrics:
    rng = generator(seed, "lyrics", brief.words)
    leading = [lexicon(subject.language).themes[name] for name in subject.themes[:_LEADING_THEMES]]
    general = lexicon(subject.language).general
    title = brief.title or title_of(subject, (leading[0] if leading else general).hooks, rng)
    pairs = _ordered_pairs(subject, rng)
    shortest = min((wish.lines for wish in wishes if wish.label is SectionLabel.CHORUS), default=_CHORUS_LINES)
    chorus = _chorus(subject, [*leading, general], title, shortest, rng)
    crossed = bool(rng.random() < 0.5)
    bridges = (leading[0] if leading else general).bridges
    bridge = bridges[int(rng.integers(len(bridges)))]
    verses: dict[int, tuple[str, ...]] = {}
    sections = []
    for wish in wishes:
        texts: tuple[str, ...]
        if wish.label is SectionLabel.CHORUS:
            texts = chorus[: wish.lines]
        elif wish.label is SectionLabel.BRIDGE:
            texts = bridge
        else:
            if wish.number not in verses:
                verses[wish.number] = _verse(wish, pairs, subject.language, crossed)
            texts = verses[wish.number]
        sections.append(_section(wish.label, texts, subject.language))
    return Lyrics(title=title, language=subject.language, sections=tuple(sections))


def _section(label: SectionLabel, texts: tuple[str, ...], language: str) -> LyricSection:
    lines = tuple(LyricLine(text=text, syllables=syllabify(text, language)) for text in texts)
    return LyricSection(label=label.value, lines=lines)


def _chorus(
    subject: Subject, themes: list[Theme], title: str, shortest: int, rng: np.random.Generator
) -> tuple[str, ...]:
    """The chorus around the title, in a frame whose lines stay singable in one breath.

    Where there is room for `shortest` lines only, frames that rhyme in so few are taken.
    """
    filled = [
        tuple(_capital(line.replace("{title}", title)) for line in lines)
        for theme in themes
        for mood, lines in theme.choruses
        if mood.suits(subject.mood)
    ]
    longest = [
        max(least_beats(syllabify(line, subject.language), _USUAL_BEAT_SECONDS) for line in lines) for lines in filled
    ]
    limit = max(min(longest), _LINE_BEATS)
    fitting = [lines for lines, count in zip(filled, longest, strict=True) if count <= limit]
    if shortest < _CHORUS_LINES:
        fitting = [lines for lines in fitting if _rhymes(lines[0], lines[1], subject.language)] or fitting
    return fitting[int(rng.integers(len(fitting)))]


def _rhymes(first: str, second: str, language: str) -> bool:
    return rhymes(syllabify(first, language), syllabify(second, language))


def _ordered_pairs(subject: Subject, rng: np.random.Generator) -> list[Pair]:
    """All usable pairs, the best first, in turn one about a thing of the prompt and one about its theme."""
    about_things = _thing_pairs(subject, rng)
    scored: list[tuple[float, Pair]] = []
    for rank, theme in _ranked_themes(subject):
        usable = [pair for mood, pair in theme.pairs if mood.suits(subject.mood)]
        for turn, index in enumerate(rng.permutation(len(usable))):
            scored.append((turn + _RANK_STEP * rank + _SHUFFLE * float(rng.random()), usable[int(index)]))
    scored.sort()
    ordered: list[Pair] = []
    for index, (_, pair) in enumerate(scored):
        ordered += [*about_things[index : index + 1], pair]
    return ordered


def _ranked_themes(subject: Subject) -> Iterator[tuple[int, Theme]]:
    """Every theme of the language with its place in the subject."""
    words = lexicon(subject.language)
    for theme in words.themes.values():
        yield subject.themes.index(theme.name) if theme.name in subject.themes else _FOREIGN_RANK, theme
    yield _GENERAL_RANK, words.general


def _thing_pairs(subject: Subject, rng: np.random.Generator) -> list[Pair]:
    frames = lexicon(subject.language).general.things
    order = rng.permutation(len(frames))
    pairs = []
    for thing, index in zip(subject.things, order, strict=False):
        first, second = (line.replace("{the}", thing.with_article) for line in frames[int(index)])
        pairs.append((_capital(first), _capital(second)))
    return pairs


def _verse(wish: SectionWish, pairs: list[Pair], language: str, crossed: bool) -> tuple[str, ...]:
    """Lines of rhymed pairs, taken off the list; crossed (ABAB) or in a row (AABB)."""
    lines: list[str] = []
    while len(lines) < wish.lines and pairs:
        first = pairs.pop(0)
        if wish.lines - len(lines) < 4 or not pairs:
            lines += first
            continue
        second = next((pair for pair in pairs if not _ends_alike(first, pair, language)), pairs[0])
        pairs.remove(second)
        lines += [first[0], second[0], first[1], second[1]] if crossed else [*first, *second]
    return tuple(lines[: wish.lines])


def _ends_alike(a: Pair, b: Pair, language: str) -> bool:
    """Whether two pairs end on the same word, which would sound like a slip."""
    ends = {_last_word(line, language) for line in a}
    return any(_last_word(line, language) in ends for line in b)


def _last_word(line: str, language: str) -> str:
    return line[-1] if language == CHINESE else line.rsplit(maxsplit=1)[-1].lower()


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]
