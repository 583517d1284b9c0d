"""The sung line over an uploaded band: words, form and key first, then a rhythm and a melody for each line.

Positions are in beats of the heard timeline. Lines of a section share a rhythm and a shape; a second verse echoes the
first; a line whose words return brings its melody back as far as the chords allow. Takes differ in the ideas for
rhythm and shape, not in the words.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from tutti.base.seeds import generator
from tutti.compose.backing_vocals import backing_vocals
from tutti.compose.leaning import choice_of
from tutti.compose.lyricist import write_lyrics
from tutti.compose.lyricist_sheet import read_sheet
from tutti.compose.melody import Harmony, LineWish, write_pitches
from tutti.compose.melody_contour import IDEAS, ContourIdea, aims
from tutti.compose.melody_ornament import sung_notes
from tutti.compose.melody_range import RANGES, VocalRange
from tutti.compose.prosody import RhythmIdea, SetSyllable, Window, set_line
from tutti.compose.style import read_style
from tutti.compose.topline_following import with_band
from tutti.compose.topline_form import LinePlace, place
from tutti.compose.topline_repeats import with_repeats
from tutti.compose.topline_voice import voice_of
from tutti.compose.topline_windows import line_windows
from tutti.language import language_of
from tutti.music.brief import USUAL_WEIRDNESS, Brief
from tutti.music.listening import Listening
from tutti.music.lyric import LyricLine, Lyrics
from tutti.music.plan import Plan
from tutti.music.score import VOCALS, Score, SungPhrase, VocalPart

FloatArray = npt.NDArray[np.float64]

_RHYTHMS = (
    RhythmIdea(),
    RhythmIdea(pace=0.85, evenness=0.6),
    RhythmIdea(entry_beats=2.0, pace=0.9),
    RhythmIdea(pace=1.15, evenness=0.1),
)
_LATE_ENTRY_BEATS = 12  # shorter lines start on their bar line
_LEANING_COST, _LEANING_TWELFTHS = 0.22, 48
_WHIM_COST = 0.18  # standard deviation of the random cost that makes equal choices differ
_WHIMS, _SWING = (0.2, 1.0, 5.0), (0.7, 1.0, 1.6)  # of whims and contours, at no, usual and full weirdness


def plan_topline(brief: Brief, listening: Listening, seed: int) -> Plan:
    """Settle words, voice and form over a heard band.

    Raises:
        LyricsUnsingable: the words cannot be sung, or not in the time there is.
    """
    lyrics = _words(brief, listening, seed)
    place(lyrics, listening)
    choice = read_style(brief.style, brief.avoid)
    return Plan(
        brief=brief,
        listening=listening,
        seed=seed,
        title=lyrics.title,
        styles=tuple(style.name for style in choice.styles),
        tags=choice.tags,
        unknown_words=choice.unknown_words,
        timeline=listening.timeline,
        end_beats=listening.timeline.beats_at(listening.duration_seconds),
        key=listening.key,
        sections=listening.sections,
        chords=listening.chords,
        lyrics=lyrics,
        voice=voice_of(brief, seed),
        tuning_cents=listening.tuning_cents,
    )


def _words(brief: Brief, listening: Listening, seed: int) -> Lyrics:
    if brief.lyrics is not None and brief.lyrics.strip():
        return with_repeats(read_sheet(brief.lyrics, language_of(brief.lyrics), brief.title), listening)
    return write_lyrics(brief, listening, seed)


def write_topline(plan: Plan, take: int) -> Score:
    """Set the planned words to a melody; each take has its own."""
    if plan.lyrics is None or plan.voice is None:
        raise ValueError("a topline needs a plan with words and a voice")
    writer = _Writer(plan=plan, lyrics=plan.lyrics, voice=RANGES[plan.voice], take=take)
    lead = VocalPart(player=VOCALS, gender=plan.voice, language=plan.lyrics.language, phrases=writer.phrases())
    backing = backing_vocals(lead, plan.lyrics, plan, writer.voice)
    return Score(
        title=plan.title,
        styles=plan.styles,
        timeline=plan.timeline,
        end_beats=plan.end_beats,
        key=plan.key,
        sections=plan.sections,
        chords=plan.chords,
        vocals=(lead,) if backing is None else (lead, backing),
        lyrics=plan.lyrics,
        mix=replace(choice_of(plan.brief).styles[0].mix, levels_lu=()),
        seed=plan.seed,
        tuning_cents=plan.tuning_cents,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A line that is already set, with times relative to its window's start."""

    length_beats: float
    onsets: FloatArray
    ends: FloatArray
    pitches: FloatArray


