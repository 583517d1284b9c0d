"""`make demo`: a voice and a band are made, both main jobs run on them, and what was measured is told."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tutti.cli.making import Order, hints, make
from tutti.music.brief import Brief, Task, VoiceGender
from tutti.sound.encode import write_wav
from tutti.testing.material import demo_band, demo_voice

SEED = 20
TAKES = 2
BEAT_TOLERANCE_SECONDS = 0.07


def main() -> None:
    """Run the demo into the folder that is named."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "demo-output")
    out.mkdir(parents=True, exist_ok=True)
    console = Console()
    console.print("making a demo voice and a demo band ...")
    voice, voice_grid = demo_voice(SEED)
    band, band_grid = demo_band(SEED)
    write_wav(out / "voice.wav", voice)
    write_wav(out / "band.wav", band)

    console.print("\n[bold]1. a voice gets its band[/bold]  (tutti accompany voice.wav)")
    accompany = Brief(task=Task.ACCOMPANY, style="warm pop with guitar and strings", title="Carry me over")
    make(accompany, out / "voice.wav", _order(out / "accompany"), hints(None, None, None))

    console.print("\n[bold]2. a band gets its singer[/bold]  (tutti sing band.wav)")
    sing = Brief(
        task=Task.SING,
        style="pop",
        prompt="coming home to the sea after a long time away",
        voice=VoiceGender.FEMALE,
    )
    make(sing, out / "band.wav", _order(out / "sing"), hints(None, None, None))

    console.print()
    console.print(_table(out))
    for job, grid in (("accompany", voice_grid.beat_seconds), ("sing", band_grid.beat_seconds)):
        console.print(f"{job}: {_beat_agreement(out / job, grid)}")
    console.print(f"\nlisten to {out}/accompany/take-1/master.mp3 and {out}/sing/take-1/master.mp3")


def _order(out: Path) -> Order:
    return Order(takes=TAKES, seed=SEED, out=out, as_json=False)


def _table(out: Path) -> Table:
    table = Table(title="what was measured")
    for column in ("take", "LUFS", "dBTP", "upload intact to", "stems", "seconds"):
        table.add_column(column)
    for path in sorted(out.glob("*/take-*/report.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        measured = content["mix"]
        table.add_row(
            f"{content['task']} {content['take']}",
            f"{measured['integrated_lufs']:.1f}",
            f"{measured['true_peak_dbtp']:.1f}",
            f"{measured['upload_residual_db']:.0f} dB",
            str(len(measured["stem_lufs"])),
            f"{sum(content['stage_seconds'].values()):.1f}",
        )
    return table


def _beat_agreement(job: Path, true_beats: tuple[float, ...]) -> str:
    """How many of the beats that were really played were heard, within 70 ms."""
    heard = json.loads((job / "listening.json").read_text(encoding="utf-8"))["beats_seconds"]
    hits = sum(any(abs(beat - other) <= BEAT_TOLERANCE_SECONDS for other in heard) for beat in true_beats)
    return f"{hits} of {len(true_beats)} true beats heard within {BEAT_TOLERANCE_SECONDS * 1000:.0f} ms"


if __name__ == "__main__":
    main()
