"""The stages in order: a Brief and an upload become takes.

An engine is two verbs: `plan` (the text stage: words, form, chords; fast, once) and `render` (one call a take). The
studio engine plans a Score and performs it. Listening, mixing and checking are common to all engines.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tutti import compose, listen, mix, perform
from tutti.base.progress import Progress, part
from tutti.listen.hints import Hints
from tutti.music.brief import Brief, Task
from tutti.music.listening import Listening, Source
from tutti.music.plan import Plan
from tutti.music.score import UPLOAD, VOCALS, Score
from tutti.sound.audio import Audio, frames_at
from tutti.sound.mixdown import Mixdown
from tutti.sound.stems import Stem, Stems

StageReport = Callable[[str, float], None]
Planner = Callable[[Brief, Listening, int], Plan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of the way of the music.

    Attributes:
        name: the verb.
        version: counted up when the same input gives another result.
        takes: what goes in.
        gives: what comes out.
        weight: its share of the time of a typical job, for progress.
    """

    name: str
    version: int
    takes: str
    gives: str
    weight: float


LISTEN = Stage(name="listen", version=3, takes="Audio", gives="Listening", weight=0.16)
PLAN = Stage(name="plan", version=3, takes="Brief, Listening", gives="Plan", weight=0.04)
COMPOSE = Stage(name="compose", version=3, takes="Plan", gives="Score", weight=0.05)
PERFORM = Stage(name="perform", version=3, takes="Score", gives="Stems", weight=0.45)
MIX = Stage(name="mix", version=3, takes="Stems, upload", gives="Mixdown", weight=0.30)
ONCE = (LISTEN, PLAN)
EACH = (COMPOSE, PERFORM, MIX)
STAGES = (*ONCE, *EACH)
DONE = "done"  # what is reported after the last stage of a take


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rendition:
    """What an engine makes of a plan: the score and its performance."""

    score: Score
    stems: Stems


class Engine(Protocol):
    """Who plans and renders."""

    def plan(self, brief: Brief, listening: Listening, seed: int) -> Plan:
        """Settle words, form and chords."""

    def render(self, plan: Plan, take: int, upload: Audio, report: Callable[[Stage, float], None]) -> Rendition:
        """Write and perform one take."""


class Studio:
    """The built-in engine: it writes a score and performs it.

    Args:
        voice_bank: the folder of a voice bank that sings the lead.
    """

    def __init__(self, *, voice_bank: Path | None = None) -> None:
        self._voice_bank = voice_bank

    def plan(self, brief: Brief, listening: Listening, seed: int) -> Plan:
        """Settle words, form and chords."""
        return compose.plan(brief, listening, seed)

    def render(self, plan: Plan, take: int, upload: Audio, report: Callable[[Stage, float], None]) -> Rendition:
        """Write and perform one take."""
        report(COMPOSE, 0.0)
        score = compose.compose(plan, take)
        frames = upload.frames
        if plan.brief.task is Task.ACCOMPANY:
            frames = max(frames, frames_at(perform.length_seconds(score), upload.sample_rate_hz))
        report(PERFORM, 0.0)

        def performed(fraction: float, /) -> None:
            report(PERFORM, fraction)

        stems = perform.perform(
            score,
            sample_rate_hz=upload.sample_rate_hz,
            frames=frames,
            voice_bank=self._voice_bank,
            progress=performed,
        )
        return Rendition(score=score, stems=stems)


STUDIO: Engine = Studio()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Take:
    """One finished take.

    Attributes:
        number: 1, 2, ...
        stage_seconds: by stage, how long it took.
    """

    number: int
    plan: Plan
    score: Score
    mixdown: Mixdown
    stage_seconds: tuple[tuple[str, float], ...]


def hear(upload: Audio, task: Task, *, hints: Hints = Hints(), progress: Progress) -> Listening:
    """Listen to an upload as its task needs it: to a voice for a band, to a band for a voice."""
    source = Source.VOICE if task is Task.ACCOMPANY else Source.BAND
    return listen.listen(upload, source, hints=hints, progress=progress)


def plan(brief: Brief, listening: Listening, seed: int) -> Plan:
    """Settle words, form and chords: what all takes share."""
    return STUDIO.plan(brief, listening, seed)


