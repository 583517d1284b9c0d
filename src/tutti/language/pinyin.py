"""A pinyin syllable's phones, and its spelling with a tone mark.

After Duanmu, "The Phonology of Standard Chinese" (2nd ed., 2007), and Lin, "The Sounds of Chinese" (2007): lenis stops
are voiceless (b̥ d̥ ɡ̊), the vowels of zi and zhi are apical (ɿ ʅ), the second part of ai, ei, au, ou belongs to the
nucleus. A suffixed r (erhua) swallows a final n and i, and takes the place of the coda.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_INITIALS = {
    "b": "b̥", "p": "pʰ", "m": "m", "f": "f", "d": "d̥", "t": "tʰ", "n": "n", "l": "l", "g": "ɡ̊", "k": "kʰ", "h": "x",
    "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip
# Finals: glide, nucleus, coda.
_FINALS = {
    "a": ("", "a", ""), "ai": ("", "ai", ""), "an": ("", "a", "n"), "ang": ("", "a", "ŋ"), "ao": ("", "au", ""),
    "e": ("", "ɤ", ""), "ei": ("", "ei", ""), "en": ("", "ə", "n"), "eng": ("", "ə", "ŋ"), "er": ("", "ɚ", ""),
    "ê": ("", "ɛ", ""), "i": ("", "i", ""), "ia": ("j", "a", ""), "ian": ("j", "ɛ", "n"), "iang": ("j", "a", "ŋ"),
    "iao": ("j", "au", ""), "ie": ("j", "e", ""), "in": ("", "i", "n"), "ing": ("", "i", "ŋ"), "io": ("j", "o", ""),
    "iong": ("j", "ʊ", "ŋ"), "iou": ("j", "ou", ""), "o": ("", "o", ""), "ong": ("", "ʊ", "ŋ"), "ou": ("", "ou", ""),
    "u": ("", "u", ""), "ua": ("w", "a", ""), "uai": ("w", "ai", ""), "uan": ("w", "a", "n"), "uang": ("w", "a", "ŋ"),
    "uei": ("w", "ei", ""), "uen": ("w", "ə", "n"), "ueng": ("w", "ə", "ŋ"), "uo": ("w", "o", ""), "ü": ("", "y", ""),
    "üan": ("ɥ", "ɛ", "n"), "üe": ("ɥ", "e", ""), "ün": ("", "y", "n"),
}  # fmt: skip
_WITHOUT_INITIAL = {
    "yi": "i", "yin": "in", "ying": "ing", "wu": "u", "yu": "ü", "yue": "üe", "yuan": "üan", "yun": "ün",
}  # fmt: skip
_SHORT_FINALS = {"iu": "iou", "ui": "uei", "un": "uen"}
_SYLLABIC = {
    "m": ("m", "ə", ""), "n": ("", "ə", "n"), "ng": ("", "ə", "ŋ"), "hm": ("x", "ə", ""), "hng": ("x", "ə", "ŋ"),
}  # fmt: skip
_SYLLABLE = re.compile(r"([a-zêü]+?)(r?)([1-5])$")
_INITIAL = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])(.+)$")
_APICAL = {"z": "ɿ", "c": "ɿ", "s": "ɿ", "zh": "ʅ", "ch": "ʅ", "sh": "ʅ", "r": "ʅ"}
_LABIALS = frozenset("bpmf")
_MARKS = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "ü": "ǖǘǚǜ", "ê": "êếêề"}
# What the nucleus becomes before a suffixed r.
_RHOTIC = {
    "ai": "a", "ei": "ə", "i": "i", "ɿ": "ə", "ʅ": "ə", "y": "y", "ɛ": "a", "e": "e", "o": "o", "u": "u", "a": "a",
    "ə": "ə", "au": "au", "ou": "ou", "ɤ": "ɤ", "ʊ": "ʊ", "ɚ": "ɚ",
}  # fmt: skip
RHOTIC_CODA = "ɻ"
NEUTRAL_TONE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PinyinSyllable:
    """The sounds of one pinyin syllable.

    Attributes:
        onset: initial and glide, as far as there are any.
        nucleus: the vowel.
        coda: n, ŋ or the suffixed ɻ, or nothing.
        tone: 1 to 5.
    """

    onset: tuple[str, ...]
    nucleus: str
    coda: tuple[str, ...]
    tone: int


def sounds(pinyin: str) -> PinyinSyllable | None:
    """The sounds of a syllable written with a digit for its tone ("zhuang4", "hui4", "dianr3"); None if it is none.

    >>> sounds("xiang4").onset, sounds("xiang4").nucleus, sounds("xiang4").coda
    (('ɕ', 'j'), 'a', ('ŋ',))
    """
    match = _SYLLABLE.match(pinyin.replace("v", "ü").replace("u:", "ü"))
    if match is None:
        return None
    letters, suffix, tone = match.groups()
    if suffix and letters == "e":
        letters, suffix = "er", ""
    parts = _SYLLABIC.get(letters)
    initial = ""
    if parts is None:
        initial, final = _split(letters)
        if final not in _FINALS or (initial and initial not in _INITIALS):
            return None
        parts = _FINALS[final]
    glide, nucleus, coda = parts
    if initial in _LABIALS and nucleus == "o":
        glide = "w"  # bo is said as buo
    if nucleus == "i" and not coda and not glide and initial in _APICAL:
        nucleus = _APICAL[initial]
    if suffix:
        nucleus, coda = _RHOTIC[nucleus], RHOTIC_CODA
    onset = tuple(phone for phone in (_INITIALS.get(initial, ""), glide) if phone)
    return PinyinSyllable(onset=onset, nucleus=nucleus, coda=(coda,) if coda else (), tone=int(tone))


def marked(pinyin: str) -> str:
    """A syllable with a tone mark instead of a digit: "liang4" as "liàng"."""
    letters, tone = pinyin.rstrip("12345").replace("v", "ü"), pinyin[-1]
    if tone not in "1234":
        return letters
    carrier = next((vowel for vowel in "aeoê" if vowel in letters), None)
    if carrier is None:
        carrier = next((sign for sign in reversed(letters) if sign in "iuü"), None)
    if carrier is None:
        return letters
    place = letters.rindex(carrier)
    return letters[:place] + _MARKS[carrier][int(tone) - 1] + letters[place + 1 :]


def _split(letters: str) -> tuple[str, str]:
    """Initial and full final of pinyin letters."""
    if letters in _WITHOUT_INITIAL:
        return "", _WITHOUT_INITIAL[letters]
    if letters[0] == "y":
        return "", "i" + letters[1:]
    if letters[0] == "w":
        return "", "u" + letters[1:]
    match = _INITIAL.match(letters)
    if match is None:
        return "", letters
    initial, final = match.groups()
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "ü" + final[1:]
    final = {"ue": "üe"}.get(final, final)
    return initial, _SHORT_FINALS.get(final, final)
