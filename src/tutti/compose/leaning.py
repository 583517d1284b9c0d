"""How the weights and the feel of a request bend its styles before anyone plays.

Style weight: from 0 to the usual weight the style's own rhythms, programs, chord loops, colours, swing and mix replace
neutral ones player by player, those of its signature first; beyond it the signature comes in sooner and the loops
pull harder. Weirdness: usual chords and motions count less, colours more (see also `surprise`). Feel: moods choose
between major and minor chords, plain and rich ones, few and many players. At the usual weights and without a mood a
style is what its table says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tutti.compose.feel import Feel
from tutti.compose.style import StyleChoice, read_style
from tutti.compose.style_table import PLAIN, Harmony, Role, Seat, Style, drum_patterns, instruments, patterns
from tutti.music.brief import USUAL_STYLE_WEIGHT, USUAL_WEIRDNESS, Brief
from tutti.music.score import MixNotes

_NO_SWING = 0.5
_LOOP_NATS_MORE = 1.0  # at full style weight
_SIGNATURE_LATER, _SIGNATURE_SOONER, _OTHERS_LATER = 0.5, 0.4, 0.12  # in energy
_HABIT_MORE, _HABIT_LESS = 1.5, 0.6
_COLOUR_LESS, _COLOUR_MORE = 0.5, 0.7
_FEEL_COLOUR = 0.5
_LATEST_ENTRY = 0.95
_MINOR_DEGREES = {False: (2, 4, 9), True: (0, 5, 7)}  # semitones above the tonic, by whether the key is minor
_MAJOR_DEGREES = {False: (5, 7, 10), True: (3, 8, 10)}
_CORE = frozenset({Role.BASS, Role.DRUMS})


def choice_of(brief: Brief) -> StyleChoice:
    """What a brief asks for, its styles bent by its weights and moods."""
    return leaned(read_style(brief.style, brief.avoid), brief)


def leaned(choice: StyleChoice, brief: Brief) -> StyleChoice:
    """A choice whose styles are bent by its feel and by the weights of the brief."""
    return replace(choice, styles=tuple(_style(style, choice, brief) for style in choice.styles))


def parts_of(weight: float, usual: float) -> tuple[float, float]:
    """How far a weight has come on the way up to the usual one, and from there to 1; both 0 to 1."""
    return min(1.0, weight / usual), max(0.0, (weight - usual) / (1.0 - usual))


def _style(style: Style, choice: StyleChoice, brief: Brief) -> Style:
    own, more = parts_of(brief.style_weight, USUAL_STYLE_WEIGHT)
    return replace(
        style,
        bands=tuple(_band(band, style, choice, brief.style_weight) for band in style.bands),
        swing=_NO_SWING + (style.swing - _NO_SWING) * own,
        harmony=_harmony(style.harmony, choice.feel, own, more, brief.weirdness),
        mix=_mix(style.mix, own, choice.feel),
    )


def _band(band: tuple[Seat, ...], style: Style, choice: StyleChoice, weight: float) -> tuple[Seat, ...]:
    """A band in which the players of the signature are the last to give up their own way."""
    own, more = parts_of(weight, USUAL_STYLE_WEIGHT)
    order = sorted(band, key=lambda seat: (seat.player in style.signature, seat.role in _CORE))
    held = {
        seat.player: weight >= USUAL_STYLE_WEIGHT * (len(order) - rank - 0.5) / len(order)
        for rank, seat in enumerate(order)
    }
    result = []
    for seat in band:
        enters = seat.enters
        if seat.player in style.signature:
            enters += _SIGNATURE_LATER * (1.0 - own) - _SIGNATURE_SOONER * more
        elif seat.role not in _CORE:
            enters += _OTHERS_LATER * more
        if seat.role is not Role.BASS:
            enters += choice.feel.later
        enters = float(np.clip(enters, 0.0, max(_LATEST_ENTRY, seat.enters)))
        bent = replace(seat, enters=choice.feel.bent(enters))
        result.append(bent if held[seat.player] else _neutral(bent))
    return tuple(result)


def _neutral(seat: Seat) -> Seat:
    """A seat as anyone would fill it: the instrument's usual program and part, in the plainest rhythm."""
    known = instruments().get(seat.player)
    if known is None:
        return seat
    usual = known.seat
    rhythms = drum_patterns() if usual.role in (Role.DRUMS, Role.PERCUSSION) else patterns(usual.role)
    is_plain = PLAIN in rhythms and usual.role is not Role.PERCUSSION
    return replace(
        usual,
        rhythm=(("*", PLAIN),) if is_plain else usual.rhythm,
        enters=seat.enters,
        pan=seat.pan,
        level_lu=seat.level_lu,
    )


def _harmony(harmony: Harmony, feel: Feel, own: float, more: float, weirdness: float) -> Harmony:
    bold = max(0.0, (weirdness - USUAL_WEIRDNESS) / (1.0 - USUAL_WEIRDNESS))
    shy = max(0.0, 1.0 - weirdness / USUAL_WEIRDNESS)
    colour = own * harmony.colour + _COLOUR_MORE * bold - _COLOUR_LESS * shy + _FEEL_COLOUR * feel.colour
    return replace(
        harmony,
        bias_major=_bias(harmony.bias_major, own + 0.5 * more, feel, is_minor=False),
        bias_minor=_bias(harmony.bias_minor, own + 0.5 * more, feel, is_minor=True),
        loop_nats=harmony.loop_nats * own + _LOOP_NATS_MORE * more,
        habit=1.0 + _HABIT_MORE * shy - _HABIT_LESS * bold,
        colour=max(0.0, colour),
    )


def _bias(table: Mapping[int, float], strength: float, feel: Feel, *, is_minor: bool) -> Mapping[int, float]:
    """A style's leanings by degree, with those of the mood: minor chords for dark ones, major for bright ones."""
    bias = {degree: strength * nats for degree, nats in table.items()}
    for degrees, nats in ((_MINOR_DEGREES, feel.minor_nats), (_MAJOR_DEGREES, -feel.minor_nats)):
        for degree in degrees[is_minor]:
            bias[degree] = bias.get(degree, 0.0) + nats
    return bias


def _mix(notes: MixNotes, own: float, feel: Feel) -> MixNotes:
    neutral = MixNotes()
    return replace(
        notes,
        voice_over_band_lu=_between(neutral.voice_over_band_lu, notes.voice_over_band_lu, own),
        reverb_seconds=_between(neutral.reverb_seconds, notes.reverb_seconds, own),
        reverb_share=_between(neutral.reverb_share, notes.reverb_share, own),
        gate_seconds=notes.gate_seconds * own,
        echo_share=notes.echo_share * own,
        pump_db=notes.pump_db * own,
        wear=notes.wear * own,
        brightness_db=notes.brightness_db * own + feel.brightness_db,
    )


def _between(neutral: float, style: float, own: float) -> float:
    return neutral + (style - neutral) * own
