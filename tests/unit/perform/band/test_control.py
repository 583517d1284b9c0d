import numpy as np

from tutti.perform.band.control import GLIDE_SECONDS, STREAM, pitch_cents


def test_a_slide_ends_at_the_pitch_and_is_even_in_cents():
    stream = np.zeros((), dtype=STREAM)
    stream["glide_cents"] = -1200.0
    seconds = np.array([0.0, GLIDE_SECONDS / 2, GLIDE_SECONDS, 1.0])
    np.testing.assert_allclose(pitch_cents(stream, seconds), [-1200.0, -600.0, 0.0, 0.0])
    assert pitch_cents(np.zeros((), dtype=STREAM), seconds).tolist() == [0.0]
