"""Turns of 16 senders while a backlog is translated, and while it stands still: the same server, in turn.

One `serve` on SQLite whose translating process is stopped for every second stretch and goes on for the others. Nothing
here has real-time priority: that would take away what is to be measured, one process that gives way to another.
"""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bot.conversation import script
from storage.conversations import Conversations
from storage.engine import Unit
from storage.keyring import Keyring
from storage.master import load_masters
from storage.messages import Messages
from storage.opening import open_store
from storage.translation_tasks import Tasks
from tests.bench import argos_sized, over_http
from tests.bench.dialogue import Workers, words
from tests.bench.figures import Goal, Report, Series
from tests.bench.over_http import Door
from tests.bench.premises import Premises

WAITING = 4_000  # messages: more than can be translated meanwhile
START_SECONDS = 60.0
CHILD = "translation/child.py"
WITHOUT, WITH = "16 senders, backlog stands still: turns", "16 senders, backlog is translated: turns"


def measure(report: Report, folder: Path, packages: Path, *, rounds: int, seconds: float) -> None:
    premises = Premises(folder / "beside")
    with premises.config.open("a", encoding="utf-8") as config:
        config.write(f'\n[translation]\npackages = "{packages}"\n')
    asyncio.run(fill(premises))
    still, running = Series(WITHOUT), Series(WITH)
    with over_http.desk(premises, "translating") as subject:
        door = Door(subject, Workers(words(script.build())))
        child = translating(subject.pid, premises)
        over_http.warm(door)
        before = done(premises)
        for _ in range(rounds):
            with stopped(child):
                still.rounds.append(door.known(16, seconds))
            running.rounds.append(door.known(16, seconds))
        report.figures["messages translated meanwhile"] = done(premises) - before
    report.series += [still, running]
    report.goals.append(Goal("16 senders: turns beside a backlog / without", running.over(still), 0.5))
    report.figures["p99 beside a backlog / without"] = running.over(still, "p99")
    if done(premises) == before or done(premises) >= WAITING:
        report.doubts.append("the backlog did not run all the time")


async def fill(premises: Premises) -> None:
    """Messages of one submitted case, each with its task, as they would lie there."""
    keyring = Keyring(load_masters(environ=premises.environ, file=None, command=()), os.urandom)
    store, texts = open_store(*premises.urls, keyring), argos_sized.messages(WAITING)

    def work(unit: Unit) -> None:
        at = int(time.time() * 1000)
        unit.vault.create_key("c1", wrap_id="w1", at_ms=at)
        Conversations(unit.cases).add("c1", "ann", person="c1", seq=0, expires_at=None, remind_at=None)
        messages, tasks = Messages(unit.cases, unit.vault.key("c1")), Tasks(unit.cases)
        for n, text in enumerate(texts):
            messages.add(f"m{n}", "c1", seq=n, author="worker", part="narrative", body={"text": text, "at": at}, day=0)
            names = {"conversation_id": "c1", "message_id": f"m{n}", "text_id": f"m{n}"}
            tasks.add(f"t{n}", **names, source="id", target="en", urgent=False, at=at)

    await store.write(work)
    await store.close()


def done(premises: Premises) -> int:
    return premises.count("rendering")


def translating(server: int, premises: Premises) -> psutil.Process:
    """The translating process of the server, at work: one that is stopped before is taken for one that never came."""
    end = time.monotonic() + START_SECONDS
    while not done(premises):
        assert time.monotonic() < end, "nothing is translated"
        time.sleep(0.1)
    children = psutil.Process(server).children()
    return next(child for child in children if CHILD in " ".join(child.cmdline()))


@contextmanager
def stopped(child: psutil.Process) -> Iterator[None]:
    child.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        child.send_signal(signal.SIGCONT)
