"""Lines: smooth, bent, round. Points are shares of the side, arrays shaped (points, 2)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Point = tuple[float, float]

_STEPS = 16
_ARC_STEP_DEGREES = 0.75  # so fine that arcs and discs of one radius meet without a gap


def smooth(points: Sequence[Point] | FloatArray, *, steps: int = _STEPS, closed: bool = False) -> FloatArray:
    """A line through all points without corners (Catmull-Rom)."""
    knots = np.asarray(points, dtype=np.float64)
    if len(knots) < 3:
        return knots
    padded = (
        np.concatenate([knots[-1:], knots, knots[:2]]) if closed else np.concatenate([knots[:1], knots, knots[-1:]])
    )
    before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0.0, 1.0, steps, endpoint=False)[np.newaxis, :, np.newaxis]
    before, start, end, after = (part[:, np.newaxis, :] for part in (before, start, end, after))
    line = 0.5 * (
        2 * start + (end - before) * t + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )  # fmt: skip
    flat = line.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, knots[-1:]])


def arc(centre: Point, radius: float, start_degrees: float, end_degrees: float) -> FloatArray:
    """A stretch of a circle; degrees run clockwise from the right."""
    count = max(int(abs(end_degrees - start_degrees) / _ARC_STEP_DEGREES), 2) + 1
    turn = np.radians(np.linspace(start_degrees, end_degrees, count))
    return np.column_stack([centre[0] + radius * np.cos(turn), centre[1] + radius * np.sin(turn)])


def band(centre: Point, inner: float, outer: float, start_degrees: float, end_degrees: float) -> FloatArray:
    """A stretch of a ring as a polygon."""
    return np.concatenate(
        [arc(centre, outer, start_degrees, end_degrees), arc(centre, inner, end_degrees, start_degrees)]
    )


def beside(line: FloatArray, offset: float | FloatArray) -> FloatArray:
    """A line that runs beside another, to its right hand in the picture where the offset is positive."""
    ahead = np.gradient(line, axis=0)
    ahead /= np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-9)[:, np.newaxis]
    normal = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    return line + normal * (np.asarray(offset)[:, np.newaxis] if np.ndim(offset) else offset)


def between(line: FloatArray, first: float | FloatArray, second: float | FloatArray) -> FloatArray:
    """The stripe between two offsets of a line, as a polygon."""
    return np.concatenate([beside(line, first), beside(line, second)[::-1]])


def turned(points: FloatArray, centre: Point, degrees: float) -> FloatArray:
    """Points turned clockwise around a centre."""
    turn = np.radians(degrees)
    x, y = points[:, 0] - centre[0], points[:, 1] - centre[1]
    return np.column_stack(
        [centre[0] + x * np.cos(turn) - y * np.sin(turn), centre[1] + x * np.sin(turn) + y * np.cos(turn)]
    )
