import numpy as np
import pytest

from tutti.listen.chord_network import CHORDS, QUALITIES, fitted_network, seen_tones, turned
from tutti.listen.chroma import Chroma
from tutti.music.harmony import Chord


def sounding(chord: Chord) -> Chroma:
    """A chord in the middle over its bass, as chroma of one stretch."""
    treble, bass = np.full((1, 12), 0.02), np.full((1, 12), 0.02)
    treble[0, list(chord.pitch_classes)] = 1.0
    bass[0, chord.bass_or_root] = 1.0
    registers = np.stack([0.3 * bass, bass, treble, treble, 0.3 * treble], axis=1)
    return Chroma(treble=treble, bass=bass, registers=registers)


@pytest.mark.parametrize("label", ["C:maj", "F#:min", "G:7", "Bb:maj7", "A:min7", "B:hdim7", "C:maj/3", "D:min/5"])
def test_clear_chords_are_heard(label: str) -> None:
    chord = Chord.parse(label)
    shares = fitted_network().log_shares(turned(seen_tones(sounding(chord))))
    found = CHORDS[int(np.argmax(shares[0]))]
    assert (found.root, found.quality) == (chord.root, chord.quality)
    assert np.exp(shares).sum() == pytest.approx(1.0)


def test_all_roots_are_heard_alike() -> None:
    network = fitted_network()
    low = network.log_shares(turned(seen_tones(sounding(Chord.parse("C:min7/3")))))
    high = network.log_shares(turned(seen_tones(sounding(Chord.parse("F:min7/3")))))
    assert np.allclose(np.roll(low, 5 * len(QUALITIES), axis=1), high)
