"""Petals: a flower with the symmetry of the metre; a wreath a section, a petal a stretch of bars, inks over inks."""

from __future__ import annotations

import numpy as np

from tutti.picture.canvas import Blend, Canvas
from tutti.picture.colour import to_oklch
from tutti.picture.curve import FloatArray, smooth, turned
from tutti.picture.gist import Gist
from tutti.picture.palette import Palette

_WREATHS = (2, 4)


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw the wreaths, the widest first, and the eye of the flower."""
    centre = (0.5, 0.5) if rng.random() < 0.5 else (float(rng.choice([0.24, 0.76])), float(rng.choice([0.3, 0.7])))
    reach = 0.56 if centre == (0.5, 0.5) else 0.86
    plump = float(rng.choice([2.6, 3.6, 5.0]))
    count = _petals(gist)
    wreaths = min(max(len(gist.sections), _WREATHS[0]), _WREATHS[1])
    cells = gist.cells(wreaths * count)
    blend, opacity = _print(palette)
    for wreath in range(wreaths):
        size = reach * (1.0 - 0.24 * wreath)
        for petal in range(count):
            cell = cells[wreath * count + petal]
            turn = 360.0 * (petal + 0.5 * (wreath % 2)) / count
            outline = _petal(centre, size * (0.72 + 0.28 * cell.height), (0.5 + 0.5 * cell.density) * plump / count)
            stencil = canvas.stencil()
            stencil.polygon(turned(outline, centre, turn))
            chord_ink = palette.of(cell.chord)
            wished = palette.forms()[wreath % 3] if chord_ink == palette.lead else chord_ink
            ink = palette.against(palette.ground, wished, palette.second, palette.lead)
            canvas.press(stencil, ink, blend=blend, opacity=opacity)
    eye = canvas.stencil()
    eye.disc(centre, reach * 0.13)
    canvas.press(eye, palette.accent)


def _print(palette: Palette) -> tuple[Blend, float]:
    """How petals meet: as light on the dark, as glaze on paper, as thin paper on a field of colour."""
    if palette.is_dark:
        return Blend.LIGHT, 0.8
    return (Blend.GLAZE, 0.85) if to_oklch(palette.ground)[0] > 0.88 else (Blend.COVER, 0.7)


def _petals(gist: Gist) -> int:
    """A multiple of the beats of a bar, 6 to 12; of the divided beats where they divide into three."""
    beats = gist.beats_per_bar * (3 if gist.is_compound else 1)
    return next(beats * times for times in range(1, 13) if beats * times >= 6)


def _petal(centre: tuple[float, float], length: float, width: float) -> FloatArray:
    half = length * width * 0.55
    x, y = centre
    points = [(x, y), (x + half * 0.75, y - length * 0.4), (x + half * 0.8, y - length * 0.75), (x, y - length),
              (x - half * 0.8, y - length * 0.75), (x - half * 0.75, y - length * 0.4)]  # fmt: skip
    return smooth(points, closed=True)
