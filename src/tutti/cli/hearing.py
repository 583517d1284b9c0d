"""Reads a recording and listens to it, as a voice or as a band."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutti import listen
from tutti.listen.hints import Hints
from tutti.music.listening import Listening, Source
from tutti.pipeline import StageReport
from tutti.sound.audio import Audio
from tutti.sound.decode import read_upload


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """A recording and what was heard in it."""

    audio: Audio
    listening: Listening


def hear_file(path: Path, source: str | None, hints: Hints, report: StageReport) -> Heard:
    """Listen to a file; where nobody says what it is, the recording decides."""
    audio = read_upload(path).audio
    kind = Source(source) if source else listen.recognise(audio)

    def heard(fraction: float, /) -> None:
        report("listen", fraction)

    return Heard(audio=audio, listening=listen.listen(audio, kind, hints=hints, progress=heard))


def sentence(listening: Listening) -> str:
    """What was heard, in a line."""
    parts = [
        f"{listening.source.value}, {listening.duration_seconds:.1f} s",
        f"{listening.tempo_bpm:.1f} bpm in {listening.timeline.meter}",
        str(listening.key),
        f"{len(listening.timeline.downbeats_seconds())} bars",
        f"{len(listening.sections)} sections",
    ]
    if listening.chords:
        parts.append(f"{len(listening.chords)} chords")
    if listening.melody:
        parts.append(f"{len(listening.melody)} notes")
    return "; ".join(parts) + f" (confidence of the beats {listening.confidence.beats:.2f})"
