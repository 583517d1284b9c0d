"""Tiles: a wall of square tiles, one a bar; the chord is the pattern and its colour, the melody turns it."""

from __future__ import annotations

import numpy as np

from tutti.music.harmony import INTERVALS
from tutti.picture.canvas import Canvas, Collage, Point
from tutti.picture.colour import Rgb
from tutti.picture.gist import Cell, Gist
from tutti.picture.palette import Palette, fifths_between, is_minor_chord

_QUARTER = 90.0


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw the wall; its biggest tile marks where the melody peaks."""
    rows = 4 + int(gist.fullness > 0.45) + int(len(gist.bars) > 32)
    margin = float(rng.choice([0.0, 0.07]))
    side = (1.0 - 2 * margin) / rows
    cells = gist.cells(rows * rows)
    collage = canvas.collage()
    for number, cell in enumerate(cells):
        row, column = divmod(number, rows)
        _tile(collage, cell, (margin + column * side, margin + row * side), side, palette)
    peak = min(int(gist.climax.start * rows * rows), rows * rows - 1)
    row, column = (min(place, rows - 2) for place in divmod(peak, rows))
    _peak(collage, cells[peak], (margin + column * side, margin + row * side), 2 * side, palette)
    canvas.lay(collage)


def _tile(collage: Collage, cell: Cell, corner: Point, side: float, palette: Palette) -> None:
    left, top = corner
    chord = cell.chord
    field = palette.of(chord) if cell.section % 2 else palette.ground
    collage.box(left, top, left + side, top + side, field)
    if chord is None:
        collage.disc((left + side / 2, top + side / 2), side * 0.12, palette.against(field, palette.second))
        return
    ink = palette.against(field, palette.ground if cell.section % 2 else palette.of(chord))
    quarter = int(np.clip(cell.height * 4, 0, 3))
    way = fifths_between(palette.tonic, chord.root)
    if way == 0:
        _quarter_disc(collage, corner, side, quarter, ink)
    elif is_minor_chord(chord):
        _leaf(collage, corner, side, quarter, ink, field)
    elif way == -1:
        _half_disc(collage, corner, side, quarter, ink)
    elif way == 1:
        _triangles(collage, corner, side, quarter, ink)
    else:
        _bars(collage, corner, side, quarter, ink)
    if len(INTERVALS[chord.quality]) > 3:
        collage.disc((left + side / 2, top + side / 2), side * 0.13, palette.against(ink, palette.accent))


def _corner(corner: Point, side: float, quarter: int) -> Point:
    """A corner of the tile: 0 left top, on clockwise."""
    right, low = quarter in (1, 2), quarter in (2, 3)
    return corner[0] + side * right, corner[1] + side * low


def _quarter_disc(collage: Collage, corner: Point, side: float, quarter: int, ink: Rgb) -> None:
    collage.slice(_corner(corner, side, quarter), side, _QUARTER * quarter, _QUARTER * (quarter + 1), ink)


def _half_disc(collage: Collage, corner: Point, side: float, quarter: int, ink: Rgb) -> None:
    first, second = _corner(corner, side, quarter), _corner(corner, side, (quarter + 1) % 4)
    middle = ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)
    collage.slice(middle, side / 2, _QUARTER * quarter, _QUARTER * quarter + 180.0, ink)


def _leaf(collage: Collage, corner: Point, side: float, quarter: int, ink: Rgb, field: Rgb) -> None:
    """What two quarter discs from opposite corners have in common."""
    turn = np.radians(np.linspace(0.0, _QUARTER, 24))
    bow = np.column_stack([np.cos(turn), np.sin(turn)])
    leaf = np.concatenate([bow, 1.0 - bow])
    if quarter % 2:
        leaf = np.column_stack([1.0 - leaf[:, 0], leaf[:, 1]])
    collage.polygon(np.asarray(corner) + side * leaf, ink)
    if quarter >= 2:
        collage.disc((corner[0] + side / 2, corner[1] + side / 2), side * 0.16, field)


def _triangles(collage: Collage, corner: Point, side: float, quarter: int, ink: Rgb) -> None:
    for half in (0.0, 0.5):
        points = np.array([(half, 1.0), (half + 0.5, 1.0), (half + 0.5, 0.0)])
        if quarter % 2:
            points = points[:, ::-1]
        if quarter >= 2:
            points = 1.0 - points
        collage.polygon(np.asarray(corner) + side * points, ink)


def _bars(collage: Collage, corner: Point, side: float, quarter: int, ink: Rgb) -> None:
    for start in (0.0, 0.4, 0.8):
        points = np.array([(start, 0.0), (start + 0.2, 0.0), (start + 0.2, 1.0), (start, 1.0)])
        if quarter % 2:
            points = points[:, ::-1]
        collage.polygon(np.asarray(corner) + side * points, ink)


def _peak(collage: Collage, cell: Cell, corner: Point, side: float, palette: Palette) -> None:
    left, top = corner
    field = palette.against(palette.accent, palette.deep)
    collage.box(left, top, left + side, top + side, field)
    centre = (left + side / 2, top + side / 2)
    collage.disc(centre, side * 0.5, palette.accent)
    start = _QUARTER * int(np.clip(cell.height * 4, 0, 3))
    collage.slice(centre, side * 0.5, start, start + 180.0, palette.light)
    collage.disc(centre, side * 0.2, field)
