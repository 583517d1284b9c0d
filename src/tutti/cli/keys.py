"""`tutti keys`: who may use the server."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated

import typer

from tutti.base.errors import RecordMissing
from tutti.cli.options import Data

app = typer.Typer(help="API keys: make, list, revoke.", no_args_is_help=True)

AccountNumber = Annotated[int | None, typer.Option("--account", help="The account's number; the first by default.")]
_WEBHOOK_KEY_BYTES = 32


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the key is for, such as 'laptop'.")],
    account: AccountNumber = None,
    data: Data = None,
) -> None:
    """Make a key; it is printed once, as the last word, and only its digest is kept."""
    from tutti.base.settings import load_settings
    from tutti.cli.house import first_account, open_house
    from tutti.store import accounts, keys

    with open_house(load_settings(data=data)) as house:
        known = house.database.read_now(
            lambda s: first_account(s, house.settings) if account is None else accounts.account(s, account)
        )
        if known is None:
            raise RecordMissing(f"there is no account {account}; 'tutti credits list' shows them")
        key = house.database.write_now(
            lambda s: keys.create_key(s, account_id=known.id, name=name, secret=house.secret)
        )
        typer.echo(f"key {key.id} for account {known.id}, shown once: {key.text}")


@app.command("list")
def list_keys(data: Data = None) -> None:
    """List all keys, without the keys themselves."""
    from tutti.base.settings import load_settings
    from tutti.cli.house import open_house
    from tutti.store import keys

    with open_house(load_settings(data=data)) as house:
        for key in house.database.read_now(keys.list_keys):
            state = f"revoked {_day(key.revoked_ms)}" if key.revoked_ms else "valid"
            typer.echo(
                f"{key.id}  account {key.account_id}  {key.shown}  made {_day(key.created_ms)}  {state}  {key.name}"
            )


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID")], data: Data = None) -> None:
    """Let a key be valid no more."""
    from tutti.base.settings import load_settings
    from tutti.cli.house import open_house
    from tutti.store import keys

    with open_house(load_settings(data=data)) as house:
        if not house.database.write_now(lambda s: keys.revoke_key(s, key_id)):
            raise RecordMissing(f"there is no valid key {key_id}; 'tutti keys list' shows them")
        typer.echo(f"key {key_id} is revoked")


@app.command("webhook-key")
def webhook_key(
    account: AccountNumber = None,
    off: Annotated[bool, typer.Option("--off", help="Sign with the contract's header no more.")] = False,
    data: Data = None,
) -> None:
    """Make the key that callbacks of an account are signed with; it is printed as the last word."""
    from tutti.base.settings import load_settings
    from tutti.cli.house import first_account, open_house
    from tutti.store import accounts

    with open_house(load_settings(data=data)) as house:
        number = account or house.database.read_now(lambda s: first_account(s, house.settings)).id
        if house.database.read_now(lambda s: accounts.account(s, number)) is None:
            raise RecordMissing(f"there is no account {number}; 'tutti credits list' shows them")
        key = None if off else secrets.token_urlsafe(_WEBHOOK_KEY_BYTES)
        house.database.write_now(lambda s: accounts.set_webhook_key(s, number, key))
        typer.echo(
            "callbacks are no longer signed with X-Webhook-Signature"
            if key is None
            else f"callbacks are signed with {key}"
        )


def _day(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).strftime("%Y-%m-%d")
