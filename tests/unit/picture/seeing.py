"""How a picture looks from afar: its mean colour, and its light and dark as a coarse grid."""

from io import BytesIO

import numpy as np
from PIL import Image

GRID = 24


def pixels(jpeg: bytes) -> np.ndarray:
    """The colours of a JPEG as a coarse grid, 0 to 1, shaped (GRID, GRID, 3)."""
    with Image.open(BytesIO(jpeg)) as image:
        small = image.convert("RGB").resize((GRID, GRID), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float64) / 255.0


def oklab(colours: np.ndarray) -> np.ndarray:
    """Lightness, a and b of colours, along the last axis."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    cones = linear @ np.array(
        [
            [0.4122214708, 0.2119034982, 0.0883024619],
            [0.5363325363, 0.6806995451, 0.2817188376],
            [0.0514459929, 0.1073969566, 0.6299787005],
        ]
    )
    return np.cbrt(cones) @ np.array(
        [
            [0.2104542553, 1.9779984951, 0.0259040371],
            [0.7936177850, -2.4285922050, 0.7827717662],
            [-0.0040720468, 0.4505937099, -0.8086757660],
        ]
    )


def mean_colour(jpeg: bytes) -> np.ndarray:
    """Mean lightness, a and b."""
    return oklab(pixels(jpeg)).reshape(-1, 3).mean(axis=0)


def likeness(first: bytes, second: bytes) -> float:
    """Correlation of light and dark, whatever the colours: 1 the same forms, 0 unrelated, -1 a negative."""
    one, two = (oklab(pixels(jpeg))[:, :, 0].ravel() for jpeg in (first, second))
    return float(np.corrcoef(one, two)[0, 1])


def palette_distance(first: bytes, second: bytes) -> float:
    """How far the sorted colours of two pictures lie apart: the mean over lightness, a and b, each sorted by itself."""
    one, two = (np.sort(oklab(pixels(jpeg)).reshape(-1, 3), axis=0) for jpeg in (first, second))
    return float(np.mean(np.linalg.norm(one - two, axis=1)))
