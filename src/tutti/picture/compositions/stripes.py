"""Stripes: bars as upright stripes; where a melody line crosses them the colours change sides. One line a section."""

from __future__ import annotations

import numpy as np

from tutti.picture.canvas import Canvas, Collage
from tutti.picture.colour import Rgb
from tutti.picture.curve import FloatArray, smooth, turned
from tutti.picture.gist import Cell, Gist
from tutti.picture.palette import Palette

_LINES = (1, 4)
_KNOTS = 6
_STEPS_A_STRIPE = 8
_MARGIN = 0.25  # what turning brings in from outside


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw the stripes with their changes, and the disc of the song's peak."""
    count = 2 * (4 + round(3 * min(gist.tempo_bpm / 150.0, 1.0)))
    lines = _lines(gist, min(max(len(gist.sections) // 2, _LINES[0]), _LINES[1]))
    angle = float(rng.choice([0.0, 0.0, 90.0, 30.0, -30.0]))
    cells = gist.cells(count)
    weights = np.array([0.55 + cell.density for cell in cells]) * np.where(np.arange(count) % 2, 1.15, 0.85)
    edges = -_MARGIN + (1 + 2 * _MARGIN) * np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    collage = canvas.collage()
    for number, cell in enumerate(cells):
        pair = _pair(palette, cell, number)
        _stripe(collage, (float(edges[number]), float(edges[number + 1])), lines, pair, angle)
    canvas.lay(collage)
    x = 0.2 + 0.6 * gist.climax.start
    disc = canvas.stencil()
    disc.disc((x, 0.24), 0.10 + 0.06 * gist.force)
    canvas.press(disc, palette.accent)


def _lines(gist: Gist, count: int) -> list[FloatArray]:
    """Crossing lines from top to bottom, each the melody of its stretch; they may touch but do not cross."""
    room = (1 + 2 * _MARGIN) / (count + 1)
    lines, above = [], np.full(1, -np.inf)
    for number in range(count):
        heights = gist.contour(_KNOTS, start=number / count, end=(number + 1) / count)
        y = -_MARGIN + room * (number + 1) + 1.15 * room * (0.5 - heights)
        line = smooth(np.column_stack([np.linspace(-_MARGIN - 0.02, 1 + _MARGIN + 0.02, _KNOTS), y]))
        line[:, 1] = np.maximum(line[:, 1], above)
        above = line[:, 1]
        lines.append(line)
    return lines


def _pair(palette: Palette, cell: Cell, number: int) -> tuple[Rgb, Rgb]:
    """The two colours of a stripe; neighbours have them the other way round."""
    ink = palette.against(palette.ground, palette.of(cell.chord), palette.forms()[number // 2 % 3])
    pair = (palette.ground, ink)
    return pair if number % 2 else pair[::-1]


def _stripe(
    collage: Collage, sides: tuple[float, float], lines: list[FloatArray], pair: tuple[Rgb, Rgb], angle: float
) -> None:
    x = np.linspace(*sides, _STEPS_A_STRIPE)
    upper = np.full_like(x, -_MARGIN - 0.1)
    for number, line in enumerate([*lines, None]):
        lower = np.full_like(x, 1.1 + _MARGIN) if line is None else np.interp(x, line[:, 0], line[:, 1])
        outline = np.concatenate([np.column_stack([x, upper]), np.column_stack([x, lower])[::-1]])
        collage.polygon(turned(outline, (0.5, 0.5), angle), pair[number % 2])
        upper = lower
