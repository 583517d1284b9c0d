"""The balance: how loud each player is against the lead, by loudness, not by peak.

Where the upload leads, every player gets its level under the upload's loudness. Where a sung voice leads over an
uploaded band, the voice is set against the band in the passages where it sings.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tutti.music.score import MixNotes
from tutti.sound.loudness import gated_lufs, level_free_lufs

FloatArray = npt.NDArray[np.float64]

# LU against the lead where the style says nothing; practice, close to how a pop mix is built around a voice.
LEVELS_LU = {
    "drums": -5.0,
    "bass": -6.5,
    "piano": -9.0,
    "guitar": -10.0,
    "organ": -11.5,
    "brass": -10.5,
    "synth": -11.0,
    "strings": -11.0,
    "pad": -13.0,
    "percussion": -12.0,
    "backing_vocals": -7.0,
}
OTHER_LEVEL_LU = -10.5
MOST_VOICE_OVER_BAND_LU = 3.0  # above it a voice no longer sits in its band
MOST_BAND_OVER_VOICE_LU = 2.7  # above it a voice is no longer heard as the lead
SINGING_LU = -25.0  # steps this far under the voice's loudness are its rests
SILENT_LUFS = -70.0
UNHEARD_LEAD_LUFS = -23.0  # stands in for a lead that is digital silence: EBU R 128's level


def player_gain_db(player: str, lufs: float, lead_lufs: float, notes: MixNotes) -> float:
    """What brings a player of a loudness to its level under the lead."""
    if not math.isfinite(lufs) or lufs < SILENT_LUFS:
        return 0.0
    if not math.isfinite(lead_lufs):
        lead_lufs = UNHEARD_LEAD_LUFS
    level = dict(notes.levels_lu).get(player, LEVELS_LU.get(player, OTHER_LEVEL_LU))
    return lead_lufs + level - lufs


def voice_over_band_lu(voice_powers: FloatArray, band_powers: FloatArray) -> float | None:
    """How far a voice stands over the band where it sings; None where one of them is not heard."""
    if not math.isfinite(gated_lufs(voice_powers)):
        return None
    level = 10.0 * np.log10(voice_powers + 1e-20)
    singing = level > 10.0 * np.log10(np.max(voice_powers) + 1e-20) + SINGING_LU
    band_lufs = level_free_lufs(band_powers[: len(singing)][singing[: len(band_powers)]])
    if not math.isfinite(band_lufs):
        return None
    return gated_lufs(voice_powers[singing]) - band_lufs


def free_over(voice_powers: FloatArray, band_powers: FloatArray) -> float:
    """How far a sung voice may still be raised over an uploaded band."""
    over_lu = voice_over_band_lu(voice_powers, band_powers)
    return math.inf if over_lu is None else MOST_VOICE_OVER_BAND_LU - over_lu


def free_around(band_powers: FloatArray, voice_powers: FloatArray) -> float:
    """How far a band may still be raised around an uploaded voice."""
    over_lu = voice_over_band_lu(voice_powers, band_powers)
    return math.inf if over_lu is None else MOST_BAND_OVER_VOICE_LU + over_lu
