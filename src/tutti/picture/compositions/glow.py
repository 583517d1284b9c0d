"""Glow: colours that melt into each other as chords do, one body in front of them, a star for each phrase."""

from __future__ import annotations

import numpy as np

from tutti.picture.canvas import Canvas, Point, Stencil
from tutti.picture.colour import mixed
from tutti.picture.gist import Gist
from tutti.picture.palette import Palette

_CLOUDS = 5
_MOST_STARS = 24


def draw(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """Draw clouds, body and stars."""
    _clouds(canvas, gist, palette, rng)
    _stars(canvas, gist, palette)
    centre = (0.5, 0.5) if rng.random() < 0.5 else (0.5 + float(rng.choice([-0.12, 0.12])), 0.46)
    radius = 0.25 + 0.08 * gist.force
    tilt = float(rng.uniform(60.0, 120.0))
    halo = np.exp(-np.maximum(canvas.distance_from(centre) - np.float32(radius), 0.0) / np.float32(0.10))
    canvas.glow(palette.lead, halo.astype(np.float32) * np.float32(0.5))
    body = canvas.stencil()
    body.disc(centre, radius)
    kind = int(rng.integers(3))
    if kind == 0:
        shift = radius * 0.4
        body.disc(
            (centre[0] + shift * float(rng.choice([-1.0, 1.0])), centre[1] - shift * 0.5), radius * 0.92, keep=True
        )
    elif kind == 1:
        _slits(body, gist, centre, radius)
    else:
        _echoes(body, gist, centre, radius)
    pale = mixed(palette.accent, palette.light, 0.75)
    canvas.press(body, canvas.across(pale, palette.accent, tilt))


def _clouds(canvas: Canvas, gist: Gist, palette: Palette, rng: np.random.Generator) -> None:
    """A cloud for each stretch of the song, in the ink of its chord, where its melody stands."""
    inks = (palette.second, palette.lead, palette.third)
    for number, cell in enumerate(gist.cells(_CLOUDS)):
        place = ((number + 0.5) / _CLOUDS * 1.1 - 0.05, 1.05 - 1.1 * cell.height + float(rng.uniform(-0.15, 0.15)))
        spread = np.float32(0.22 + 0.14 * cell.density)
        share = np.exp(-((canvas.distance_from(place) / spread) ** 2)).astype(np.float32)
        ink = palette.against(palette.ground, palette.of(cell.chord), inks[number % len(inks)])
        if ink in (palette.deep, palette.light, palette.accent):
            ink = inks[number % len(inks)]
        canvas.glow(ink, share * np.float32(0.8))


def _slits(body: Stencil, gist: Gist, centre: Point, radius: float) -> None:
    """Cuts through the lower half, as wide as the bars are full."""
    count = 4 + gist.beats_per_bar
    left, right = centre[0] - radius * 1.1, centre[0] + radius * 1.1
    for number, cell in enumerate(gist.cells(count)):
        top = centre[1] + radius * (0.02 + 0.98 * number / count)
        foot = top + radius * (0.03 + 0.13 * (number + 1) / count * (0.4 + 0.6 * cell.density))
        body.polygon(((left, top), (right, top), (right, foot), (left, foot)), keep=True)


def _echoes(body: Stencil, gist: Gist, centre: Point, radius: float) -> None:
    """Rings around the body, one a section, thinner the farther."""
    for number, span in enumerate(gist.sections[:5]):
        body.ring(centre, radius * (1.2 + 0.17 * number), radius * (0.07 - 0.011 * number) * (0.5 + 0.5 * span.energy))


def _stars(canvas: Canvas, gist: Gist, palette: Palette) -> None:
    stencil = canvas.stencil()
    for phrase in gist.phrases[:_MOST_STARS]:
        peak = max(phrase, key=lambda tone: tone.height)
        held = min(phrase[-1].end - phrase[0].start, 0.12)
        stencil.disc((0.07 + 0.86 * peak.start, 0.93 - 0.86 * peak.height), 0.003 + 0.05 * held)
    canvas.press(stencil, palette.light, opacity=0.95)
