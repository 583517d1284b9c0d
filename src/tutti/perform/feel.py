"""How each kind of player plays: looseness, lag, spread of chords, touch. A table; the code is in `expression`.

Deviations of good players from the beat are a few milliseconds and correlated from note to note (Hennig et al., "The
nature and perception of fluctuations in human musical rhythms", PLoS ONE 6(10): e26457, 2011). Lags are the habits of
bands: the bass and the back beat a little behind the kick, cymbals a little ahead; all far below what is heard as late.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutti.music.score import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Feel:
    """The hands of one kind of player.

    Attributes:
        lag_seconds: how far behind the grid on average; negative is ahead.
        wander_seconds: standard deviation of the timing of what is struck together.
        spread_seconds: from one note of a chord to the next, low to high.
        string_seconds: from one string to the next in a strum; 0 where nothing is strummed.
        legato_seconds: how far a note is held into the next one where they touch as written.
        swell_db: how far long notes grow and fall, of players who can.
        velocity_sd: looseness of the touch, in steps of MIDI velocity.
        top_velocity: how much the highest note of a chord is brought out.
        glides: whether a note slides in from one that still sounds.
    """

    lag_seconds: float = 0.0
    wander_seconds: float = 0.005
    spread_seconds: float = 0.0
    string_seconds: float = 0.0
    legato_seconds: float = 0.0
    swell_db: float = 0.0
    velocity_sd: float = 3.0
    top_velocity: float = 0.0
    glides: bool = False


DRUMS = Feel(wander_seconds=0.003, velocity_sd=3.5)
BASS = Feel(lag_seconds=0.003, wander_seconds=0.004, velocity_sd=3.0)
BASS_SYNTH = Feel(wander_seconds=0.003, velocity_sd=2.0, glides=True)
KEYS = Feel(lag_seconds=0.002, wander_seconds=0.005, spread_seconds=0.002, top_velocity=3.0)
GUITAR = Feel(wander_seconds=0.005, string_seconds=0.012, velocity_sd=3.5)
ORGAN = Feel(wander_seconds=0.005, legato_seconds=0.01, velocity_sd=2.0, top_velocity=2.0)
# What swells slowly is played ahead, by a part of the time it takes to rise: bows, choirs, slow synthesizers.
BOWS = Feel(
    lag_seconds=-0.02, wander_seconds=0.006, legato_seconds=0.05, swell_db=2.0, velocity_sd=2.0, top_velocity=2.0
)
SECTIONS = Feel(
    lag_seconds=-0.03, wander_seconds=0.006, legato_seconds=0.08, swell_db=1.5, velocity_sd=2.0, top_velocity=2.0
)
PADS = Feel(lag_seconds=-0.06, wander_seconds=0.006, legato_seconds=0.1, swell_db=1.0, velocity_sd=2.0)
WINDS = Feel(wander_seconds=0.006, legato_seconds=0.02, swell_db=1.5, velocity_sd=3.0)

# General MIDI programs by how they are played: first program and feel; each row reaches to the next.
_BY_PROGRAM: tuple[tuple[int, Feel], ...] = (
    (0, KEYS),  # pianos, chromatic percussion
    (16, ORGAN),
    (24, GUITAR),
    (32, BASS),
    (38, BASS_SYNTH),
    (40, BOWS),
    (45, KEYS),  # pizzicato, harp, timpani
    (48, SECTIONS),  # strings, choirs
    (55, KEYS),  # orchestra hit
    (56, WINDS),  # brass, reeds, pipes
    (80, ORGAN),  # synthesizer leads
    (88, PADS),
    (96, KEYS),  # effects, plucked world instruments, percussion
)

# How far a drum falls behind the kick, by General MIDI percussion key: the back beat leans back, the cymbals lead.
DRUM_LAGS_SECONDS: dict[int, float] = {
    37: 0.002, 38: 0.002, 39: 0.002, 40: 0.002, 42: -0.001, 44: -0.001, 46: -0.001, 51: -0.001, 59: -0.001,
}  # fmt: skip


def feel_of(part: Part) -> Feel:
    """How a part is played."""
    if part.is_drums:
        return DRUMS
    return next(feel for first, feel in reversed(_BY_PROGRAM) if part.program >= first)
