"""`madoguchi init | migrate | doctor`: from nothing to a desk that may be opened."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import ConfigFile, Json, Refusal, as_json, example, settings

if TYPE_CHECKING:
    from bot.config import Config

commands = typer.Typer()
KEY_FILE = "keys/master.key"
TEMPLATE = """\
# Settings of this desk. config.example.toml explains every key; what is not here has its default.

[server]
public_url = "{public_url}"

[storage]
cases_url = "sqlite:///var/cases.db"
vault_url = "sqlite:///var/vault.db"
files = "var/files"

[keys]
master_file = "{key_file}"

[desk]
name = "{name}"
"""
NEXT = """\
{made}
Keep a copy of the key where neither a thief nor a fire takes both: without it nothing that workers wrote can be read.

Next:
  madoguchi serve --setup        makes the databases and prints a link: the rest is asked in a browser
Or by hand: docs/go-live.md, "Without a browser".
"""


@commands.command(epilog=example('init --public-url https://desk.example --name "Worker Desk"'))
def init(
    public_url: Annotated[str, typer.Option(help="The address vendors and members will call.")] = "",
    name: Annotated[str, typer.Option(help="What workers see as the desk's name.")] = "Worker Desk",
    config: ConfigFile = None,
) -> None:
    """Write config.toml and a new master key, and print the set-up link. What exists is never overwritten."""
    from bot.config import DEFAULT_FILE, FILE_VARIABLE
    from bot.settings_file import place_of

    path = place_of(config)
    made: list[str] = []
    if not path.exists():
        made.append(_write_settings(path, public_url=public_url, name=name))
    elif public_url or name != "Worker Desk":
        raise Refusal(f"{path} exists and is not overwritten: change it there")
    chosen = settings(path)
    made.append(_new_key(chosen, path))
    typer.echo(NEXT.format(made="\n".join(made)), nl=False)
    _print_link(chosen)
    if path != Path(DEFAULT_FILE):
        typer.echo(f"Give each command --config {path}, or set {FILE_VARIABLE}={path}.")


def furnish(path: Path) -> None:
    """What `serve --setup` needs: settings, key and databases, each made only where it is not there."""
    from storage.revision import sqlite_path

    if not path.exists():
        typer.echo(_write_settings(path))
    chosen = settings(path)
    bare = not any(
        (at := sqlite_path(url)) and at.exists() for url in (chosen.storage.cases_url, chosen.storage.vault_url)
    )
    given = os.environ.get("MADOGUCHI_MASTER_KEY") or chosen.keys.command or chosen.keys.master_file.exists()
    if bare and not given:
        typer.echo(_new_key(chosen, path))
        typer.echo("Keep a copy of the key where neither a thief nor a fire takes both.")
    _bring_up_to_date(chosen)


def _write_settings(path: Path, *, public_url: str = "", name: str = "Worker Desk") -> str:
    from bot.config import Server

    text = TEMPLATE.format(public_url=public_url or Server().public_url, key_file=KEY_FILE, name=name)
    _refuse_unreadable(text, path)
    _write_private(path, text)
    return f"Wrote {path}"


def _print_link(chosen: "Config") -> None:
    from bot import first_run
    from bot.parts import clock, keyring_of

    token = first_run.token(keyring_of(chosen), members=0, now=clock())
    typer.echo("")
    first_run.told(first_run.link(chosen.server.public_url, token), typer.echo)


def _refuse_unreadable(text: str, path: Path) -> None:
    """What was given on the command line must be a setting before it is written to a file."""
    from bot.config import parse

    parse(text, name=f"what would be {path}", folder=path.absolute().parent, environ={})


def _new_key(config: "Config", path: Path) -> str:
    from storage.master import generate_master
    from storage.revision import sqlite_path

    file = config.keys.master_file
    if file.exists():
        raise Refusal(f"{path} and {file} exist: nothing was changed")
    for url in (config.storage.cases_url, config.storage.vault_url):
        database = sqlite_path(url)
        if database is not None and database.exists():
            raise Refusal(
                f"{database} exists but its key {file} does not: put the old key back, a new one cannot open it"
            )
    _write_private(file, generate_master(os.urandom).written() + "\n")
    return f"Wrote {file} (the master key)"


def _write_private(path: Path, text: str) -> None:
    """For this user's eyes only, from the first moment; never over something."""
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Refusal(f"cannot write {path} ({error.strerror})") from None


@commands.command(epilog=example("migrate"))
def migrate(config: ConfigFile = None) -> None:
    """Make the databases, or bring them up to this version. Safe to repeat, and while `serve` runs."""
    for line in _bring_up_to_date(settings(config)):
        typer.echo(line)


def _bring_up_to_date(chosen: "Config") -> list[str]:
    import asyncio

    from bot.parts import keyring_of, store_of
    from storage import keycheck, revision
    from storage.migrate import migrate as bring_up_to_date

    keyring, urls = keyring_of(chosen), (chosen.storage.cases_url, chosen.storage.vault_url)
    late = revision.pending(*urls)
    bring_up_to_date(*urls)

    async def give_key() -> None:
        store = store_of(chosen, keyring, beside=True)
        try:
            await store.write(lambda unit: keycheck.record(unit, keyring))
        finally:
            await store.close()

    asyncio.run(give_key())
    return [f"{tree}: {'brought up to date' if tree in late else 'up to date'}" for tree in revision.TREES]


@commands.command(epilog=example("doctor --json"))
def doctor(
    json: Json = False,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask the channels' vendors.")] = False,
    config: ConfigFile = None,
) -> None:
    """Check everything, ask the vendors, say what to do. The output holds no secret and may be shared.

    Exit 1 on a failure.
    """
    from bot.doctor import Level, examine

    findings = examine(config, offline=offline)
    if json:
        as_json([finding.as_dict() for finding in findings])
    else:
        for number, finding in enumerate(findings, 1):
            typer.echo(f"{number:>2}. {finding.as_text()}")
    if any(finding.level is Level.FAIL for finding in findings):
        raise typer.Exit(1)
