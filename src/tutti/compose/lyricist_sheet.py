"""A lyric sheet as people write it: tags in brackets, stanzas apart by blank lines, instructions that are not sung.

Known tags name a kind of section; unknown ones ("[Guitar solo]", "[softly]") only end the section before. A chorus tag
without lines calls the chorus back. Without any tags each stanza is a section; a stanza that returns is the chorus.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from tutti.base.errors import LyricsUnsingable
from tutti.language import has_han, pieces, syllabify
from tutti.music.form import SectionLabel
from tutti.music.lyric import LyricLine, Lyrics, LyricSection

_TAG_LINE = re.compile(r"\s*[\[【{]([^\]】}]*)[\]】}]\s*(.*)$")
_PLAIN_TAG = re.compile(
    r"\s*[(（]?((?:verse|chorus|pre-?chorus|bridge|refrain|hook|intro|outro|主歌|副歌|导歌|预副歌|桥段|前奏|间奏|尾奏)"
    r"(?:\s*\w{1,3})?)[)）]?\s*[:：]?\s*$",
    re.I,
)
_TIMES = re.compile(r"[x×]\s*(\d)|(\d)\s*[x×]", re.I)
_KINDS = (
    (re.compile(r"pre[\s-]*(chorus|hook)|build|导歌|预副歌|前副歌", re.I), SectionLabel.PRE_CHORUS),
    (re.compile(r"chorus|refrain|hook|drop|副歌|高潮", re.I), SectionLabel.CHORUS),
    (re.compile(r"bridge|middle|桥段|过渡", re.I), SectionLabel.BRIDGE),
    (re.compile(r"verse|strophe|stanza|主歌|第.段", re.I), SectionLabel.VERSE),
    (re.compile(r"outro|coda|ending|尾奏|尾声|结尾", re.I), SectionLabel.OUTRO),
    (re.compile(r"intro|前奏|引子", re.I), SectionLabel.INTRO),
)
_BRACKETED = re.compile(r"[(（]([^()（）]*)[)）]")
_LONGEST_LINE_SYLLABLES = 15
_LONGEST_STANZA_LINES = 8
_MOST_REPEATS = 4
_TITLE_WORDS = 6
_TITLE_SIGNS = 10  # of a Chinese title, cut between words; an English word in it counts as two


@dataclass(slots=True)
class _Stanza:
    """Lines under a tag; `label` is None where no known tag stands over them."""

    label: SectionLabel | None
    repeats: int = 1
    lines: list[str] = field(default_factory=list)


def read_sheet(text: str, language: str, title: str | None) -> Lyrics:
    """The lyrics a person wrote, line by line.

    Raises:
        LyricsUnsingable: there is nothing to sing, or a word that cannot be sung.
    """
    sections = tuple(
        LyricSection(label=label.value, lines=lines)
        for label, stanza in _labelled(_stanzas(text))
        if (lines := _lines(stanza, language))
    )
    if not sections:
        raise LyricsUnsingable("the lyrics hold no words to sing; write at least one line of text")
    return Lyrics(title=title or _title(sections), language=language, sections=sections)


def _stanzas(text: str) -> list[_Stanza]:
    stanzas = [_Stanza(None)]
    tagged = False
    for raw in text.splitlines():
        line = raw.strip()
        tag = _TAG_LINE.match(line) or _PLAIN_TAG.match(line)
        if tag is not None:
            name = tag.group(1)
            kind = next((label for pattern, label in _KINDS if pattern.search(name)), None)
            times = _TIMES.search(name)
            repeats = int(times.group(1) or times.group(2)) if times else 1
            stanzas.append(_Stanza(kind, min(max(repeats, 1), _MOST_REPEATS)))
            tagged = tagged or kind is not None
            line = tag.group(2).strip() if tag.lastindex == 2 else ""
        if line:
            stanzas[-1].lines.append(line)
        elif not tagged and stanzas[-1].lines:
            stanzas.append(_Stanza(None))
    return stanzas


def _labelled(stanzas: list[_Stanza]) -> list[tuple[SectionLabel, list[str]]]:
    counts = Counter(tuple(stanza.lines) for stanza in stanzas if stanza.lines and stanza.label is None)
    has_tags = any(stanza.label is not None for stanza in stanzas)
    earlier: dict[SectionLabel, list[str]] = {}
    result: list[tuple[SectionLabel, list[str]]] = []
    for stanza in stanzas:
        returns = not has_tags and counts[tuple(stanza.lines)] > 1
        label = stanza.label or (SectionLabel.CHORUS if returns else SectionLabel.VERSE)
        lines = stanza.lines or (earlier.get(label, []) if stanza.label is SectionLabel.CHORUS else [])
        if not lines:
            continue
        earlier[label] = lines
        for _ in range(stanza.repeats):
            result += [
                (label, lines[at : at + _LONGEST_STANZA_LINES]) for at in range(0, len(lines), _LONGEST_STANZA_LINES)
            ]
    return result


def _lines(texts: list[str], language: str) -> tuple[LyricLine, ...]:
    """Lines of one breath each; what stands in brackets answers them, on a line of its own the line before."""
    lines: list[LyricLine] = []
    for text in texts:
        syllables = syllabify(_BRACKETED.sub(" ", text), language)
        answer = syllabify(" ".join(_BRACKETED.findall(text)), language)
        if not syllables and answer and lines and not lines[-1].answer:
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text} {text}", answer=answer)
            continue
        if not syllables:
            syllables, answer = answer, ()
        if len(syllables) > _LONGEST_LINE_SYLLABLES:
            halves = _halves(_BRACKETED.sub(" ", text), language)
            parts = [line for half in halves for line in _lines([half], language)]
            lines += [*parts[:-1], replace(parts[-1], answer=answer)]
        elif syllables:
            lines.append(LyricLine(text=text, syllables=syllables, answer=answer))
    return tuple(lines)


def _halves(text: str, language: str) -> tuple[str, str]:
    """A long line in two, at a comma near its middle if there is one."""
    words = pieces(text)
    if len(words) < 2:
        raise LyricsUnsingable(f"the word {text!r} is too long to be sung in one breath")
    counts = [len(syllabify(word, language)) for word in words]
    total = sum(counts)

    def badness(cut: int) -> float:
        off_middle = abs(sum(counts[:cut]) / total - 0.5)
        return off_middle - (0.25 if words[cut - 1].rstrip()[-1] in ",;:.!?—，；：。！？、" else 0.0)

    best = min(range(1, len(words)), key=badness)
    return "".join(words[:best]).strip(), "".join(words[best:]).strip()


def _title(sections: tuple[LyricSection, ...]) -> str:
    """The line sung most often, else the first of the chorus, else the first; at most a few words."""
    ordered = sorted(sections, key=lambda section: section.label != SectionLabel.CHORUS.value)
    texts = [line.text for section in ordered for line in section.lines]
    counts = Counter(texts)
    best = max(texts, key=lambda text: counts[text])
    plain = re.sub(r"[\[(（].*?[\])）]|[^\w\s'’-]", " ", best)
    if has_han(plain):
        return _first_signs(" ".join(plain.split()))
    words = plain.split()[:_TITLE_WORDS]
    return " ".join(words).title().replace("'S", "'s").replace("'T", "'t").replace("'M", "'m")


def _first_signs(text: str) -> str:
    """As many whole words of a Chinese text as a title holds."""
    kept, size = "", 0
    for word in pieces(text):
        size += len(word.strip()) if has_han(word) else 2
        if kept and size > _TITLE_SIGNS:
            break
        kept += word
    return kept.strip()
