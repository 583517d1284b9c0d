"""`tutti migrate`: brings the database of a data folder up to date."""

from __future__ import annotations

import typer

from tutti.cli.options import Data


def migrate(data: Data = None) -> None:
    """Bring the database up to date; `tutti serve` does it by itself."""
    from tutti.base.settings import load_settings
    from tutti.cli.house import open_house

    with open_house(load_settings(data=data)) as house:
        typer.echo(f"up to date: {house.settings.database}")
