"""`POST /tutti/v1/deliveries/{id}/redeliver`: send a callback once more."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from tutti.api.auth import Caller
from tutti.api.envelope import Surface, ok
from tutti.api.gone import missing
from tutti.api.owned_task import is_hex_id
from tutti.api.real_answers import done
from tutti.api.services import TheServices
from tutti.store.deliveries import find_delivery

router = APIRouter(prefix="/tutti/v1/deliveries", tags=["Tutti"])


class Redelivery(BaseModel):
    """The new delivery."""

    id: str = Field(description="As the deliveries of the task list it.")


@router.post(
    "/{delivery_id}/redeliver",
    operation_id="redeliver",
    summary="Send a callback once more",
    response_class=Response,
    responses=done(Redelivery, {"id": "0b4e41da31e868d572b7e23ec29af22b"}, 401, 404),
)
async def redeliver(caller: Caller, services: TheServices, delivery_id: str) -> Response:
    """The same body goes to the same address as a new delivery, with attempts of its own."""
    delivery = None
    if is_hex_id(delivery_id):
        delivery = await services.database.read(lambda session: find_delivery(session, delivery_id))
    if delivery is None or delivery.account_id != caller.account_id:
        raise missing("There is no such delivery")
    return ok({"id": await services.jobs.redeliver(delivery_id)}, Surface.TUTTI)
