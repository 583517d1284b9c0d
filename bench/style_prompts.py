"""Whether a style text is understood: `python -m bench.style_prompts [--split report] [--quiet]`.

A prompt is right when nothing a musician would expect of it is missing: style, instruments that play and that do not
(in the bands of both takes), how full and how bright it is felt, and the tempo it names.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.report import keep
from bench.rows import Row
from bench.truth.split import Split
from tutti.compose.arrange import seat_band
from tutti.compose.style import StyleChoice, read_style
from tutti.compose.style_table import Role, Seat

_FILE = Path(__file__).parent / "truth" / "style_prompts.toml"
_TAKES = (1, 2)

# Which General MIDI programs sound like an instrument that people name; roles without a program of their own follow.
PROGRAMS = {
    "piano": (0, 1, 2, 3), "epiano": (4, 5), "clavinet": (7,), "bell": (8, 9, 10, 14, 98, 112),
    "organ": tuple(range(16, 21)), "accordion": (21, 23), "harmonica": (22,), "melodica": (21, 22, 23),
    "guitar": tuple(range(24, 32)), "nylon_guitar": (24,), "acoustic_guitar": (24, 25), "ukulele": (24, 25),
    "electric_guitar": tuple(range(26, 32)), "steel_guitar": (25, 26, 27), "violin": (40, 110), "cello": (42,),
    "harp": (46,), "timpani": (47,), "strings": (40, 41, 44, 45, 48, 49, 50, 51), "choir": (52, 53, 54),
    "brass": tuple(range(56, 64)), "sax": tuple(range(64, 68)), "flute": tuple(range(72, 80)), "suona": (68, 69, 111),
    "dizi": (72, 73, 75, 77), "synth": (*range(80, 104), 38, 39, 50, 51, 62, 63),
    "pad": (*range(88, 96), 50, 51, 52, 54),
    "banjo": (105,), "pipa": (104, 105, 106), "guzheng": (107,), "erhu": (40, 110), "keys": (*range(8), *range(16, 21)),
}  # fmt: skip
ROLES = {"drums": Role.DRUMS, "percussion": Role.PERCUSSION, "bass": Role.BASS}
_PIANO_PROGRAMS = PROGRAMS["piano"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A style text and what is expected of it; an empty expectation allows everything."""

    text: str
    split: str
    styles: tuple[str, ...] = ()
    blend: tuple[str, ...] = ()
    plays: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    intensity: tuple[str, ...] = ()
    outlook: tuple[str, ...] = ()
    tempo: tuple[str, ...] = ()
    bpm: int | None = None


def prompts(split: Split) -> tuple[Prompt, ...]:
    """The prompts of a split."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["prompts"]
    return tuple(_read(row) for row in rows if row["split"] == split)


def _read(row: Mapping[str, Any]) -> Prompt:
    lists = {name: tuple(map(str, value)) for name, value in row.items() if isinstance(value, list)}
    return Prompt(text=str(row["text"]), split=str(row["split"]), bpm=row.get("bpm"), **lists)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.style_prompts", description="Whether style texts are understood.")
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.REPORT)
    parser.add_argument("--quiet", action="store_true", help="only the share that is right")
    chosen = parser.parse_args(arguments)
    console = Console()
    rows = []
    for prompt in prompts(chosen.split):
        found = faults(prompt)
        rows.append(Row(name=prompt.text, tags={"faults": "; ".join(found)}, scores={"right": float(not found)}))
        if found and not chosen.quiet:
            console.print(f"  {prompt.text}: {'; '.join(found)}", highlight=False)
    right = sum(row.scores["right"] for row in rows)
    console.print(f"prompts right ({chosen.split}): {right:.0f} of {len(rows)}, {right / len(rows):.3f}")
    console.print(keep(f"style_prompts_{chosen.split}", rows, about={"split": chosen.split.value}))


def faults(prompt: Prompt) -> list[str]:
    """What a musician who expects something of a prompt would miss."""
    choice = read_style(prompt.text)
    names = [style.name for style in choice.styles]
    found = []
    if prompt.styles and names[0] not in prompt.styles:
        found.append(f"style {names[0]}")
    found += [f"no {name} in it" for name in prompt.blend if name not in names]
    for take in _TAKES:
        band = seat_band(choice, take)
        found += [f"{wish} does not play" for wish in prompt.plays if not any(_is(seat, wish) for seat in band)]
        found += [f"{name} plays" for name in prompt.silent if any(_is(seat, name, strict=True) for seat in band)]
    if prompt.intensity and choice.intensity not in prompt.intensity:
        found.append(f"intensity {choice.intensity}")
    if prompt.outlook and choice.outlook not in prompt.outlook:
        found.append(f"outlook {choice.outlook}")
    return list(dict.fromkeys([*found, *_tempo_faults(prompt, choice)]))


def _tempo_faults(prompt: Prompt, choice: StyleChoice) -> list[str]:
    found = []
    if prompt.bpm is not None and choice.tempo_bpm != prompt.bpm:
        found.append(f"tempo {choice.tempo_bpm}")
    if prompt.tempo and choice.pace not in prompt.tempo:
        found.append(f"pace {choice.pace}")
    return found


def _is(seat: Seat, wish: str, *, strict: bool = False) -> bool:
    """Whether a seat is one of the instruments of a wish ("piano|epiano"); a pianist's left hand is no bass."""
    for name in wish.split("|"):
        if name in ROLES:
            if seat.role is ROLES[name] and not (strict and name == "bass" and seat.program in _PIANO_PROGRAMS):
                return True
        elif seat.role not in (Role.DRUMS, Role.PERCUSSION) and seat.program in PROGRAMS[name]:
            return True
    return False


if __name__ == "__main__":
    main()
