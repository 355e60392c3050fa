"""Who may set up: a signed-in administrator of a desk that has a settings file. For everybody else there is nothing.

Also what every step shares: the settings as they stand in the file, and how a change gets there.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

import anyio.to_thread
from fastapi import Depends, FastAPI, Request
from starlette.responses import Response

from bot import first_run
from bot.config import Config, ConfigError
from bot.console.accounts import Role, told
from bot.console.console import Console
from bot.console.doors import Here, Refused, session_of
from bot.console.pages import go, pages
from bot.console.setup import progress, words
from bot.settings_file import ChangedMeanwhile, Changes, NotWritable, SettingsFile, changed, digest
from storage.members import Member

PAGE = "/setup"


class Broken(Exception):
    """Somebody changed the file by hand and it cannot be read: the page says where."""

    def __init__(self, error: ConfigError) -> None:
        super().__init__("the settings file cannot be read")
        self.error = error


@dataclass(frozen=True, slots=True)
class Hand:
    """One administrator at one step: the file, its text when the page was asked for, and what it says."""

    member: Member
    file: SettingsFile
    text: str
    config: Config

    @property
    def seen(self) -> str:
        return digest(self.text)


def own_file(request: Request) -> SettingsFile:
    file: SettingsFile | None = request.app.state.own_settings
    if file is None:
        raise Refused(404, "nothing_here")
    return file


async def administrator(request: Request, given: Here) -> Member:
    """A stranger is told how to come in while nobody works here; after that there is nothing here."""
    own_file(request)
    session = await session_of(request)
    if session is not None and session.member.role == Role.ADMIN:
        request.state.member = session.member
        return session.member
    if session is None and not await given.store.read(first_run.joined):
        raise Refused(404, "setup_link")
    raise Refused(404, "nothing_here")


async def in_hand(request: Request, member: Annotated[Member, Depends(administrator)]) -> Hand:
    file = own_file(request)

    def read() -> tuple[str, Config]:
        text = file.text()
        return text, file.read(text)

    try:
        text, config = await anyio.to_thread.run_sync(read)
    except ConfigError as error:
        raise Broken(error) from None
    return Hand(member, file, text, config)


Own = Annotated[Hand, Depends(in_hand)]


def begin_again(request: Request) -> Callable[[], None] | None:
    found: Callable[[], None] | None = request.app.state.begin_again
    return found


def pending(given: Console, config: Config) -> bool:
    """Whether the file says something else than this process runs on; a port of the command line does not count."""
    running = given.intake.config
    server = replace(config.server, host=running.server.host, port=running.server.port)
    return replace(config, server=server) != running


async def show(request: Request, given: Console, hand: Hand, step: str, code: int = 200, **values: Any) -> Response:
    steps = await given.store.read(lambda unit: progress.steps(unit, hand.config, hand.text))
    shared = {
        "step": "channels" if step == "channel" else "done" if step == "by_hand" else step,
        "steps": steps,
        "seen": hand.seen,
        "pending": pending(given, hand.config),
        "may_begin": begin_again(request) is not None,
        "said": words,
        "wrong": None,
        "file": hand.file.path,
    }
    return pages(request).page(request, f"setup/{step}.html", code, **{**shared, **values})


async def keep(request: Request, given: Console, hand: Hand, changes: Changes, *, seen: str) -> Response | None:
    """Write the changes. Nothing returned: they are in the file. Raises ConfigError, Refused."""
    text = changed(hand.text, changes)
    try:
        await anyio.to_thread.run_sync(lambda: hand.file.save(text, changes, seen=seen))
    except ChangedMeanwhile:
        raise Refused(409, "settings_moved") from None
    except NotWritable as error:
        return await show(request, given, hand, "by_hand", 409, lines=error.lines)
    tables = sorted({".".join(key[:-1]) or key[-1] for key in changes})
    by, now = hand.member.id, given.now()
    await given.store.write(lambda unit: told(unit, "settings", by, now=now, by=by, detail="+".join(tables)))
    return None


def after(step: str) -> Response:
    """The step that follows."""
    names = list(words.STEPS)
    return go(f"{PAGE}/{names[names.index(step) + 1]}")


def answer_broken(app: FastAPI) -> None:
    app.state.own_settings = app.state.begin_again = None

    @app.exception_handler(Broken)
    async def _(request: Request, error: Broken) -> Response:
        return pages(request).page(request, "setup/broken.html", 409, place=error.error.place, problem=str(error.error))
