"""How work goes from the event loop to a thread and its outcome back. Nothing here knows a database."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from storage.engine import Unavailable, Work


@dataclass(slots=True, eq=False)
class Job:
    """One caller's work, and what became of it."""

    work: Work[Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    until: float  # after this moment nobody begins to wait for it any more
    value: Any = None
    error: BaseException | None = None
    topics: set[str] = field(default_factory=set)


def job(work: Work[Any], patience: float) -> Job:
    """To be put into a queue by a coroutine, which then awaits its outcome."""
    loop = asyncio.get_running_loop()
    return Job(work, loop, loop.create_future(), monotonic() + patience)


async def outcome(mine: Job, seconds: float) -> Any:
    """What became of it, or Unavailable when nothing was heard in time: a disk or a server that hangs tells nobody.

    The work may still be stored later; whoever repeats it must be ready for that, as after any lost answer.
    """
    timer = mine.loop.call_later(seconds, _too_late, mine.future)
    try:
        return await mine.future
    finally:
        timer.cancel()


def tell(jobs: Iterable[Job]) -> None:
    """Give every caller its outcome: one call into each event loop, however many wait there."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for each in jobs:
        by_loop.setdefault(each.loop, []).append(each)
    for loop, theirs in by_loop.items():
        with suppress(RuntimeError):  # a closed loop: nobody waits
            loop.call_soon_threadsafe(_resolve, theirs)


def _too_late(future: "asyncio.Future[Any]") -> None:
    if not future.done():
        future.set_exception(Unavailable("the database did not answer in time"))


def _resolve(jobs: list[Job]) -> None:
    for each in jobs:
        if each.future.done():  # the caller went away; its rows are stored all the same
            continue
        if each.error is None:
            each.future.set_result(each.value)
        elif isinstance(each.error, StopIteration):  # a future refuses it, and the others would never hear
            each.future.set_exception(RuntimeError("the work raised StopIteration"))
        else:
            each.future.set_exception(each.error)