def write(plan: Plan, number: int) -> Score:
    """The score of a take of a plan, without performing it."""
    return compose.compose(plan, number)


def take(plan: Plan, upload: Audio, number: int, *, engine: Engine = STUDIO, report: StageReport) -> Take:
    """Make one take of a plan.

    Args:
        plan: what was settled.
        upload: the recording it is made around; the one the plan was made from.
        number: 1, 2, ...
        engine: renders it.
        report: is told the stage and the share of the take that is done.
    """
    return _take(plan, upload, number, engine, _StageClock(report, EACH))


def takes(
    brief: Brief,
    upload: Audio,
    *,
    seed: int,
    count: int,
    hints: Hints = Hints(),
    planner: Planner = plan,
    engine: Engine = STUDIO,
    report: StageReport,
) -> Iterator[Take]:
    """Make takes one after the other; each is complete when it is given.

    Args:
        brief: what is asked for.
        upload: the recording it is made around.
        seed: what all choices are drawn from.
        count: how many takes.
        hints: what the person knows about the recording.
        planner: settles the plan; the studio's own by default.
        engine: renders the takes.
        report: is told the stage and the share of the whole work that is done.
    """
    clock = _StageClock(report, (*ONCE, *EACH * count))
    listening = hear(upload, brief.task, hints=hints, progress=clock.progress(LISTEN))
    clock.start(PLAN)
    planned = planner(brief, listening, seed)
    for number in range(1, count + 1):
        yield _take(planned, upload, number, engine, clock)


def _take(plan: Plan, upload: Audio, number: int, engine: Engine, clock: _StageClock) -> Take:
    rendition = engine.render(plan, number, upload, clock.report)
    score, performed = rendition.score, list(rendition.stems)
    del rendition
    mixdown = mix.mix(
        upload=upload,
        performed=_given_away(performed),
        notes=score.mix,
        lead=UPLOAD if plan.brief.task is Task.ACCOMPANY else VOCALS,
        treats_upload=plan.brief.task is Task.ACCOMPANY and plan.brief.treats_voice,
        timeline=score.timeline,
        sections=score.sections,
        progress=clock.progress(MIX),
    )
    seconds = clock.finish_take()
    return Take(number=number, plan=plan, score=score, mixdown=mixdown, stage_seconds=seconds)


def _given_away(stems: list[Stem]) -> Iterator[Stem]:
    """Each stem in turn; none is kept, so that the memory of a long one is free as soon as it is mixed."""
    while stems:
        yield stems.pop(0)


class _StageClock:
    """Turns the progress of stages into that of the whole, and keeps how long each took."""

    def __init__(self, report: StageReport, stages: Sequence[Stage]) -> None:
        self._report = report
        self._total = sum(stage.weight for stage in stages)
        self._done = 0.0
        self._stage: Stage | None = None
        self._since = time.perf_counter()
        self._seconds: dict[str, float] = {}

    def start(self, stage: Stage) -> None:
        """Close the running stage and open another."""
        now = time.perf_counter()
        if self._stage is not None:
            self._seconds[self._stage.name] = self._seconds.get(self._stage.name, 0.0) + now - self._since
            self._done += self._stage.weight
        self._stage, self._since = stage, now
        self._report(stage.name, self._done / self._total)

    def report(self, stage: Stage, fraction: float) -> None:
        """Take the progress of a stage; the first report opens it."""
        if stage is not self._stage:
            self.start(stage)
        self._report(stage.name, (self._done + stage.weight * fraction) / self._total)

    def progress(self, stage: Stage) -> Progress:
        """A progress that opens the stage and reports into it."""
        self.start(stage)
        return part(lambda share, /: self.report(stage, share), 0.0, 1.0)

    def finish_take(self) -> tuple[tuple[str, float], ...]:
        """Close the running stage; seconds by stage, those of a take for this take only."""
        assert self._stage is not None
        now = time.perf_counter()
        self._seconds[self._stage.name] = self._seconds.get(self._stage.name, 0.0) + now - self._since
        self._done += self._stage.weight
        self._stage = None
        self._report(DONE, self._done / self._total)
        seconds = tuple(self._seconds.items())
        self._seconds = {name: spent for name, spent in self._seconds.items() if name in [s.name for s in ONCE]}
        return seconds
