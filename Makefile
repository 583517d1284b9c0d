# The commands of the house. `make demo` and `make test` need nothing but Python 3.11 or newer before them.

PYTHON ?= python3
TUTTI := .venv/bin/tutti
DEMO_OUT ?= demo-output

.PHONY: setup demo test test-unit check bench format clean

setup: .venv/.ready

.venv/.ready: pyproject.toml uv.lock scripts/setup.py scripts/fetch_data.py src/tutti/data/manifest.toml
	$(PYTHON) scripts/setup.py
	touch $@

demo: setup
	.venv/bin/python -m tutti.testing.demo $(DEMO_OUT)

test: setup
	.venv/bin/pytest -n 2 --dist worksteal

test-unit: setup
	.venv/bin/pytest -n 2 --dist worksteal tests/unit tests/architecture

check: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: setup
	$(PYTHON) scripts/setup.py bench
	.venv/bin/python -m bench.speed
	.venv/bin/python -m bench.service
	.venv/bin/python -m bench.quality

format: setup
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

clean:
	rm -rf .venv .setup demo-output bench/results