@dataclass(slots=True, kw_only=True)
class _Writer:
    """Writes line after line and remembers what may come back."""

    plan: Plan
    lyrics: Lyrics
    voice: VocalRange
    take: int
    by_text: dict[tuple[str, str], _Written] = field(default_factory=dict)
    by_place: dict[tuple[str, int], _Written] = field(default_factory=dict)
    before_midi: int | None = None

    def phrases(self) -> tuple[SungPhrase, ...]:
        places = place(self.lyrics, self.plan.listening)
        windows = line_windows(self.lyrics, places, self.plan.listening)
        return tuple(self._phrase(where, window) for where, window in zip(places, windows, strict=True))

    def _phrase(self, where: LinePlace, window: Window) -> SungPhrase:
        section = self.lyrics.sections[where.section]
        line = section.lines[where.line]
        length = where.end_beats - where.start_beats
        known = self.by_text.get((section.label, line.text))
        returns = known is not None and abs(known.length_beats - length) < 1e-6
        model = known if returns else self._model(section.label, where.line)
        notes = self._rhythm(line, section.label, window, length, model, returns)
        wish = self._wish(line, where, window, notes, model, returns)
        harmony = Harmony(timeline=self.plan.timeline, key=self.plan.key, chords=self.plan.chords)
        pitches = write_pitches(notes, harmony, self.voice, wish)
        self._remember(section.label, where, line, window, notes, pitches)
        self.before_midi = pitches[-1]
        rng = generator(self.plan.seed, "ornament", self.take, line.text)
        low = self.voice.lowest_midi
        sung = sung_notes(notes, pitches, harmony, lowest_midi=low, closes=wish.closes, rng=rng)
        return SungPhrase(text=line.text, notes=with_band(sung, self.plan.listening, self.plan.brief.audio_weight))

    def _model(self, label: str, line: int) -> _Written | None:
        """The earlier line that this one echoes: the same of an earlier section, or two before in its own."""
        for key in ((label, line), (label, line - 2), (label, line - 1)):
            if key in self.by_place:
                return self.by_place[key]
        return None

    def _rhythm(
        self, line: LyricLine, label: str, window: Window, length: float, model: _Written | None, returns: bool
    ) -> tuple[SetSyllable, ...]:
        if returns and model is not None:
            starts, ends = window.start_beats + model.onsets, window.start_beats + model.ends
            if starts[0] >= window.earliest_beats - 1e-6 and ends[-1] <= window.end_beats + 1e-6:
                return tuple(
                    SetSyllable(syllable=s, start_beats=float(a), duration_beats=float(b - a))
                    for s, a, b in zip(line.syllables, starts, ends, strict=True)
                )
        idea = self._rhythm_idea(label)
        if length < _LATE_ENTRY_BEATS:
            idea = replace(idea, entry_beats=0.0)
        echo = () if model is None else tuple(model.onsets)
        return set_line(line.syllables, line.text, window, self.plan.timeline, idea=idea, echo=echo)

    def _wish(
        self,
        line: LyricLine,
        where: LinePlace,
        window: Window,
        notes: tuple[SetSyllable, ...],
        model: _Written | None,
        returns: bool,
    ) -> LineWish:
        section = self.lyrics.sections[where.section]
        centre = self.voice.centre_midi(section.label)
        rng = generator(self.plan.seed, "melody", self.take, section.label, line.text)
        size = self.voice.highest_midi - self.voice.lowest_midi + 1
        return LineWish(
            aims_midi=centre + self._daring(_SWING) * aims(self._contour_idea(section.label), where.line, len(notes)),
            echo_midi=_echo(notes, window, model),
            is_return=returns,
            closes=where.line + 1 == len(section.lines),
            before_midi=self.before_midi,
            whims=self._daring(_WHIMS) * rng.normal(0.0, _WHIM_COST, (len(notes), size)),
        )

    def _remember(
        self,
        label: str,
        where: LinePlace,
        line: LyricLine,
        window: Window,
        notes: tuple[SetSyllable, ...],
        pitches: tuple[int, ...],
    ) -> None:
        starts = np.array([note.start_beats for note in notes]) - window.start_beats
        written = _Written(
            length_beats=where.end_beats - where.start_beats,
            onsets=starts,
            ends=starts + np.array([note.duration_beats for note in notes]),
            pitches=np.array(pitches, dtype=np.float64),
        )
        self.by_text.setdefault((label, line.text), written)
        self.by_place.setdefault((label, where.line), written)

    def _daring(self, sizes: tuple[float, float, float]) -> float:
        """A size at weirdness 0, at the usual one and at 1, for the weirdness of the brief."""
        return float(np.interp(self.plan.brief.weirdness, [0.0, USUAL_WEIRDNESS, 1.0], sizes))

    def _rhythm_idea(self, label: str) -> RhythmIdea:
        order = self._random("rhythm", label).permutation(len(_RHYTHMS))
        leanings = self._random("leanings", label, self.take).normal(0.0, _LEANING_COST, _LEANING_TWELFTHS)
        return replace(
            _RHYTHMS[int(order[(self.take - 1) % len(_RHYTHMS)])], leanings=tuple(float(cost) for cost in leanings)
        )

    def _contour_idea(self, label: str) -> ContourIdea:
        order = self._random("contour", label).permutation(len(IDEAS))
        return IDEAS[int(order[(self.take - 1) % len(IDEAS)])]

    def _random(self, *names: str | int) -> np.random.Generator:
        """The random numbers of a song's ideas: other words bring others."""
        return generator(self.plan.seed, self.plan.brief.words, *names)


def _echo(notes: tuple[SetSyllable, ...], window: Window, model: _Written | None) -> FloatArray:
    """The model's pitch at each note's place; NaN where the model has no note near."""
    if model is None:
        return np.full(len(notes), np.nan)
    offsets = np.array([note.start_beats for note in notes]) - window.start_beats
    nearest = np.argmin(np.abs(offsets[:, None] - model.onsets[None, :]), axis=1)
    near = np.abs(model.onsets[nearest] - offsets) <= 0.51
    return np.asarray(np.where(near, model.pitches[nearest], np.nan))
