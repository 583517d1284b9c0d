"""`GET /api/v1/chat/credit` and its aliases: what is left on the account, a fractional number (contract 5.2)."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from tutti.api.answers import answers
from tutti.api.auth import Caller
from tutti.api.envelope import ok
from tutti.api.services import TheServices
from tutti.store.ledger import balance
from tutti.store.models import MILLICREDITS

router = APIRouter(tags=["Account"])
_answers = answers("CreditAnswer", float, {"ok": ("The balance", 5916.25)})


@router.get(
    "/api/v1/account/credits",
    operation_id="getAccountCredits",
    summary="Credits left (alias)",
    response_class=Response,
    responses=_answers,
)
@router.get(
    "/api/v1/generate/credit",
    operation_id="getGenerateCredit",
    summary="Credits left (alias)",
    response_class=Response,
    responses=_answers,
)
@router.get(
    "/api/v1/chat/credit",
    operation_id="getCredit",
    summary="Credits left",
    response_class=Response,
    responses=_answers,
)
async def credit(caller: Caller, services: TheServices) -> Response:
    """The credits left on the account the key belongs to."""
    millicredits = await services.database.read(lambda session: balance(session, caller.account_id))
    return ok(millicredits / MILLICREDITS)
