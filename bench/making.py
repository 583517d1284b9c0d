"""One take with everything that lies between the upload and the master, so that stems can be measured unmixed."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tutti import mix
from tutti.base.progress import silent
from tutti.music.brief import Brief, Task
from tutti.music.listening import Listening
from tutti.music.score import UPLOAD, VOCALS, Score
from tutti.pipeline import Stage, Studio, hear
from tutti.sound.audio import Audio
from tutti.sound.mixdown import Mixdown
from tutti.sound.stems import Stems


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """A take, its unmixed stems, and what it cost."""

    listening: Listening
    score: Score
    stems: Stems
    mixdown: Mixdown
    processor_seconds: float


def make(brief: Brief, upload: Audio, *, seed: int) -> Made:
    """The stages of `tutti.pipeline`, in its order, one take."""
    since = time.process_time()
    listening = hear(upload, brief.task, progress=silent)
    engine = Studio()
    rendition = engine.render(engine.plan(brief, listening, seed), 1, upload, _unreported)
    mixdown = mix.mix(
        upload=upload,
        performed=rendition.stems,
        notes=rendition.score.mix,
        lead=UPLOAD if brief.task is Task.ACCOMPANY else VOCALS,
        timeline=rendition.score.timeline,
        sections=rendition.score.sections,
    )
    return Made(
        listening=listening,
        score=rendition.score,
        stems=rendition.stems,
        mixdown=mixdown,
        processor_seconds=time.process_time() - since,
    )


def _unreported(stage: Stage, fraction: float) -> None:
    """Progress is not shown stage by stage."""
