"""What a style text asks for: styles, players to add or leave out, a feel, and the words that meant nothing.

The text is free: genre, mood, image, era, tempo and instrument words in English or Chinese, with negations ("no
drums", "without guitar", "不要鼓"). Where it names no style, its images, eras, moods and instruments vote for one; a
text that says nothing of the kind is pop. What must not be heard wins over what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache

import numpy as np

from tutti.compose.feel import NEUTRAL, Feel, Outlook, Pace, intensity_of, outlook_of, pace_of, summed
from tutti.compose.pattern import Intensity
from tutti.compose.style_table import Role, Seat, Style, instruments, styles
from tutti.compose.style_words import Finding, Kind, read_findings, vocabulary

__all__ = ["Role", "Seat", "Style", "StyleChoice", "read_style", "styles"]

DEFAULT_STYLE = "pop"
MOST_STYLES = 2
_MOST_SCENE_TAGS, _MOST_REFUSAL_TAGS = 3, 3
_SCENE_SHARE = 0.7  # of a mood that only an image brings
_REFUSED_SHARE = -0.6  # of a mood that is not wanted
_SCENE_VOTE, _HINT_VOTE, _MOOD_VOTE = 1.0, 0.9, 0.5
_PASSED_OVER = frozenset({Kind.SOFT, Kind.JOINING, Kind.FILLER, Kind.MOOD})
_REACH_WORDS = 4  # so many fillers may stand between a "no" and what it refuses
_PACE_MOODS = tuple(Pace)
_OTHER_PACE = {Pace.SLOW: Pace.MEDIUM, Pace.MEDIUM: Pace.FAST, Pace.FAST: Pace.MEDIUM}  # where one is refused
_ENDING = frozenset({Kind.FILLER, Kind.ONLY, Kind.SOLO, Kind.TOGETHER})
_LISTED = frozenset({Kind.STYLE, Kind.PLAYER, Kind.GROUP, Kind.MOOD, Kind.SCENE, Kind.SOFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleChoice:
    """What was understood of a style text.

    Attributes:
        styles: the leading one first.
        tags: how the style is shown to people.
        unknown_words: what meant nothing, in the order of the text.
        without_players: who must not play.
        with_players: who was asked for.
        only_players: who alone may play; empty where nothing was said.
        without_pieces: which pieces of the kit must not be struck.
        programs: the General MIDI programs of players whose sound was named.
        feel: what its moods and images ask for.
        most_players: how many play where the size of the group is named.
        tempo_bpm: the tempo that is named; None where none is.
        named_pace: how fast it is to be in words; None where nothing is said.
    """

    styles: tuple[Style, ...]
    tags: str
    unknown_words: tuple[str, ...]
    without_players: frozenset[str]
    with_players: frozenset[str]
    only_players: frozenset[str] = frozenset()
    without_pieces: frozenset[str] = frozenset()
    programs: tuple[tuple[str, int], ...] = ()
    feel: Feel = NEUTRAL
    most_players: int | None = None
    tempo_bpm: float | None = None
    named_pace: Pace | None = None

    @property
    def pace(self) -> Pace:
        """How fast the music is expected to be: as it is said, else as its style is."""
        if self.named_pace is not None:
            return self.named_pace
        return pace_of(self.tempo_bpm if self.tempo_bpm is not None else float(np.mean(self.styles[0].tempo_bpm)))

    @property
    def intensity(self) -> Intensity:
        """How full the music is expected to be, by its style and its feel."""
        return intensity_of(self.feel.energy + self._temper[0])

    @property
    def outlook(self) -> Outlook:
        """How bright the music is expected to be, by its style and its feel."""
        return outlook_of(self.feel.valence + self._temper[1])

    @property
    def _temper(self) -> tuple[float, float]:
        rows = [vocabulary("words")["temper"].get(style.name, (0.0, 0.0)) for style in self.styles]
        return sum(row[0] for row in rows) / len(rows), sum(row[1] for row in rows) / len(rows)


@dataclass(slots=True, kw_only=True)
class _Wishes:
    """What a text asks for, collected word by word; lists keep the order of the text; players may be groups."""

    styles: list[str] = field(default_factory=list)
    refused_styles: set[str] = field(default_factory=set)
    players: list[str] = field(default_factory=list)
    refused_players: set[str] = field(default_factory=set)
    refused_pieces: set[str] = field(default_factory=set)
    moods: list[str] = field(default_factory=list)
    refused_moods: set[str] = field(default_factory=set)
    programs: dict[str, int] = field(default_factory=dict)
    tempo_bpm: float | None = None
    size: int | None = None
    scenes: list[str] = field(default_factory=list)
    refused_scenes: set[str] = field(default_factory=set)
    alone: bool = False

    def take(self, finding: Finding, *, refused: bool) -> None:
        """Note one wish or refusal."""
        name = finding.value
        if finding.kind is Kind.STYLE:
            self.refused_styles.add(name) if refused else self.styles.append(name)
        elif finding.kind is Kind.MOOD:
            self.refused_moods.add(name) if refused else self.moods.append(name)
        elif finding.kind is Kind.SCENE:
            self.refused_scenes.add(name) if refused else self.scenes.append(name)
        elif finding.kind in (Kind.PLAYER, Kind.GROUP):
            self.refused_players.add(name) if refused else self.players.append(name)
            if finding.program is not None and not refused:
                self.programs[name] = finding.program
        elif finding.kind is Kind.TEMPO and not refused:
            self.tempo_bpm = float(name)
        elif finding.kind is Kind.TOGETHER and not refused:
            self.size = vocabulary("words")["sizes"].get(name)
        elif finding.kind is Kind.PIECE:
            piece = vocabulary("words")["pieces"][name]
            self.refused_pieces.update(piece["struck"]) if refused else self.players.append(piece["player"])


@lru_cache(maxsize=256)
def read_style(text: str, avoid: str = "") -> StyleChoice:
    """Understand a style text and a text of what must not be heard."""
    found, unknown = read_findings(text)
    forbidden, unknown_in_avoid = read_findings(avoid)
    wishes = _Wishes(alone=_is_alone(found))
    negation: int | None = None  # how many fillers a "no" still reaches over; 0 once it has refused something
    for place, finding in enumerate(found):
        if finding.kind is Kind.NEGATION:
            negation = _REACH_WORDS
        elif finding.kind is Kind.CLAUSE:
            negation = negation if negation is not None and _list_goes_on(found[place + 1 :]) else None
        elif finding.kind in _ENDING:
            if finding.kind is Kind.TOGETHER:
                wishes.take(finding, refused=negation is not None)
            negation = negation - 1 if negation else None
        elif finding.kind not in _PASSED_OVER or finding.kind is Kind.MOOD:
            wishes.take(finding, refused=negation is not None)
            negation = None if negation is None else 0
    for finding in forbidden:
        wishes.take(finding, refused=True)
    return _choice(wishes, (*unknown, *unknown_in_avoid))


def _is_alone(found: list[Finding]) -> bool:
    """Whether the players named are to play alone: "only piano", "piano only", "solo piano", "harp and flute duet"."""
    kinds = [finding.kind for finding in found]
    named = kinds.count(Kind.PLAYER) + kinds.count(Kind.GROUP)
    if Kind.TOGETHER in kinds and named > 1:
        return True
    for place, kind in enumerate(kinds):
        if kind not in (Kind.ONLY, Kind.SOLO):
            continue
        after = next((k for k in kinds[place + 1 :] if k not in _PASSED_OVER), Kind.CLAUSE)
        before = next((k for k in reversed(kinds[:place]) if k is not Kind.CLAUSE), Kind.CLAUSE)
        ends = place + 1 == len(kinds) or kinds[place + 1] is Kind.CLAUSE
        if kind is Kind.SOLO and named > 1:
            continue
        if after in (Kind.PLAYER, Kind.GROUP) or (before in (Kind.PLAYER, Kind.GROUP) and ends):
            return kind is Kind.ONLY or Kind.STYLE not in kinds or after is Kind.PLAYER
    return False


def _list_goes_on(rest: list[Finding]) -> bool:
    """Whether a comma stands inside a list that an "or" ends: "no drums, bass or guitar"."""
    for finding in rest:
        if finding.kind is Kind.JOINING:
            return True
        if finding.kind not in _LISTED and finding.value not in (",", "，"):
            return False
    return False


def _choice(wishes: _Wishes, unknown: tuple[str, ...]) -> StyleChoice:
    named = _kinds([name for name in dict.fromkeys(wishes.styles) if name not in wishes.refused_styles])[:MOST_STYLES]
    moods = [name for name in dict.fromkeys(wishes.moods) if name not in wishes.refused_moods]
    scenes = [name for name in dict.fromkeys(wishes.scenes) if name not in wishes.refused_scenes]
    voted = [] if named else [_voted(moods, scenes, wishes.players, wishes.refused_styles)]
    chosen = tuple(styles()[name] for name in named or voted)
    asked = list(dict.fromkeys(player for name in wishes.players for player in _asked(name, chosen)))
    named_apart = {
        player for name in wishes.players if name not in wishes.refused_players for player in _asked(name, chosen)
    }
    kin = {player for name in wishes.refused_players for player in _family(name)} - named_apart
    without = frozenset(kin | wishes.refused_players) & instruments().keys()
    suggested = [] if wishes.alone else [player for name in scenes for player in _scene_players(name)]
    with_players = frozenset([*asked, *suggested]) - without
    only = frozenset(asked) - without if wishes.alone else frozenset[str]()
    return StyleChoice(
        styles=chosen,
        tags=", ".join(dict.fromkeys(_tags(chosen, moods, scenes, [p for p in asked if p in with_players], without))),
        unknown_words=tuple(dict.fromkeys(unknown)),
        without_players=without,
        without_pieces=frozenset(wishes.refused_pieces),
        with_players=with_players,
        only_players=only,
        programs=tuple(sorted(wishes.programs.items())),
        feel=_feel(moods, scenes, wishes.refused_moods),
        most_players=None if wishes.alone else wishes.size,
        tempo_bpm=wishes.tempo_bpm,
        named_pace=_named_pace(wishes),
    )


def _kinds(named: list[str]) -> list[str]:
    """The styles that are named, without those that only say where another one belongs."""
    parents = vocabulary("words")["parents"]
    return [name for name in named if not any(kind in named for kind in parents.get(name, ()))]


def _named_pace(wishes: _Wishes) -> Pace | None:
    said = [Pace(mood) for mood in wishes.moods if mood in _PACE_MOODS and mood not in wishes.refused_moods]
    if said:
        return said[-1]
    refused = [Pace(mood) for mood in _PACE_MOODS if mood in wishes.refused_moods]
    return _OTHER_PACE[refused[0]] if refused else None


def _tags(
    chosen: tuple[Style, ...], moods: list[str], scenes: list[str], players: list[str], without: frozenset[str]
) -> Iterable[str]:
    yield from (style.title for style in chosen)
    yield from moods
    for name in scenes[:_MOST_SCENE_TAGS]:
        yield str(vocabulary("scenes")[name].get("tag", name.replace("_", " ")))
    yield from (player.replace("_", " ") for player in players)
    yield from [f"no {player.replace('_', ' ')}" for player in sorted(without)][:_MOST_REFUSAL_TAGS]


def _feel(moods: list[str], scenes: list[str], refused: Iterable[str]) -> Feel:
    """All moods together; an image with a weak mood gives way to moods that were named."""
    parts = [(_mood_feel(name), 1.0) for name in moods]
    imagined = [
        mood
        for name in scenes
        if not (moods and vocabulary("scenes")[name].get("weak", False))
        for mood in vocabulary("scenes")[name]["moods"]
    ]
    said = sum(feel.energy for feel, _ in parts)
    for name in dict.fromkeys(imagined):
        feel = _mood_feel(name)
        if name not in moods:
            parts.append((replace(feel, energy=0.0) if feel.energy * said < 0.0 else feel, _SCENE_SHARE))
    parts += [(_mood_feel(name), _REFUSED_SHARE) for name in sorted(refused)]
    return summed(parts)


@cache
def _mood_feel(name: str) -> Feel:
    row = vocabulary("moods")[name]
    return Feel(**{quality.name: float(row.get(quality.name, 0.0)) for quality in fields(Feel)})


def _voted(moods: list[str], scenes: list[str], players: list[str], refused: set[str]) -> str:
    """The style that the other words of a text suggest."""
    votes: dict[str, float] = {}
    ballots = [(vocabulary("scenes")[name]["styles"], _SCENE_VOTE) for name in scenes]
    ballots += [(vocabulary("words")["hints"].get(player, []), _HINT_VOTE) for player in players]
    ballots += [(vocabulary("moods")[name].get("styles", []), _MOOD_VOTE) for name in moods]
    for candidates, weight in ballots:
        possible = next((name for name in candidates if name in styles() and name not in refused), None)
        if possible is not None:
            votes[possible] = votes.get(possible, 0.0) + weight
    if votes:
        return max(votes, key=votes.__getitem__)
    return next((name for name in (DEFAULT_STYLE, *styles()) if name not in refused), DEFAULT_STYLE)


def _asked(name: str, chosen: tuple[Style, ...]) -> list[str]:
    """The players that a wish for a player or a group brings."""
    group = vocabulary("words")["groups"].get(name)
    if group is None:
        return [name]
    seated = {seat.player for style in chosen for band in style.bands for seat in band}
    known = [player for player in group["members"] if player in seated]
    return known[:1] if group.get("any", False) and known else list(group["adds"])


def _scene_players(scene: str) -> list[str]:
    return [player for player in vocabulary("scenes")[scene].get("players", []) if player in instruments()]


def _family(name: str) -> set[str]:
    """All who leave with a player or a group that is refused."""
    group = vocabulary("words")["groups"].get(name)
    members = {name} if group is None else set(group["members"])
    return members | {other for other, instrument in instruments().items() if instrument.family in members}
