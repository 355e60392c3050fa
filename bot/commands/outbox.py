"""`madoguchi outbox …`: messages that did not go out. Shows ids, channels and vendors' codes; never text or address."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import ConfigFile, Json, Refusal, as_json, example, group, read, write

if TYPE_CHECKING:
    from storage.engine import Unit

commands = group("Messages to workers that did not go out.", "outbox list")
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Rows, as `outbox list` shows them.")]
All = Annotated[bool, typer.Option("--all", help="Every dead row.")]


@commands.command("list", epilog=example("outbox list"))
def list_(json: Json = False, config: ConfigFile = None) -> None:
    """List what is dead (set aside) and what is being tried again."""
    from storage.outbox import Outbox
    from storage.times import moment

    rows = read(config, lambda unit: Outbox(unit.cases).troubled())
    names = ("id", "channel", "state", "tries", "code")
    found = [{**dict(zip(names, row, strict=False)), "since": _written(moment(row[5]))} for row in rows]
    if json:
        as_json(found)
        return
    for one in found:
        state = "retrying" if one["state"] == "queued" else one["state"]
        typer.echo(f"{one['id']}  {one['channel']}  {state}  {one['tries']} tries  {one['code']}  since {one['since']}")
    if not found:
        typer.echo("Nothing is waiting to be tried again and nothing is dead.")


@commands.command(epilog=example("outbox retry --all"))
def retry(ids: Ids = None, all_: All = False, config: ConfigFile = None) -> None:
    """Send dead messages again."""
    from bot.parts import clock
    from storage.outbox import TOPIC, Outbox
    from storage.times import milliseconds

    at = milliseconds(clock())

    def work(unit: "Unit") -> int:
        outbox = Outbox(unit.cases)
        done = sum(outbox.revive(id, at=at) for id in _dead(unit, ids, all_))
        unit.cases.notify(TOPIC)
        return done

    typer.echo(f"{write(config, work)} messages are queued again.")


@commands.command(epilog=example("outbox discard 6f1d..."))
def discard(ids: Ids = None, all_: All = False, config: ConfigFile = None) -> None:
    """Give dead messages up: they are never sent."""
    from storage.outbox import Outbox

    done = write(config, lambda unit: sum(Outbox(unit.cases).discard(id) for id in _dead(unit, ids, all_)))
    typer.echo(f"{done} messages are discarded.")


def _dead(unit: "Unit", ids: list[str] | None, all_: bool) -> list[str]:
    """The rows meant. Raises Refusal for one that is not dead, before any is touched."""
    from storage.outbox import Outbox

    if bool(ids) == all_:
        raise Refusal("name the rows, or --all; see: madoguchi outbox list")
    dead = [str(row[0]) for row in Outbox(unit.cases).troubled() if row[2] == "dead"]
    for id in ids or ():
        if id not in dead:
            raise Refusal(f"{id} is not a dead message; see: madoguchi outbox list")
    return list(ids or dead)


def _written(when: datetime) -> str:
    return when.isoformat(timespec="seconds")
