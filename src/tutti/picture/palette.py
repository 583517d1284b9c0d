"""The inks of a picture, from the key and the chords of its music.

The circle of fifths is laid on the circle of hues as Scriabin heard it: C red, G orange, D yellow, and on by 30 degrees
a fifth, so that related keys look related. The darker the mode, the darker the picture. The chord that is used most
beside the tonic gives the second hue; the accent stands across the circle from both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from tutti.music.harmony import INTERVALS, Chord
from tutti.music.pitch import Key, Mode
from tutti.picture.colour import Rgb, distance, mixed, oklch, purest_lightness, to_oklch
from tutti.picture.gist import Cell

C_HUE_DEGREES = 35.0
FIFTH_DEGREES = 30.0
APART = 0.18
_INK_CHROMA = 0.185  # of printed ink; screens show more than looks good
_YELLOW, _GREEN = (98.0, 26.0), (150.0, 30.0)  # hue and width, in degrees
# From the brightest to the darkest: each step flattens one more degree of the scale.
_MODES = (Mode.LYDIAN, Mode.MAJOR, Mode.MIXOLYDIAN, Mode.DORIAN, Mode.MINOR, Mode.PHRYGIAN, Mode.LOCRIAN)


class Scheme(StrEnum):
    """How the inks are shared out: on paper, on a field of the key's own colour, at dusk, at night."""

    PAPER = "paper"
    FIELD = "field"
    DUSK = "dusk"
    NIGHT = "night"


