import numpy as np
import pytest

from tutti.listen.pitch_track import HOP_SECONDS, PitchTrack
from tutti.listen.voice_tuning import tuning_cents, tuning_curve


@pytest.mark.parametrize("depth_cents", [0, 40, 80, 120])
@pytest.mark.parametrize("offset_cents", [-20, 0, 30])
def test_vibrato_does_not_move_the_tuning(depth_cents: int, offset_cents: int) -> None:
    line = np.repeat([60.0, 64.0, 62.0, 67.0], 300)
    vibrato = depth_cents / 100.0 * np.sin(2.0 * np.pi * 5.5 * np.arange(1200) * HOP_SECONDS)
    track = voiced(line + offset_cents / 100.0 + vibrato)
    assert tuning_cents(tuning_curve(track), track) == pytest.approx(offset_cents, abs=8.0)


def test_pitches_of_no_scale_have_no_tuning() -> None:
    track = voiced(np.repeat(60.0 + 1.37 * np.arange(12), 100))
    assert tuning_cents(tuning_curve(track), track) == 0.0


def test_a_moment_of_voice_has_no_tuning() -> None:
    track = voiced(np.full(40, 60.3))
    assert tuning_cents(tuning_curve(track), track) == 0.0


def voiced(pitch_midi: np.ndarray) -> PitchTrack:
    frames = len(pitch_midi)
    return PitchTrack(
        times_seconds=np.arange(frames, dtype=np.float64) * HOP_SECONDS,
        pitch_midi=pitch_midi,
        confidence=np.full(frames, 0.9),
        is_voiced=np.ones(frames, dtype=np.bool_),
    )
