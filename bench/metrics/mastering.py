"""What a finished master is judged by: spectrum, loudness range, fold-down to mono, balance.

The spectrum is measured by Welch's method on the whole master and set beside `tutti.mix.reference`. Loudness range: EBU
Tech 3342.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.signal import welch

from tutti.mix.reference import reference_db
from tutti.music.score import Percussion
from tutti.sound.audio import Audio
from tutti.sound.loudness import short_term_lufs, step_powers
from tutti.sound.mixdown import Mixdown

FloatArray = npt.NDArray[np.float64]
CENTRES_HZ = 1000.0 * 2.0 ** (np.arange(-13, 12) / 3)  # 50 Hz to 12.5 kHz
TOLERANCE_DB = 4.0
_LEVELLED = (CENTRES_HZ > 95.0) & (CENTRES_HZ < 5500.0)  # where both are set equal in the mean
_WINDOW = 1 << 14
_SOUNDING_LU = -20.0  # steps this far under a voice's loudest are its rests


def third_octaves_db(audio: Audio) -> FloatArray:
    """Power in each third octave, summed over the channels."""
    frequencies, density = welch(audio.samples.astype(np.float64), audio.sample_rate_hz, nperseg=_WINDOW, axis=1)
    total = density.sum(axis=0)
    edges = CENTRES_HZ[:, None] * 2.0 ** (np.array([-1, 1]) / 6)
    inside = [(frequencies >= low) & (frequencies < high) for low, high in edges]
    return 10.0 * np.log10(np.array([total[band].sum() for band in inside]) + 1e-20)


def deviations_db(audio: Audio, percussion: Percussion) -> FloatArray:
    """By third octave, how far a master lies above the reference."""
    off = third_octaves_db(audio) - reference_db(percussion, CENTRES_HZ)
    return np.asarray(off - off[_LEVELLED].mean())


def loudness_range_lu(audio: Audio) -> float:
    """Between the 10th and the 95th percentile of the short-term loudness that passes the gates."""
    short = short_term_lufs(audio)
    short = short[short > -70.0]
    if not len(short):
        return 0.0
    gate = 10.0 * np.log10(np.mean(10.0 ** (short / 10.0))) - 20.0
    low, high = np.percentile(short[short > gate], [10, 95])
    return float(high - low)


def fold_down_loss_lu(audio: Audio) -> float:
    """How much loudness a mono loudspeaker loses: of both sides at their mean, against the stereo sum."""
    mono = audio.samples.mean(axis=0)
    folded = Audio(samples=np.stack([mono, mono]), sample_rate_hz=audio.sample_rate_hz)
    return float(10.0 * np.log10(step_powers(audio).sum() / (step_powers(folded).sum() + 1e-20)))


def voice_over_band_lu(voice: Audio, band: Audio) -> float:
    """The loudness of a voice over its band in the steps where the voice sounds."""
    voice_powers, band_powers = step_powers(voice), step_powers(band)
    sounds = voice_powers > voice_powers.max() * 10.0 ** (_SOUNDING_LU / 10.0)
    return float(10.0 * np.log10(voice_powers[sounds].mean() / (band_powers[sounds].mean() + 1e-20)))


def balance_scores(mixdown: Mixdown, voice: str, percussion: Percussion) -> dict[str, float]:
    """The measures of a mixdown around, or under, the stem of a voice."""
    others = sum(stem.audio.samples for stem in mixdown.stems if stem.player != voice)
    band = Audio(samples=np.asarray(others, dtype=np.float32), sample_rate_hz=mixdown.master.sample_rate_hz)
    return master_scores(mixdown.master, mixdown.stems[voice], band, percussion)


def master_scores(master: Audio, voice: Audio, band: Audio, percussion: Percussion) -> dict[str, float]:
    """All measures of one master."""
    off = deviations_db(master, percussion)
    return {
        "bands_in_4db": float(np.mean(np.abs(off) <= TOLERANCE_DB)),
        "spectrum_off_db": float(np.mean(np.abs(off))),
        "spectrum_worst_db": float(off[np.argmax(np.abs(off))]),
        "loudness_range_lu": loudness_range_lu(master),
        "fold_down_loss_lu": fold_down_loss_lu(master),
        "voice_over_band_lu": voice_over_band_lu(voice, band),
    }
