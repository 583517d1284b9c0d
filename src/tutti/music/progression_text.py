"""Chord progressions and chord sheets as people type them, read into a Progression.

    [Verse]                        a head; alone it calls back what stood under it
    | C  G/B | Am7 . . F | % |     bars; dots (or /, -) count out a bar, % repeats the bar before
    ||: F | G :|| x4               played four times
    C G Am F                       without bar lines each chord is a bar

Chords are symbols, Harte's labels or degrees (music.chord_symbol, music.degree). Lines of words between lines of
chords are passed over; ChordPro is read by music.chordpro.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tutti.music.chord_symbol import read_symbol
from tutti.music.degree import read_degree
from tutti.music.form import SectionLabel
from tutti.music.progression import Progression, Stanza, WrittenBar, WrittenChord

MOST_BARS = 2000
_MOST_TIMES = 32
_KINDS = (
    (re.compile(r"pre[\s_-]*(chorus|hook)|导歌|預副歌|预副歌", re.I), SectionLabel.PRE_CHORUS),
    (re.compile(r"chorus|refrain|hook|副歌", re.I), SectionLabel.CHORUS),
    (re.compile(r"bridge|middle|桥段|橋段", re.I), SectionLabel.BRIDGE),
    (re.compile(r"verse|strophe|stanza|主歌", re.I), SectionLabel.VERSE),
    (re.compile(r"outro|coda|ending|尾奏", re.I), SectionLabel.OUTRO),
    (re.compile(r"intro|前奏", re.I), SectionLabel.INTRO),
    (re.compile(r"solo|instrumental", re.I), SectionLabel.SOLO),
    (re.compile(r"break|interlude|间奏|間奏", re.I), SectionLabel.BREAK),
)
_HEAD = re.compile(r"\[([^\]|]*)\]\s*(.*)$")
_HEAD_WORDS = re.compile(r"([^\W\d_][\w\s-]*?)\s*[::]\s*(.*)$")
_LONE_HEAD = re.compile(r"[^\W\d_][\w-]*(?:\s+\d+)?$")
_TIME = re.compile(r"^\d+:\d\d(\.\d+)?\s*")  # when a section starts, as chord sheets of takes have it
_ITEM = re.compile(
    r"(?P<both>:\|+:)|(?P<open>\|+:)|(?P<close>:\|+)|(?P<line>\|+\]?)"
    r"|(?P<times>\(?[x×]\s?\d+\)?(?=\s|$)|\(?\d+\s?[x×]\)?(?=\s|$))|(?P<token>[^\s|]+?(?=\s|:?\||$))"
)
_HOLD = frozenset({".", "/", "-", "–"})
_BETWEEN = frozenset({"-", "–", "—", ",", "→", "->", ">", ";"})
_SAME = frozenset({"%", "𝄎", "./.", "٪"})
_TIMES = re.compile(r"\(?(?:[x×]\s?\d+|\d+\s?[x×])\)?")
_NUMBER = re.compile(r"\s*\d+$")
_DIGITS = re.compile(r"[1-7]{2,}")
_HOW = "write it like Am7, F#m7b5, G/B, bVII, 6-, N.C. or %"


@dataclass(slots=True, kw_only=True)
class _Open:
    """A stanza while it is read; a repeat that is closed goes back to bar `mark`."""

    name: str = ""
    times: int = 1
    bars: list[WrittenBar] = field(default_factory=list)
    mark: int = 0


def label_of(name: str) -> SectionLabel | None:
    """What the section under a head does; None where the head does not say."""
    return next((label for pattern, label in _KINDS if pattern.search(name)), None)


def read_progression(text: str) -> Progression:
    """The progression a text holds.

    Raises:
        ValueError: a chord cannot be read, or there is none; the message says which and where.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    has_bars = any("|" in line for _, line in lines)
    stanzas = [_Open()]
    for number, line in lines:
        try:
            if line and not line.startswith(("# ", "//")):
                _read_line(line, stanzas, has_bars)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
    return _played(stanzas)


def read_chord(token: str) -> WrittenChord:
    """One chord, as a symbol or as a degree.

    Raises:
        ValueError: it is neither.
    """
    try:
        return read_symbol(token)
    except ValueError:
        return read_degree(token)


def _read_line(line: str, stanzas: list[_Open], has_bars: bool) -> None:
    rest = _begin(line, stanzas)
    if not rest or _is_words(rest, has_bars):
        return
    stanza = stanzas[-1]
    before = next((one.bars[-1] for one in reversed(stanzas) if one.bars), None)
    if "|" in rest:
        _with_bar_lines(rest, stanza, before)
    else:
        _without_bar_lines(rest, stanza, before)
    if len(stanza.bars) > MOST_BARS:
        raise ValueError(f"there are more than {MOST_BARS} bars; write what returns as a repeat")


