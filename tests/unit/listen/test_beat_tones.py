import numpy as np
import pytest

from tutti.listen.band_spectrum import BINS_PER_SEMITONE, LOG_BINS, LOWEST_MIDI
from tutti.listen.beat_tones import tones


def test_each_stretch_tells_its_own_tones() -> None:
    sound = np.zeros((200, LOG_BINS), dtype=np.float32)
    for frames, midi in ((slice(0, 100), 60), (slice(100, 200), 67)):
        sound[frames, (midi - LOWEST_MIDI) * BINS_PER_SEMITONE + 1] = 0.1
    treble, _ = tones(sound, 0.0).between(np.array([0.0, 100.0, 50.0]), np.array([100.0, 200.0, 150.0]))
    assert treble.argmax(axis=1)[:2].tolist() == [0, 7]
    assert np.linalg.norm(treble, axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-6)
    assert treble[2, 0] == pytest.approx(treble[2, 7], rel=0.05)


def test_stretches_beyond_the_recording_are_empty_and_not_wrong() -> None:
    treble, bass = tones(np.zeros((40, LOG_BINS), dtype=np.float32), 0.0).between(np.array([90.0]), np.array([120.0]))
    assert not np.any(treble)
    assert not np.any(bass)
