"""Dots: a coarse printing screen; big where the music is, small where it is not: the melody's wave, and a moon."""

from __future__ import annotations

import numpy as np

from tutti.picture.canvas import Canvas
from tutti.picture.curve import FloatArray, turned
from tutti.picture.gist import Gist
from tutti.picture.palette import Palette

_KNOTS = 7


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw the screen: below the melody in the inks of the chords, the moon in the accent."""
    rows = 17 + round(8 * gist.fullness)
    angle = float(rng.choice([0.0, 45.0, 45.0, 30.0]))
    places = turned(_screen(rows), (0.5, 0.5), angle)
    cells = gist.cells(max(4 * len(gist.sections), 8))
    heights = np.convolve(np.pad(gist.contour(_KNOTS), 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    spread = max(float(np.ptp(heights)), 0.05)
    crest = 0.72 - 0.42 * (heights - heights.min()) / spread
    moon = (0.25 + 0.5 * (1.0 - gist.climax.start), 0.27)
    radius = 0.15 + 0.07 * gist.force
    collage = canvas.collage()
    for x, y in places:
        depth = y - float(np.interp(x, np.linspace(0.0, 1.0, _KNOTS), crest))
        away = radius - float(np.hypot(x - moon[0], y - moon[1]))
        cell = cells[int(np.clip(x, 0.0, 0.999) * len(cells))]
        if depth > 0.0:
            size = 0.24 + 0.36 * min(depth / 0.35, 1.0) * (0.6 + 0.4 * cell.density)
            ink = palette.against(palette.ground, palette.of(cell.chord))
        elif away > 0.0:
            size, ink = 0.30 + 0.35 * min(away / radius, 1.0), palette.accent
        else:
            size, ink = 0.09 + 0.10 * max(1.0 + depth / 0.3, 0.0), palette.against(palette.ground, palette.second)
        collage.disc((x, y), size / rows, ink)
    canvas.lay(collage)


def _screen(rows: int) -> FloatArray:
    """The places of a screen that covers the picture however it is turned."""
    along = (np.arange(-rows // 2, rows + rows // 2 + 1) + 0.5) / rows
    x, y = np.meshgrid(along, along)
    return np.column_stack([x.ravel(), y.ravel()])
