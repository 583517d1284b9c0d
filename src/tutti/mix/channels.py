"""What is done to each player before the balance: a channel strip by the player's name.

Low cuts keep the low end for bass and drums; players that comp leave room where a voice has its words (2-4 kHz) and
stand wider than it; a lead voice is cleaned, held together and brightened. An upload has no strip, unless it is asked
to be treated: then it is a stem of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutti.mix.effects.compressor import Compression, compress
from tutti.mix.effects.deesser import de_ess
from tutti.mix.effects.equaliser import Band, Shape, equalise
from tutti.music.score import VOCALS
from tutti.sound.audio import Samples

VOICE = "voice"  # the stem of an upload that is treated like a sung voice
LEAD_LUFS = -20.0  # a lead voice is brought to this loudness before its strip, which is set for it
LEAD_DB = -22.0  # its level in each channel then


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One channel strip.

    Attributes:
        bands: equaliser bands, in order.
        compressions: in order; none where the player is left as played.
        is_lead: whether it is a lead voice: de-essed, on a plate and with an echo instead of in the room.
        reverb_send: share of the style's reverb this player gets.
        width: how much of a side signal it gets, 0 to 1.
        ducks: whether it gives way to the lead.
        is_pumped: whether a kick pushes it down, where the style pumps.
    """

    bands: tuple[Band, ...]
    compressions: tuple[Compression, ...] = ()
    is_lead: bool = False
    reverb_send: float = 1.0
    width: float = 0.0
    ducks: bool = True
    is_pumped: bool = True


def _low_cut(frequency_hz: float) -> Band:
    return Band(shape=Shape.LOW_CUT, frequency_hz=frequency_hz)


ROOM_FOR_WORDS = Band(shape=Shape.PEAK, frequency_hz=3000.0, gain_db=-2.0, q=0.7)
LESS_MUD = Band(shape=Shape.PEAK, frequency_hz=320.0, gain_db=-1.5, q=0.9)
COMPING = Strip(bands=(_low_cut(100.0), LESS_MUD, ROOM_FOR_WORDS), width=0.18)
LEAD = Strip(
    bands=(
        _low_cut(95.0),
        Band(shape=Shape.PEAK, frequency_hz=260.0, gain_db=-1.5, q=0.9),
        Band(shape=Shape.PEAK, frequency_hz=3200.0, gain_db=1.5, q=0.8),
        Band(shape=Shape.HIGH_SHELF, frequency_hz=7500.0, gain_db=1.5),
    ),
    compressions=(
        Compression(threshold_db=LEAD_DB + 8.0, ratio=4.0, attack_seconds=0.002, release_seconds=0.06),
        Compression(threshold_db=LEAD_DB, ratio=2.0, attack_seconds=0.02, release_seconds=0.25),
    ),
    is_lead=True,
    reverb_send=0.8,
    ducks=False,
    is_pumped=False,
)
STRIPS = {
    "drums": Strip(
        bands=(_low_cut(30.0),),
        compressions=(Compression(threshold_db=-14.0, ratio=2.0, attack_seconds=0.015, release_seconds=0.1),),
        reverb_send=0.45,
        ducks=False,
        is_pumped=False,
    ),
    "percussion": Strip(bands=(_low_cut(120.0),), reverb_send=0.7, width=0.1, ducks=False, is_pumped=False),
    "bass": Strip(
        bands=(_low_cut(35.0),),
        compressions=(Compression(threshold_db=-18.0, ratio=2.5, attack_seconds=0.012, release_seconds=0.12),),
        reverb_send=0.0,
        ducks=False,
    ),
    "strings": Strip(bands=(_low_cut(140.0), ROOM_FOR_WORDS), reverb_send=1.4, width=0.3),
    "pad": Strip(bands=(_low_cut(160.0), LESS_MUD, ROOM_FOR_WORDS), reverb_send=1.2, width=0.4),
    "choir": Strip(bands=(_low_cut(160.0), LESS_MUD, ROOM_FOR_WORDS), reverb_send=1.3, width=0.4),
    "backing_vocals": Strip(
        bands=(_low_cut(140.0), Band(shape=Shape.PEAK, frequency_hz=3000.0, gain_db=-1.5, q=0.7)),
        compressions=(Compression(threshold_db=-24.0, ratio=2.5, attack_seconds=0.01, release_seconds=0.15),),
        reverb_send=1.3,
        width=0.45,
    ),
    VOCALS: LEAD,
    VOICE: LEAD,
}


def strip_of(player: str) -> Strip:
    """The strip of a player; who is not in the table comps."""
    return STRIPS.get(player, COMPING)


def through(samples: Samples, strip: Strip, brightness_db: float, sample_rate_hz: int) -> Samples:
    """The samples after de-esser, equaliser and compressors; of a lead voice, samples at its loudness."""
    bands = strip.bands
    if brightness_db:
        bands = (*bands, Band(shape=Shape.HIGH_SHELF, frequency_hz=4000.0, gain_db=brightness_db))
    shaped = equalise(samples, bands, sample_rate_hz)
    for setting in strip.compressions:
        shaped = compress(shaped, setting, sample_rate_hz)
    return de_ess(shaped, LEAD_DB, sample_rate_hz) if strip.is_lead else shaped
