"""What all commands share: the --config option, refusals in one line, a store beside a running `serve`, --json."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from bot.config import Config
    from storage.engine import Store, Unit, Work
    from storage.keyring import Keyring

T = TypeVar("T")

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The settings; else $MADOGUCHI_CONFIG, else config.toml here."),
]
UnreadConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Every command takes it; this one reads no settings."),
]
Json = Annotated[bool, typer.Option("--json", help="For a program: one JSON value.")]


class Refusal(Exception):
    """The command cannot do what was asked. Its text says why, and what to do, in one line."""


def example(words: str) -> str:
    return f"Example:  madoguchi {words}"


def group(about: str, words: str) -> typer.Typer:
    return typer.Typer(help=about, epilog=example(words), no_args_is_help=True, rich_markup_mode=None)


def reason_of(error: Exception) -> str:
    """One line for a person. The text of an error we do not know is not shown: it may quote what a worker wrote."""
    from bot.config import ConfigError
    from bot.logs import place_of
    from bot.sockets import PortTaken
    from storage.engine import NotMigrated, Unavailable
    from storage.master import KeyRefused

    if isinstance(error, (Refusal, ConfigError, NotMigrated, Unavailable, KeyRefused)):
        return str(error) or (type(error).__doc__ or "").strip()
    if isinstance(error, PortTaken) or type(error).__name__ == "NeedsPostgres":  # whose module brings the whole app
        return f"{error}. {type(error).__doc__}"
    if unreachable := _unreachable(error):
        return f"cannot reach the database: {unreachable}"
    return f"a defect, please report it: {place_of(error)}"


def _unreachable(error: BaseException | None) -> str:
    """What PostgreSQL's driver says when it cannot connect: an address and a reason, no data."""
    while error is not None:
        if type(error).__module__.startswith("psycopg") and type(error).__name__ in ("OperationalError", "PoolTimeout"):
            return str(error).partition("\n")[0]
        error = error.__cause__ or error.__context__
    return ""


@contextmanager
def told() -> Iterator[None]:
    """Ends the process with 1 and one line where the block fails."""
    try:
        yield
    except Exception as error:
        print(f"madoguchi: {reason_of(error)}", file=sys.stderr)  # noqa: T201 - the command line speaks here
        sys.exit(1)


def settings(path: Path | None) -> "Config":
    """The configuration, with logging set up as it says."""
    from bot import logs
    from bot.config import load

    config = load(path)
    logs.configure(config.logging.level, config.logging.format)
    return config


def with_store(path: Path | None, work: "Callable[[Store, Keyring], Awaitable[T]]", *, checked: bool = True) -> T:
    """Run `work` on the databases, beside a `serve` that may be running. `checked`: refuse a wrong master key first."""
    from bot.parts import keyring_of, store_of
    from storage import keycheck

    config = settings(path)

    async def run() -> T:
        keyring = keyring_of(config)
        store = store_of(config, keyring, beside=True)
        try:
            if checked:
                await store.write(lambda unit: keycheck.require(unit, keyring))
            return await work(store, keyring)
        finally:
            await store.close()

    return asyncio.run(run())


def write(path: Path | None, work: "Work[T]") -> T:
    """One transaction."""
    return with_store(path, lambda store, _keyring: store.write(work))


def read(path: Path | None, work: "Work[T]") -> T:
    return with_store(path, lambda store, _keyring: store.read(work))


def noted(unit: "Unit", kind: str, detail: str = "") -> None:
    """A row of the audit about what an operator's command did, in its transaction and the last of it."""
    from bot.parts import clock
    from storage.audit import Audit
    from storage.times import milliseconds

    audit = Audit(unit.cases, unit.vault.keyring)
    audit.append(at=milliseconds(clock()), actor="operator", kind=kind, detail=detail)


def as_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
