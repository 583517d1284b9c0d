"""Shapes of a line of melody: how far above or below its middle it aims, from its first note to its last.

Huron, "The melodic arch in Western folksongs" (Computing in Musicology 10, 1996): arches are the commonest shape of
a phrase, descending lines come second. Lines go in pairs, question and answer; the third line of four climbs highest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
_LIFT_BY_LINE = (0.0, -0.5, 1.2, -0.8)  # semitones; by place in a stanza of four lines


class Shape(StrEnum):
    """The shapes of a line."""

    ARCH = "arch"
    FALL = "fall"
    RISE = "rise"
    WAVE = "wave"
    LEVEL = "level"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContourIdea:
    """The shapes of question and answer, and how wide they swing (semitones)."""

    question: Shape
    answer: Shape
    swing_semitones: float


IDEAS = (
    ContourIdea(question=Shape.ARCH, answer=Shape.FALL, swing_semitones=3.0),
    ContourIdea(question=Shape.RISE, answer=Shape.FALL, swing_semitones=3.0),
    ContourIdea(question=Shape.FALL, answer=Shape.ARCH, swing_semitones=3.0),
    ContourIdea(question=Shape.WAVE, answer=Shape.ARCH, swing_semitones=2.5),
    ContourIdea(question=Shape.LEVEL, answer=Shape.FALL, swing_semitones=2.0),
    ContourIdea(question=Shape.RISE, answer=Shape.ARCH, swing_semitones=3.5),
)


def aims(idea: ContourIdea, line: int, count: int) -> FloatArray:
    """Semitones above the section's middle that each of a line's `count` notes aims at."""
    place = np.linspace(0.0, 1.0, count) if count > 1 else np.array([0.5])
    shape = idea.question if line % 2 == 0 else idea.answer
    return idea.swing_semitones * _curve(shape, place) + _LIFT_BY_LINE[line % len(_LIFT_BY_LINE)]


def _curve(shape: Shape, place: FloatArray) -> FloatArray:
    if shape is Shape.ARCH:
        return np.asarray(1.6 * np.sin(np.pi * place) - 1.0)
    if shape is Shape.FALL:
        return np.asarray(0.9 - 1.8 * place)
    if shape is Shape.RISE:
        return np.asarray(1.6 * np.minimum(place / 0.75, 1.0) - 0.8 - 0.5 * np.maximum(place - 0.75, 0.0))
    if shape is Shape.WAVE:
        return np.asarray(0.8 * np.sin(2 * np.pi * place))
    return np.zeros_like(place)
