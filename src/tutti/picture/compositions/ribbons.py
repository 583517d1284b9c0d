"""Ribbons: the players side by side on one winding road, as wide as they are busy; the melody says where it bends."""

from __future__ import annotations

import numpy as np

from tutti.picture.canvas import Canvas
from tutti.picture.colour import Rgb
from tutti.picture.curve import FloatArray, arc, between, turned
from tutti.picture.gist import Gist
from tutti.picture.palette import Palette

_STRIPES = (4, 6)
_INNER_RADIUS = 0.035
_OVERLAP = 0.002


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw a disc and the road over it."""
    winds = rng.random() < 0.5
    total = 0.25 + 0.05 * gist.fullness if winds else 0.36 + 0.08 * gist.fullness
    line = _winding(gist, total) if winds else _stepping(gist, total)
    angle = float(rng.choice([0.0, 90.0, 180.0, 270.0] if winds else [0.0, 90.0, 45.0, -45.0]))
    line = turned(line, (0.5, 0.5), angle)
    free = _free_place(line)
    disc = canvas.stencil()
    disc.disc(free, 0.17 + 0.07 * gist.climax.height)
    canvas.press(disc, palette.accent)
    collage = canvas.collage()
    shares = _shares(gist)
    edge = -total / 2
    for share, colour in zip(shares, _colours(gist, palette, len(shares)), strict=True):
        collage.polygon(between(line, edge, edge + share * total + _OVERLAP), colour)
        edge += share * total
    canvas.lay(collage)


def _free_place(line: FloatArray) -> tuple[float, float]:
    """Where a disc peeps out from behind the road: the place of nine that lies farthest from it."""
    places = [(x, y) for x in (0.24, 0.5, 0.76) for y in (0.24, 0.5, 0.76)]
    return max(places, key=lambda place: float(np.min(np.hypot(line[:, 0] - place[0], line[:, 1] - place[1]))))


def _shares(gist: Gist) -> list[float]:
    """Widths of the stripes: those of the players, evened out."""
    busy = [share for _, share in gist.players][: _STRIPES[1]]
    busy += [0.15] * (_STRIPES[0] - len(busy))
    widths = np.sqrt(busy)
    return [float(width) for width in widths / widths.sum()]


def _colours(gist: Gist, palette: Palette, count: int) -> list[Rgb]:
    order = (palette.lead, palette.second, palette.light, palette.deep, palette.third)
    start = (gist.take + gist.seed) % len(order)
    found: list[Rgb] = []
    for number in range(count):
        before = found[-1] if found else palette.ground
        found.append(palette.against(before, order[(start + number) % len(order)]))
    return found


def _winding(gist: Gist, total: float) -> FloatArray:
    """To and fro three times, with round turns; where the melody stands moves the turns."""
    radius = total / 2 + _INNER_RADIUS
    heights = gist.contour(4)[1:3]
    right, left = 0.58 + 0.16 * heights[0], 0.42 - 0.16 * heights[1]
    top = 0.5 - 2 * radius
    first = arc((right, top + radius), radius, -90.0, 90.0)
    second = arc((left, top + 3 * radius), radius, -90.0, -270.0)
    return np.concatenate([[(-0.6, top)], first, second, [(1.6, top + 4 * radius)]])


def _stepping(gist: Gist, total: float) -> FloatArray:
    """Across in two steps, up and down as the melody goes from third to third of the song."""
    radius = total / 2 + _INNER_RADIUS
    thirds = [float(np.mean(gist.contour(24, start=part / 3, end=(part + 1) / 3))) for part in range(3)]
    levels = np.array([0.74, 0.5, 0.26])[np.argsort(np.argsort(thirds))]
    line = [np.array([(-1.0, levels[0])])]
    for x, start, end in zip((0.26, 0.76), levels, levels[1:], strict=False):
        line.append(_step((x, float(start)), float(end), radius))
    return np.concatenate([*line, [(2.0, levels[2])]])


def _step(centre: tuple[float, float], end: float, radius: float) -> FloatArray:
    """Two opposite bends that lead from one level to another around a place."""
    x, start = centre
    down = 1.0 if end > start else -1.0
    drop = abs(end - start)
    bend = 90.0 if drop >= 2 * radius else float(np.degrees(np.arccos(1.0 - drop / (2 * radius))))
    reach = radius * np.sin(np.radians(bend))
    first = arc((x - reach, start + down * radius), radius, -90.0 * down, (-90.0 + bend) * down)
    second = arc((x + reach, end - down * radius), radius, (90.0 + bend) * down, 90.0 * down)
    return np.concatenate([first, second])
