"""Seeds: same names, same numbers; other names, other numbers."""

import subprocess
import sys

import numpy as np

from tutti.base.seeds import generator


def test_same_names_same_numbers() -> None:
    np.testing.assert_array_equal(generator(3, "drums", 1).random(5), generator(3, "drums", 1).random(5))


def test_other_names_other_numbers() -> None:
    draws = {generator(*args).random() for args in [(3, "drums", 1), (3, "drums", 2), (3, "bass", 1), (4, "drums", 1)]}
    assert len(draws) == 4


def test_names_do_not_run_together() -> None:
    assert generator(0, "ab", "c").random() != generator(0, "a", "bc").random()


def test_another_process_draws_the_same() -> None:
    code = "from tutti.base.seeds import generator; print(generator(9, 'x').random())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) == generator(9, "x").random()
