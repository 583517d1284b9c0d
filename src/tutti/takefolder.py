"""A take as a folder of files.

take-N/master.wav, master.mp3, stems/*.wav, score.mid, score.json, chords.txt, report.json, lyrics.lrc where something
is sung, and dry/*.wav with the sung voice unmixed, or an upload that was treated as it came; listening.json lies beside
the takes. The folder of a command line appears whole or not at all. A server fills one file by file, the MP3 first, and
keeps FLAC in place of WAV. The fields of the documents are described in docs/reference/documents.md.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tutti import __version__
from tutti.base.errors import OutputUnwritable
from tutti.compose.judge import judge
from tutti.mix.channels import VOICE
from tutti.music.brief import Task
from tutti.music.chordsheet import chordsheet
from tutti.music.documents import write_listening, write_score
from tutti.music.listening import Listening
from tutti.music.lrc import lrc
from tutti.music.midi import midi
from tutti.pipeline import STAGES, Take
from tutti.sound.audio import Audio
from tutti.sound.decode import Decoded
from tutti.sound.encode import PieceReport, write_flac, write_mp3, write_wav

REPORT_FORMAT = "tutti.report"
REPORT_VERSION = 1
_WRITERS = 2  # encoders run outside Python's lock; two keep both cores busy


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFolder:
    """Where a take lies."""

    number: int
    path: Path

    @property
    def master(self) -> Path:
        """The lossless master."""
        return self.path / "master.wav"

    @property
    def report(self) -> Path:
        """What was measured."""
        return self.path / "report.json"


def prepare(out: Path) -> None:
    """Make the folder takes are written into, before any work is done.

    Raises:
        OutputUnwritable: it cannot be made or written to.
    """
    probe = out / ".writable.part"
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputUnwritable(f"nothing can be written into {out} ({error.strerror}); name another folder") from error


def clear_takes(out: Path, *, beyond: int) -> None:
    """Remove takes of an earlier run that have a higher number than this run makes."""
    for folder in out.glob("take-*"):
        number = folder.name.removeprefix("take-")
        if number.isdecimal() and int(number) > beyond and (folder / "report.json").is_file():
            shutil.rmtree(folder)


def write_take(take: Take, upload: Decoded, out: Path) -> TakeFolder:
    """Write a take into `out`/take-N, in place of one that is there.

    Raises:
        OutputUnwritable: the disk is full, or the folder was taken away.
    """
    target = out / f"take-{take.number}"
    scratch = out / f".take-{take.number}.part"
    shutil.rmtree(scratch, ignore_errors=True)
    (scratch / "stems").mkdir(parents=True)
    try:
        _write_files(take, upload, scratch, _Lossless(suffix="wav", write=write_wav))
        _replace(scratch, target)
    except OSError as error:
        raise OutputUnwritable(f"{target} could not be written ({error.strerror}); nothing of it is left") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return TakeFolder(number=take.number, path=target)


def fill_take(take: Take, upload: Decoded, folder: Path, *, on_piece: PieceReport) -> tuple[Path, ...]:
    """Write a take into a folder where other files of it may lie already; the MP3 first, FLAC for WAV.

    Args:
        take: what was made.
        upload: what it was made around.
        folder: where to.
        on_piece: is given the MP3 piece by piece, from another thread.

    Returns:
        The files, in order of their paths.

    Raises:
        OutputUnwritable: the disk is full, or the folder was taken away.
    """
    try:
        (folder / "stems").mkdir(parents=True, exist_ok=True)
        return _write_files(take, upload, folder, _Lossless(suffix="flac", write=write_flac), on_piece)
    except OSError as error:
        raise OutputUnwritable(f"{folder} could not be written ({error.strerror})") from error


def write_listening_file(listening: Listening, out: Path) -> Path:
    """Write what was heard into `out`/listening.json."""
    scratch, target = out / ".listening.json.part", out / "listening.json"
    _write_text(scratch, write_listening(listening))
    scratch.replace(target)
    return target


def report(take: Take, upload: Decoded) -> dict[str, Any]:
    """The fields of report.json: what was asked, heard, written and measured."""
    plan, measured = take.plan, take.mixdown.report
    return {
        "format": REPORT_FORMAT,
        "version": REPORT_VERSION,
        "tutti": __version__,
        "engine": "studio",
        "stages": {stage.name: stage.version for stage in STAGES},
        "task": plan.brief.task.value,
        "take": take.number,
        "seed": plan.seed,
        "title": take.score.title,
        "tags": plan.tags,
        "styles": list(take.score.styles),
        "unknown_words": list(plan.unknown_words),
        "notes": list(plan.notes),
        "upload": {
            "sample_rate_hz": upload.source_rate_hz,
            "channels": upload.source_channels,
            "duration_seconds": round(upload.audio.duration_seconds, 3),
            "notes": list(upload.notes),
        },
        "heard": {
            "tempo_bpm": round(plan.listening.tempo_bpm, 2),
            "meter": str(plan.listening.timeline.meter),
            "key": str(plan.listening.key),
            "beat_confidence": round(plan.listening.confidence.beats, 3),
            "key_confidence": round(plan.listening.confidence.key, 3),
        },
        "mix": {
            "sample_rate_hz": take.mixdown.master.sample_rate_hz,
            "duration_seconds": round(take.mixdown.master.duration_seconds, 3),
            "integrated_lufs": round(measured.integrated_lufs, 2),
            "true_peak_dbtp": round(measured.true_peak_dbtp, 2),
            "upload_gain_db": round(measured.upload_gain_db, 4),
            "upload_residual_db": round(measured.upload_residual_db, 1),
            "sum_residual_db": round(measured.sum_residual_db, 1),
            "voice_is_treated": VOICE in take.mixdown.stems.players,
            "stem_lufs": {player: round(lufs, 2) for player, lufs in measured.stem_lufs},
            "notes": list(measured.notes),
        },
        "arrangement": _arrangement(take),
        "stage_seconds": {name: round(seconds, 2) for name, seconds in take.stage_seconds},
    }


def _arrangement(take: Take) -> dict[str, float | None] | None:
    """The judge's measures of a band around a voice; None where no band was written."""
    if take.plan.brief.task is not Task.ACCOMPANY:
        return None
    measures: dict[str, float | None] = asdict(judge(take.score, take.plan.listening.melody))
    return {name: None if value is None else round(value, 3) for name, value in measures.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lossless:
    """How sound is kept without loss."""

    suffix: str
    write: Callable[[Path, Audio], None]


def _write_files(
    take: Take, upload: Decoded, folder: Path, lossless: _Lossless, on_piece: PieceReport | None = None
) -> tuple[Path, ...]:
    mixdown = take.mixdown
    sounds = [(folder / f"master.{lossless.suffix}", mixdown.master)]
    for place, stems in (("stems", tuple(mixdown.stems)), ("dry", mixdown.dry)):
        sounds += [(folder / place / f"{stem.player}.{lossless.suffix}", stem.audio) for stem in stems]
    mp3 = folder / "master.mp3"
    if mixdown.dry:
        (folder / "dry").mkdir(exist_ok=True)
    with ThreadPoolExecutor(_WRITERS) as pool:
        jobs = [pool.submit(write_mp3, mp3, mixdown.master, title=take.score.title, on_piece=on_piece)]
        jobs += [pool.submit(lossless.write, path, audio) for path, audio in sounds]
        texts = _write_texts(take, upload, folder)
        for job in jobs:
            job.result()
    return tuple(sorted([mp3, *(path for path, _ in sounds), *texts]))


def _write_texts(take: Take, upload: Decoded, folder: Path) -> list[Path]:
    score = take.score
    heard: Sequence[Any] = take.plan.listening.melody if take.plan.brief.task is Task.ACCOMPANY else ()
    midi_file = folder / "score.mid"
    midi_file.write_bytes(midi(score, heard=heard))
    texts = {
        "score.json": write_score(score),
        "chords.txt": chordsheet(score),
        "report.json": json.dumps(report(take, upload), ensure_ascii=False, indent=1),
    }
    if score.vocals:
        texts["lyrics.lrc"] = lrc(score)
    for name, text in texts.items():
        _write_text(folder / name, text)
    return [midi_file, *(folder / name for name in texts)]


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _replace(scratch: Path, target: Path) -> None:
    """Put a finished folder in place of an old one; a crash leaves one of them whole."""
    old = target.with_name(f".{target.name}.old")
    _remove(old)
    if target.exists():
        target.rename(old)
    scratch.rename(target)
    _remove(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
