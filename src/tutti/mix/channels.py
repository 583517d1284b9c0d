"""What is done to each player before the balance: a channel strip by the player's name.

Low cuts keep the low end for bass and drums; players that comp leave room where a voice has its words (2-4 kHz); the
sung lead is cleaned, brightened and held together. The upload has no strip: it is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutti.mix.effects.compressor import Compression, compress
from tutti.mix.effects.equaliser import Band, Shape, equalise
from tutti.music.score import VOCALS
from tutti.sound.audio import Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One channel strip.

    Attributes:
        bands: equaliser bands, in order.
        compression: None where the player is left as played.
        reverb_send: share of the style's reverb this player gets.
        ducks: whether it gives way to the lead.
    """

    bands: tuple[Band, ...]
    compression: Compression | None = None
    reverb_send: float = 1.0
    ducks: bool = True


def _low_cut(frequency_hz: float) -> Band:
    return Band(shape=Shape.LOW_CUT, frequency_hz=frequency_hz)


ROOM_FOR_WORDS = Band(shape=Shape.PEAK, frequency_hz=3000.0, gain_db=-2.0, q=0.7)
LESS_MUD = Band(shape=Shape.PEAK, frequency_hz=320.0, gain_db=-1.5, q=0.9)
COMPING = Strip(bands=(_low_cut(100.0), LESS_MUD, ROOM_FOR_WORDS))
STRIPS = {
    "drums": Strip(
        bands=(_low_cut(30.0),),
        compression=Compression(threshold_db=-14.0, ratio=2.0, attack_seconds=0.015, release_seconds=0.1),
        reverb_send=0.45,
        ducks=False,
    ),
    "percussion": Strip(bands=(_low_cut(120.0),), reverb_send=0.7, ducks=False),
    "bass": Strip(
        bands=(_low_cut(35.0),),
        compression=Compression(threshold_db=-18.0, ratio=2.5, attack_seconds=0.012, release_seconds=0.12),
        reverb_send=0.0,
        ducks=False,
    ),
    "strings": Strip(bands=(_low_cut(140.0), ROOM_FOR_WORDS), reverb_send=1.4),
    "pad": Strip(bands=(_low_cut(160.0), LESS_MUD, ROOM_FOR_WORDS), reverb_send=1.2),
    VOCALS: Strip(
        bands=(
            _low_cut(95.0),
            Band(shape=Shape.PEAK, frequency_hz=260.0, gain_db=-1.5, q=0.9),
            Band(shape=Shape.HIGH_SHELF, frequency_hz=5500.0, gain_db=1.5),
        ),
        compression=Compression(threshold_db=-20.0, ratio=3.0),
        reverb_send=1.0,
        ducks=False,
    ),
}


def strip_of(player: str) -> Strip:
    """The strip of a player; who is not in the table comps."""
    return STRIPS.get(player, COMPING)


def through(samples: Samples, strip: Strip, brightness_db: float, sample_rate_hz: int) -> Samples:
    """The samples after equaliser and compressor."""
    bands = strip.bands
    if brightness_db:
        bands = (*bands, Band(shape=Shape.HIGH_SHELF, frequency_hz=4000.0, gain_db=brightness_db))
    shaped = equalise(samples, bands, sample_rate_hz)
    return compress(shaped, strip.compression, sample_rate_hz) if strip.compression else shaped
