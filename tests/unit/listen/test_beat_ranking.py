import numpy as np

from tutti.listen.band_spectrum import band_spectrum
from tutti.listen.beat_candidates import find_candidates, hear
from tutti.listen.beat_ranking import beliefs
from tutti.listen.harmonic_change import harmonic_change
from tutti.listen.hints import Hints
from tutti.music.time import Meter
from tutti.testing.toyband import play


def test_beliefs_are_shares_and_the_true_tempo_has_most() -> None:
    song = play(["C", "G", "A:min", "F"] * 3, meter=Meter(4, 4), tempo=104.0)
    spectrum = band_spectrum(song.audio)
    change = harmonic_change(spectrum.log_frequency, 0.0)
    candidates = find_candidates(spectrum, change, hear(spectrum, change, 0.0), Hints())
    shares = beliefs([candidate.cues for candidate in candidates])
    assert len(candidates) > 50
    assert shares.min() >= 0.0
    assert abs(shares.sum() - 1.0) < 1e-9
    best = candidates[int(shares.argmax())]
    assert abs(60.0 / np.diff(best.beat_seconds).mean() - 104.0) < 1.0
