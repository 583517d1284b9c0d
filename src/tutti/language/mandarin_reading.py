"""Chinese lines as words with their readings: what is cut out, how characters of several readings are read.

Words are cut and tagged by jieba's dictionary (rjieba, MIT), read by the tables of phrases of pypinyin (MIT), and put
right by `mandarin_polyphones`. Latin words stay as they are; numbers become Chinese ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba
from pypinyin import Style, lazy_pinyin

from tutti.language.mandarin_numbers import in_chinese
from tutti.language.mandarin_polyphones import polyphones

_TAG = re.compile(r"\[[^\]]*\]|【[^】]*】|\{[^}]*\}|<[^>]*>")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇々]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’\-]*")
_GLUED_NUMBER = re.compile(r"[A-Za-z]+\d[\w]*|\d+[A-Za-z]+")  # "MP3", "21st": read in English
_RHOTIC_SIGN = "儿"
_PARTICLES_AFTER = {"得": frozenset("va"), "地": frozenset("dazli")}  # and tags of the words they follow as particles


@dataclass(frozen=True, slots=True, kw_only=True)
class HanWord:
    """A word in Chinese characters.

    Attributes:
        signs: what is sung as one syllable each: a character, or one with its 儿.
        readings: pinyin with a digit for the tone, before sandhi; one a sign.
        tag: the part of speech.
        after_pause: whether punctuation stands before it.
    """

    signs: tuple[str, ...]
    readings: tuple[str, ...]
    tag: str
    after_pause: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LatinWords:
    """A run of words in Latin letters."""

    text: str


def read_words(line: str) -> list[HanWord | LatinWords]:
    """The words of a line in order, without tags and punctuation."""
    plain = _TAG.sub(" ", unicodedata.normalize("NFKC", line))
    spared = [match.span() for match in _GLUED_NUMBER.finditer(plain)]
    words: list[HanWord | LatinWords] = []
    for text, is_latin in _runs(plain, spared):
        if is_latin:
            words.append(LatinWords(text=text))
            continue
        end = 0
        written = in_chinese(text)
        for run in _HAN.finditer(written):
            pause = any(not sign.isspace() for sign in written[end : run.start()])
            end = run.end()
            for index, (word, tag) in enumerate(_cut(run.group())):
                words += _read(word, tag, after_pause=pause and index == 0, before=words[-1:])
    return words


def _cut(run: str) -> list[tuple[str, str]]:
    """The words of a run with their tags; two that make a known expression are one."""
    found: list[tuple[str, str]] = []
    for word, tag in rjieba.tag(run):
        if found and found[-1][0] + word in polyphones().phrases:
            found[-1] = (found[-1][0] + word, found[-1][1])
        else:
            found.append((word, tag))
    return found


def _runs(plain: str, spared: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The line in stretches: Latin words, and all between them."""
    marks = sorted({*spared, *(match.span() for match in _LATIN.finditer(plain))})
    runs: list[tuple[str, bool]] = []
    end = 0
    for start, stop in marks:
        if start < end:
            continue
        between = plain[end:start]
        if runs and runs[-1][1] and not between.strip():
            runs[-1] = (f"{runs[-1][0]} {plain[start:stop]}", True)
        else:
            runs += [(between, False), (plain[start:stop], True)]
        end = stop
    return [*runs, (plain[end:], False)]


def _read(word: str, tag: str, *, after_pause: bool, before: Sequence[HanWord | LatinWords]) -> list[HanWord]:
    readings = _readings(word, tag, before)
    signs = list(word)
    rhotic = polyphones().rhotic_words
    if word in rhotic or (len(word) > 2 and word[-2:] in rhotic):
        signs[-2:] = [word[-2:]]
        readings[-2:] = [readings[-2][:-1] + "r" + readings[-2][-1]]
    elif word == _RHOTIC_SIGN:
        readings = ["er2"]
    return [HanWord(signs=tuple(signs), readings=tuple(readings), tag=tag, after_pause=after_pause)]


def _readings(word: str, tag: str, before: Sequence[HanWord | LatinWords]) -> list[str]:
    table = polyphones()
    if word in table.phrases:
        return list(table.phrases[word])
    if len(word) == 1:
        previous = before[0] if before else None
        if isinstance(previous, HanWord) and previous.tag[0] in _PARTICLES_AFTER.get(word, ()):
            return ["de5"]
        if (word, tag) in table.by_tag:
            return [table.by_tag[word, tag]]
    found = [str(reading) for reading in lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)]
    for start in range(len(word)):
        for end in range(start + 2, len(word) + 1):
            found[start:end] = table.phrases.get(word[start:end], found[start:end])
    if len(word) == 3 and word[1] == "得":
        found[1] = "de5"  # 跑得快
    # Sandhi of 一 and 不 is in some of the tables' phrases and not in others.
    citation = {"一": "yi1", "不": "bu4"}
    return [citation.get(sign, reading) for sign, reading in zip(word, found, strict=True)]
