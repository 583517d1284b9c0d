"""What a style text asks for: styles, players to add or leave out, and the words that meant nothing.

The text is free: genre, mood, tempo and instrument words in English or Chinese, with negations ("no drums", "without
guitar", "不要鼓"). Words are looked up in the style tables, the instruments and `words.toml`; longer phrases win.
English words match whole, Chinese ones anywhere. What is left over is reported, and a text that names no style is pop.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from tutti.compose.style_table import Role, Seat, Style, instruments, styles

__all__ = ["Role", "Seat", "Style", "StyleChoice", "read_style", "styles"]

DEFAULT_STYLE = "pop"
MOST_STYLES = 2
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z0-9&'’/#\-]+|[\u3400-\u9fff]+|[,.;!?，。；！？、\n]")
_CLAUSE_MARKS = frozenset(",.;!?，。；！？、\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleChoice:
    """What was understood of a style text.

    Attributes:
        styles: the leading one first.
        tags: how the style is shown to people.
        unknown_words: what meant nothing, in the order of the text.
        without_players: who must not play.
        with_players: who was asked for.
        only_players: who alone may play; empty where nothing was said.
    """

    styles: tuple[Style, ...]
    tags: str
    unknown_words: tuple[str, ...]
    without_players: frozenset[str]
    with_players: frozenset[str]
    only_players: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Finding:
    """A phrase that means something: kind is style, player, negation, only, mood or filler."""

    kind: str
    value: str


@lru_cache(maxsize=256)
def read_style(text: str, avoid: str = "") -> StyleChoice:
    """Understand a style text and a text of what must not be heard."""
    found, unknown = _findings(text)
    forbidden, unknown_in_avoid = _findings(avoid)
    wished: list[str] = []
    moods: list[str] = []
    added: list[str] = []
    without: set[str] = set()
    refused: set[str] = set()
    only = False
    negated = False
    for finding in found:
        if finding.kind in ("negation", "clause"):
            negated = finding.kind == "negation"
        elif finding.kind == "only":
            only = True
        elif finding.kind == "style":
            (refused.add if negated else wished.append)(finding.value)
        elif finding.kind == "player" and negated:
            without |= _family(finding.value)
        elif finding.kind == "player":
            added.append(finding.value)
        elif finding.kind == "mood":
            moods.append(finding.value)
            negated = False
        elif finding.kind == "filler" and finding.value != "joining":
            negated = negated and not wished
    for finding in forbidden:
        if finding.kind == "style":
            refused.add(finding.value)
        elif finding.kind == "player":
            without |= _family(finding.value)
    return _choice(wished, refused, added, without, moods, only, (*unknown, *unknown_in_avoid))


def _choice(
    wished: list[str],
    refused: set[str],
    added: list[str],
    without: set[str],
    moods: list[str],
    only: bool,
    unknown: tuple[str, ...],
) -> StyleChoice:
    names = [name for name in dict.fromkeys(wished) if name not in refused][:MOST_STYLES]
    if not names:
        names = [next(name for name in (DEFAULT_STYLE, *styles()) if name not in refused)]
    chosen = tuple(styles()[name] for name in names)
    with_players = frozenset(added) - without
    tags = [style.title for style in chosen] + list(dict.fromkeys(moods))
    tags += [player.replace("_", " ") for player in dict.fromkeys(added) if player in with_players]
    tags += [f"no {player.replace('_', ' ')}" for player in sorted(without) if player in instruments()][:3]
    return StyleChoice(
        styles=chosen,
        tags=", ".join(tags),
        unknown_words=tuple(dict.fromkeys(unknown)),
        without_players=frozenset(without),
        with_players=with_players,
        only_players=with_players if only else frozenset(),
    )


def _family(player: str) -> set[str]:
    """A player and all who play the same kind of instrument."""
    family = instruments()[player].family
    members = {name for name, instrument in instruments().items() if instrument.family == family}
    return members if player == family else {player}


def _findings(text: str) -> tuple[list[_Finding], tuple[str, ...]]:
    """The phrases of a text that mean something, in order, and the words that do not."""
    found: list[_Finding] = []
    unknown: list[str] = []
    tokens = _WORD.findall(text.lower().replace("’", "'"))
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token in _CLAUSE_MARKS:
            found.append(_Finding("clause", token))
            place += 1
        elif _HAN.match(token):
            _read_han(token, found, unknown)
            place += 1
        else:
            place += _read_words(tokens, place, found, unknown)
    return found, tuple(unknown)


def _read_words(tokens: list[str], place: int, found: list[_Finding], unknown: list[str]) -> int:
    """Read the longest known phrase at a place; how many tokens it took."""
    lexicon = _lexicon()
    for length in range(min(4, len(tokens) - place), 0, -1):
        phrase = " ".join(tokens[place : place + length])
        for spelling in (phrase, phrase.replace("-", " "), phrase.replace("-", "")):
            if spelling in lexicon:
                found.append(lexicon[spelling])
                return length
    token = tokens[place]
    if "-" in token or "/" in token:
        parts = [part for part in re.split(r"[-/]", token) if part]
        inner = 0
        while inner < len(parts):
            inner += _read_words(parts, inner, found, unknown)
        return 1
    if not re.fullmatch(r"\d+(bpm)?", token):
        unknown.append(token)
    return 1


def _read_han(run: str, found: list[_Finding], unknown: list[str]) -> None:
    """Read a run of Chinese characters from left to right, the longest known word first."""
    lexicon = _lexicon()
    strange = ""
    place = 0
    while place < len(run):
        word = next(
            (run[place:end] for end in range(min(len(run), place + 6), place, -1) if run[place:end] in lexicon), None
        )
        if word is None:
            strange += run[place]
            place += 1
            continue
        if strange:
            unknown.append(strange)
            strange = ""
        found.append(lexicon[word])
        place += len(word)
    if strange:
        unknown.append(strange)


@cache
def _lexicon() -> dict[str, _Finding]:
    """What every known word or phrase means; styles win over players, players over moods."""
    table = tomllib.loads((resources.files("tutti.compose") / "words.toml").read_text(encoding="utf-8"))
    result = {word: _Finding("filler", "") for word in table["fillers"]}
    result |= {word: _Finding("filler", "joining") for word in table["joining"]}
    for mood, words in table["moods"].items():
        result |= {word: _Finding("mood", mood) for word in [mood, *words]}
    result |= {word: _Finding("negation", "") for word in table["negations"]}
    result |= {word: _Finding("only", "") for word in table["only"]}
    for name, instrument in instruments().items():
        result |= {word: _Finding("player", name) for word in instrument.words}
    for name, style in styles().items():
        result |= {alias: _Finding("style", name) for alias in style.aliases}
    return result
