"""Chinese lines to sung syllables: one a character, one to its 儿 where that is no syllable; English words in between.

Tones are spoken ones, after sandhi; `pinyin` keeps the reading of the character. `stress` is 1 on the first full tone
of content words of two syllables and more, which Mandarin feet begin with (Duanmu, "The Phonology of Standard Chinese",
2007, ch. 6), 0 on light syllables and particles, 2 on all others.
"""

from __future__ import annotations

import rjieba

from tutti.base.errors import LyricsUnsingable
from tutti.language import english
from tutti.language.mandarin_reading import HanWord, read_words
from tutti.language.pinyin import NEUTRAL_TONE, marked, sounds
from tutti.language.tone_sandhi import TonedSign, spoken_tones
from tutti.music.lyric import Syllable

_FUNCTION_TAGS = frozenset("ucpyehok")  # particles, conjunctions, prepositions, interjections, affixes
_LIGHT_WORDS = frozenset("的地得了着过吗吧呢啊呀哦把被从在和与是就也都很")


def syllabify(line: str) -> tuple[Syllable, ...]:
    """The syllables of one line of Chinese, or of Chinese with English words in it.

    Raises:
        LyricsUnsingable: a character or a word has no reading.
    """
    syllables: list[Syllable] = []
    phrase: list[HanWord] = []
    for word in read_words(line):
        if isinstance(word, HanWord):
            if word.after_pause:
                syllables += _phrase(phrase, line)
                phrase = []
            phrase.append(word)
            continue
        syllables += _phrase(phrase, line)
        phrase = []
        syllables += english.syllabify(word.text)
    return (*syllables, *_phrase(phrase, line))


def words(line: str) -> tuple[str, ...]:
    """A line cut into the pieces it may be broken at, which joined give the line."""
    pieces: list[str] = []
    for piece in rjieba.cut(line):
        if pieces and not any(sign.isalnum() for sign in piece):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple(pieces)


def _phrase(words: list[HanWord], line: str) -> list[Syllable]:
    """The syllables of what is said without a pause; sandhi does not reach beyond."""
    signs = [
        TonedSign(sign=sign[0], tone=int(reading[-1]) if reading[-1:].isdigit() else 0, word=index)
        for index, word in enumerate(words)
        for sign, reading in zip(word.signs, word.readings, strict=True)
    ]
    tones = iter(spoken_tones(signs))
    return [syllable for word in words for syllable in _word(word, [next(tones) for _ in word.signs], line)]


def _word(word: HanWord, tones: list[int], line: str) -> list[Syllable]:
    syllables = []
    last = len(word.signs) - 1
    stresses = _stresses(word, tones)
    for index, (sign, reading, tone, stress) in enumerate(zip(word.signs, word.readings, tones, stresses, strict=True)):
        sound = sounds(reading)
        if sound is None:
            raise LyricsUnsingable(f"the character {sign!r} in the line {line.strip()!r} has no reading; write another")
        syllables.append(
            Syllable(
                text=sign,
                onset=sound.onset,
                nucleus=sound.nucleus,
                coda=sound.coda,
                stress=stress,
                starts_word=index == 0,
                ends_word=index == last,
                tone=tone,
                pinyin=marked(reading),
            )
        )
    return syllables


def _stresses(word: HanWord, tones: list[int]) -> list[int]:
    is_light = word.tag[:1] in _FUNCTION_TAGS or "".join(word.signs) in _LIGHT_WORDS
    if is_light:
        return [0] * len(tones)
    full = [index for index, tone in enumerate(tones) if tone != NEUTRAL_TONE]
    first = full[0] if full and len(tones) > 1 else None
    return [0 if tone == NEUTRAL_TONE else 1 if index == first else 2 for index, tone in enumerate(tones)]
