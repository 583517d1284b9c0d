import numpy as np
import pytest

from tutti.perform.voice.anchors import anchor
from tutti.perform.voice.phones import find

FRAME = 0.0125
LEAD = 0.03  # tokens lie so far behind their sound


def spoken(*sounds: tuple[float, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Two seconds of frames: voiced power from when to when, at so many decibels; silence elsewhere."""
    level_db = np.full(160, -100.0)
    centres = (np.arange(160) + 0.5) * FRAME
    for start, end, loud_db in sounds:
        level_db[(centres >= start) & (centres < end)] = loud_db
    log_power = np.repeat((level_db / 10 * np.log(10))[:, None], 601, axis=1).astype(np.float32)
    return log_power, np.zeros_like(log_power)


def test_a_vowel_starts_with_its_sound_and_its_consonant_comes_along() -> None:
    phones = [find(symbol, word="pa") for symbol in "pɑ"]
    frames = spoken((0.5, 0.9, 0.0))
    nominal = np.array([[0.40, 0.47], [0.47, 0.93]]) + LEAD
    edges = anchor(*frames, nominal, phones)
    assert edges[1, 0] == pytest.approx(0.5, abs=0.01)
    assert edges[0, 1] == pytest.approx(edges[1, 0])
    assert edges[0, 1] - edges[0, 0] == pytest.approx(0.07)


def test_time_between_words_is_left_out() -> None:
    phones = [find(symbol, word="a pa") for symbol in "ɑpɑ"]
    frames = spoken((0.2, 0.5, 0.0), (0.8, 1.2, 0.0))
    nominal = np.array([[0.2, 0.52], [0.7, 0.8], [0.8, 1.2]]) + LEAD
    edges = anchor(*frames, nominal, phones)
    assert edges[1, 0] == pytest.approx(0.7, abs=0.02)
    assert edges[0, 1] < 0.53


def test_a_vowel_keeps_its_decay_but_not_the_closure_after_it() -> None:
    phones = [find(symbol, word="at") for symbol in "ɑt"]
    frames = spoken((0.2, 0.4, 0.0), (0.4, 0.45, -10.0))
    nominal = np.array([[0.2, 0.6], [0.6, 0.7]]) + LEAD
    edges = anchor(*frames, nominal, phones)
    assert edges[0, 1] == pytest.approx(0.45, abs=0.02)


def test_edges_ascend_however_tokens_lie() -> None:
    phones = [find(symbol, word="stretched") for symbol in "stɹɛʧtstɹɛʧt"]
    random = np.random.default_rng(7)
    for _ in range(20):
        bounds = np.cumsum(random.uniform(0.03, 0.12, len(phones) + 1))
        nominal = np.stack([bounds[:-1], bounds[1:]], axis=1)
        nominal[6:] += 0.05
        log_power = random.normal(-3, 2, (160, 601)).astype(np.float32)
        edges = anchor(log_power, np.zeros_like(log_power), nominal, phones)
        assert (edges[:, 1] - edges[:, 0] >= 0.02 - 1e-9).all()
        assert (edges[1:, 0] >= edges[:-1, 1] - 1e-9).all()
