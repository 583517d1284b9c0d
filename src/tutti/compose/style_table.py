"""Styles as tables: one TOML file a style, read once and checked where it is read.

A style names its words, its harmony, its mix, and one band for each take: a table of players, each of whom takes
what the file does not say from `instruments.toml`. Rhythms are named; they are written in `patterns/ROLE.toml`.
A mistake in a table raises EngineError with the file, the entry and what is allowed there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from tutti.base.errors import EngineError
from tutti.compose.pattern import GRIDS, REST, Pattern, grid_of, parse_pattern
from tutti.music.degree import read_degree
from tutti.music.harmony import Quality
from tutti.music.score import MixNotes, Percussion
from tutti.music.time import Meter

_FOLDER = "tutti.compose"


class Role(StrEnum):
    """What a player does; each has its module in `players/`."""

    DRUMS = "drums"
    PERCUSSION = "percussion"
    BASS = "bass"
    COMP = "comp"
    STRUM = "strum"
    ARPEGGIO = "arpeggio"
    PAD = "pad"
    STRINGS = "strings"
    ANSWER = "answer"
    COUNTER = "counter"


class Grip(StrEnum):
    """How a chord lies under the hand: voices led from the chord before, or root, fifth and octave in parallel."""

    LED = "led"
    POWER = "power"


# The letters each role's patterns may hold.
ROLE_LETTERS = {
    Role.BASS: "R35678awnNxAs",
    Role.COMP: "Xxonmti",
    Role.STRUM: "DUduxn",
    Role.ARPEGGIO: "123456",
    Role.COUNTER: "cso",
}
DRUM_LETTERS = "Xxogrt"
# The pattern every role falls back to in a metre that the wished pattern is not written for.
PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One player of a style's band.

    Attributes:
        player: the name of the player and of the stem.
        role: what the player does.
        program: General MIDI program; of drums and percussion the kit.
        rhythm: the names of the patterns by metre ("*" for all others); empty where the role needs none.
        fill: the name of the drum fills.
        enters: energy from which the player plays.
        low_midi: lowest pitch.
        high_midi: highest pitch.
        voices: how many notes a chord has at most.
        grip: how chords lie under the hand.
        pan: -1 (left) to 1 (right).
        level_lu: loudness against the lead.
    """

    player: str
    role: Role
    program: int
    rhythm: tuple[tuple[str, str], ...] = ()
    fill: str = PLAIN
    enters: float = 0.0
    low_midi: int = 48
    high_midi: int = 76
    voices: int = 4
    grip: Grip = Grip.LED
    pan: float = 0.0
    level_lu: float = -9.0

    def pattern_name(self, meter: Meter) -> str:
        """The pattern wished for in a metre."""
        names = dict(self.rhythm)
        return names.get(grid_of(meter), names.get("*", PLAIN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmony:
    """The chord habits of a style.

    Attributes:
        chords_per_bar: 1, or 2 where harmony moves by half bars.
        major: loops for keys with a major third, as Roman numerals.
        minor: loops for keys with a minor third.
        bias_major: nats by semitones above the tonic.
        bias_minor: the same for minor.
        colours: by function (see `harmony`), the qualities of each take in turn.
        passing: what leads from one chord into the next, one a take; empty where nothing does (see `passing`).
        loop_nats: how strongly chords are drawn to the loops.
        habit: how much usual chords and motions are preferred; 1 is the key's own measure.
        colour: share of the chords that take their colours; beyond 1, chords that the style leaves plain take some too.
    """

    chords_per_bar: int
    major: tuple[str, ...]
    minor: tuple[str, ...]
    bias_major: Mapping[int, float]
    bias_minor: Mapping[int, float]
    colours: Mapping[str, tuple[Quality, ...]]
    passing: tuple[Quality, ...] = ()
    loop_nats: float = 0.5
    habit: float = 1.0
    colour: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A way of playing.

    Attributes:
        name: of its file.
        title: how people see it.
        aliases: words and phrases that call for it, in English and Chinese.
        tempo_bpm: the range it is at home in, felt beats a minute.
        swing: share of a beat that its first half takes.
        double_time_below_bpm: songs felt slower than this are played in double time (see `Chart.steps`).
        meters: the time signatures it is at home in.
        bands: one band a take, in turn.
        signature: the players that carry its colour into a mixture of styles.
        drums_wait: whether the drums stay out of the first verse.
        harmony: its chord habits.
        mix: what it asks of the mix; levels are those of the bands.
    """

    name: str
    title: str
    aliases: tuple[str, ...]
    tempo_bpm: tuple[float, float]
    swing: float
    double_time_below_bpm: float
    meters: tuple[Meter, ...]
    bands: tuple[tuple[Seat, ...], ...]
    signature: tuple[str, ...]
    drums_wait: bool
    harmony: Harmony
    mix: MixNotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """What a player is when a style says nothing more, and the words people use for it."""

    seat: Seat
    words: tuple[str, ...]
    family: str


@cache
def styles() -> Mapping[str, Style]:
    """All styles by name, in alphabetical order."""
    folder = resources.files(_FOLDER) / "styles"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {style.name: style for style in (read_style_table(file.name[:-5], _read(file)) for file in files)}


@cache
def instruments() -> Mapping[str, Instrument]:
    """All instruments by the name of their player."""
    table = _read(resources.files(_FOLDER) / "instruments.toml")
    result = {}
    for name, row in table.items():
        settings = {key: value for key, value in row.items() if key not in ("words", "family")}
        seat = _seat(f"instruments.toml [{name}]", name, settings, {})
        result[name] = Instrument(seat=seat, words=tuple(row["words"]), family=str(row.get("family", name)))
    return result


@cache
def patterns(role: Role) -> Mapping[str, Pattern]:
    """The patterns of a role (other than drums and percussion) by name."""
    if role not in ROLE_LETTERS:
        return {}
    table = _read(resources.files(_FOLDER) / "patterns" / f"{role}.toml")
    return {name: parse_pattern(f"{role}.{name}", rows, ROLE_LETTERS[role]) for name, rows in table.items()}


@cache
def drum_patterns() -> Mapping[str, Mapping[str, Pattern]]:
    """The grooves of drums and percussion by name, each a pattern for every piece of the kit."""
    table = _read(resources.files(_FOLDER) / "patterns" / "drums.toml")
    return {name: _groove(name, rows) for name, rows in table.items()}


def pattern_of(seat: Seat, meter: Meter) -> Pattern:
    """The rhythm a player follows in a metre."""
    known = patterns(seat.role)
    wished = known[seat.pattern_name(meter)]
    return wished if wished.has(meter) else known[PLAIN]


def groove_of(seat: Seat, meter: Meter) -> Mapping[str, Pattern]:
    """The groove a drummer or percussionist plays in a metre."""
    known = drum_patterns()
    wished = known[seat.pattern_name(meter)]
    if any(pattern.has(meter) for pattern in wished.values()):
        return wished
    return known["light" if seat.role is Role.PERCUSSION else PLAIN]


def read_style_table(name: str, table: Mapping[str, Any]) -> Style:
    """A style from the table of its file."""
    where = f"styles/{name}.toml"
    _only(where, table, {"title", "aliases", "tempo_bpm", "swing", "double_time_below_bpm", "meters", "signature",
                         "drums_wait", "harmony", "mix", "bands"})  # fmt: skip
    try:
        bands = tuple(
            tuple(_seat(f"{where} [[bands]] {player}", player, row, _known_seats()) for player, row in band.items())
            for band in table["bands"]
        )
        style = Style(
            name=name,
            title=str(table["title"]),
            aliases=tuple(str(alias).lower() for alias in table["aliases"]),
            tempo_bpm=(float(table["tempo_bpm"][0]), float(table["tempo_bpm"][1])),
            swing=float(table.get("swing", 0.5)),
            double_time_below_bpm=float(table.get("double_time_below_bpm", 0.0)),
            meters=tuple(Meter.parse(text) for text in table["meters"]),
            bands=bands,
            signature=tuple(table.get("signature", ())),
            drums_wait=bool(table.get("drums_wait", False)),
            harmony=_harmony(where, table["harmony"]),
            mix=_mix(table.get("mix", {})),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError(f"{where}: {type(error).__name__}: {error}; compare it with styles/pop.toml") from error
    _check(where, style)
    return style


def _check(where: str, style: Style) -> None:
    if not 0.5 <= style.swing <= 0.75:
        raise EngineError(f"{where}: swing is {style.swing}; it must be between 0.5 and 0.75")
    if len(style.bands) < 2:
        raise EngineError(f"{where}: a style has a band for each of two takes, not {len(style.bands)}")
    players = {seat.player for band in style.bands for seat in band}
    strangers = set(style.signature) - players
    if strangers:
        raise EngineError(f"{where}: the signature names players of no band: {sorted(strangers)}")
    for band in style.bands:
        for seat in band:
            known = drum_patterns() if seat.role in (Role.DRUMS, Role.PERCUSSION) else patterns(seat.role)
            missing = [name for _, name in seat.rhythm if name not in known]
            if missing:
                raise EngineError(f"{where}: {seat.player} plays unknown patterns {missing}; known: {', '.join(known)}")


def _mix(table: Mapping[str, Any]) -> MixNotes:
    percussion = Percussion(table.get("percussion", Percussion.MIDDLING))
    return MixNotes(**{**table, "percussion": percussion})


def _harmony(where: str, table: Mapping[str, Any]) -> Harmony:
    _only(f"{where} [harmony]", table, {"chords_per_bar", "major", "minor", "bias_major", "bias_minor", "colours",
                                        "passing"})  # fmt: skip
    for numeral in " ".join([*table["major"], *table["minor"]]).split():
        read_degree(numeral)
    colours = {
        function: tuple(Quality(quality) for quality in qualities)
        for function, qualities in table.get("colours", {}).items()
    }
    return Harmony(
        chords_per_bar=int(table.get("chords_per_bar", 1)),
        major=tuple(table["major"]),
        minor=tuple(table["minor"]),
        bias_major={int(step): float(nats) for step, nats in table.get("bias_major", {}).items()},
        bias_minor={int(step): float(nats) for step, nats in table.get("bias_minor", {}).items()},
        colours=colours,
        passing=tuple(Quality(quality) for quality in table.get("passing", ())),
    )


def _known_seats() -> Mapping[str, Seat]:
    return {name: instrument.seat for name, instrument in instruments().items()}


def _seat(where: str, player: str, row: Mapping[str, Any], known: Mapping[str, Seat]) -> Seat:
    """A seat from its row over what the instrument is by itself."""
    _only(where, row, {"role", "program", "rhythm", "fill", "enters", "low_midi", "high_midi", "voices", "grip",
                       "pan", "level_lu"})  # fmt: skip
    base = known.get(player)
    if base is None and ("role" not in row or "program" not in row):
        raise EngineError(f"{where}: {player!r} is no known instrument; give it a role and a program")
    settings: dict[str, Any] = {} if base is None else {name: getattr(base, name) for name in base.__slots__}
    if base is not None and row.get("role", base.role) != base.role:
        settings.pop("rhythm")  # another role has other patterns
    settings.update(row, player=player)
    settings["role"] = Role(settings["role"])
    settings["grip"] = Grip(settings.get("grip", Grip.LED))
    rhythm = settings.get("rhythm", ())
    if isinstance(rhythm, str):
        rhythm = (("*", rhythm),)
    elif isinstance(rhythm, Mapping):
        unknown = set(rhythm) - set(GRIDS) - {"*"}
        if unknown:
            raise EngineError(f"{where}: rhythm is named for {sorted(unknown)}; metres are {', '.join(GRIDS)}, *")
        rhythm = tuple(rhythm.items())
    settings["rhythm"] = rhythm
    return Seat(**settings)


def _groove(name: str, rows: Mapping[str, Any]) -> Mapping[str, Pattern]:
    """Turn {metre: {intensity: {piece: text}}} into a pattern a piece; a piece that is not named rests."""
    pieces: dict[str, dict[str, dict[str, str]]] = {}
    named = {piece for by in rows.values() for texts in by.values() for piece in texts}
    for base, by_intensity in rows.items():
        steps = GRIDS[base][0] if base in GRIDS else 16
        for intensity, texts in by_intensity.items():
            for piece in named:
                text = texts.get(piece, REST * steps)
                pieces.setdefault(piece, {}).setdefault(base, {})[intensity] = text
    return {
        piece: parse_pattern(f"drums.{name}.{piece}", table, DRUM_LETTERS) for piece, table in sorted(pieces.items())
    }


def _only(where: str, table: Mapping[str, Any], allowed: set[str]) -> None:
    strange = sorted(set(table) - allowed)
    if strange:
        raise EngineError(f"{where}: unknown entries {strange}; allowed are {', '.join(sorted(allowed))}")


def _read(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise EngineError(f"{file.name} is not TOML: {error}") from error
