"""The command line: one command a file. Exit codes: 0 done, 2 the input, 3 the installation, 4 a bug of ours."""

from __future__ import annotations

import sys

import typer
from typer.exceptions import TyperException

from tutti import __version__
from tutti.base.errors import TuttiError
from tutti.cli import credits as credits_app
from tutti.cli import keys as keys_app
from tutti.cli.accompany import accompany
from tutti.cli.doctor import doctor
from tutti.cli.listen import listen
from tutti.cli.migrate import migrate
from tutti.cli.serve import serve
from tutti.cli.sing import sing

USAGE_EXIT_CODE = 2
STOPPED_EXIT_CODE = 130

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
app.command()(serve)
app.add_typer(keys_app.app, name="keys")
app.add_typer(credits_app.app, name="credits")
app.command()(migrate)
app.command()(doctor)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """Run the command line; a failure that has a name is one line and an exit code."""
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except TuttiError as error:
        _leave(str(error), error.exit_code)
    except TyperException as error:
        _leave(_usage(error), USAGE_EXIT_CODE)
    except (typer.Abort, KeyboardInterrupt):
        _leave("stopped; takes that were finished are kept", STOPPED_EXIT_CODE)


def _usage(error: TyperException) -> str:
    """What was wrong with the call, in one line; empty where the help was shown instead."""
    message = str(getattr(error, "format_message", error.__str__)()).strip().rstrip(".")
    return f"{message}; see 'tutti --help'" if message else ""


def _leave(sentence: str, exit_code: int) -> None:
    if sentence:
        typer.echo(f"tutti: {sentence}", err=True)
    sys.exit(exit_code)
