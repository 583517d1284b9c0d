"""Swing: the first half of a beat takes more than its share of the time.

`share` is the part of a beat that its first half takes: 0.5 is straight, 2/3 the triplet feel (Friberg and Sundström,
"Swing ratios and ensemble timing in jazz performance", Music Perception 19, 2002, measure about 0.67 at medium tempo
and less when it is fast). Positions inside each half move in proportion, so that the beats themselves stay.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def swung(beats: npt.ArrayLike, share: float) -> npt.NDArray[np.float64]:
    """Where written positions (in beats) are played under a swing share; whole beats do not move."""
    positions = np.asarray(beats, dtype=np.float64)
    whole = np.floor(positions + 1e-9)
    inside = np.clip(positions - whole, 0.0, 1.0)
    return np.asarray(whole + np.interp(inside, [0.0, 0.5, 1.0], [0.0, share, 1.0]))