def _begin(line: str, stanzas: list[_Open]) -> str:
    """Open a stanza where a line begins with a head; what stands behind it."""
    head = _HEAD.match(line)
    if head is None:
        head = _HEAD_WORDS.match(line)
        if head is None and _LONE_HEAD.match(line):
            head = _HEAD_WORDS.match(line + ":")
        if head is None or label_of(head[1]) is None:
            return line
    rest = _TIME.sub("", head[2].strip())
    times = _TIMES.search(head[1]) or _TIMES.fullmatch(rest)
    name = _TIMES.sub("", head[1]).strip()
    stanzas.append(_Open(name=name, times=_times(times[0]) if times else 1))
    return "" if _TIMES.fullmatch(rest) else rest


def _times(text: str) -> int:
    times = int(re.sub(r"\D", "", text))
    if not 1 <= times <= _MOST_TIMES:
        raise ValueError(f"{text!r} plays {times} times; write 1 to {_MOST_TIMES}")
    return times


def _is_words(line: str, has_bars: bool) -> bool:
    """Whether a line holds no chords but words (a title, lyrics)."""
    if "|" in line:
        return False
    tokens = [token for part in line.split() for token in _parts(part)]
    readable = sum(_is_readable(token) for token in tokens)
    if has_bars:
        return readable < len(tokens)
    return len(tokens) > 1 and 2 * readable < len(tokens)


def _is_readable(token: str) -> bool:
    if token in _SAME or _TIMES.fullmatch(token):
        return True
    try:
        read_chord(token)
    except ValueError:
        return False
    return True


def _parts(token: str) -> list[str]:
    """A token without bar lines: what dashes and commas join, apart."""
    token = token.strip(",;")
    if not token or token in _BETWEEN:
        return []
    if _is_readable(token):
        return [token]
    if _DIGITS.fullmatch(token):
        return list(token)
    return [part for part in re.split(r"[-–—,→>]+", token) if part]


def _without_bar_lines(line: str, stanza: _Open, before: WrittenBar | None) -> None:
    """Each chord is a bar; a number of times at the end repeats the line."""
    first = len(stanza.bars)
    for token in (token for part in line.split() for token in _parts(part)):
        if _TIMES.fullmatch(token):
            stanza.bars += stanza.bars[first:] * (_times(token) - 1)
        elif token in _HOLD:
            raise ValueError(f"{token!r} counts a beat, which needs bar lines: | C . G . | F |")
        else:
            stanza.bars.append(_bar([token], len(stanza.bars) + 1, stanza.bars[-1] if stanza.bars else before))


def _with_bar_lines(line: str, stanza: _Open, before: WrittenBar | None) -> None:
    bars, first = stanza.bars, len(stanza.bars)
    tokens: list[str] = []
    items = [(str(item.lastgroup), item[0]) for item in _ITEM.finditer(line)]
    for (kind, found), (coming, said) in zip(items, [*items[1:], ("", "")], strict=True):
        if kind == "token":
            tokens += _inside_bar(found)
            continue
        if tokens:
            bars.append(_bar(tokens, len(bars) + 1, bars[-1] if bars else before))
            tokens = []
        if kind in ("close", "both"):
            bars += bars[stanza.mark :] * ((_times(said) if coming == "times" else 2) - 1)
            first = len(bars)
        elif kind == "times" and len(bars) > first:
            bars += bars[first:] * (_times(found) - 1)
        if kind in ("open", "both", "close"):
            stanza.mark = len(bars)
    if tokens:
        bars.append(_bar(tokens, len(bars) + 1, bars[-1] if bars else before))


def _inside_bar(token: str) -> list[str]:
    return list(token) if set(token) <= _HOLD else _parts(token)


def _bar(tokens: list[str], number: int, before: WrittenBar | None) -> WrittenBar:
    """One bar from its chords and the beats counted out."""
    if len(tokens) == 1 and tokens[0] in _SAME:
        if before is None:
            raise ValueError(f"bar {number}: {tokens[0]!r} repeats the bar before, and there is none")
        return before
    chords: list[WrittenChord] = []
    units: list[int] = []
    for token in tokens:
        if chords and (token in _HOLD or token in _SAME):
            units[-1] += 1
            continue
        try:
            chords.append(read_chord(token))
        except ValueError:
            raise ValueError(f"bar {number}: {token!r} is no chord; {_HOW}") from None
        units.append(1)
    is_counted = len(tokens) > len(chords)
    return WrittenBar(chords=tuple(chords), units=tuple(units) if is_counted else ())


def _played(stanzas: list[_Open]) -> Progression:
    """The stanzas in the order they are played, heads without bars called back."""
    known: dict[str, tuple[WrittenBar, ...]] = {}
    played: list[Stanza] = []
    for stanza in stanzas:
        if not stanza.bars and not stanza.name:
            continue
        label = label_of(stanza.name)
        names = (stanza.name.casefold(), label.value if label else _NUMBER.sub("", stanza.name).casefold())
        bars = tuple(stanza.bars) or next((known[name] for name in names if name in known), ())
        if not bars:
            raise ValueError(f"[{stanza.name}] has no chords, and none were given for it before")
        for name in names:
            known.setdefault(name, bars)
        played += [Stanza(name=stanza.name, label=label, bars=bars)] * stanza.times
    if not played:
        raise ValueError(f"there is no chord; {_HOW}")
    return Progression(stanzas=tuple(played))
