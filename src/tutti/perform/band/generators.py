"""The generators of a SoundFont: the numbers that shape a sound, with their defaults and ranges.

Units are the standard's: cents, timecents (1200 log2 of seconds), absolute cents (1200 log2 of f / 8.176 Hz),
centibels, tenths of a percent. Source: SoundFont Technical Specification 2.04 (E-mu, 2006), sections 8.1.2 and 8.1.3.
"""

from __future__ import annotations

from enum import IntEnum


class Generator(IntEnum):
    """What a generator sets; the value is its number in the file."""

    START_OFFSET = 0
    END_OFFSET = 1
    LOOP_START_OFFSET = 2
    LOOP_END_OFFSET = 3
    START_COARSE_OFFSET = 4
    TREMOLO_LFO_TO_PITCH = 5
    VIBRATO_LFO_TO_PITCH = 6
    MODULATION_ENVELOPE_TO_PITCH = 7
    FILTER_CUTOFF = 8
    FILTER_RESONANCE = 9
    TREMOLO_LFO_TO_FILTER = 10
    MODULATION_ENVELOPE_TO_FILTER = 11
    END_COARSE_OFFSET = 12
    TREMOLO_LFO_TO_VOLUME = 13
    PAN = 17
    TREMOLO_LFO_DELAY = 21
    TREMOLO_LFO_FREQUENCY = 22
    VIBRATO_LFO_DELAY = 23
    VIBRATO_LFO_FREQUENCY = 24
    MODULATION_DELAY = 25
    MODULATION_ATTACK = 26
    MODULATION_HOLD = 27
    MODULATION_DECAY = 28
    MODULATION_SUSTAIN = 29
    MODULATION_RELEASE = 30
    MODULATION_HOLD_BY_KEY = 31
    MODULATION_DECAY_BY_KEY = 32
    VOLUME_DELAY = 33
    VOLUME_ATTACK = 34
    VOLUME_HOLD = 35
    VOLUME_DECAY = 36
    VOLUME_SUSTAIN = 37
    VOLUME_RELEASE = 38
    VOLUME_HOLD_BY_KEY = 39
    VOLUME_DECAY_BY_KEY = 40
    INSTRUMENT = 41
    KEY_RANGE = 43
    VELOCITY_RANGE = 44
    LOOP_START_COARSE_OFFSET = 45
    FIXED_KEY = 46
    FIXED_VELOCITY = 47
    ATTENUATION = 48
    LOOP_END_COARSE_OFFSET = 50
    COARSE_TUNE = 51
    FINE_TUNE = 52
    SAMPLE = 53
    SAMPLE_MODES = 54
    SCALE_TUNING = 56
    EXCLUSIVE_CLASS = 57
    ROOT_KEY = 58


NUMBERS = frozenset(int(generator) for generator in Generator)
INSTANT_TIMECENTS = -12000  # the standard's "no time at all" (1 ms)
OPEN_FILTER_CENTS = 13500  # the standard's "no filter" (19.9 kHz)
COARSE_OFFSET_FRAMES = 32768  # frames in one step of a coarse offset

DEFAULTS: dict[Generator, int] = {
    Generator.FILTER_CUTOFF: OPEN_FILTER_CENTS,
    Generator.TREMOLO_LFO_DELAY: INSTANT_TIMECENTS,
    Generator.VIBRATO_LFO_DELAY: INSTANT_TIMECENTS,
    Generator.MODULATION_DELAY: INSTANT_TIMECENTS,
    Generator.MODULATION_ATTACK: INSTANT_TIMECENTS,
    Generator.MODULATION_HOLD: INSTANT_TIMECENTS,
    Generator.MODULATION_DECAY: INSTANT_TIMECENTS,
    Generator.MODULATION_RELEASE: INSTANT_TIMECENTS,
    Generator.VOLUME_DELAY: INSTANT_TIMECENTS,
    Generator.VOLUME_ATTACK: INSTANT_TIMECENTS,
    Generator.VOLUME_HOLD: INSTANT_TIMECENTS,
    Generator.VOLUME_DECAY: INSTANT_TIMECENTS,
    Generator.VOLUME_RELEASE: INSTANT_TIMECENTS,
    Generator.FIXED_KEY: -1,
    Generator.FIXED_VELOCITY: -1,
    Generator.SCALE_TUNING: 100,
    Generator.ROOT_KEY: -1,
}  # every other generator is 0 by default

RANGES: dict[Generator, tuple[int, int]] = {
    Generator.TREMOLO_LFO_TO_PITCH: (-12000, 12000),
    Generator.VIBRATO_LFO_TO_PITCH: (-12000, 12000),
    Generator.MODULATION_ENVELOPE_TO_PITCH: (-12000, 12000),
    Generator.FILTER_CUTOFF: (1500, OPEN_FILTER_CENTS),
    Generator.FILTER_RESONANCE: (0, 960),
    Generator.TREMOLO_LFO_TO_FILTER: (-12000, 12000),
    Generator.MODULATION_ENVELOPE_TO_FILTER: (-12000, 12000),
    Generator.TREMOLO_LFO_TO_VOLUME: (-960, 960),
    Generator.PAN: (-500, 500),
    Generator.TREMOLO_LFO_DELAY: (INSTANT_TIMECENTS, 5000),
    Generator.TREMOLO_LFO_FREQUENCY: (-16000, 4500),
    Generator.VIBRATO_LFO_DELAY: (INSTANT_TIMECENTS, 5000),
    Generator.VIBRATO_LFO_FREQUENCY: (-16000, 4500),
    Generator.MODULATION_DELAY: (INSTANT_TIMECENTS, 5000),
    Generator.MODULATION_ATTACK: (INSTANT_TIMECENTS, 8000),
    Generator.MODULATION_HOLD: (INSTANT_TIMECENTS, 5000),
    Generator.MODULATION_DECAY: (INSTANT_TIMECENTS, 8000),
    Generator.MODULATION_RELEASE: (INSTANT_TIMECENTS, 8000),
    Generator.MODULATION_SUSTAIN: (0, 1000),
    Generator.VOLUME_DELAY: (INSTANT_TIMECENTS, 5000),
    Generator.VOLUME_ATTACK: (INSTANT_TIMECENTS, 8000),
    Generator.VOLUME_HOLD: (INSTANT_TIMECENTS, 5000),
    Generator.VOLUME_DECAY: (INSTANT_TIMECENTS, 8000),
    Generator.VOLUME_SUSTAIN: (0, 1440),
    Generator.VOLUME_RELEASE: (INSTANT_TIMECENTS, 8000),
}

# Generators that have no meaning in a preset zone (section 8.1.2) and are ignored there.
INSTRUMENT_ONLY = frozenset(
    {
        Generator.START_OFFSET,
        Generator.END_OFFSET,
        Generator.LOOP_START_OFFSET,
        Generator.LOOP_END_OFFSET,
        Generator.START_COARSE_OFFSET,
        Generator.END_COARSE_OFFSET,
        Generator.LOOP_START_COARSE_OFFSET,
        Generator.LOOP_END_COARSE_OFFSET,
        Generator.FIXED_KEY,
        Generator.FIXED_VELOCITY,
        Generator.SAMPLE_MODES,
        Generator.EXCLUSIVE_CLASS,
        Generator.ROOT_KEY,
    }
)
UNSIGNED = frozenset({Generator.INSTRUMENT, Generator.SAMPLE, Generator.SAMPLE_MODES, Generator.EXCLUSIVE_CLASS})


def default_of(generator: Generator) -> int:
    """The value a generator has where nothing sets it."""
    return DEFAULTS.get(generator, 0)
