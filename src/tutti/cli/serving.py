"""Runs the server: opens the data folder, tells where it listens and, once, the first key, and serves until stopped."""

from __future__ import annotations

import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import FrameType

import typer
import uvicorn
from fastapi import FastAPI

from tutti import __version__
from tutti.api.app import create_app
from tutti.api.services import Services
from tutti.base.errors import SettingsInvalid
from tutti.base.settings import Settings
from tutti.cli.house import first_key, open_house
from tutti.cli.logs import configure_logs
from tutti.jobs.jobs import Jobs
from tutti.store.blobs import Blobs

BACKLOG = 2048
GRACE_SECONDS = 3  # for answers under way when the server is stopped; a stream of music does not hold it up


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        SettingsInvalid: the address cannot be listened on.
        OutputUnwritable: the data folder cannot be used.
        DataFolderBusy: another server works on it.
    """
    configure_logs(settings.log_level)
    with open_house(settings) as house, _listening(settings) as listener:
        blobs = Blobs(settings.storage)
        jobs = Jobs(settings=settings, database=house.database, blobs=blobs, secret=house.secret)
        services = Services(settings=settings, database=house.database, blobs=blobs, secret=house.secret, jobs=jobs)
        app = create_app(services)
        app.router.lifespan_context = _working(jobs, lambda: _tell(settings, listener, first_key(house)))
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        for asked_to_stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked_to_stop, _heeded)
        uvicorn.Server(config).run(sockets=[listener])


def _heeded(_signal: int, _frame: FrameType | None) -> None:
    """Do nothing more: uvicorn has stopped in good order and passes the signal on to whoever was there before it."""


def _working(jobs: Jobs, ready: Callable[[], None]) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """The life of the application: the jobs run while it does."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await jobs.start()
        try:
            ready()
            yield
        finally:
            await jobs.stop()

    return lifespan


def _listening(settings: Settings) -> socket.socket:
    """A socket on the address that is set."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise SettingsInvalid(
            f"{settings.host}:{settings.port} cannot be listened on ({error.strerror}); choose another --host or --port"
        ) from error
    listener.listen(BACKLOG)
    return listener


def _tell(settings: Settings, listener: socket.socket, key: str | None) -> None:
    """Say where the server is, and the first key this one time."""
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"Tutti {__version__}, data in {settings.data.resolve()}")
    if key is not None:
        typer.echo(f"API key, shown this once: {key}")
    typer.echo(f"listening on http://{shown}:{port}   reference: http://{shown}:{port}/docs")
