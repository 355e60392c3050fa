"""`madoguchi channels …`: which are on, and setting one up at its vendor. No credential is ever printed."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.checkups.vendor import Vendor
from bot.commands.frame import ConfigFile, Json, Refusal, as_json, example, group, read, settings, with_store

if TYPE_CHECKING:
    from bot.channel_setup.contents import Progress
    from bot.checkups.finding import Finding
    from bot.config import Config
    from storage.engine import Store
    from storage.keyring import Keyring

commands = group("The ways in which workers reach the desk.", "channels setup telegram")


@commands.command("list", epilog=example("channels list"))
def list_(json: Json = False, config: ConfigFile = None) -> None:
    """Show which channels are on, how they receive, and how they stand."""
    from bot.channel_setup.overview import overview

    chosen = settings(config)
    rows = read(config, lambda unit: overview(chosen, unit))
    if json:
        as_json([row.as_dict() for row in rows])
        return
    for row in rows:
        typer.echo(row.as_text())


@commands.command(epilog=example("channels setup line --check"))
def setup(
    vendor: Annotated[Vendor, typer.Argument(help="Whose console it is; twilio is SMS and WhatsApp.")],
    check: Annotated[bool, typer.Option("--check", help="Only look: change nothing anywhere.")] = False,
    config: ConfigFile = None,
) -> None:
    """Try the credentials, tell the vendor where to deliver, check it, and say what is left to click. Repeatable.

    Exit 1 where something is still wrong.
    """
    from bot.channel_setup.clicks import by_hand
    from bot.channel_setup.requirements import CannotSetUp, require_table
    from bot.checkups.finding import Level

    chosen = settings(config)
    try:
        require_table(vendor, chosen)
        done = [] if check else _changed(vendor, chosen, config)
    except CannotSetUp as reason:
        raise Refusal(str(reason)) from None
    found = _asked(vendor, chosen)
    for finding in (*done, *found):
        typer.echo(finding.as_text())
    typer.echo("\nWhat only a person can do, if it is not done yet:")
    for number, step in enumerate(by_hand(vendor, chosen), 1):
        typer.echo(f"{number:>2}. {step}")
    if any(finding.level is Level.FAIL for finding in found):
        raise typer.Exit(1)


def _changed(vendor: Vendor, chosen: "Config", config: Path | None) -> "list[Finding]":
    from bot.channel_setup.registering import register
    from bot.channel_setup.requirements import require_address
    from storage import revision

    require_address(vendor, chosen)
    templated = vendor is Vendor.TWILIO and chosen.channels.whatsapp is not None
    if templated:
        revision.require(chosen.storage.cases_url, chosen.storage.vault_url)
    done = asyncio.run(register(vendor, chosen))
    return [*done, *_made(chosen, config)] if templated else done


def _made(chosen: "Config", config: Path | None) -> "list[Finding]":
    from bot.channel_setup import contents
    from bot.parts import clock

    async def work(store: "Store", keyring: "Keyring") -> "list[Finding]":
        return await contents.make(chosen, store, keyring, clock=clock, progress=progress)

    with _told() as progress:
        return with_store(config, work)


@contextmanager
def _told() -> "Iterator[Progress]":
    """A bar on a terminal, now and then a line elsewhere."""
    if not sys.stdout.isatty():
        yield lambda done, of: typer.echo(f"{done} of {of}") if done % 200 == 0 else None
        return
    with typer.progressbar(length=1, label="WhatsApp's buttons and templates") as bar:

        def progress(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield progress


def _asked(vendor: Vendor, chosen: "Config") -> "list[Finding]":
    from bot.checkups import vendors
    from bot.parts import clock

    return asyncio.run(vendors.ask(vendor, chosen, clock()))
