"""What each weight of a request can be measured by; all three grow with their weight.

style weight: the likeness of a score to its style's table, 0 to 1, the mean of three shares: of the band's notes that
are played in the rhythm and with the program of the table, of the pitched notes that the style's signature plays, and
of the bars whose chord is that of the style's best fitting loop. Weirdness: how surprising the chords are, in bits
(`surprise.mean_bits`). Audio weight: the correlation of what the band plays in a bar (summed velocity) with how
strongly the bar is sung, -1 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.compose.accompaniment import chart_of
from tutti.compose.arrange import seat_band
from tutti.compose.following import sung_levels
from tutti.compose.leaning import choice_of
from tutti.compose.roman import progression
from tutti.compose.style import read_style
from tutti.compose.style_table import Seat, Style
from tutti.compose.surprise import mean_bits
from tutti.music.harmony import Chord, chord_at
from tutti.music.plan import Plan
from tutti.music.score import Score


def style_likeness(plan: Plan, score: Score, take: int) -> float:
    """How much of a score is its style's own, 0 to 1."""
    style = read_style(plan.brief.style, plan.brief.avoid).styles[0]
    seats = {seat.player: seat for seat in seat_band(choice_of(plan.brief), take)}
    counts = {part.player: len(part.notes) for part in score.parts}
    own = sum(count for player, count in counts.items() if _is_own(seats[player], style, take))
    pitched = {part.player: len(part.notes) for part in score.parts if not part.is_drums}
    signed = sum(count for player, count in pitched.items() if player in style.signature)
    shares = (own / max(1, sum(counts.values())), signed / max(1, sum(pitched.values())), _loop_share(score, style))
    return float(np.mean(shares))


def surprise_bits(score: Score) -> float:
    """How surprising the chords of a score are."""
    return mean_bits(score.chords, score.key)


def following(plan: Plan, score: Score, take: int) -> float:
    """How closely the fullness of the band follows the strength of the voice, -1 to 1; 0 where nothing varies."""
    bars = chart_of(plan, take).bars
    levels = sung_levels(bars, plan.listening)
    played = np.zeros(len(bars))
    lines = np.array([bar.start_beats for bar in bars])
    for part in score.parts:
        index = np.searchsorted(lines, [note.start_beats + 1e-6 for note in part.notes], side="right") - 1
        np.add.at(played, np.maximum(index, 0), [float(note.velocity) for note in part.notes])
    sung = np.isfinite(levels) & ~np.array([bar.is_final for bar in bars])
    if sung.sum() < 2 or np.ptp(levels[sung]) == 0 or np.ptp(played[sung]) == 0:
        return 0.0
    return float(np.corrcoef(levels[sung], played[sung])[0, 1])


def _is_own(seat: Seat, style: Style, take: int) -> bool:
    """Whether a player plays what the table of the style says."""
    band = style.bands[(take - 1) % len(style.bands)]
    return any(
        (seat.player, seat.role, seat.program, seat.rhythm, seat.fill)
        == (own.player, own.role, own.program, own.rhythm, own.fill)
        for own in band
    )


def _loop_share(score: Score, style: Style) -> float:
    """The share of bars on the chord that the best fitting loop has there, whatever bar the loop starts in."""
    loops = style.harmony.minor if score.key.is_minor_like else style.harmony.major
    per_bar = score.timeline.beats_per_bar
    lines = np.arange(score.sections[0].start_beats, score.end_beats - 1e-6, per_bar)
    chords = [chord_at(score.chords, float(line)) for line in lines]
    return max(
        (
            _agreement(chords, loop, turn)
            for loop in (progression(text, score.key) for text in loops)
            for turn in range(len(loop))
        ),
        default=0.0,
    )


def _agreement(chords: Sequence[Chord | None], loop: Sequence[Chord], turn: int) -> float:
    same = [
        chord is not None
        and chord.root == loop[(place + turn) % len(loop)].root
        and chord.has((chord.root + 3) % 12) == loop[(place + turn) % len(loop)].has((chord.root + 3) % 12)
        for place, chord in enumerate(chords)
    ]
    return float(np.mean(same))
