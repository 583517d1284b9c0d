"""`/tutti/v1/health`: whether the server lives, and whether it can take work. No key is needed."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from tutti import __version__
from tutti.api.envelope import Refused, Surface, ok
from tutti.api.real_answers import done
from tutti.api.services import TheServices
from tutti.store.accounts import first_account

router = APIRouter(prefix="/tutti/v1/health", tags=["Tutti"])

NOT_READY = 503
_READY = {"status": "ready", "version": __version__}
_LIVE = {"status": "live", "version": __version__}


class Health(BaseModel):
    """How the server is."""

    status: Literal["ready", "live"]
    version: str


@router.get(
    "",
    operation_id="getHealth",
    summary="Can the server take work?",
    response_class=Response,
    responses=done(Health, _READY, 503),
)
@router.get(
    "/ready",
    operation_id="getReadiness",
    summary="Can the server take work? (alias)",
    response_class=Response,
    responses=done(Health, _READY, 503),
)
async def ready(services: TheServices) -> Response:
    """200 where the database answers and what is submitted now will be run."""
    if not services.jobs.is_ready:
        raise Refused(NOT_READY, "The server is starting or stopping; try again in a moment")
    await services.database.read(first_account)
    return ok(_READY, Surface.TUTTI)


@router.get(
    "/live",
    operation_id="getLiveness",
    summary="Does the server live?",
    response_class=Response,
    responses=done(Health, _LIVE),
)
async def live() -> Response:
    """200 where the server answers at all."""
    return ok(_LIVE, Surface.TUTTI)
