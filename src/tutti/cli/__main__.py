"""`python -m tutti.cli`: the command line without its script."""

from __future__ import annotations

from tutti.cli import main

main()
