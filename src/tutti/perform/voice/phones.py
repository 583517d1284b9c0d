"""The sounds that are sung: how long consonants last, which are voiced, which vowels glide.

Phones are those of `tutti.music.lyric`; those of Mandarin alone lie in `mandarin_phones`. Lengths are of the order
measured in speech (Klatt, JASA 59, 1976; Crystal and House, JASA 83, 1988), some 10 to 20 % longer, as consonants are
when sung. First formants are women's means after Kent and Vorperian, J. Commun. Disord. 74, 2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tutti.base.errors import LyricsUnsingable
from tutti.perform.voice import mandarin_phones


class Manner(StrEnum):
    """How a phone is made, as far as singing it differs."""

    STOP = "stop"
    FRICATIVE = "fricative"
    NASAL = "nasal"
    APPROXIMANT = "approximant"
    VOWEL = "vowel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A sound.

    Attributes:
        symbol: as in `tutti.music.lyric`.
        manner: how it is made; affricates count as stops.
        is_voiced: whether the vocal folds swing.
        seconds: how long a consonant lasts when there is time; of a vowel 0.
        glides: whether a vowel moves to a second target.
        first_formant_hz: of a vowel in a woman's voice; None of consonants.
    """

    symbol: str
    manner: Manner
    is_voiced: bool = True
    seconds: float = 0.0
    glides: bool = False
    first_formant_hz: float | None = None

    @property
    def is_obstruent(self) -> bool:
        """Whether the breath is stopped or made to hiss."""
        return self.manner in (Manner.STOP, Manner.FRICATIVE)


_CONSONANTS = {
    (Manner.STOP, False): {
        "p": 0.095, "t": 0.090, "k": 0.100, "ʧ": 0.120,
        **mandarin_phones.LENIS_STOPS, **mandarin_phones.ASPIRATED_STOPS,
    },
    (Manner.STOP, True): {"b": 0.070, "d": 0.060, "ɡ": 0.070, "ʤ": 0.090},
    (Manner.FRICATIVE, False): {"f": 0.100, "θ": 0.095, "s": 0.115, "ʃ": 0.115, "h": 0.065}
    | mandarin_phones.FRICATIVES,
    (Manner.FRICATIVE, True): {"v": 0.060, "ð": 0.045, "z": 0.085, "ʒ": 0.085},
    (Manner.NASAL, True): {"m": 0.070, "n": 0.060, "ŋ": 0.075},
    (Manner.APPROXIMANT, True): {"l": 0.060, "ɹ": 0.065, "w": 0.065, "j": 0.055, **mandarin_phones.APPROXIMANTS},
}  # fmt: skip
_FIRST_FORMANTS_HZ = {
    "i": 370, "ɪ": 480, "ɛ": 690, "æ": 860, "ɑ": 880, "ɔ": 680, "ʊ": 510, "u": 430, "ʌ": 740, "ə": 600, "ɜ": 530,
    "A": 560, "I": 860, "O": 570, "W": 860, "Y": 640, **mandarin_phones.FIRST_FORMANTS_HZ,
}  # fmt: skip
_GLIDING = frozenset("AIOWY") | mandarin_phones.GLIDING
RHOTIC = "ɹ"
RHOTIC_NUCLEI = frozenset("ɜə")  # they colour with a following ɹ into one vowel


def _table() -> dict[str, Phone]:
    consonants = {
        symbol: Phone(symbol=symbol, manner=manner, is_voiced=is_voiced, seconds=seconds)
        for (manner, is_voiced), lengths in _CONSONANTS.items()
        for symbol, seconds in lengths.items()
    }
    vowels = {
        symbol: Phone(
            symbol=symbol, manner=Manner.VOWEL, glides=symbol in _GLIDING, first_formant_hz=float(first_formant_hz)
        )
        for symbol, first_formant_hz in _FIRST_FORMANTS_HZ.items()
    }
    return consonants | vowels


_PHONES = _table()


def find(symbol: str, *, word: str) -> Phone:
    """The phone of a symbol.

    Raises:
        LyricsUnsingable: no such phone; `word` says where it stands.
    """
    if symbol not in _PHONES:
        raise LyricsUnsingable(f"the phone {symbol!r} of {word!r} cannot be sung; respell the word")
    return _PHONES[symbol]
