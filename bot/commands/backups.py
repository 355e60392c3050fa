"""`madoguchi backup | restore`: copies of both databases, and back. The master key is in neither."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.frame import ConfigFile, Json, Refusal, as_json, example, settings, with_store

commands = typer.Typer()
Lists = Annotated[
    list[Path] | None, typer.Option("--erasures", metavar="FILE", help="A further list of what was erased; repeatable.")
]


@commands.command(epilog=example("backup /backup/2026-11-22"))
def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR")], json: Json = False, config: ConfigFile = None
) -> None:
    """Copy both databases into the new folder DIR, also while the desk runs. Keep the master key elsewhere.

    Backups of this desk beside DIR that are older than [retention] key_backup_days are removed.
    """
    from bot.backups import making, pruning
    from bot.commands.progress import progress
    from bot.parts import clock
    from storage.times import milliseconds

    chosen = settings(config)
    days = chosen.retention.key_backup_days
    with refused(), progress("copying") as tell:
        found = with_store(config, lambda store, _: making.make(chosen, store, folder, now=clock, tell=tell))
        pruned = pruning.prune(folder, found, at=milliseconds(clock()), days=days)
    if json:
        told = {"folder": str(folder), "keys": found.keys, "made_at": found.made_at, "files": sorted(found.sums)}
        as_json({**told, "removed": pruned.removed, "too_old": pruned.left})
        return
    typer.echo(
        f"{folder} holds {', '.join(sorted(found.sums))}. Master keys needed to read it: {', '.join(found.keys)}."
    )
    for name in pruned.removed:
        typer.echo(f"Removed {folder.parent / name}: older than {days} days, or the rest of one that was killed.")
    for name in pruned.left:
        typer.echo(
            f"Older than {days} days, and not known to be of this desk: {folder.parent / name}. Remove it yourself."
        )
    typer.echo(f"Throw away every copy of it after {days} days; keep {chosen.retention.erasures} for ever.")


@commands.command(epilog=example("restore /backup/2026-11-22"))
def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    replace: Annotated[bool, typer.Option("--replace", help="Give up what is in the databases now.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    lists: Lists = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Bring a backup back, and erase again what was erased after it was made. Stop the desk first."""
    import asyncio

    from bot.backups import restoring
    from bot.commands.progress import progress
    from bot.parts import clock, keyring_of

    chosen = settings(config)
    for path in lists or ():
        if not path.is_file():
            raise Refusal(f"{path} does not exist")
    if replace and not yes:
        typer.confirm("Everything that came after this backup will be lost. Go on?", abort=True, err=True)
    with refused(), progress("restoring") as tell:
        found = asyncio.run(
            restoring.restore(
                chosen, keyring_of(chosen), folder, lists=lists or (), replace=replace, now=clock, tell=tell
            )
        )
    if json:
        told = {"folder": str(folder), "erased_again": found.keys, "contacts_erased_again": found.contacts}
        as_json({**told, "age_days": found.age_days})
        return
    typer.echo(f"Restored. Erased again: {found.keys} reports, {found.contacts} contacts.")
    if found.age_days > chosen.retention.key_backup_days:
        typer.echo(f"This backup is {found.age_days} days old: it should have been thrown away.")
    if not found.known:
        typer.echo(
            f"There was no vault to ask what else was erased: only {chosen.retention.erasures} and --erasures were."
        )


@contextmanager
def refused() -> Iterator[None]:
    from bot.backups.making import NotThere
    from bot.backups.manifest import BackupDamaged
    from bot.backups.restoring import CannotRestore
    from storage.copies import CopyDamaged
    from storage.erasures import ListDamaged

    try:
        yield
    except (NotThere, BackupDamaged, CannotRestore, CopyDamaged, ListDamaged) as error:
        raise Refusal(str(error)) from None
    except OSError as error:
        raise Refusal(f"the disk refused: {error.strerror}") from None
