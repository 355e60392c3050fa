"""`madoguchi keys …`: is the right key here, and moving to a new one. Prints ids and counts, never a key."""

import typer

from bot.commands.frame import ConfigFile, Json, as_json, example, group, with_store

commands = group("The master key: check it, move to a new one.", "keys check")
MEANINGS = {
    "unchecked": "the {where} database was never given a key; run: madoguchi migrate",
    "absent": "{where} needs master key {key_id}, which is not configured; add it after the newest",
    "wrong": "{where} was written with another {key_id} than the one configured; configure that one",
    "damaged": "{count} rows of {where} under {key_id} do not open; restore them from a backup",
    "old": "{count} rows of {where} are still under {key_id}; run: madoguchi keys rotate",
    "unused": "nothing needs {key_id} any more; remove it from where keys are kept",
}


@commands.command(epilog=example("keys check"))
def check(json: Json = False, config: ConfigFile = None) -> None:
    """Open every row that the master key seals; exit 1 if a key is missing, wrong, or a row is damaged."""
    from storage import findings

    found = with_store(config, findings.check, checked=False)
    if json:
        as_json([{"problem": str(f.problem), "where": f.where, "key": f.key_id, "count": f.count} for f in found])
    else:
        for one in found:
            typer.echo(MEANINGS[one.problem].format(where=one.where, key_id=one.key_id, count=one.count))
        if not found:
            typer.echo("The right key is configured, and every row opens.")
    if any(one.serious for one in found):
        raise typer.Exit(1)


@commands.command(epilog=example("keys rotate"))
def rotate(config: ConfigFile = None) -> None:
    """Move everything to the newest key. May be stopped and begun again; `serve` may keep running with both keys."""
    from rich.console import Console

    from storage import rotation
    from storage.engine import Store
    from storage.keyring import Keyring

    async def work(store: Store, keyring: Keyring) -> None:
        moved = damaged = 0
        with Console(stderr=True).status("moving rows to the newest key") as status:
            async for step in rotation.steps(store, keyring):
                moved, damaged = moved + step.moved, damaged + step.damaged
                status.update(f"{moved} rows moved")
        retired = await rotation.retire(store, keyring)
        left = await rotation.remaining(store, keyring)
        typer.echo(f"{moved} rows are now under {keyring.newest}.")
        for id in retired:
            typer.echo(f"{id} is unused: remove it from where keys are kept, then restart.")
        for id, kinds in left.items():
            if kinds.total():
                what = ", ".join(f"{count} of {kind}" for kind, count in sorted(kinds.items()))
                typer.echo(f"{id} is still needed: {what}. Rows of `seen` expire by themselves.")
        if damaged:
            typer.echo(f"{damaged} rows do not open and were left; see: madoguchi keys check")

    with_store(config, work)
