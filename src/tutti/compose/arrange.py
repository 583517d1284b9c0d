"""Orchestration: who sits in the band of a take, and who plays when.

A style has a band for each take; of two styles one gives the groove and the other the colour (see `blending`). Players
asked for are added, players forbidden leave. A player plays where the energy of a section reaches the point at which
the player enters; the bass always plays, and the last chord is struck by all who played before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tutti.compose.blending import blended_band
from tutti.compose.chart import Bar, Chart
from tutti.compose.players import answer, arpeggio, bass, comp, counter, drums, pad, percussion, strings, strum
from tutti.compose.style import StyleChoice, styles
from tutti.compose.style_table import Grip, Role, Seat, Style, instruments
from tutti.music.form import SectionLabel
from tutti.music.score import MixNotes, Part

MOST_PLAYERS = 7
_DRUM_ROLES = (Role.DRUMS, Role.PERCUSSION)
_DRIVING_ROLES = (*_DRUM_ROLES, Role.BASS)
_CHORD_ROLES = (Role.PAD, Role.STRINGS, Role.COMP, Role.ARPEGGIO, Role.STRUM)
_MOST_IN_FREE_TIME = 3
_FIRST_VERSE_DRUMS_ENERGY = 0.62  # drums that wait for the second verse come in for a first verse this full
_BASS = "bass"  # plays in every bar
_PIANO, _SOLO_PIANO = "piano", "solo_piano"
_TAKES = 2
_STRIKING = (Role.COMP, Role.STRUM)
_BREAKING_PROGRAMS = (*range(16), *range(24, 29), 46, 105, 106, 107)  # keys, mallets, guitars, harps
_BROKEN = ("rolling", "travis")
_LAST_PLAYER = "pad"  # who holds the chords where everyone else was refused
_ASKED_ENTERS = 0.42  # a player who was asked for by name does not wait for the chorus

_PLAY: Mapping[Role, Callable[[Seat, Chart, Sequence[Bar]], Part]] = {
    Role.DRUMS: drums.play, Role.PERCUSSION: percussion.play, Role.BASS: bass.play, Role.COMP: comp.play,
    Role.STRUM: strum.play, Role.ARPEGGIO: arpeggio.play, Role.PAD: pad.play, Role.STRINGS: strings.play,
    Role.ANSWER: answer.play, Role.COUNTER: counter.play,
}  # fmt: skip


def seat_band(choice: StyleChoice, take: int) -> tuple[Seat, ...]:
    """The band of a take."""
    band = blended_band(choice.styles, take)
    band += [_asked(player, choice, take) for player in sorted(choice.with_players)]
    programs = dict(choice.programs)
    seen: dict[str, Seat] = {}
    for seat in (replace(seat, program=programs.get(seat.player, seat.program)) for seat in band):
        if seat.player in seen and seat.player in choice.with_players:
            seen[seat.player] = replace(seen[seat.player], enters=min(seen[seat.player].enters, seat.enters))
        elif seat.player not in seen and seat.player not in choice.without_players:
            seen[seat.player] = seat
    if choice.only_players == {_PIANO}:
        return tuple(replace(seat, enters=0.0) for seat in _two_hands(take))
    if choice.only_players:
        kept = {name: seat for name, seat in seen.items() if name in choice.only_players}
        return tuple(replace(seat, enters=0.0) for seat in kept.values())
    return _at_most(list(seen.values()), choice) or (instruments()[_LAST_PLAYER].seat,)


def in_free_time(band: Sequence[Seat]) -> tuple[Seat, ...]:
    """The band around a voice without a pulse: nobody beats time, and who plays chords holds them."""
    chordal = sorted((seat for seat in band if seat.role in _CHORD_ROLES), key=lambda s: _CHORD_ROLES.index(s.role))
    holding = tuple(replace(seat, role=Role.PAD) for seat in chordal[:_MOST_IN_FREE_TIME])
    return holding or (instruments()[_LAST_PLAYER].seat,)


def _asked(player: str, choice: StyleChoice, take: int) -> Seat:
    """The seat of a player who was asked for: as the styles have it in this take, or in another with another idea."""
    for turn in range(_TAKES):
        seat = next(
            (seat for style in choice.styles for seat in _band(style, take + turn) if seat.player == player), None
        )
        if seat is not None:
            return _entering(other_idea(seat) if turn else seat)
    usual = instruments()[player].seat
    return _entering(usual if take % _TAKES else other_idea(usual))


def _band(style: Style, take: int) -> tuple[Seat, ...]:
    return style.bands[(take - 1) % len(style.bands)]


def _entering(seat: Seat) -> Seat:
    return replace(seat, enters=min(seat.enters, _ASKED_ENTERS))


def _two_hands(take: int) -> tuple[Seat, ...]:
    """A piano that plays alone has a left hand too."""
    return _band(styles()[_SOLO_PIANO], take)


def other_idea(seat: Seat) -> Seat:
    """The same player with another part: chords that are broken instead of struck, or broken in another way."""
    can_break = seat.role in _STRIKING and seat.grip is Grip.LED and seat.program in _BREAKING_PROGRAMS
    if can_break or seat.role is Role.ARPEGGIO:
        rhythms = [name for name in _BROKEN if name not in dict(seat.rhythm).values()]
        return replace(seat, role=Role.ARPEGGIO, rhythm=(("*", rhythms[0]),))
    return seat


def _at_most(band: list[Seat], choice: StyleChoice) -> tuple[Seat, ...]:
    """Seven players at most, fewer in a sparse feel: the latest to enter leave first, those asked for stay."""
    most = choice.most_players or choice.feel.most_players(MOST_PLAYERS)
    while len(band) > most:
        leaving = [seat for seat in band if seat.player not in choice.with_players and seat.role is not Role.BASS]
        if not leaving:
            break
        band.remove(max(leaving, key=lambda seat: seat.enters))
    return tuple(band)


def play_band(band: Sequence[Seat], chart: Chart, *, drums_wait: bool) -> tuple[Part, ...]:
    """The parts of the players who play at all."""
    least = min((seat.enters for seat in band), default=0.0)
    parts = []
    for seat in band:
        playing = bars_of(seat, chart, drums_wait=drums_wait, always=seat.enters <= least)
        if seat.role in _DRIVING_ROLES:
            playing = tuple(replace(bar, drive=chart.feel.drive) for bar in playing)
        part = _PLAY[seat.role](seat, chart, playing)
        if part.notes:
            parts.append(part)
    return tuple(parts)


def bars_of(seat: Seat, chart: Chart, *, drums_wait: bool, always: bool = False) -> tuple[Bar, ...]:
    """The bars in which a player plays."""
    result: list[Bar] = []
    first_verse = next((bar.section for bar in chart.bars if bar.section.label is SectionLabel.VERSE), None)
    peak = max(bar.energy for bar in chart.bars)
    enters = min(seat.enters, peak - 0.05)  # nobody waits for a fullness that never comes
    for bar in chart.bars:
        waits = (
            drums_wait
            and seat.role in _DRUM_ROLES
            and bar.section is first_verse
            and bar.energy < min(_FIRST_VERSE_DRUMS_ENERGY, peak - 0.1)
        )
        if bar.is_final:
            plays = bool(result) and result[-1].end_beats >= bar.start_beats - 1e-6
        else:
            plays = seat.player == _BASS or always or (bar.energy >= enters and not waits)
        if plays:
            result.append(bar)
    return tuple(result)


def mix_of(band: Sequence[Seat], notes: MixNotes) -> MixNotes:
    """What the style asks of the mix, with the level of every player."""
    said = dict(notes.levels_lu)
    levels = tuple((seat.player, said.get(seat.player, seat.level_lu)) for seat in band)
    return replace(notes, levels_lu=levels)
