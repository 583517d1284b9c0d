"""The words of a style text, in order: styles, players, groups of players, moods, images, negations, fillers.

Words are looked up in the style tables, the instruments, `words.toml`, `moods.toml` and `scenes.toml`; the longest
phrase wins. English words match whole, in singular, plural and as adverbs, and a slip of the pen is forgiven in words
of six letters and more; Chinese ones match anywhere, in both scripts. What is left over is given back.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from tutti.compose.spelling import nearest_word
from tutti.compose.style_table import Style, instruments, styles

_HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"\d{2,4}年代|[a-zà-ÿ0-9&'/#\-]+|[\u3400-\u9fff、]+|[,.;:!?()，。；：！？（）\n]")
_MARKS = frozenset(",.;:!?()，。；：！？（）\n")
_NUMBER = re.compile(r"\d+([/.]\d+)?(bpm|st|nd|rd|th)?")
_TEMPO = re.compile(r"(\d{2,3})(bpm)?")
_TEMPO_AFTER, _TEMPO_BEFORE = ("bpm", "beats", "拍"), ("bpm", "tempo", "速度")
_TEMPI, _TEMPI_ALONE = (30, 300), (60, 200)  # beats a minute
_KEY = re.compile(r"\b[a-g](#|b| sharp| flat)?[ -](major|minor|maj|min)\b")
_ENDINGS = ("s", "'s", "es", "ly", "ish", "y", "like", "esque", "er", "est")
_LACKING = "less"  # "drumless"
_LEAST_STEM, _LONGEST_PHRASE, _LONGEST_HAN = 3, 5, 8


class Kind(StrEnum):
    """What a phrase is in a style text."""

    STYLE = "style"
    PLAYER = "player"
    GROUP = "group"
    PIECE = "piece"
    MOOD = "mood"
    SCENE = "scene"
    NEGATION = "negation"
    ONLY = "only"
    SOLO = "solo"
    TOGETHER = "together"
    JOINING = "joining"
    SOFT = "soft"
    FILLER = "filler"
    CLAUSE = "clause"
    TEMPO = "tempo"


_NAMED_BESIDES = frozenset({Kind.PLAYER, Kind.GROUP, Kind.MOOD, Kind.SCENE})  # what a style's phrase may say as well


@dataclass(frozen=True, slots=True)
class Finding:
    """A phrase that means something, and what.

    Attributes:
        kind: what it is.
        value: the name of a style, a player, a group, a mood or a scene; of a tempo its beats a minute.
        program: of a player the General MIDI program that was named.
    """

    kind: Kind
    value: str = ""
    program: int | None = None


@cache
def vocabulary(name: str) -> Mapping[str, Any]:
    """A table of words: "words", "moods" or "scenes"."""
    text = (resources.files("tutti.compose") / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def read_findings(text: str) -> tuple[list[Finding], tuple[str, ...]]:
    """The phrases of a text that mean something, in order, and the words that do not."""
    found: list[Finding] = []
    unknown: list[str] = []
    tokens = [_corrected(token) for token in _TOKEN.findall(_plain(text))]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if (tempo := _tempo_at(tokens, place)) is not None:
            found.append(Finding(Kind.TEMPO, str(tempo)))
            place += 1
        elif token in _MARKS:
            found.append(Finding(Kind.CLAUSE, token))
            place += 1
        elif _HAN.search(token) and token not in lexicon():
            _read_han(token, found, unknown)
            place += 1
        else:
            place += _read_words(tokens, place, found, unknown)
    return found, tuple(unknown)


def _tempo_at(tokens: list[str], place: int) -> int | None:
    """The tempo that is named at a place: "84 bpm", "142bpm", "bpm: 96", "70拍", or a number that stands alone."""
    match = _TEMPO.fullmatch(tokens[place])
    if match is None:
        return None
    before = [word for word in tokens[max(0, place - 2) : place] if word != ":"]
    after = tokens[place + 1] if place + 1 < len(tokens) else ","
    is_said = match[2] is not None or after.startswith(_TEMPO_AFTER) or (before and before[-1] in _TEMPO_BEFORE)
    is_alone = after in _MARKS and (place == 0 or tokens[place - 1] in _MARKS)
    tempo = int(match[1])
    slowest, fastest = _TEMPI if is_said else _TEMPI_ALONE
    return tempo if (is_said or is_alone) and slowest <= tempo <= fastest else None


@cache
def lexicon() -> Mapping[str, tuple[Finding, ...]]:
    """What every known phrase means; the later tables here win, but a style's word may name a mood or scene as well."""
    words = vocabulary("words")
    result: dict[str, Finding] = {}
    for kind, name in ((Kind.FILLER, "fillers"), (Kind.SOFT, "soft"), (Kind.JOINING, "joining")):
        result |= _all(words[name], Finding(kind))
    for kind, table in ((Kind.SCENE, vocabulary("scenes")), (Kind.MOOD, vocabulary("moods"))):
        for name, row in table.items():
            result |= _all([name.replace("_", " "), *row["words"]], Finding(kind, name))
    for kind, name in ((Kind.NEGATION, "negations"), (Kind.ONLY, "only"), (Kind.SOLO, "solo"),
                       (Kind.TOGETHER, "together")):  # fmt: skip
        result |= {phrase: Finding(kind, phrase) for phrase in map(_plain, words[name])}
    for name, instrument in instruments().items():
        named = [name.replace("_", " "), *instrument.words, *words["players"].get(name, ())]
        result |= _all(named, Finding(Kind.PLAYER, name))
    for timbre, phrases in words["timbres"].items():
        name, program = timbre.split(".")
        result |= _all(phrases, Finding(Kind.PLAYER, name, int(program)))
    for name, row in words["groups"].items():
        result |= _all(row["words"], Finding(Kind.GROUP, name))
    for name, row in words["pieces"].items():
        result |= _all(row["words"], Finding(Kind.PIECE, name))
    found: dict[str, tuple[Finding, ...]] = {phrase: (finding,) for phrase, finding in result.items()}
    found |= _whole_phrases(words)
    near = [(name, row) for name, row in words["neighbours"].items() if name in styles()]
    own = [(name, [name.replace("_", " "), *style.aliases]) for name, style in styles().items()]
    for name, named in [*near, *own]:
        style = styles()[name]
        for phrase, finding in _all(named, Finding(Kind.STYLE, name)).items():
            also = [result[phrase]] if phrase in result else _players_in(phrase, style, result)
            found[phrase] = (finding, *(other for other in also if other.kind in _NAMED_BESIDES))
    return found


