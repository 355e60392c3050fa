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
    """Copy both databases into the new folder DIR, also while the desk runs. Keep the master key elsewhere."""
    from bot.backups import making
    from bot.commands.progress import progress
    from bot.parts import clock

    chosen = settings(config)
    with refused(), progress("copying") as tell:
        found = with_store(config, lambda store, _: making.make(chosen, store, folder, now=clock, tell=tell))
    if json:
        as_json({"folder": str(folder), "keys": found.keys, "made_at": found.made_at, "files": sorted(found.sums)})
        return
    typer.echo(
        f"{folder} holds {', '.join(sorted(found.sums))}. Master keys needed to read it: {', '.join(found.keys)}."
    )
    typer.echo(
        f"Throw it away after {chosen.retention.key_backup_days} days; keep {chosen.retention.erasures} for ever."
    )


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
        as_json({"folder": str(folder), "erased_again": found.keys, "contacts_erased_again": found.contacts})
        return
    typer.echo(f"Restored. Erased again: {found.keys} reports, {found.contacts} contacts.")
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
