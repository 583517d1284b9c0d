"""The rules of the house that a program can check."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tutti.base import errors

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "tutti").rglob("*.py")) + sorted((ROOT / "bench").rglob("*.py"))
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
LONG_FUNCTIONS_SHARE = 0.01
EDGES_THAT_MAY_CATCH_ALL = 2


def functions() -> list[tuple[str, int]]:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                found.append((f"{path.name}:{node.name}", node.end_lineno - node.lineno + 1))
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_FILE_LINES


def test_functions_stay_short() -> None:
    every = functions()
    long = [name for name, lines in every if lines > MAX_FUNCTION_LINES]
    assert len(long) <= LONG_FUNCTIONS_SHARE * len(every), long


def test_almost_nothing_catches_everything() -> None:
    broad = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                name = node.type.id if isinstance(node.type, ast.Name) else None
                if node.type is None or name in ("Exception", "BaseException"):
                    broad.append(f"{path.name}:{node.lineno}")
    assert len(broad) <= EDGES_THAT_MAY_CATCH_ALL, broad


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_import_does_no_work() -> None:
    """Importing the package starts no thread and opens no device; it is quick because it only defines."""
    code = "import threading, tutti.pipeline, sys; print(threading.active_count(), 'matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "False"]


def test_every_error_has_a_code_of_its_own() -> None:
    leaves = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.TuttiError)]
    assert len({leaf.code for leaf in leaves}) == len(leaves)
    assert all(leaf.exit_code in (2, 3, 4) for leaf in leaves)