def _whole_phrases(words: Mapping[str, Any]) -> dict[str, tuple[Finding, ...]]:
    """Phrases that say a whole sentence: who must not play, who plays alone."""
    no, clause, only = Finding(Kind.NEGATION), Finding(Kind.CLAUSE), Finding(Kind.ONLY)
    said = [((no, Finding(Kind.GROUP, name), clause), phrases) for name, phrases in words["refusals"].items()]
    said += [((only, Finding(Kind.PLAYER, name), clause), phrases) for name, phrases in words["alone"].items()]
    return {_plain(phrase): findings for findings, phrases in said for phrase in phrases}


def _players_in(phrase: str, style: Style, known: Mapping[str, Finding]) -> list[Finding]:
    """The players that a style's phrase names on the way ("piano ballad"), but for those of its own title."""
    own = _plain(style.title)
    if _HAN.search(phrase):
        cuts = [phrase[start:end] for start in range(len(phrase)) for end in range(start + 2, len(phrase) + 1)]
    else:
        cuts = phrase.split()
    return [known[cut] for cut in cuts if cut in known and cut not in own]


def _all(phrases: Iterable[str], finding: Finding) -> dict[str, Finding]:
    return dict.fromkeys((_plain(phrase) for phrase in phrases), finding)


@cache
def _known_words() -> frozenset[str]:
    """Every English word that occurs in a known phrase."""
    return frozenset(word for phrase in lexicon() for word in re.split(r"[ \-]", phrase) if word.isascii())


@cache
def _simplified() -> dict[int, str]:
    table = vocabulary("words")["traditional"]
    return {ord(old): new for old, new in zip(table["from"], table["to"], strict=True)}


def _plain(text: str) -> str:
    """Lower case, straight apostrophes, simplified Chinese; without the name of a key, which is the singer's."""
    return _KEY.sub(" ", text.lower().replace("’", "'").translate(_simplified()))


def _corrected(token: str) -> str:
    """An English word as it was meant: a slip of the pen undone, an ending taken off that no phrase has."""
    known = _known_words()
    if not token.isascii() or not token.isalpha() or token in known:
        return token
    for ending in _ENDINGS:
        stem = token.removesuffix(ending)
        if stem != token and len(stem) >= _LEAST_STEM and stem in known:
            return stem
    return nearest_word(token, known) or token


def _read_words(tokens: list[str], place: int, found: list[Finding], unknown: list[str]) -> int:
    """Read the longest known phrase at a place; how many tokens it took."""
    known = lexicon()
    for length in range(min(_LONGEST_PHRASE, len(tokens) - place), 0, -1):
        phrase = " ".join(tokens[place : place + length])
        for spelling in (phrase, phrase.replace("-", " "), phrase.replace("-", ""), phrase.replace("'", "")):
            if spelling in known:
                found += known[spelling]
                return length
    token = tokens[place]
    lacking = known.get(token.removesuffix(_LACKING), ()) if token.endswith(_LACKING) else ()
    if lacking and lacking[0].kind in (Kind.PLAYER, Kind.GROUP):
        found += [Finding(Kind.NEGATION), lacking[0], Finding(Kind.CLAUSE)]
        return 1
    if "-" in token or "/" in token:
        parts = [_corrected(part) for part in re.split(r"[-/]", token) if part]
        inner = 0
        while inner < len(parts):
            inner += _read_words(parts, inner, found, unknown)
        return 1
    if not _NUMBER.fullmatch(token):
        unknown.append(token)
    return 1


def _read_han(run: str, found: list[Finding], unknown: list[str]) -> None:
    """Read a run of Chinese characters from left to right, the longest known word first."""
    known = lexicon()
    strange = ""
    place = 0
    while place < len(run):
        ends = range(min(len(run), place + _LONGEST_HAN), place, -1)
        word = next((run[place:end] for end in ends if run[place:end] in known), None)
        if word is None:
            strange += run[place]
            place += 1
            continue
        if strange:
            unknown.append(strange)
            strange = ""
        found += known[word]
        place += len(word)
    if strange:
        unknown.append(strange)
