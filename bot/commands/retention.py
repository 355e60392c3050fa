"""`madoguchi retention …`: what is due to be erased, and the receipts. Prints counts and ids, never a word."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import ConfigFile, Json, as_json, example, group, read, settings, with_store

if TYPE_CHECKING:
    from bot.config import Config
    from storage.engine import Store, Unit

commands = group("Erasing what is due, and what was erased.", "retention run --dry-run")
Dry = Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would go.")]
KINDS = {
    "asked": "reports and contacts that workers asked to delete",
    "drafts": "unfinished reports whose days are over",
    "contacts": "contacts of reports that ended",
    "cases": "reports that ended long ago",
    "unheld": "deleted reports that a legal hold kept until now",
}
HELD = "held"


@commands.command(epilog=example("retention run --dry-run"))
def run(dry_run: Dry = False, json: Json = False, config: ConfigFile = None) -> None:
    """Erase what is due now, as the clock of a running desk does by itself."""
    from bot.parts import clock
    from storage.engine import Store
    from storage.keyring import Keyring
    from storage.times import milliseconds

    chosen, at = settings(config), milliseconds(clock())

    async def work(store: Store, _: Keyring) -> dict[str, int]:
        return await done(store, chosen, at=at, dry=dry_run)

    found = with_store(config, work)
    if json:
        as_json({"dry_run": dry_run, **found})
        return
    for kind, words in KINDS.items():
        typer.echo(f"{'would go' if dry_run else 'erased'}: {found[kind]} {words}")
    typer.echo(f"kept: the words of {found[HELD]} reports, by a legal hold (their contacts are not)")


async def done(store: "Store", config: "Config", *, at: int, dry: bool) -> dict[str, int]:
    """How many of each kind."""
    from bot.casework import due
    from storage import erasures
    from storage.cases import Cases
    from storage.times import DAY_MS, MONTH_MS

    terms = due.Terms(config.retention.contact_days * DAY_MS, config.retention.text_months * MONTH_MS)
    if dry:
        return await store.read(lambda unit: due.counts(unit, terms, at=at))
    found: dict[str, int] = dict.fromkeys(KINDS, 0)
    while any((step := await store.write(lambda unit: due.erase(unit, terms, at=at))).values()):  # a batch at a time
        found = {kind: found[kind] + step[kind] for kind in found}
    await store.scrub()
    listed = erasures.read(config.retention.erasures)
    whole = (await store.read(lambda unit: erasures.of(unit.vault.connection))).joined(listed)
    erasures.write(config.retention.erasures, whole)
    return {**found, HELD: await store.read(lambda unit: Cases(unit.cases).held(at))}


@commands.command(epilog=example("retention receipts --json"))
def receipts(json: Json = False, config: ConfigFile = None) -> None:
    """Every erasure: which key, when, why, and whether the key is really gone. Exit 1 if one is not."""
    from storage import erasures

    def work(unit: "Unit") -> list[erasures.Receipt]:
        return erasures.receipts(unit)

    found = read(config, work)
    rows = [{"key": one.key, "day": written(one.day), "why": one.why, "verified": one.verified} for one in found]
    if json:
        as_json(rows)
    else:
        for row in rows:
            state = "gone" if row["verified"] else "STILL THERE"
            typer.echo(f"{row['key']}  {row['day']}  {row['why']}  {state}")
        if not rows:
            typer.echo("Nothing was erased yet.")
    if not all(one.verified for one in found):
        raise typer.Exit(1)


def written(day: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()
