"""The percussionist beside the kit: shaker, tambourine, congas, claves; one groove, no fills."""

from __future__ import annotations

from collections.abc import Sequence

from tutti.compose.chart import Bar, Chart
from tutti.compose.players.kit import groove_notes, in_order
from tutti.compose.style_table import Seat, groove_of
from tutti.music.score import Part


def play(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> Part:
    """The percussion part."""
    notes = groove_notes(groove_of(seat, chart.meter), chart, bars, chart.random(seat.player))
    return Part(player=seat.player, program=seat.program, notes=in_order(notes), is_drums=True, pan=seat.pan)
