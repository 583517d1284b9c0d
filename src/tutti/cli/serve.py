"""`tutti serve`: the API and the workers in one process tree."""

from __future__ import annotations

from typing import Annotated

import typer

from tutti.cli.options import Data

Host = Annotated[str | None, typer.Option("--host", help="The address to listen on.")]
Port = Annotated[int | None, typer.Option("--port", help="The port to listen on; 0 takes a free one.")]


def serve(host: Host = None, port: Port = None, data: Data = None) -> None:
    """Serve the API and work on its tasks, until stopped; tasks under way go on at the next start."""
    from tutti.base.settings import load_settings
    from tutti.cli.serving import run

    run(load_settings(host=host, port=port, data=data))
