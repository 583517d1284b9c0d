"""The command line: one command a file. Exit codes: 0 done, 2 the input, 3 the installation, 4 a bug of ours."""

from __future__ import annotations

import sys

import typer

from tutti import __version__
from tutti.base.errors import TuttiError
from tutti.cli.accompany import accompany
from tutti.cli.listen import listen
from tutti.cli.sing import sing

app = typer.Typer(
    name="tutti",
    help="Give it a voice and it returns the band; give it a band and it returns the singer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(accompany)
app.command()(sing)
app.command()(listen)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """Run the command line; a failure that has a name is one line and an exit code."""
    try:
        app()
    except TuttiError as error:
        typer.echo(f"tutti: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("tutti: stopped", err=True)
        sys.exit(130)
