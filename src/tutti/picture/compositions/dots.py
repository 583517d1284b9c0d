"""Dots: a coarse printing screen; big where the music is, small where it is not.

The melody is a wave under a moon, or runs round a great sun whose sectors are the chords.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tutti.picture.canvas import Canvas
from tutti.picture.colour import Rgb
from tutti.picture.curve import FloatArray, Point, turned
from tutti.picture.gist import Gist
from tutti.picture.palette import Palette

Dot = tuple[float, Rgb]

_KNOTS = 7
_ROUND_KNOTS = 12
_FAINT = 0.09


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw the screen, the finer the fuller the band."""
    rows = 17 + round(8 * gist.fullness)
    angle = float(rng.choice([0.0, 45.0, 45.0, 30.0]))
    dot = _wave(gist, palette) if rng.random() < 0.5 else _sun(gist, palette, rng)
    collage = canvas.collage()
    for x, y in turned(_screen(rows), (0.5, 0.5), angle):
        size, ink = dot((float(x), float(y)))
        collage.disc((float(x), float(y)), size / rows, ink)
    canvas.lay(collage)


def _wave(gist: Gist, palette: Palette) -> Callable[[Point], Dot]:
    """Below the melody the inks of the chords, above it the moon in the accent."""
    cells = gist.cells(max(4 * len(gist.sections), 8))
    inks = [palette.against(palette.ground, palette.of(cell.chord)) for cell in cells]
    faint = palette.against(palette.ground, palette.second)
    heights = np.convolve(np.pad(gist.contour(_KNOTS), 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    crest = 0.72 - 0.42 * (heights - heights.min()) / max(float(np.ptp(heights)), 0.05)
    moon = (0.25 + 0.5 * (1.0 - gist.climax.start), 0.27)
    radius = 0.15 + 0.07 * gist.force

    def dot(place: Point) -> Dot:
        x, y = place
        depth = y - float(np.interp(x, np.linspace(0.0, 1.0, _KNOTS), crest))
        away = radius - float(np.hypot(x - moon[0], y - moon[1]))
        number = int(np.clip(x, 0.0, 0.999) * len(cells))
        if depth > 0.0:
            return 0.24 + 0.36 * min(depth / 0.35, 1.0) * (0.6 + 0.4 * cells[number].density), inks[number]
        if away > 0.0:
            return 0.30 + 0.35 * min(away / radius, 1.0), palette.accent
        return _FAINT + 0.10 * max(1.0 + depth / 0.3, 0.0), faint

    return dot


def _sun(gist: Gist, palette: Palette, rng: np.random.Generator) -> Callable[[Point], Dot]:
    """Inside the melody's round the inks of the chords by sectors, in its middle the accent."""
    count = 4 * gist.beats_per_bar
    cells = gist.cells(count)
    inks = [palette.against(palette.ground, palette.of(cell.chord), palette.second) for cell in cells]
    faint = palette.against(palette.ground, palette.third)
    heights = gist.contour(_ROUND_KNOTS)
    rim = 0.41 + 0.2 * (np.append(heights, heights[0]) - 0.5)
    middle = (0.5 + float(rng.choice([-0.12, 0.0, 0.12])), 0.5 + float(rng.choice([-0.1, 0.0, 0.1])))
    core = 0.14 + 0.05 * gist.force

    def dot(place: Point) -> Dot:
        x, y = place[0] - middle[0], place[1] - middle[1]
        away = float(np.hypot(x, y))
        share = float(np.arctan2(y, x)) / (2 * np.pi) % 1.0
        inside = float(np.interp(share * _ROUND_KNOTS, np.arange(_ROUND_KNOTS + 1), rim)) - away
        number = min(int(share * count), count - 1)
        if away < core:
            return 0.36 + 0.12 * (1.0 - away / core), palette.accent
        if inside > 0.0:
            return 0.24 + 0.42 * min(inside / 0.26, 1.0) * (0.6 + 0.4 * cells[number].density), inks[number]
        return _FAINT + 0.14 * max(1.0 + inside / 0.22, 0.0), faint

    return dot


def _screen(rows: int) -> FloatArray:
    """The places of a screen that covers the picture however it is turned."""
    along = (np.arange(-rows // 2, rows + rows // 2 + 1) + 0.5) / rows
    x, y = np.meshgrid(along, along)
    return np.column_stack([x.ravel(), y.ravel()])
