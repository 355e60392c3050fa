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
  1. Read {config} and switch on a channel (config.example.toml and docs/channels show how).
  2. madoguchi migrate                          makes the databases
  3. madoguchi user add you@desk.example        prints your one-time sign-in link
  4. madoguchi serve                            and open the link
  5. madoguchi channels setup telegram          or line, or twilio: tells them where to deliver
  6. madoguchi doctor                           checks everything
"""


@commands.command(epilog=example('init --public-url https://desk.example --name "Worker Desk"'))
def init(
    public_url: Annotated[str, typer.Option(help="The address vendors and members will call.")] = "",
    name: Annotated[str, typer.Option(help="What workers see as the desk's name.")] = "Worker Desk",
    config: ConfigFile = None,
) -> None:
    """Write config.toml and a new master key. What exists is never overwritten."""
    from bot.config import DEFAULT_FILE, FILE_VARIABLE, Server

    path = config or Path(os.environ.get(FILE_VARIABLE) or DEFAULT_FILE)
    made: list[str] = []
    if not path.exists():
        text = TEMPLATE.format(public_url=public_url or Server().public_url, key_file=KEY_FILE, name=name)
        _refuse_unreadable(text, path)
        _write_private(path, text)
        made.append(f"Wrote {path}")
    elif public_url or name != "Worker Desk":
        raise Refusal(f"{path} exists and is not overwritten: change it there")
    made.append(_new_key(settings(path), path))
    typer.echo(NEXT.format(made="\n".join(made), config=path), nl=False)
    if path != Path(DEFAULT_FILE):
        typer.echo(f"Give each command --config {path}, or set {FILE_VARIABLE}={path}.")


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
    import asyncio

    from bot.parts import keyring_of, store_of
    from storage import keycheck, revision
    from storage.migrate import migrate as bring_up_to_date

    chosen = settings(config)
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
    for tree in revision.TREES:
        typer.echo(f"{tree}: {'brought up to date' if tree in late else 'up to date'}")


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
