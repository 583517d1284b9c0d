"""Two styles at once: one gives the groove, the other the colour.

The style with more of a groove of its own (`words.toml`, [groove]) gives drums, percussion, bass and swing, and the
chord players that mark it; the other gives harmony, mix and its own players. So a lo-fi bossa nova is a bossa nova on a
tired kit under an electric piano, and a Chinese rock song rock drums under a zither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutti.compose.style_table import Role, Seat, Style
from tutti.compose.style_words import vocabulary

_RHYTHM = (Role.DRUMS, Role.PERCUSSION, Role.BASS)
_KIT_GIVERS = frozenset({"lo_fi", "jazz", "hip_hop", "synthwave"})  # their kits sound of them
_MARK_ENTERS = 0.42  # what marks a groove does not wait for the chorus


def groove_style(styles: Sequence[Style]) -> Style:
    """Who gives drums, bass and swing."""
    return max(styles, key=lambda style: (_groove(style), -styles.index(style)))


def colour_style(styles: Sequence[Style]) -> Style:
    """Who gives harmony, mix and most of the players."""
    giver = groove_style(styles)
    return next((style for style in styles if style is not giver), giver)


def blended_band(styles: Sequence[Style], take: int) -> list[Seat]:
    """The band of a take: that of one style, or one made of two, the players that matter first."""
    groove, colour = groove_style(styles), colour_style(styles)
    mine = groove.bands[(take - 1) % len(groove.bands)]
    if groove is colour:
        return list(mine)
    theirs = colour.bands[(take - 1) % len(colour.bands)]
    kit = next((seat.program for seat in theirs if seat.role is Role.DRUMS and colour.name in _KIT_GIVERS), None)
    rhythm = [
        replace(seat, program=kit) if kit is not None and seat.role is Role.DRUMS else seat
        for seat in mine
        if seat.role in _RHYTHM
    ]
    marks = [
        replace(seat, enters=min(seat.enters, _MARK_ENTERS))
        for seat in mine
        if seat.role not in _RHYTHM and seat.player in groove.signature
    ]
    guests = sorted(
        (seat for seat in theirs if seat.role not in _RHYTHM), key=lambda seat: seat.player not in colour.signature
    )
    return [*rhythm, *marks, *guests]


def _groove(style: Style) -> float:
    return float(vocabulary("words")["groove"].get(style.name, 1.0))
