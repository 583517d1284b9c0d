"""`tutti doctor`: whether everything a server needs is there."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import typer

from tutti.base.errors import SetupError, TuttiError
from tutti.cli.options import Data

LEAST_FREE_BYTES = 2_000_000_000


def doctor(data: Data = None) -> None:
    """Check the installation and the data folder; every fault comes with what to do."""
    from tutti.base import assets
    from tutti.base.settings import load_settings
    from tutti.cli.house import open_house
    from tutti.networks import kokoro
    from tutti.webhooks.addresses import OutboundRules

    settings = load_settings(data=data)

    def installed() -> str:
        for name in assets.manifest():
            assets.find(name)
        kokoro.graph_bytes()
        return f"{len(assets.manifest())} data files and the parts of Kokoro are the pinned ones"

    def opened() -> str:
        with open_house(settings) as house:
            return f"data folder {settings.data.resolve()}, database {house.settings.database}"

    def space() -> str:
        free = shutil.disk_usage(settings.data.resolve()).free
        if free < LEAST_FREE_BYTES:
            raise SetupError(
                f"only {free / 1e9:.1f} GB are free; a song needs up to 0.5 GB for {settings.result_days:g} days"
            )
        return f"{free / 1e9:.0f} GB are free"

    def outbound() -> str:
        OutboundRules.parse(settings.outbound_allow)
        return f"private networks that may be reached: {settings.outbound_allow or 'none'}"

    faults = sum(not _holds(check) for check in (installed, opened, space, outbound))
    if faults:
        raise SetupError(f"{faults} of 4 checks failed")


def _holds(check: Callable[[], str]) -> bool:
    try:
        typer.echo(f"ok     {check()}")
    except TuttiError as error:
        typer.echo(f"FAULT  {error}")
        return False
    return True
