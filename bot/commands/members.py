"""`madoguchi user …`: who works at the desk. A member comes in by a one-time link; nobody ever types her password."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import ConfigFile, Json, Refusal, as_json, example, group, read, settings, write

if TYPE_CHECKING:
    from storage.engine import Unit

commands = group("Members of the desk: add, disable, give a new link.", "user add sato@desk.example")
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="Her mail address, or any name without spaces.")]


@commands.command(epilog=example('user add sato@desk.example --name "Sato Aiko" --role lead'))
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="How the desk shows her; else the login.")] = "",
    role: Annotated[
        str,
        typer.Option(
            help="lead or member read cases; translator gets single texts; "
            "auditor reads the audit and the figures; admin only manages members."
        ),
    ] = "lead",
    language: Annotated[str, typer.Option(help="The pages' language: en or ja.")] = "en",
    config: ConfigFile = None,
) -> None:
    """Add a member and print her one-time sign-in link."""
    from bot.console import accounts

    def work(unit: "Unit", token: str, now: datetime) -> None:
        accounts.invite(
            unit,
            member_id=secrets.token_hex(16),
            login=login,
            name=name,
            role=role,
            token=token,
            now=now,
            language=language,
        )

    _link(config, work)


@commands.command(epilog=example("user reset sato@desk.example"))
def reset(login: Login, config: ConfigFile = None) -> None:
    """Print a new one-time link for a member; she is signed out everywhere."""
    from bot.console import accounts

    _link(config, lambda unit, token, now: accounts.reset(unit, login, token=token, now=now))


@commands.command(epilog=example("user disable sato@desk.example"))
def disable(login: Login, config: ConfigFile = None) -> None:
    """Shut a member out at once, on every browser."""
    from bot.console import accounts
    from bot.parts import clock

    try:
        write(config, lambda unit: accounts.disable(unit, login, now=clock()))
    except accounts.AccountRefused as refused:
        raise Refusal(str(refused)) from None
    typer.echo(f"{login} is disabled and signed out.")


@commands.command("list", epilog=example("user list --json"))
def list_(json: Json = False, config: ConfigFile = None) -> None:
    """List the members."""
    from storage.members import Members

    found = read(config, lambda unit: Members(unit.cases).all())
    rows = [
        {"login": one.login, "name": one.name, "role": one.role, "disabled": one.disabled, "joined": bool(one.password)}
        for one in found
    ]
    if json:
        as_json(rows)
        return
    for row in rows:
        state = "disabled" if row["disabled"] else "" if row["joined"] else "has not used her link"
        typer.echo(f"{row['login']}  {row['name']}  {row['role']}  {state}".rstrip())
    if not rows:
        typer.echo("No members yet: madoguchi user add LOGIN")


def _link(path: ConfigFile, work: "Callable[[Unit, str, datetime], None]") -> None:
    from bot.console import accounts
    from bot.parts import clock

    token = secrets.token_urlsafe(32)
    try:
        write(path, lambda unit: work(unit, token, clock()))
    except accounts.AccountRefused as refused:
        raise Refusal(str(refused)) from None
    minutes = int(accounts.LINK_LASTS.total_seconds() // 60)
    typer.echo(f"Open this once, within {minutes} minutes, and choose a password:")
    typer.echo(f"  {accounts.link(settings(path).server.public_url, token)}")
