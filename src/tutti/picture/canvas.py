"""A square sheet that forms are printed on, one ink after the other.

Places are shares of the side: x to the right, y down, both 0 to 1. Forms are cut three times larger than the picture
and averaged down, which gives clean edges. A `Stencil` is for one ink (flat or shaded); a `Collage` holds cuts of many
colours. Inks are float32 sRGB, shaped (side, side, 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from tutti.picture.colour import Rgb, mixed
from tutti.picture.curve import arc

FloatArray = npt.NDArray[np.float64]
Ink = npt.NDArray[np.float32]
Point = tuple[float, float]

OVERSAMPLING = 3
_SHADES = 256


class Blend(StrEnum):
    """How an ink meets what is there: covers it, darkens it like a glaze, brightens it like light."""

    COVER = "cover"
    GLAZE = "glaze"
    LIGHT = "light"


class Canvas:
    """The picture while it is made."""

    def __init__(self, side_pixels: int, ground: Rgb) -> None:
        self.side_pixels = side_pixels
        self.pixels = np.empty((side_pixels, side_pixels, 3), dtype=np.float32)
        self.pixels[:] = ground

    def stencil(self) -> Stencil:
        """An empty form for one ink."""
        return Stencil(self.side_pixels)

    def collage(self) -> Collage:
        """Nothing yet, to lay cuts of many colours on."""
        return Collage(self.side_pixels)

    def press(self, stencil: Stencil, ink: Rgb | Ink, *, blend: Blend = Blend.COVER, opacity: float = 1.0) -> None:
        """Print a form in one ink."""
        rows, columns, mask = stencil.mask()
        if mask is None:
            return
        fresh: Ink = ink[rows, columns] if isinstance(ink, np.ndarray) else np.asarray(ink, dtype=np.float32)
        there = self.pixels[rows, columns]
        if blend is Blend.GLAZE:
            fresh = there * fresh
        elif blend is Blend.LIGHT:
            fresh = np.float32(1.0) - (np.float32(1.0) - there) * (np.float32(1.0) - fresh)
        there += (fresh - there) * (mask * np.float32(opacity))[:, :, np.newaxis]

    def lay(self, collage: Collage) -> None:
        """Lay the cuts of a collage on the picture."""
        cuts = collage.cuts()
        self.pixels += (cuts[:, :, :3] - self.pixels) * cuts[:, :, 3:]

    def wash(self, ink: Ink) -> None:
        """Cover the whole picture with a shaded ink."""
        self.pixels[:] = ink

    def glow(self, ink: Rgb, opacity: Ink) -> None:
        """Cover the whole picture with one ink, to an opacity of its own for each place."""
        self.pixels += (np.asarray(ink, dtype=np.float32) - self.pixels) * opacity[:, :, np.newaxis]

    def across(self, first: Rgb, second: Rgb, angle_degrees: float) -> Ink:
        """An ink that runs from one colour to another; at 0 degrees to the right, at 90 degrees down."""
        turn = np.radians(angle_degrees)
        at = self._places()
        reach = abs(np.cos(turn)) + abs(np.sin(turn))
        along = (at[np.newaxis, :] - 0.5) * np.cos(turn) + (at[:, np.newaxis] - 0.5) * np.sin(turn)
        return shaded(first, second, (along / reach + 0.5).astype(np.float32))

    def around(self, first: Rgb, second: Rgb, centre: Point, radius: float) -> Ink:
        """An ink that runs from one colour in a centre to another at a radius and beyond."""
        return shaded(first, second, self.distance_from(centre) / np.float32(radius))

    def distance_from(self, centre: Point) -> Ink:
        """How far each place lies from a point."""
        at = self._places()
        return np.hypot(at[np.newaxis, :] - centre[0], at[:, np.newaxis] - centre[1]).astype(np.float32)

    def _places(self) -> FloatArray:
        return (np.arange(self.side_pixels) + 0.5) / self.side_pixels


def shaded(first: Rgb, second: Rgb, share: Ink) -> Ink:
    """Colours between two, for shares of any shape; what lies outside 0 to 1 takes the nearer colour."""
    ramp = np.array([mixed(first, second, step / (_SHADES - 1)) for step in range(_SHADES)], dtype=np.float32)
    steps: npt.NDArray[np.uint8] = np.clip(share * (_SHADES - 1) + 0.5, 0, _SHADES - 1).astype(np.uint8)
    return np.take(ramp, steps, axis=0)


class Stencil:
    """A form for one ink: what is cut lets the ink through."""

    def __init__(self, side_pixels: int) -> None:
        self._scale = float(side_pixels * OVERSAMPLING)
        self._image = Image.new("L", (side_pixels * OVERSAMPLING,) * 2, 0)
        self._draw = ImageDraw.Draw(self._image)

    def polygon(self, points: Sequence[Point] | FloatArray, *, keep: bool = False) -> None:
        """Cut a polygon; `keep` closes it instead."""
        self._draw.polygon(_scaled(points, self._scale), fill=0 if keep else 255)

    def disc(self, centre: Point, radius: float, *, keep: bool = False) -> None:
        """Cut a disc; `keep` closes it instead."""
        self._draw.ellipse(_box(centre, radius, self._scale), fill=0 if keep else 255)

    def ring(self, centre: Point, radius: float, width: float) -> None:
        """Cut a circle of a width that reaches inwards."""
        self._draw.ellipse(_box(centre, radius, self._scale), outline=255, width=_pixels(width * self._scale))

    def stroke(self, points: Sequence[Point] | FloatArray, width: float) -> None:
        """Cut a line with round joints and ends."""
        _stroke(self._draw, _scaled(points, self._scale), width * self._scale, 255)

    def mask(self) -> tuple[slice, slice, Ink | None]:
        """Where the form lies (rows, columns), and how much of each place there is cut, 0 to 1."""
        small = self._image.reduce(OVERSAMPLING)
        box = small.getbbox()
        if box is None:
            return slice(0), slice(0), None
        left, top, right, bottom = box
        cut = np.asarray(small.crop(box), dtype=np.float32) / np.float32(255.0)
        return slice(top, bottom), slice(left, right), cut


class Collage:
    """Paper cuts of many colours; a later one lies over an earlier one."""

    def __init__(self, side_pixels: int) -> None:
        self._scale = float(side_pixels * OVERSAMPLING)
        self._image = Image.new("RGBA", (side_pixels * OVERSAMPLING,) * 2, (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self._image)

    def polygon(self, points: Sequence[Point] | FloatArray, colour: Rgb) -> None:
        """Lay a polygon."""
        self._draw.polygon(_scaled(points, self._scale), fill=_bytes(colour))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Rgb) -> None:
        """Lay a rectangle."""
        self.polygon(((left, top), (right, top), (right, bottom), (left, bottom)), colour)

    def disc(self, centre: Point, radius: float, colour: Rgb) -> None:
        """Lay a disc."""
        self._draw.ellipse(_box(centre, radius, self._scale), fill=_bytes(colour))

    def slice(self, centre: Point, radius: float, start_degrees: float, end_degrees: float, colour: Rgb) -> None:
        """Lay a slice of a disc; degrees run clockwise from the right."""
        self.polygon([centre, *arc(centre, radius, start_degrees, end_degrees)], colour)

    def stroke(self, points: Sequence[Point] | FloatArray, width: float, colour: Rgb) -> None:
        """Lay a line with round joints and ends."""
        _stroke(self._draw, _scaled(points, self._scale), width * self._scale, _bytes(colour))

    def cuts(self) -> Ink:
        """Colour and share of each place, shaped (side, side, 4)."""
        return np.asarray(self._image.reduce(OVERSAMPLING), dtype=np.float32) / np.float32(255.0)


def _scaled(points: Sequence[Point] | FloatArray, scale: float) -> list[Point]:
    return [(float(x) * scale, float(y) * scale) for x, y in points]


def _box(centre: Point, radius: float, scale: float) -> tuple[float, float, float, float]:
    x, y = centre
    return (x - radius) * scale, (y - radius) * scale, (x + radius) * scale, (y + radius) * scale


def _stroke(draw: ImageDraw.ImageDraw, points: list[Point], width: float, fill: int | tuple[int, int, int]) -> None:
    draw.line(points, fill=fill, width=_pixels(width), joint="curve")
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=fill)


def _pixels(width: float) -> int:
    return max(round(width), 1)


def _bytes(colour: Rgb) -> tuple[int, int, int]:
    red, green, blue = (round(part * 255.0) for part in colour)
    return red, green, blue
