"""Words that are not to be sung: terms the owner forbids, and lyrics that are known to belong to somebody.

A filter looks at a text and objects with a sentence, or does not. Known lyrics are recognised by their shingles, runs
of six words (of eight signs in Chinese): Broder, "On the resemblance and containment of documents", 1997. The share of
a text's shingles that a known one contains is its containment.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tutti.base.errors import SettingsInvalid, WordsForbidden

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:['’][^\W_]+)*")
_SHINGLE_WORDS, _SHINGLE_SIGNS = 6, 8
_LEAST_SHINGLES = 3
_MOST_CONTAINED = 0.25


class LyricFilter(Protocol):
    """Whoever may object to words."""

    def objection(self, text: str) -> str | None:
        """A sentence that says what is wrong with a text; None where nothing is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenTerms:
    """Whole words and phrases, whatever their case; terms in slashes are regular expressions."""

    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def read(cls, path: Path) -> ForbiddenTerms:
        """Terms from a text file, one a line; empty lines and lines that begin with # say nothing.

        Raises:
            SettingsInvalid: the file cannot be read, or an expression is none.
        """
        lines = [line.strip() for line in _read(path).splitlines()]
        patterns = []
        for line in lines:
            if not line or line.startswith("#"):
                continue
            expression = line[1:-1] if len(line) > 2 and line[0] == line[-1] == "/" else _whole(line)
            try:
                patterns.append(re.compile(expression, re.I))
            except re.error as error:
                raise SettingsInvalid(f"{path}: {line!r} is no regular expression ({error})") from error
        return cls(patterns=tuple(patterns))

    def objection(self, text: str) -> str | None:
        """Names the first term found."""
        plain = unicodedata.normalize("NFKC", text)
        found = next((match for pattern in self.patterns if (match := pattern.search(plain))), None)
        return f"the term {found.group()!r} is not allowed here; put it in other words" if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLyrics:
    """Lyrics of others by name, as sets of shingles."""

    songs: tuple[tuple[str, frozenset[tuple[str, ...]]], ...]

    @classmethod
    def read(cls, folder: Path) -> KnownLyrics:
        """Every `.txt` file of a folder, and of those inside it, named by its path without the ending.

        Raises:
            SettingsInvalid: there is no such folder, or a file cannot be read.
        """
        if not folder.is_dir():
            raise SettingsInvalid(f"there is no folder of known lyrics at {folder}")
        return cls(
            songs=tuple(
                (str(path.relative_to(folder).with_suffix("")), _shingles(_read(path)))
                for path in sorted(folder.rglob("*.txt"))
            )
        )

    def objection(self, text: str) -> str | None:
        """Names the song most of the text is in."""
        shingles = _shingles(text)
        if len(shingles) < _LEAST_SHINGLES:
            return None
        name, shared = max(
            ((name, len(shingles & own)) for name, own in self.songs), key=lambda s: s[1], default=("", 0)
        )
        if shared < max(_LEAST_SHINGLES, _MOST_CONTAINED * len(shingles)):
            return None
        return f"these words are those of {name!r}; give lyrics of your own"


def check_words(texts: Iterable[str], filters: Sequence[LyricFilter]) -> None:
    """Let every filter look at every text.

    Raises:
        WordsForbidden: one of them objects.
    """
    for text in texts:
        for single in filters:
            objection = single.objection(text)
            if objection is not None:
                raise WordsForbidden(objection)


def _whole(term: str) -> str:
    """A term as a word of its own; signs of Chinese stand without blanks, so there it may stand anywhere."""
    escaped = r"\s+".join(re.escape(word) for word in unicodedata.normalize("NFKC", term).split())
    return rf"(?<![^\W_\u3400-\u9fff]){escaped}(?![^\W_\u3400-\u9fff])"


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    size = (
        _SHINGLE_SIGNS
        if sum(len(word) == 1 and word >= "\u3400" for word in words) * 2 > len(words)
        else _SHINGLE_WORDS
    )
    return frozenset(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path} cannot be read as a text file in UTF-8") from error
