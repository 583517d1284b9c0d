"""Rays: cut paper. Bars are wedges that burst from one point, the melody is a jagged strip laid across them."""

from __future__ import annotations

import numpy as np

from tutti.picture.canvas import Canvas, Point
from tutti.picture.colour import Rgb
from tutti.picture.curve import FloatArray
from tutti.picture.gist import Gist
from tutti.picture.palette import Palette

_FAR = 1.6
_STRIP_KNOTS = 8
_SHADOW = (0.011, 0.015)


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw the burst, the strip over it, and the disc that both turn about."""
    upright = rng.random() < 0.5
    centre = (0.5 + float(rng.uniform(-0.26, 0.26)), float(rng.choice([0.30, 0.70, 1.0])))
    strip = palette.light if palette.is_dark else palette.deep
    _burst(canvas, gist, palette, centre, rng)
    if rng.random() < 0.65:
        _strip(canvas, gist, palette.deep, strip, rng, upright=upright)
    else:
        _blade(canvas, gist, palette.deep, strip, centre)
    disc = canvas.stencil()
    disc.disc(centre, 0.10 + 0.07 * gist.force)
    canvas.press(disc, palette.accent)


def _burst(canvas: Canvas, gist: Gist, palette: Palette, centre: Point, rng: np.random.Generator) -> None:
    count = 2 * (7 + round(6 * min(gist.tempo_bpm / 150.0, 1.0)))
    cells = gist.cells(count)
    widths = np.array([0.6 + cell.density for cell in cells]) * rng.uniform(0.8, 1.2, count)
    edges = np.concatenate([[0.0], np.cumsum(widths) / widths.sum()]) * 2 * np.pi + rng.uniform(0, 2 * np.pi)
    collage = canvas.collage()
    inks = (palette.second, palette.third, palette.lead)
    for number in range(0, count, 2):
        cell = cells[number]
        reach = _FAR if cell.strength > 0.75 else 0.4 + 0.5 * cell.strength
        wished = palette.of(cell.chord) if number % 4 else inks[cell.section % 3]
        if wished in (palette.deep, palette.light):
            wished = inks[number % 3]
        turns = (edges[number], edges[number + 1] + float(rng.uniform(-0.03, 0.03)))
        rim = [(centre[0] + reach * np.cos(turn), centre[1] + reach * np.sin(turn)) for turn in turns]
        collage.polygon([centre, *rim], palette.against(palette.ground, wished, palette.second, palette.third))
    canvas.lay(collage)


def _strip(canvas: Canvas, gist: Gist, shadow: Rgb, ink: Rgb, rng: np.random.Generator, *, upright: bool) -> None:
    """The melody from edge to edge."""
    heights = gist.contour(_STRIP_KNOTS)
    along = np.linspace(-0.08, 1.08, _STRIP_KNOTS)
    along[1:-1] += rng.uniform(-0.03, 0.03, _STRIP_KNOTS - 2)
    line = 0.5 + 0.6 * (0.5 - heights)
    thick = 0.05 + 0.05 * gist.force + 0.03 * rng.uniform(-1.0, 1.0, _STRIP_KNOTS)
    first, second = np.column_stack([along, line - thick]), np.column_stack([along, line + thick])
    outline = np.concatenate([first, second[::-1]])
    _cut(canvas, outline[:, ::-1] if upright else outline, shadow, ink)


def _blade(canvas: Canvas, gist: Gist, shadow: Rgb, ink: Rgb, centre: Point) -> None:
    """The melody as a mountain of paper that rises from the foot of the picture, or hangs from its head."""
    heights = gist.contour(_STRIP_KNOTS)
    x = np.linspace(-0.06, 1.06, _STRIP_KNOTS)
    tall = 0.12 + 0.42 * heights
    y = tall if centre[1] > 0.5 else 1.0 - tall
    edge = -0.06 if centre[1] > 0.5 else 1.06
    _cut(canvas, np.concatenate([np.column_stack([x, y]), [(1.06, edge), (-0.06, edge)]]), shadow, ink)


def _cut(canvas: Canvas, outline: FloatArray, shadow: Rgb, ink: Rgb) -> None:
    under, over = canvas.stencil(), canvas.stencil()
    under.polygon(outline + np.array(_SHADOW))
    canvas.press(under, shadow, opacity=0.4)
    over.polygon(outline)
    canvas.press(over, ink)
