"""How measurements are shown and kept: tables on the terminal, JSON under `bench/results/`."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.rows import Group, Row, interval, mean, share_above
from bench.truth.cache import VERSION as TRUTH_VERSION

RESULTS = Path(__file__).resolve().parent / "results"
FORMAT_VERSION = 1
_CONFIDENCES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.01)
_RIGHT = 0.9
_GROUPS_ACROSS = 5  # what fits beside the names of scores in 80 columns


def show(console: Console, title: str, rows: Sequence[Row], groups: Sequence[Group], scores: Sequence[str]) -> None:
    """Scores down, groups across: first all rows with interval and baseline, then the groups, a few to a table.

    A score written "name>0.9" is the share of rows above the threshold.
    """
    table = Table(title=title, title_justify="left")
    columns = [f"all ({len(rows)})", "95 %"]
    has_baseline = any(row.baseline for row in rows)
    for name in ("score", *columns, *(["baseline"] if has_baseline else [])):
        table.add_column(name, justify="left" if name == "score" else "right")
    for score in scores:
        cells = [_cell(_value(rows, score)), _interval_cell(rows, score)]
        if has_baseline:
            cells.append(_cell(None if ">" in score else mean(rows, score, baseline=True)))
        table.add_row(score.replace("_", " "), *cells)
    console.print(table)
    parts = [(group.name, [row for row in rows if group.holds(row)]) for group in groups]
    parts = [(name, chosen) for name, chosen in parts if 0 < len(chosen) < len(rows)]
    for start in range(0, len(parts), _GROUPS_ACROSS):
        console.print(_group_table(parts[start : start + _GROUPS_ACROSS], scores))


def _group_table(parts: Sequence[tuple[str, Sequence[Row]]], scores: Sequence[str]) -> Table:
    table = Table()
    table.add_column("score")
    for name, chosen in parts:
        table.add_column(f"{name} ({len(chosen)})", justify="right")
    for score in scores:
        table.add_row(score.replace("_", " "), *(_cell(_value(chosen, score)) for _, chosen in parts))
    return table


def show_worst(console: Console, rows: Sequence[Row], score: str, *, count: int = 5) -> None:
    """The cases a score is lowest on."""
    ranked = sorted((row for row in rows if score in row.scores), key=lambda row: row.scores[score])
    for row in ranked[:count]:
        console.print(f"  {score} {row.scores[score]:.2f}  {row.name}", style="dim", highlight=False)


def show_reliability(console: Console, title: str, rows: Sequence[Row], confidence: str, score: str) -> None:
    """How often answers of each confidence are right; those to a question without an answer count as wrong."""
    table = Table(title=f"Confidence: {title}", title_justify="left")
    for name in ("confidence", "clips", "mean", "right"):
        table.add_column(name, justify="right")
    said = np.array([row.scores[confidence] for row in rows])
    right = np.array([row.scores.get(score, 0.0) > _RIGHT for row in rows])
    for low, high in pairwise(_CONFIDENCES):
        inside = (said >= low) & (said < high)
        if inside.any():
            cells = (f"{low:.1f}–{min(high, 1.0):.1f}", str(int(inside.sum())))
            table.add_row(*cells, _cell(float(said[inside].mean())), _cell(float(right[inside].mean())))
    console.print(table)


def keep(name: str, rows: Sequence[Row], *, about: dict[str, object]) -> Path:
    """Write rows as JSON with what they were measured on; returns the file."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.json"
    document = {
        "format": FORMAT_VERSION,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "tutti": version("tutti"),
        "truth": TRUTH_VERSION,
        "python": platform.python_version(),
        **about,
        "rows": [asdict(row) for row in rows],
    }
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return path


def _value(rows: Sequence[Row], score: str) -> float | None:
    name, sign, threshold = score.partition(">")
    return share_above(rows, name, float(threshold)) if sign else mean(rows, name)


def _interval_cell(rows: Sequence[Row], score: str) -> str:
    limits = None if ">" in score else interval(rows, score)
    return "" if limits is None else f"{limits[0]:.2f}–{limits[1]:.2f}"


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if abs(value) < 2 else f"{value:.1f}"
