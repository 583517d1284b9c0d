"""Rings: the song as a record that turns: a whole one, one that fills a corner, or a stack that leans as the melody."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tutti.picture.canvas import Canvas, Collage, Point
from tutti.picture.colour import Rgb
from tutti.picture.curve import band
from tutti.picture.gist import Cell, Gist
from tutti.picture.palette import Palette, fifths_between

_LEAST_SWEEP_DEGREES = 90.0
_LABEL_SHARE = 0.15
_RIM = 0.455
_CORNER_RIM = 1.15


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw the record; the faster the song, the more grooves."""
    count = 6 + round(5 * min(gist.tempo_bpm / 160.0, 1.0))
    cells = gist.cells(count)
    collage = canvas.collage()
    kind = int(rng.integers(3))
    if kind == 0:
        collage.disc((0.5, 0.5), _RIM, palette.against(palette.ground, palette.deep))
        _grooves(collage, gist, palette, cells, (0.5, 0.5), _RIM)
    elif kind == 1:
        corner = (float(rng.choice([0.0, 1.0])), float(rng.choice([0.0, 1.0])))
        _bands(collage, palette, count, corner)
        _grooves(collage, gist, palette, cells, corner, _CORNER_RIM)
    else:
        _stack(collage, palette, cells, start_degrees=float(rng.uniform(0.0, 360.0)))
    canvas.lay(collage)


def _grooves(
    collage: Collage, gist: Gist, palette: Palette, cells: tuple[Cell, ...], centre: Point, rim: float
) -> None:
    """Arcs that begin where the chord stands on the circle of fifths and are as long as the bars are full."""
    width = rim * (1.0 - _LABEL_SHARE) / len(cells)
    step = 360.0 / (4 * gist.beats_per_bar)
    for number, cell in enumerate(cells):
        outer = rim - number * width
        way = 0 if cell.chord is None else fifths_between(palette.tonic, cell.chord.root)
        start = -90.0 + 30.0 * way + step * number
        sweep = _LEAST_SWEEP_DEGREES + step * round((360.0 - _LEAST_SWEEP_DEGREES) * cell.density**2 * 0.8 / step)
        gap = width * (0.1 + 0.3 * (1.0 - cell.strength))
        collage.polygon(band(centre, outer - width + gap, outer, start, start + sweep), palette.of(cell.chord))
    collage.disc(centre, rim * _LABEL_SHARE * 0.95, palette.accent)
    collage.disc(centre, rim * _LABEL_SHARE * 0.22, palette.against(palette.accent, palette.light))


def _bands(collage: Collage, palette: Palette, count: int, centre: Point) -> None:
    width = _CORNER_RIM * (1.0 - _LABEL_SHARE) / count
    for number in range(count):
        collage.disc(centre, _CORNER_RIM - number * width, palette.forms()[number % 4])


def _stack(collage: Collage, palette: Palette, cells: tuple[Cell, ...], *, start_degrees: float) -> None:
    """Discs on discs, each moved towards where the melody goes."""
    radii = np.linspace(0.47, 0.075, len(cells) + 1)
    centre = np.array([0.5, 0.5])
    before: Rgb = palette.ground
    for number, (cell, (radius, inner)) in enumerate(zip(cells, pairwise(radii), strict=True)):
        colour = palette.against(before, palette.of(cell.chord), palette.forms()[number % 4])
        collage.disc((float(centre[0]), float(centre[1])), float(radius), colour)
        before = colour
        turn = np.radians(start_degrees + 300.0 * cell.height)
        room = float(radius - inner)
        centre = centre + room * (0.35 + 0.5 * cell.density) * np.array([np.cos(turn), np.sin(turn)])
    collage.disc((float(centre[0]), float(centre[1])), float(radii[-1]), palette.against(before, palette.accent))
