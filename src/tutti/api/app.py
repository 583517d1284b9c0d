"""Wires the application: the routes, what stands around them, and nothing else."""

from __future__ import annotations

from fastapi import FastAPI

from tutti.api import (
    account,
    add_instrumental,
    add_vocals,
    credit,
    docs_page,
    download_url,
    health,
    live_stream,
    media,
    record_info,
    redeliver,
    takes,
    task_events,
    tasks,
    uploads,
)
from tutti.api.edge import RequestEdge
from tutti.api.head import HeadAsGet
from tutti.api.openapi import describe
from tutti.api.refusals import install_refusals
from tutti.api.services import Services

ROUTERS = (
    add_instrumental.router,
    add_vocals.router,
    record_info.router,
    credit.router,
    download_url.router,
    uploads.router,
    media.router,
    live_stream.router,
    tasks.router,
    task_events.router,
    redeliver.router,
    takes.router,
    account.router,
    health.router,
    docs_page.router,
)


def create_app(services: Services) -> FastAPI:
    """The application on its services, which the caller starts and stops."""
    app = wired_app()
    app.state.services = services
    return app


def wired_app() -> FastAPI:
    """The application without services: enough for its OpenAPI document."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url="/openapi.json", redirect_slashes=False)
    for router in ROUTERS:
        app.include_router(router)
    install_refusals(app)
    app.add_middleware(HeadAsGet)
    app.add_middleware(RequestEdge)
    describe(app)
    return app
