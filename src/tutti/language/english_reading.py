"""English lines as the words that are sung: tags, punctuation and signs go, numbers become words.

A word may be written with hyphens ("dream-like"): it stays one word of several pieces. What is not Latin script is
left in a word for the caller to refuse; emoji and lone punctuation are silent and skipped.
"""

from __future__ import annotations

import re
import unicodedata

from hibari.g2p import numbers

_TAG = re.compile(r"\[[^\]]*\]|\{[^}]*\}|<[^>]*>")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": " ", "”": " ", '"': " ", "–": "-", "—": " "})
_SIGNS = {"&": "and", "@": "at", "+": "plus", "%": "percent", "=": "equals", "#": "number"}
_SIGN = re.compile("|".join(re.escape(sign) for sign in _SIGNS))
_ABBREVIATIONS = {
    "mr": "mister", "mrs": "missus", "ms": "miz", "dr": "doctor", "jr": "junior", "vs": "versus", "etc": "et cetera",
    "w/": "with", "w/o": "without", "st": "saint", "24/7": "twenty-four seven", "ok": "okay",
}  # fmt: skip
_CURRENCIES = {"$": ("dollar", "dollars"), "£": ("pound", "pounds"), "€": ("euro", "euros")}
_MONEY = re.compile(r"([$£€])(\d[\d,]*)(?:\.(\d\d))?$")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(am|pm)?$")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")
_DECADE = re.compile(r"'?(\d+)'?s$")
_NUMBER = re.compile(r"-?(\d[\d,]*)(?:\.(\d+))?$")
_MIXED = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_LATIN = str.maketrans({"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "th", "þ": "th", "ı": "i"})
_STRETCHED = re.compile(r"(.)\1{2,}")
_PLURALS = {"y": "ies", "x": "xes"}
_LARGEST_NUMBER_DIGITS = 9  # longer ones are read digit by digit


def read_words(text: str) -> list[tuple[str, ...]]:
    """The words of a line in order, each as its hyphenated pieces, with the letter case as written."""
    plain = _TAG.sub(" ", unicodedata.normalize("NFC", text)).translate(_QUOTES)
    words: list[tuple[str, ...]] = []
    for token in plain.split():
        for spelled in _expand(token):
            pieces = tuple(piece for piece in map(_bare, spelled.split("-")) if piece)
            if pieces:
                words.append(pieces)
    return words


def _expand(token: str) -> list[str]:
    """A written token as one or several words without signs and digits."""
    core = token.strip(".,;:!?…()*_~|\\")
    lower = core.lower()
    if lower in _ABBREVIATIONS and (lower != "st" or core == "St"):
        return _ABBREVIATIONS[lower].split()
    if any(digit in core for digit in "0123456789"):
        return _number_words(lower)
    spaced = _SIGN.sub(lambda match: f" {_SIGNS[match.group()]} ", core)
    return re.split(r"[\s/.…,;:!?()*]+", spaced)


def _number_words(token: str) -> list[str]:
    if match := _MONEY.match(token):
        sign, whole, cents = match.groups()
        count = int(whole.replace(",", ""))
        words = [*_cardinal(whole), _CURRENCIES[sign][count != 1]]
        return words + (_cardinal(cents) if cents and int(cents) else [])
    if match := _CLOCK.match(token):
        hour, minute, half = match.groups()
        minutes = [] if minute == "00" else ["oh", *_cardinal(minute)] if minute[0] == "0" else _cardinal(minute)
        return _cardinal(hour) + minutes + list(half or "")
    if match := _ORDINAL.match(token):
        return _spaced(numbers.ordinal(int(match.group(1))))
    if match := _DECADE.match(token):
        words = _year_or_cardinal(match.group(1))
        last = words[-1]
        words[-1] = last[:-1] + _PLURALS[last[-1]] if last[-1] in _PLURALS else last + "s"
        return words
    if match := _NUMBER.match(token):
        whole, decimals = match.groups()
        tail = ["point", *(word for digit in decimals for word in _cardinal(digit))] if decimals else []
        return _year_or_cardinal(whole) + tail
    parts = [part for part in _MIXED.sub(" ", re.sub(r"[^\w']+", " ", token)).split() if part]
    return [word for part in parts for word in (_cardinal(part) if part.isdecimal() else [part])]


def _year_or_cardinal(digits: str) -> list[str]:
    if len(digits) == 4 and digits.isdecimal() and 1100 <= int(digits) <= 2099:
        return _spaced(numbers.year(int(digits)))
    return _cardinal(digits)


def _cardinal(digits: str) -> list[str]:
    plain = digits.replace(",", "")
    if len(plain) > _LARGEST_NUMBER_DIGITS or (len(plain) > 1 and plain[0] == "0"):
        return [word for digit in plain for word in _spaced(numbers.cardinal(int(digit)))]
    return _spaced(numbers.cardinal(int(plain)))


def _spaced(words: str) -> list[str]:
    return re.findall(r"[a-z]+", words)


def _bare(piece: str) -> str:
    """A piece with only its letters and apostrophes; empty where nothing of it sounds."""
    kept = "".join(sign for sign in piece if sign == "'" or unicodedata.category(sign)[0] in "LMN")
    return kept if any(unicodedata.category(sign)[0] in "LN" for sign in kept) else ""


def plain_letters(piece: str) -> str:
    """A piece as the lexica know words: no accents, no letter stretched beyond two ("loooove" becomes "loove")."""
    decomposed = unicodedata.normalize("NFKD", piece.translate(_LATIN))
    return _STRETCHED.sub(r"\1\1", "".join(sign for sign in decomposed if not unicodedata.combining(sign)))
