"""Chord symbols as people write them: "Am7", "F#m7b5/E", "Bbmaj7", "D7sus4", "N.C."; Harte's labels are read as well.

What the engine's qualities do not hold is read as the nearest of them: thirteenths and altered dominants as dominant
sevenths and ninths, elevenths as suspended sevenths. Spellings: Brandt and Roemer, "Standardized Chord Symbol
Notation", 1976, and the habits of song books.
"""

from __future__ import annotations

import re

from tutti.music.harmony import NO_CHORD, Chord, Quality
from tutti.music.pitch import parse_pitch_class

SILENCE = frozenset({"N.C.", "NC", "N.C", "n.c.", NO_CHORD})

_SYMBOL = re.compile(r"([A-G][#b♯♭]?)(.*)$")
_BASS = re.compile(r"(.*)/([A-G][#b♯♭]?)$")
_SIX_NINE = re.compile(r"6/9(?![0-9])")
_SPELLINGS = (
    (re.compile(r"[()\s]"), ""),
    (re.compile("♭"), "b"),
    (re.compile("♯"), "#"),
    (re.compile(r"[△Δ^]7?"), "maj7"),
    (re.compile(r"ø7?"), "m7b5"),
    (re.compile("[°º]"), "dim"),
    (re.compile(r"^o(?=7?$)"), "dim"),
    (re.compile(r"^[+](?=7?$)"), "aug"),
    (re.compile(r"^-"), "m"),
    (re.compile(r"(?<=\d)-(?=\d)"), "b"),
    (re.compile(r"(?<=\d)\+(?=\d)"), "#"),
    (re.compile(r"(?:[Mm]aj|MAJ|M[Aa]?|ma|j)(?=$|\d|[#b])"), "maj"),
    (re.compile(r"^(?:min|mi)(?!x)"), "m"),
)
_QUALITIES: dict[Quality, str] = {
    Quality.MAJOR: " maj add4 add11",
    Quality.MINOR: "m madd4 madd11",
    Quality.DIMINISHED: "dim mb5",
    Quality.AUGMENTED: "aug #5 aug7 7#5 maj7#5",
    Quality.SUSPENDED_2: "sus2 maj7sus2 7sus2",
    Quality.SUSPENDED_4: "sus4 sus maj7sus4",
    Quality.POWER: "5 no3",
    Quality.MAJOR_6: "6 maj6 69 add6 add13",
    Quality.MINOR_6: "m6 m69 madd6",
    Quality.DOMINANT_7: "7 dom7 7b9 7#9 7alt alt 7#11 7b13 7b5 7b9b13 7#9#5 7b9#5 7#9b13",
    Quality.MAJOR_7: "maj7 maj7#11 maj7b5",
    Quality.MINOR_7: "m7 m7#5 m7add4 m7add11",
    Quality.MINOR_MAJOR_7: "mmaj7 mmaj9",
    Quality.HALF_DIMINISHED_7: "m7b5 hdim hdim7 m9b5",
    Quality.DIMINISHED_7: "dim7",
    Quality.SUSPENDED_4_7: "7sus4 7sus 9sus4 9sus 13sus4 13sus sus7 sus9 11",
    Quality.MAJOR_ADD_9: "add9 add2 2 majadd9",
    Quality.MINOR_ADD_9: "madd9 madd2 m2",
    Quality.DOMINANT_9: "9 13 9#11 13#11 13b9 7add13",
    Quality.MAJOR_9: "maj9 maj13 maj11 maj9#11 maj13#11",
    Quality.MINOR_9: "m9 m11 m13",
}
_BY_SPELLING = {spelling: quality for quality, spellings in _QUALITIES.items() for spelling in spellings.split(" ")}


def read_symbol(text: str) -> Chord | None:
    """The chord a symbol means; None for N.C.

    Raises:
        ValueError: it is no chord symbol.
    """
    if text in SILENCE:
        return None
    try:
        return Chord.parse(text) if ":" in text else _spelled(text)
    except ValueError:
        raise ValueError(f"{text!r} is no chord") from None


def read_quality(suffix: str) -> Quality:
    """The quality that stands behind a root: "m7", "sus4", "" for a major triad.

    Raises:
        ValueError: it is no quality.
    """
    plain = suffix
    for pattern, spelling in _SPELLINGS:
        plain = pattern.sub(spelling, plain)
    if plain not in _BY_SPELLING:
        raise ValueError(f"{suffix!r} is no kind of chord")
    return _BY_SPELLING[plain]


def _spelled(text: str) -> Chord:
    body = _SIX_NINE.sub("69", text)
    with_bass = _BASS.match(body)
    bass = None
    if with_bass is not None:
        body, bass = with_bass[1], parse_pitch_class(with_bass[2])
    match = _SYMBOL.match(body)
    if match is None:
        raise ValueError
    root = parse_pitch_class(match[1])
    return Chord(root, read_quality(match[2]), None if bass == root else bass)
