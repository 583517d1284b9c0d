"""What a voice bank calls the sounds of a syllable.

English banks use ARPAbet in small letters, Chinese ones the initial and the final of a pinyin syllable; banks of
several languages put the language before them ("en/aa", "zh/iang").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container

from tutti.base.errors import VoiceBankUnusable
from tutti.music.lyric import Syllable

_ARPABET = {
    "p": "p", "t": "t", "k": "k", "b": "b", "d": "d", "ɡ": "g", "ʧ": "ch", "ʤ": "jh", "f": "f", "θ": "th", "s": "s",
    "ʃ": "sh", "h": "hh", "v": "v", "ð": "dh", "z": "z", "ʒ": "zh", "m": "m", "n": "n", "ŋ": "ng", "l": "l", "ɹ": "r",
    "w": "w", "j": "y", "i": "iy", "ɪ": "ih", "ɛ": "eh", "æ": "ae", "ɑ": "aa", "ɔ": "ao", "ʊ": "uh", "u": "uw",
    "ʌ": "ah", "ə": "ax", "ɜ": "er", "A": "ey", "I": "ay", "O": "ow", "W": "aw", "Y": "oy",
}  # fmt: skip
_INSTEAD = {"ax": "ah"}  # banks without it
_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_ENGLISH, _CHINESE = "en", "zh"


def bank_phone(symbol: str, phones: Container[str], *, word: str) -> str:
    """The bank's name of an English phone.

    Raises:
        VoiceBankUnusable: the bank has none.
    """
    name = _ARPABET.get(symbol)
    for candidate in (name, _INSTEAD.get(name or "")):
        if candidate is not None and (found := _named(candidate, _ENGLISH, phones)) is not None:
            return found
    raise VoiceBankUnusable(f"the voice bank has no phone for {symbol!r} in {word!r}; it may not sing English")


def bank_syllable(syllable: Syllable, phones: Container[str]) -> tuple[str, ...]:
    """The bank's names of a Chinese syllable's initial and final.

    Raises:
        VoiceBankUnusable: the bank has them not.
    """
    letters = _toneless(syllable.pinyin or "")
    initial = next((start for start in _INITIALS if letters.startswith(start)), "")
    parts = [part for part in (initial, letters[len(initial) :]) if part]
    found = [_named(part, _CHINESE, phones) for part in parts]
    if not parts or any(name is None for name in found):
        raise VoiceBankUnusable(
            f"the voice bank has no phones for {syllable.text!r} ({letters}); it may not sing Chinese"
        )
    return tuple(name for name in found if name is not None)


def _named(name: str, language: str, phones: Container[str]) -> str | None:
    return next((full for full in (f"{language}/{name}", name, name.upper()) if full in phones), None)


def _toneless(pinyin: str) -> str:
    """Pinyin without tone marks; ü is written v, as keyboards do."""
    apart = unicodedata.normalize("NFD", pinyin.lower())
    without = "".join(sign for sign in apart if sign not in "\u0300\u0301\u0304\u030c")
    return unicodedata.normalize("NFC", without).replace("ü", "v")
