import numpy as np
import pytest

from tutti.listen.pitch_track import HOP_SECONDS, PitchTrack
from tutti.listen.voice_tuning import tuning_cents, tuning_curve


@pytest.mark.parametrize("depth_cents", [0, 40, 80, 120])
@pytest.mark.parametrize("offset_cents", [-20, 0, 30])
def test_vibrato_does_not_move_the_tuning(depth_cents: int, offset_cents: int) -> None:
    times = np.arange(1200, dtype=np.float64) * HOP_SECONDS
    line = np.repeat([60.0, 64.0, 62.0, 67.0], 300)
    vibrato = depth_cents / 100.0 * np.sin(2.0 * np.pi * 5.5 * times)
    track = PitchTrack(
        times_seconds=times,
        pitch_midi=line + offset_cents / 100.0 + vibrato,
        confidence=np.full(1200, 0.9),
        is_voiced=np.ones(1200, dtype=np.bool_),
    )
    assert tuning_cents(tuning_curve(track), track) == pytest.approx(offset_cents, abs=8.0)
