from pathlib import Path

import numpy as np
import pytest

from tutti.listen.chord_network import CHORDS, input_names, read_network

chord_fit = pytest.importorskip("bench.chord_fit", reason="music21 comes with the bench group")
chord_training = pytest.importorskip("bench.chord_training", reason="music21 comes with the bench group")


def test_a_network_learns_what_it_is_shown_and_comes_back_from_its_file(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    labels = random.integers(len(CHORDS), size=700)
    tones = 0.05 * random.random((len(labels), 7, 12))
    for row, label in enumerate(labels):
        tones[row][:, list(CHORDS[label].pitch_classes)] += 1.0
        tones[row, -1, CHORDS[label].root] += 1.0
    turned = [np.roll(tones, -root, axis=2).reshape(len(labels), len(input_names())) for root in range(12)]
    inputs = np.stack(turned, axis=1)
    rows = chord_training.Rows(inputs=inputs.astype(np.float32), labels=labels, weights=np.ones(len(labels)))
    network = chord_training.train(rows)
    right = np.mean(np.argmax(network.log_shares(inputs), axis=1) == labels)
    assert right > 0.8
    assert np.array_equal(chord_training.train(rows).hidden, network.hidden)
    chord_fit.write(network, tmp_path / "network.toml")
    again = read_network(tmp_path / "network.toml")
    assert np.allclose(again.log_shares(inputs), network.log_shares(inputs), atol=0.02)