BRIGHT_SCHEMES = (Scheme.FIELD, Scheme.PAPER)
DARK_SCHEMES = (Scheme.NIGHT, Scheme.DUSK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The inks.

    Attributes:
        ground: what everything stands on.
        lead: the colour of the main form; it stands out from the ground.
        second: its companion.
        third: the shade of the key.
        accent: the rare colour across the circle.
        deep: nearly black.
        light: nearly white.
        is_dark: whether the ground is darker than the forms on it.
    """

    tonic: int
    ground: Rgb
    lead: Rgb
    second: Rgb
    third: Rgb
    accent: Rgb
    deep: Rgb
    light: Rgb
    is_dark: bool

    def of(self, chord: Chord | None) -> Rgb:
        """The ink of a chord by its way from the tonic on the circle of fifths."""
        if chord is None:
            return mixed(self.ground, self.lead, 0.25)
        return self._by_fifths()[fifths_between(self.tonic, chord.root)]

    def forms(self) -> tuple[Rgb, ...]:
        """Inks for neighbouring big forms, each different from the one before."""
        return self.lead, self.second, self.third, self.light if self.is_dark else self.deep

    def against(self, colour: Rgb, *wished: Rgb) -> Rgb:
        """The first of the wished inks, else of all, that can be told from a colour at a glance."""
        every = (*wished, self.lead, self.second, self.light, self.deep)
        return next((ink for ink in every if distance(ink, colour) >= APART), self.deep)

    @property
    def _third(self) -> Rgb:
        return mixed(self.lead, self.deep, 0.45) if not self.is_dark else mixed(self.lead, self.ground, 0.5)

    def _by_fifths(self) -> dict[int, Rgb]:
        far = self.light if self.is_dark else self.deep
        return {
            0: self.lead,
            1: self.light,
            2: mixed(self.lead, self.second, 0.5),
            3: self.third,
            4: mixed(self.second, far, 0.4),
            5: self.accent,
            6: self.accent,
            -1: self.second,
            -2: mixed(self.second, self.light, 0.5),
            -3: mixed(self.lead, far, 0.5),
            -4: self.third,
            -5: self.accent,
        }


def fifths_between(tonic: int, root: int) -> int:
    """The shorter way on the circle of fifths from one pitch class to another, -5 to 6."""
    return (7 * (root - tonic) + 5) % 12 - 5


def hue_of(pitch_class: int) -> float:
    """The hue of a pitch class on the circle of fifths, in degrees."""
    return (C_HUE_DEGREES + FIFTH_DEGREES * (7 * pitch_class % 12)) % 360.0


def darkness_of(mode: Mode) -> float:
    """0 (lydian) to 1 (locrian)."""
    return _MODES.index(mode) / (len(_MODES) - 1)


def is_minor_chord(chord: Chord) -> bool:
    """Whether the third of a chord is minor."""
    return 3 in INTERVALS[chord.quality]


def palette_of(key: Key, bars: tuple[Cell, ...], scheme: Scheme) -> Palette:
    """Mix the inks of a song."""
    hue = hue_of(key.tonic)
    away = _companion_fifths(key, bars)
    second_hue = hue + FIFTH_DEGREES * away * (1.0 if abs(away) <= 2 else 0.7)
    accent_hue = hue + 180.0 + (second_hue - hue) / 2
    return _MIXERS[scheme](key, hue, second_hue, accent_hue)


def shade(lightness: float, chroma: float, hue: float) -> Rgb:
    """A dark tone of a hue; that of yellow is brown, not olive."""
    return oklch(lightness, chroma, (hue - 28.0 * _nearness(hue, _YELLOW)) % 360.0)


def _companion_fifths(key: Key, bars: tuple[Cell, ...]) -> int:
    """How far the chord lies that is used most beside the tonic; of a song on one chord the fifth."""
    roots = Counter(bar.chord.root for bar in bars if bar.chord is not None and bar.chord.root != key.tonic)
    if not roots:
        return 1
    most = max(roots.values())
    return min((fifths_between(key.tonic, root) for root, count in roots.items() if count == most), key=abs)


def _on_paper(key: Key, hue: float, second_hue: float, accent_hue: float) -> Palette:
    dark = darkness_of(key.mode)
    lead = _pure(hue, 0.56, 0.70)
    deep = shade(0.25, 0.06, hue)
    return Palette(
        tonic=key.tonic,
        ground=oklch(0.945 - 0.04 * dark, 0.03, 0.7 * 85.0 + 0.3 * hue),
        lead=lead,
        second=_apart(_pure(second_hue, 0.48, 0.76), lead),
        third=shade(to_oklch(lead)[0] - 0.22, 0.12, hue),
        accent=_pure(accent_hue, 0.52, 0.74),
        deep=deep,
        light=oklch(0.985, 0.012, hue),
        is_dark=False,
    )


def _on_field(key: Key, hue: float, second_hue: float, accent_hue: float) -> Palette:
    dark = darkness_of(key.mode)
    ground = _pure(hue, 0.64, 0.75 - 0.06 * dark, 0.85)
    return Palette(
        tonic=key.tonic,
        ground=ground,
        lead=oklch(0.955, 0.035, hue),
        second=_apart(_pure(second_hue, 0.45, 0.68), ground),
        third=shade(to_oklch(ground)[0] - 0.24, 0.13, hue),
        accent=_apart(_pure(accent_hue, 0.44, 0.80), ground),
        deep=shade(0.26, 0.08, hue),
        light=oklch(0.955, 0.035, hue),
        is_dark=False,
    )


def _at_dusk(key: Key, hue: float, second_hue: float, accent_hue: float) -> Palette:
    dark = darkness_of(key.mode)
    ground = shade(0.41 - 0.08 * dark, 0.12, hue)
    lead = _pure(hue, 0.62, 0.74)
    return Palette(
        tonic=key.tonic,
        ground=ground,
        lead=lead,
        second=_apart(_pure(second_hue, 0.5, 0.76), lead),
        third=mixed(lead, ground, 0.5),
        accent=_pure(accent_hue, 0.66, 0.78),
        deep=shade(0.18, 0.05, hue),
        light=oklch(0.93, 0.04, hue),
        is_dark=True,
    )


def _at_night(key: Key, hue: float, second_hue: float, accent_hue: float) -> Palette:
    dark = darkness_of(key.mode)
    ground = shade(0.25 - 0.05 * dark, 0.065, hue)
    lead = _pure(hue, 0.58, 0.72)
    return Palette(
        tonic=key.tonic,
        ground=ground,
        lead=lead,
        second=_apart(_pure(second_hue, 0.46, 0.68), lead),
        third=mixed(lead, ground, 0.5),
        accent=_pure(accent_hue, 0.64, 0.76),
        deep=shade(0.14, 0.03, hue),
        light=oklch(0.93, 0.03, hue),
        is_dark=True,
    )


def _pure(hue: float, low: float, high: float, strength: float = 1.0) -> Rgb:
    """A hue at its strongest lightness within limits; yellow may be lighter, green is held back, as in print."""
    hue %= 360.0
    lightness = min(max(purest_lightness(hue), low), high + 0.11 * _nearness(hue, _YELLOW))
    return oklch(lightness, _INK_CHROMA * strength * (1.0 - 0.22 * _nearness(hue, _GREEN)), hue)


def _nearness(hue: float, place: tuple[float, float]) -> float:
    """1 at a place of the circle of hues, falling off over its width."""
    middle, width = place
    return exp(-((((hue - middle + 180.0) % 360.0 - 180.0) / width) ** 2))


def _apart(colour: Rgb, other: Rgb, least: float = 0.13) -> Rgb:
    """A colour moved in lightness, away from another, until they can be told apart without their hues."""
    lightness, chroma, hue = to_oklch(colour)
    against = to_oklch(other)[0]
    if abs(lightness - against) >= least:
        return colour
    return oklch(against - least if lightness <= against else against + least, chroma, hue)


_MIXERS = {Scheme.PAPER: _on_paper, Scheme.FIELD: _on_field, Scheme.DUSK: _at_dusk, Scheme.NIGHT: _at_night}
