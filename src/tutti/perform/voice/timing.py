"""When every phone of a sung part is heard.

The vowel of a syllable starts with its note; the consonants before it come earlier and take their time from the
syllable before, those after it from their own note (Sundberg and Bauer-Huppmann, J. Voice 21, 2007). Where there is
not enough, consonants shorten before the vowel does. Beats become seconds here and nowhere else in the singer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from tutti.music.lyric import Syllable
from tutti.music.score import SungNote, VocalPart
from tutti.music.time import Timeline
from tutti.perform.voice.mandarin_phones import CLOSING_NASALS
from tutti.perform.voice.phones import RHOTIC, RHOTIC_NUCLEI, Phone, find

_CLUSTER_FACTOR = 0.8  # consonants side by side are shorter
_CODA_FACTOR = 0.85  # after a vowel, within a phrase
_FINAL_CODA_FACTOR = 1.1  # before a rest
_VOWEL_SHARE = 0.45  # of its note is the vowel's ...
_VOWEL_SECONDS = 0.08  # ... and at least so much, before consonants shorten
_SHORTEST_FACTOR = 0.35  # consonants shorten to this, then the vowel yields
_LAST_RESORT_SHARE = 0.3  # of a very short note always stays vowel
_LEGATO_GAP_SECONDS = 0.12  # shorter gaps inside a phrase are sung through
_FINAL_CODA_INSIDE = 0.5  # share of final consonants that lies within the note
_RELEASE_SECONDS = 0.03  # an open final vowel ends so much before its note does


class Role(StrEnum):
    """A phone's place in its syllable."""

    ONSET = "onset"
    NUCLEUS = "nucleus"
    CODA = "coda"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A phone from when to when; `syllable` counts the phrase's syllables from 0."""

    phone: Phone
    role: Role
    syllable: int
    start_seconds: float
    end_seconds: float

    @property
    def seconds(self) -> float:
        """How long."""
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldNote:
    """A pitch from when to when; `starts_syllable` is False inside a melisma."""

    start_seconds: float
    end_seconds: float
    pitch_midi: int
    velocity: int
    starts_syllable: bool

    @property
    def seconds(self) -> float:
        """How long."""
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedSyllable:
    """A syllable with its notes and phones in time.

    Attributes:
        syllable: as written.
        notes: one, or the several of a melisma.
        segments: its phones in order.
        joins_next: whether the voice goes on into the next syllable without a rest.
    """

    syllable: Syllable
    notes: tuple[HeldNote, ...]
    segments: tuple[Segment, ...]
    joins_next: bool

    @property
    def nucleus(self) -> Segment:
        """Its vowel."""
        return next(segment for segment in self.segments if segment.role is Role.NUCLEUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedPhrase:
    """What is sung in one breath, in seconds."""

    text: str
    syllables: tuple[TimedSyllable, ...]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All phones in order."""
        return tuple(segment for syllable in self.syllables for segment in syllable.segments)

    @property
    def notes(self) -> tuple[HeldNote, ...]:
        """All notes in order."""
        return tuple(note for syllable in self.syllables for note in syllable.notes)

    @property
    def start_seconds(self) -> float:
        """When the first phone starts."""
        return self.syllables[0].segments[0].start_seconds

    @property
    def end_seconds(self) -> float:
        """When the last phone ends."""
        return self.syllables[-1].segments[-1].end_seconds


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A syllable while its consonants are being fitted."""

    phrase: int
    syllable: Syllable
    notes: list[HeldNote]
    onset: list[Phone]
    nucleus: Phone
    coda: list[Phone]
    onset_factor: float = 1.0
    coda_factor: float = 1.0
    joins_next: bool = False

    @property
    def start_seconds(self) -> float:
        return self.notes[0].start_seconds

    @property
    def end_seconds(self) -> float:
        return self.notes[-1].end_seconds

    @property
    def onset_seconds(self) -> list[float]:
        return _lengths(self.onset, self.onset_factor)

    @property
    def coda_seconds(self) -> list[float]:
        place = _CODA_FACTOR if self.joins_next else _FINAL_CODA_FACTOR
        return _lengths(self.coda, self.coda_factor * place)


def time_phrases(part: VocalPart, timeline: Timeline) -> tuple[TimedPhrase, ...]:
    """The phrases of a part with every phone and note in seconds.

    Raises:
        LyricsUnsingable: a syllable has a phone that cannot be sung.
    """
    drafts = [draft for index, phrase in enumerate(part.phrases) for draft in _drafts(index, phrase.notes, timeline)]
    for before, after in pairwise(drafts):
        _join(before, after)
    followers = [*drafts[1:], None]
    for draft, follower in zip(drafts, followers, strict=True):
        _fit(draft, follower)
    timed: list[list[TimedSyllable]] = [[] for _ in part.phrases]
    for draft, follower in zip(drafts, followers, strict=True):
        own = timed[draft.phrase]
        own.append(_place(draft, follower, len(own)))
    return tuple(
        TimedPhrase(text=phrase.text, syllables=tuple(syllables))
        for phrase, syllables in zip(part.phrases, timed, strict=True)
    )


def _drafts(phrase: int, notes: Sequence[SungNote], timeline: Timeline) -> list[_Draft]:
    drafts: list[_Draft] = []
    for note in notes:
        held = HeldNote(
            start_seconds=timeline.seconds_at(note.start_beats),
            end_seconds=timeline.seconds_at(note.end_beats),
            pitch_midi=note.pitch_midi,
            velocity=note.velocity,
            starts_syllable=note.syllable is not None,
        )
        if note.syllable is None:
            drafts[-1].notes.append(held)
            continue
        word = note.syllable.text
        onset = [find(symbol, word=word) for symbol in note.syllable.onset]
        nucleus = find(note.syllable.nucleus, word=word)
        coda = [_closing(find(symbol, word=word), note.syllable) for symbol in note.syllable.coda]
        if nucleus.symbol in RHOTIC_NUCLEI and coda and coda[0].symbol == RHOTIC:
            coda = coda[1:]  # one r-coloured vowel
        drafts.append(
            _Draft(phrase=phrase, syllable=note.syllable, notes=[held], onset=onset, nucleus=nucleus, coda=coda)
        )
    return drafts


def _closing(phone: Phone, syllable: Syllable) -> Phone:
    """A phone after the vowel; the nasals that close Chinese syllables are long."""
    seconds = CLOSING_NASALS.get(phone.symbol)
    return phone if syllable.tone is None or seconds is None else replace(phone, seconds=seconds)


def _join(before: _Draft, after: _Draft) -> None:
    """Decide whether the voice goes on from one syllable into the next."""
    gap = after.start_seconds - before.end_seconds
    least = sum(after.onset_seconds)
    if before.phrase == after.phrase:
        least = max(least, _LEGATO_GAP_SECONDS)
    before.joins_next = gap < least + 1e-6


def _fit(draft: _Draft, after: _Draft | None) -> None:
    """Shorten the consonants that draw on a syllable's time until its vowel has its share."""
    joined = after if draft.joins_next else None
    end = joined.start_seconds if joined is not None else draft.end_seconds
    span = end - draft.start_seconds
    inside = 1.0 if joined is not None else _FINAL_CODA_INSIDE
    wanted = inside * sum(draft.coda_seconds) + (sum(joined.onset_seconds) if joined is not None else 0.0)
    if wanted <= 0.0:
        return
    room = span - max(_VOWEL_SHARE * span, min(_VOWEL_SECONDS, 0.6 * span))
    factor = min(1.0, max(_SHORTEST_FACTOR, room / wanted))
    factor = min(factor, (1.0 - _LAST_RESORT_SHARE) * span / wanted)
    draft.coda_factor *= factor
    if joined is not None:
        joined.onset_factor *= factor


def _place(draft: _Draft, after: _Draft | None, syllable: int) -> TimedSyllable:
    coda_seconds = draft.coda_seconds
    if draft.joins_next and after is not None:
        vowel_end = after.start_seconds - sum(after.onset_seconds) - sum(coda_seconds)
    elif coda_seconds:
        vowel_end = draft.end_seconds - _FINAL_CODA_INSIDE * sum(coda_seconds)
    else:
        vowel_end = draft.end_seconds - min(_RELEASE_SECONDS, 0.2 * (draft.end_seconds - draft.start_seconds))
    start = draft.start_seconds - sum(draft.onset_seconds)
    phones = [
        *((phone, Role.ONSET, length) for phone, length in zip(draft.onset, draft.onset_seconds, strict=True)),
        (draft.nucleus, Role.NUCLEUS, vowel_end - draft.start_seconds),
        *((phone, Role.CODA, length) for phone, length in zip(draft.coda, coda_seconds, strict=True)),
    ]
    segments = []
    for phone, role, length in phones:
        segments.append(
            Segment(phone=phone, role=role, syllable=syllable, start_seconds=start, end_seconds=start + length)
        )
        start += length
    return TimedSyllable(
        syllable=draft.syllable,
        notes=tuple(draft.notes),
        segments=tuple(segments),
        joins_next=draft.joins_next,
    )


def _lengths(phones: Sequence[Phone], factor: float) -> list[float]:
    cluster = _CLUSTER_FACTOR if len(phones) > 1 else 1.0
    return [phone.seconds * cluster * factor for phone in phones]
