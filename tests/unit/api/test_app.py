import subprocess
import sys

HEAVY = ("scipy", "numba", "onnxruntime", "av", "dbos", "matplotlib")


def test_the_api_loads_nothing_heavy() -> None:
    """The server process stays small: the engine and the job library come in by other doors. numpy reads chords."""
    code = f"import sys, tutti.api.app; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
