"""`tutti credits`: what accounts have left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from tutti.base.errors import CreditsShort, RecordMissing
from tutti.cli.options import Data

app = typer.Typer(help="Accounts and their credits.", no_args_is_help=True)

Account = Annotated[int, typer.Argument(metavar="ACCOUNT")]


@app.command("list")
def list_accounts(data: Data = None) -> None:
    """List all accounts and their balances."""
    from tutti.base.settings import load_settings
    from tutti.cli.house import open_house
    from tutti.store import accounts
    from tutti.store.models import MILLICREDITS

    with open_house(load_settings(data=data)) as house:
        for account in house.database.read_now(accounts.list_accounts):
            typer.echo(f"{account.id}  {account.balance_millicredits / MILLICREDITS:g} credits  {account.name}")


@app.command("open")
def open_account(
    name: Annotated[str, typer.Argument(help="Who it is for.")],
    opening: Annotated[float | None, typer.Option("--credits", help="What it starts with.")] = None,
    data: Data = None,
) -> None:
    """Open another account; its number is the last word."""
    from tutti.base.settings import load_settings
    from tutti.cli.house import open_house
    from tutti.store import accounts
    from tutti.store.models import MILLICREDITS

    with open_house(load_settings(data=data)) as house:
        amount = house.settings.opening_credits if opening is None else opening
        millis = round(amount * MILLICREDITS)
        account = house.database.write_now(lambda s: accounts.create_account(s, name=name, credits_millis=millis))
        typer.echo(f"{name} has {amount:g} credits on account {account.id}")


@app.command(context_settings={"ignore_unknown_options": True})  # so that -5 is a number
def grant(
    account: Account,
    amount: Annotated[float, typer.Argument(metavar="CREDITS", help="Negative takes away.")],
    note: Annotated[str, typer.Option("--note", help="Why, for the ledger.")] = "granted",
    data: Data = None,
) -> None:
    """Add credits to an account."""
    from tutti.base.settings import load_settings
    from tutti.cli.house import open_house
    from tutti.store import accounts, ledger
    from tutti.store.models import MILLICREDITS

    with open_house(load_settings(data=data)) as house:
        if house.database.read_now(lambda s: accounts.account(s, account)) is None:
            raise RecordMissing(f"there is no account {account}; 'tutti credits list' shows them")
        try:
            house.database.write_now(lambda s: ledger.grant(s, account, round(amount * MILLICREDITS), note))
        except CreditsShort as error:
            raise CreditsShort(f"account {account} has less than {-amount:g} credits; take away fewer") from error
        left = house.database.read_now(lambda s: ledger.balance(s, account))
        typer.echo(f"account {account} has {left / MILLICREDITS:g} credits")


@app.command()
def ledger(
    account: Account,
    count: Annotated[int, typer.Option("--count", help="How many, the newest first.")] = 20,
    data: Data = None,
) -> None:
    """Show the last changes of a balance."""
    from tutti.base.settings import load_settings
    from tutti.cli.house import open_house
    from tutti.store import ledger as entries
    from tutti.store.models import MILLICREDITS

    with open_house(load_settings(data=data)) as house:
        for entry in house.database.read_now(lambda s: entries.entries(s, account, count)):
            moment = datetime.fromtimestamp(entry.created_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
            what = entry.task_id or entry.note
            typer.echo(f"{moment}  {entry.amount_millicredits / MILLICREDITS:+g}  {entry.reason}  {what}")
