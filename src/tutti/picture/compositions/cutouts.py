"""Cut-outs: panels of painted paper, on each a branch cut from a phrase: a leaf a note, as long as the note is held."""

from __future__ import annotations

import numpy as np

from tutti.picture.canvas import Canvas, Collage, Point
from tutti.picture.colour import Rgb
from tutti.picture.curve import FloatArray, between, smooth
from tutti.picture.gist import Gist, Tone
from tutti.picture.palette import Palette

_LEAVES = (6, 10)
_FEW_PHRASES = 9
_SHEETS_OF_FEW, _SHEETS = ((1, 2), (2, 2), (2, 3)), ((2, 2), (2, 3), (3, 3))  # rows and columns


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw the panels row by row; the phrase with the highest note has the accent."""
    sheets = _SHEETS_OF_FEW if len(gist.phrases) < _FEW_PHRASES else _SHEETS
    rows, columns = sheets[int(rng.integers(len(sheets)))]
    edges_y, edges_x = _edges(rows, rng), _edges(columns, rng)
    picks = np.linspace(0, len(gist.phrases) - 1, rows * columns).round().astype(int)
    tops = [max(tone.height for tone in gist.phrases[pick]) for pick in picks]
    cells = gist.cells(rows * columns)
    collage = canvas.collage()
    for number, pick in enumerate(picks):
        row, column = divmod(number, columns)
        left, right = float(edges_x[column]), float(edges_x[column + 1])
        top, bottom = float(edges_y[row]), float(edges_y[row + 1])
        field = palette.of(cells[number].chord) if (row + column) % 2 else palette.ground
        collage.box(left, top, right, bottom, field)
        wished = palette.accent if number == int(np.argmax(tops)) else palette.forms()[(number + row) % 3]
        ink = palette.against(field, wished, palette.light, palette.third)
        size = (min(right - left, (bottom - top) * 0.85), bottom - top)
        _branch(collage, gist.phrases[pick], ((left + right) / 2, (top + bottom) / 2), size, ink)
    canvas.lay(collage)


def _edges(count: int, rng: np.random.Generator) -> FloatArray:
    """Where panels begin and end: not quite even, as paper is torn."""
    widths = rng.uniform(0.85, 1.2, count)
    return np.concatenate([[0.0], np.cumsum(widths) / widths.sum()])


def _branch(collage: Collage, phrase: tuple[Tone, ...], middle: Point, size: Point, ink: Rgb) -> None:
    """A stem that leans as the phrase goes, and its leaves by turns to the right and the left."""
    count = min(max(len(phrase), _LEAVES[0]), _LEAVES[1])
    tones = [phrase[int(pick)] for pick in np.linspace(0, len(phrase) - 1, count).round()]
    longest = max(tone.end - tone.start for tone in tones) or 1.0
    lean = 0.16 * float(np.clip(tones[-1].height - tones[0].height, -1.0, 1.0))
    place, scale = np.array(middle), np.array(size)
    stem = smooth([(-lean, 0.47), (-0.3 * lean, 0.2), (0.3 * lean, -0.08), (lean, -0.26)])
    collage.polygon(place + between(stem, -0.014, 0.014) * scale, ink)
    for number, tone in enumerate(tones):
        share = (number + 0.6) / count
        foot = stem[min(int(share * len(stem)), len(stem) - 1)]
        held = (tone.end - tone.start) / longest
        reach = (0.21 + 0.17 * held) * (1.0 - 0.3 * share)
        side = 1.0 if number % 2 else -1.0
        turn = np.radians(90.0 - side * (62.0 - 34.0 * tone.height))
        collage.polygon(place + _leaf(foot, reach, turn) * scale, ink)
    collage.polygon(place + _leaf(stem[-1], 0.2, np.radians(90.0 - 60.0 * lean)) * scale, ink)


def _leaf(foot: FloatArray, reach: float, turn: float) -> FloatArray:
    """A leaf with a round end; at 90 degrees it points up."""
    outline = smooth(
        [(0.0, 0.0), (0.35, 0.17), (0.75, 0.2), (1.0, 0.03), (0.8, -0.17), (0.4, -0.16)], closed=True, steps=8
    )
    x, y = outline[:, 0] * reach, outline[:, 1] * reach
    across, up = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    return np.column_stack([foot[0] + across, foot[1] - up])
