"""Ridges: a land of hills, one range a section, drawn by the melody; the sun stands where the song peaks.

Half of the lands lie at a water, on which every note of the melody is a gleam of the sun.
"""

from __future__ import annotations

import numpy as np

from tutti.picture.canvas import Canvas
from tutti.picture.colour import Rgb, mixed, oklch, to_oklch
from tutti.picture.curve import FloatArray, smooth
from tutti.picture.gist import Gist
from tutti.picture.palette import Palette, shade

_RANGES = (4, 7)
_SHARP_STYLES = frozenset(
    {"rock", "cinematic", "blues", "hip_hop", "country", "metal", "punk", "drum_and_bass", "techno", "trap"}
)
_SHORE = 0.70
_MOST_GLEAMS = 90


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw sky, sun and ranges, the farthest first, and the water before them."""
    land = _land(palette)
    canvas.wash(canvas.across(palette.ground, _between(land, -0.28), 90.0))
    horizon = float(rng.uniform(0.44, 0.56))
    at_water = rng.random() < 0.5
    radius = 0.13 + 0.1 * max(span.energy for span in gist.sections)
    sun = (0.22 + 0.56 * gist.climax.start, horizon - 0.06 - 0.14 * gist.force)
    _sun(canvas, palette, sun, radius)
    count = min(max(len(gist.sections), _RANGES[0]), _RANGES[1])
    floor = _SHORE if at_water else 0.99
    for number in range(count):
        share = number / (count - 1)
        line = _range(gist, rng, (number, count), (min(horizon, floor - 0.12), floor))
        stencil = canvas.stencil()
        stencil.polygon(np.concatenate([line, [(1.06, 1.06), (-0.06, 1.06)]]))
        foot = _between(land, max(share - 0.3, -0.2))
        canvas.press(stencil, canvas.across(_between(land, share), foot, 90.0))
    if at_water:
        _water(canvas, gist, palette, land, sun)


def _land(palette: Palette) -> tuple[Rgb, Rgb]:
    """The inks of the farthest and of the nearest range: from the companion's hue to the key's."""
    _, far_chroma, far_hue = to_oklch(palette.second)
    near_hue = to_oklch(palette.deep)[2]
    if palette.is_dark:
        return shade(0.60, min(far_chroma, 0.14), far_hue), oklch(0.16, 0.06, near_hue)
    return shade(0.74, min(far_chroma, 0.13), far_hue), oklch(0.30, 0.10, near_hue)


def _between(land: tuple[Rgb, Rgb], share: float) -> Rgb:
    """An ink of the land, 0 the farthest range, 1 the nearest, below 0 the haze beyond."""
    (l0, c0, h0), (l1, c1, h1) = to_oklch(land[0]), to_oklch(land[1])
    way = (h1 - h0 + 180.0) % 360.0 - 180.0
    return oklch(l0 + (l1 - l0) * share, max(c0 + (c1 - c0) * share, 0.03), (h0 + way * share) % 360.0)


def _sun(canvas: Canvas, palette: Palette, centre: tuple[float, float], radius: float) -> None:
    halo = np.exp(-((canvas.distance_from(centre) / np.float32(radius * 2.2)) ** 2)).astype(np.float32)
    canvas.glow(palette.light, halo * np.float32(0.4))
    disc = canvas.stencil()
    disc.disc(centre, radius)
    head = (centre[0], centre[1] - radius)
    canvas.press(disc, canvas.around(palette.accent, mixed(palette.accent, palette.light, 0.6), head, radius * 2.4))


def _range(gist: Gist, rng: np.random.Generator, place: tuple[int, int], extent: tuple[float, float]) -> FloatArray:
    """The crest of a range: the melody of one stretch of the song, calmer the nearer it lies."""
    number, count = place
    horizon, floor = extent
    share = number / (count - 1)
    points = 6 + round(5 * gist.fullness) + number % 2
    heights = gist.contour(points, start=number / count, end=(number + 1) / count)
    base = horizon + (floor - 0.03 - horizon) * share**1.15
    tall = (0.22 - 0.12 * share) * (0.7 + 0.6 * gist.force)
    x = np.linspace(-0.06, 1.06, points)
    crest = np.column_stack([x, base - tall * (heights - 0.3) + rng.uniform(-0.02, 0.02, points)])
    return crest if gist.style in _SHARP_STYLES else smooth(crest)


def _water(canvas: Canvas, gist: Gist, palette: Palette, land: tuple[Rgb, Rgb], sun: tuple[float, float]) -> None:
    water = canvas.stencil()
    water.polygon(((-0.01, _SHORE), (1.01, _SHORE), (1.01, 1.01), (-0.01, 1.01)))
    canvas.press(water, canvas.across(_between(land, 0.15), _between(land, 0.85), 90.0))
    gleams = canvas.stencil()
    tones = gist.melody[:_MOST_GLEAMS]
    longest = max(tone.end - tone.start for tone in tones) or 1.0
    for number, tone in enumerate(tones):
        depth = (number + 0.5) / len(tones)
        y = _SHORE + 0.012 + (0.28) * depth**1.6
        half = (0.012 + 0.085 * (tone.end - tone.start) / longest) * (0.6 + 1.2 * depth)
        x = sun[0] + (tone.height - 0.5) * 0.3 * (0.35 + depth)
        thick = 0.0035 + 0.006 * depth
        gleams.polygon(((x - half, y), (x, y - thick / 2), (x + half, y), (x, y + thick / 2)))
    canvas.press(gleams, palette.accent, opacity=0.95)
