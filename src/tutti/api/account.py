"""`/tutti/v1/account`: who the key belongs to, what is left, where it went, and the key callbacks are signed with."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from starlette.responses import Response

from tutti.api.auth import Caller
from tutti.api.body import read_json
from tutti.api.envelope import Surface, ok
from tutti.api.fields import Wish, check
from tutti.api.real_answers import done
from tutti.api.services import TheServices
from tutti.store.accounts import account as find_account
from tutti.store.accounts import set_webhook_key
from tutti.store.database import Session
from tutti.store.ledger import entries
from tutti.store.models import MILLICREDITS, LedgerReason

router = APIRouter(prefix="/tutti/v1/account", tags=["Account"])

_wire = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=False, frozen=True)
_DRAWN_KEY_BYTES = 32
_KEY_EXAMPLE = "x2Zk1mS0u8b6bq0dJm5TgX3vQ9rYw7LcHfNnPpVtEaU"


class LedgerLine(BaseModel):
    """A change of the balance."""

    model_config = _wire

    amount: float = Field(description="Credits; negative where they were spent.")
    reason: LedgerReason
    task_id: str | None
    note: str
    create_time: int = Field(description="Epoch milliseconds.")


class AccountState(BaseModel):
    """An account and the last changes of its balance."""

    model_config = _wire

    id: int
    name: str
    credits: float
    has_webhook_key: bool
    ledger: list[LedgerLine]


class WebhookKey(BaseModel):
    """The key callbacks are signed with."""

    model_config = _wire

    webhook_hmac_key: str


class WebhookKeyWish(Wish):
    """The key callbacks shall be signed with; one is drawn where none is given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"webhookHmacKey": _KEY_EXAMPLE}]})

    webhook_hmac_key: Annotated[
        str | None,
        Field(min_length=16, max_length=256, pattern=r"^[!-~]+$", description="16 to 256 visible ASCII characters."),
    ] = None


@router.get(
    "",
    operation_id="getAccount",
    summary="The account, its balance and the last changes",
    response_class=Response,
    responses=done(
        AccountState,
        {
            "id": 100001,
            "name": "studio",
            "credits": 5904.25,
            "hasWebhookKey": True,
            "ledger": [
                {
                    "amount": -12.0,
                    "reason": "charge",
                    "taskId": "3f1c9a7be2d84460a5b1c0de7f892a41",
                    "note": "",
                    "createTime": 1777716600000,
                }
            ],
        },
        401,
        422,
    ),
)
async def account(
    caller: Caller,
    services: TheServices,
    limit: Annotated[int, Query(ge=1, le=500, description="How many changes of the balance are shown.")] = 50,
) -> Response:
    """Name, credits and the newest lines of the ledger, which is only ever added to."""
    shown = await services.database.read(lambda session: _state(session, caller.account_id, limit))
    return ok(shown.model_dump(by_alias=True, mode="json"), Surface.TUTTI)


@router.put(
    "/webhook-key",
    operation_id="setWebhookKey",
    summary="Sign callbacks with a key",
    response_class=Response,
    responses=done(WebhookKey, {"webhookHmacKey": _KEY_EXAMPLE}, 400, 401, 422),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": WebhookKeyWish.model_json_schema()}},
        }
    },
)
async def put_webhook_key(request: Request, caller: Caller, services: TheServices) -> Response:
    """From now on every callback carries `X-Webhook-Signature`; `{}` lets the server draw the key it answers with."""
    wish = check(WebhookKeyWish, await read_json(request))
    key = wish.webhook_hmac_key or secrets.token_urlsafe(_DRAWN_KEY_BYTES)
    await services.database.write(lambda session: set_webhook_key(session, caller.account_id, key))
    return ok({"webhookHmacKey": key}, Surface.TUTTI)


@router.delete(
    "/webhook-key",
    operation_id="deleteWebhookKey",
    summary="Sign callbacks no more",
    response_class=Response,
    responses=done(None, None, 401),
)
async def delete_webhook_key(caller: Caller, services: TheServices) -> Response:
    """Callbacks carry `X-Webhook-Signature` no more."""
    await services.database.write(lambda session: set_webhook_key(session, caller.account_id, None))
    return ok(None, Surface.TUTTI)


def _state(session: Session, account_id: int, limit: int) -> AccountState:
    row = find_account(session, account_id)
    assert row is not None
    return AccountState(
        id=row.id,
        name=row.name,
        credits=row.balance_millicredits / MILLICREDITS,
        has_webhook_key=row.webhook_hmac_key is not None,
        ledger=[
            LedgerLine(
                amount=entry.amount_millicredits / MILLICREDITS,
                reason=LedgerReason(entry.reason),
                task_id=entry.task_id,
                note=entry.note,
                create_time=entry.created_ms,
            )
            for entry in entries(session, account_id, limit)
        ],
    )
