"""What is done to the band as a whole: balance, giving way, pumping, tone, glue. All of it in place, stem by stem."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from tutti.mix.balance import player_gain_db, voice_over_band_lu
from tutti.mix.channels import VOICE, strip_of
from tutti.mix.ducking import gain_under
from tutti.mix.effects.compressor import Compression, compression_gain
from tutti.mix.effects.equaliser import equalise
from tutti.mix.limiter import Curve
from tutti.mix.pump import pump_gain
from tutti.mix.shaping import DRUMS, WORKERS, add_gated
from tutti.mix.spectrum import third_octaves
from tutti.mix.tone import tone_bands
from tutti.music.score import VOCALS, MixNotes
from tutti.sound.audio import Audio, Samples
from tutti.sound.loudness import integrated_lufs, level_free_lufs, step_powers

FloatArray = npt.NDArray[np.float64]
Band = dict[str, Samples]
# A sung voice is never asked under its band, nor so far over it that nothing is left for peaks in the way.
LEAST_SUNG_OVER_BAND_LU, MOST_SUNG_OVER_BAND_LU = 0.8, 2.0
GLUE_RATIO = 1.5
GLUE_OVER_DB = 3.0  # the glue holds what is so far above the level of the band
GLUE_KNEE_DB = 8.0
GLUE_ATTACK_SECONDS, GLUE_RELEASE_SECONDS = 0.03, 0.25


def set_around(shaped: Band, own: Samples, rate: int, notes: MixNotes, tempo_bpm: float, ride: Curve | None) -> None:
    """The band around a voice: an uploaded one as it is, or the stem of a treated one."""
    voice = shaped.pop(VOICE, None)
    lead = own if voice is None else voice
    if notes.gate_seconds > 0.0 and DRUMS in shaped:
        add_gated(shaped[DRUMS], notes, rate)
    powers = step_powers(Audio(samples=lead, sample_rate_hz=rate))
    balance(shaped, powers, rate, notes)
    give_way(shaped, lead, rate)
    pump(shaped, rate, notes, tempo_bpm)
    if ride is not None:
        _turn(shaped, ride)
    settle(shaped, powers, rate, notes)
    tune_tone(shaped, lead, rate, notes)
    glue(shaped, rate)
    settle(shaped, powers, rate, notes)
    if voice is not None:
        shaped[VOICE] = voice


def set_over(shaped: Band, own: Samples, rate: int, notes: MixNotes) -> None:
    """The sung voice over an uploaded band; whoever else sings, under it."""
    lead = shaped[VOCALS]
    powers = step_powers(Audio(samples=lead, sample_rate_hz=rate))
    over_lu = voice_over_band_lu(powers, step_powers(Audio(samples=own, sample_rate_hz=rate)))
    wish_lu = min(max(notes.voice_over_band_lu, LEAST_SUNG_OVER_BAND_LU), MOST_SUNG_OVER_BAND_LU)
    gain_db = 0.0 if over_lu is None else wish_lu - over_lu
    lead *= _linear(gain_db)
    others = {player: samples for player, samples in shaped.items() if player != VOCALS}
    balance(others, powers * 10.0 ** (gain_db / 10.0), rate, notes)


def balance(band: Band, lead_powers: FloatArray, rate: int, notes: MixNotes) -> None:
    """Set the level of every player against the lead, of which the K-weighted power of steps of 100 ms is given."""
    lead_lufs = level_free_lufs(lead_powers)
    for player, samples in band.items():
        lufs = integrated_lufs(Audio(samples=samples, sample_rate_hz=rate))
        np.multiply(samples, _linear(player_gain_db(player, lufs, lead_lufs, notes)), out=samples)


def give_way(band: Band, lead: Samples, rate: int) -> None:
    """Duck who comps under the lead."""
    curve = gain_under(lead, rate)
    _turn({player: samples for player, samples in band.items() if strip_of(player).ducks}, curve)


def pump(band: Band, rate: int, notes: MixNotes, tempo_bpm: float) -> None:
    """Let every kick push the rest of the band down, where the style does so."""
    if notes.pump_db <= 0.0 or DRUMS not in band:
        return
    curve = pump_gain(band[DRUMS], notes.pump_db, 60.0 / tempo_bpm, rate)
    _turn({player: samples for player, samples in band.items() if strip_of(player).is_pumped}, curve)


def tune_tone(band: Band, lead: Samples, rate: int, notes: MixNotes) -> None:
    """Bring lead and band together to the spectrum of the genre."""
    bands = tone_bands(third_octaves(lead, rate), third_octaves(summed(band), rate), notes, rate)
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda samples: equalise(samples, bands, rate, out=samples), band.values()))


def settle(band: Band, lead_powers: FloatArray, rate: int, notes: MixNotes) -> None:
    """Set the whole band under the lead, where the lead sounds."""
    total = Audio(samples=summed(band), sample_rate_hz=rate)
    over_lu = voice_over_band_lu(lead_powers, step_powers(total))
    if over_lu is not None:
        _turn(band, _linear(over_lu - notes.voice_over_band_lu))


def glue(band: Band, rate: int) -> None:
    """Hold the band together: one slow gain for all players, by what they are as a whole."""
    total = summed(band)
    lufs = level_free_lufs(step_powers(Audio(samples=total, sample_rate_hz=rate)))
    if not math.isfinite(lufs):
        return
    setting = Compression(
        threshold_db=lufs + GLUE_OVER_DB,
        ratio=GLUE_RATIO,
        knee_db=GLUE_KNEE_DB,
        attack_seconds=GLUE_ATTACK_SECONDS,
        release_seconds=GLUE_RELEASE_SECONDS,
    )
    _turn(band, compression_gain(total, setting, rate))


def summed(stems: Band) -> Samples:
    """All stems together, stereo."""
    everyone = iter(stems.values())
    total = next(everyone).copy()
    for samples in everyone:
        total += samples
    return total


def _turn(band: Band, gain: Curve | np.float32) -> None:
    for samples in band.values():
        np.multiply(samples, gain, out=samples)


def _linear(gain_db: float) -> np.float32:
    return np.float32(10.0 ** (gain_db / 20.0))
