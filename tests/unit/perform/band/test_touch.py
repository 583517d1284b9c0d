"""Touch: brightness by velocity, against the transfer function of its shelf."""

import numpy as np
import pytest

from tutti.perform.band.touch import (
    HARDEST_SHARE,
    PIVOT_VELOCITY,
    SOFTEST_SHARE,
    dark_shares,
    darkening,
    depth_of,
)

RATE_HZ = 44100


def test_the_pivot_is_as_recorded_and_the_rest_goes_without_steps() -> None:
    shares = dark_shares(np.arange(1.0, 128.0), 1.0)
    assert shares[int(PIVOT_VELOCITY) - 1] == 0.0
    assert np.all(np.diff(shares) <= 0.0)
    assert np.abs(np.diff(shares)).max() < 0.08
    assert shares[0] <= SOFTEST_SHARE
    assert shares[-1] >= HARDEST_SHARE
    assert not dark_shares(np.arange(1.0, 128.0), 0.0).any()


@pytest.mark.parametrize("share", [SOFTEST_SHARE, 0.3, HARDEST_SHARE])
def test_a_shelf_over_the_pitch(share: float) -> None:
    impulse = np.zeros(1 << 14, dtype=np.float32)
    impulse[0] = 1.0
    mixed = impulse + share * darkening(impulse, key=57.0, is_drums=False, sample_rate_hz=RATE_HZ)
    gains = np.abs(np.fft.rfft(mixed.astype(np.float64)))
    hz = np.arange(len(gains)) * RATE_HZ / len(impulse)
    assert gains[1] == pytest.approx(1.0, abs=0.01)
    assert gains[-1] == pytest.approx(1.0 - share, abs=0.01)
    # One pole at 440 Hz: |1 + j (1 - s)| / |1 + j|.
    at_pole = gains[np.argmin(np.abs(hz - 440.0))]
    assert at_pole == pytest.approx(np.hypot(1.0, 1.0 - share) / np.sqrt(2.0), abs=0.01)


def test_organs_have_no_touch_and_basses_have_all() -> None:
    assert depth_of(16, is_drums=False) == 0.0
    assert depth_of(33, is_drums=False) == 1.0
    assert depth_of(16, is_drums=True) > 0.0
    assert all(0.0 <= depth_of(program, is_drums=False) <= 1.0 for program in range(128))
