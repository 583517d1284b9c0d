import numpy as np
import pytest

from tutti.listen.beat_levels import SILENCE_DB, beat_levels_db
from tutti.music.time import Meter, Timeline


def test_a_sine_has_its_rms_and_silence_its_floor() -> None:
    seconds = np.arange(8000) / 8000
    samples = np.concatenate([0.5 * np.sin(2 * np.pi * 100 * seconds), np.zeros(8000)]).astype(np.float32)
    grid = Timeline(meter=Meter(4, 4), beat_seconds=(-1.0, 0.0, 1.0, 2.0, 3.0), first_beat=-1)
    levels = beat_levels_db(samples, 8000, grid)
    assert levels[0] == levels[2] == levels[3] == SILENCE_DB
    assert levels[1] == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.01)
