"""Colours as the eye orders them: lightness, chroma and hue of OKLCH, shown as sRGB.

An `Rgb` holds three numbers 0 to 1 in gamma-coded sRGB. Hues are degrees. A colour that the screen cannot show keeps
its lightness and hue and gives up chroma. Source: Björn Ottosson, "A perceptual color space for image processing"
(OKLab), 2020.
"""

from __future__ import annotations

from functools import lru_cache
from math import atan2, cos, degrees, hypot, radians, sin

Rgb = tuple[float, float, float]

_BISECTIONS = 12
_WIDEST_CHROMA = 0.33
_LIGHTNESS_STEPS = 40


@lru_cache(maxsize=4096)
def oklch(lightness: float, chroma: float, hue_degrees: float) -> Rgb:
    """The colour of a lightness (0 to 1), a chroma (0 to about 0.3) and a hue."""
    lightness = min(max(lightness, 0.0), 1.0)
    if not _is_shown(_linear(lightness, chroma, hue_degrees)):
        chroma = min(chroma, widest_chroma(lightness, hue_degrees))
    red, green, blue = (_coded(min(max(part, 0.0), 1.0)) for part in _linear(lightness, chroma, hue_degrees))
    return red, green, blue


@lru_cache(maxsize=4096)
def widest_chroma(lightness: float, hue_degrees: float) -> float:
    """The strongest chroma the screen shows at a lightness and a hue."""
    low, high = 0.0, _WIDEST_CHROMA
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if _is_shown(_linear(lightness, middle, hue_degrees)):
            low = middle
        else:
            high = middle
    return low


@lru_cache(maxsize=512)
def purest_lightness(hue_degrees: float) -> float:
    """The lightness at which a hue is strongest: high for yellow, low for blue."""
    steps = (step / _LIGHTNESS_STEPS for step in range(1, _LIGHTNESS_STEPS))
    return max(steps, key=lambda lightness: widest_chroma(lightness, hue_degrees))


def to_oklch(colour: Rgb) -> tuple[float, float, float]:
    """Lightness, chroma and hue of a colour."""
    lightness, a, b = _oklab(colour)
    return lightness, hypot(a, b), degrees(atan2(b, a)) % 360.0


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    """The colour between two, as the eye halves them; `share` 0 is the first, 1 the second."""
    one, two = _oklab(first), _oklab(second)
    lightness, a, b = (x + (y - x) * share for x, y in zip(one, two, strict=True))
    return oklch(lightness, hypot(a, b), degrees(atan2(b, a)) % 360.0)


def distance(first: Rgb, second: Rgb) -> float:
    """How different two colours look: 0 the same, 1 black and white."""
    one, two = _oklab(first), _oklab(second)
    return hypot(*(x - y for x, y in zip(one, two, strict=True)))


def _oklab(colour: Rgb) -> tuple[float, float, float]:
    red, green, blue = (_decoded(part) for part in colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _linear(lightness: float, chroma: float, hue_degrees: float) -> Rgb:
    a, b = chroma * cos(radians(hue_degrees)), chroma * sin(radians(hue_degrees))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _is_shown(linear: Rgb) -> bool:
    return all(-1e-4 <= part <= 1.0 + 1e-4 for part in linear)


def _coded(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _decoded(coded: float) -> float:
    return coded / 12.92 if coded <= 0.04045 else ((coded + 0.055) / 1.055) ** 2.4
