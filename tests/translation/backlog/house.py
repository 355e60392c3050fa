"""A backlog over a real store, with a real translating process in which `trivial.Shouting` stands for the models."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any

from bot.metrics import Metrics
from bot.translation.backlog import Backlog
from bot.translation.booth import Booth
from bot.translation.floor import Floor
from bot.translation.keeping import Keeper
from bot.translation.packages import Packages
from bot.translation.reading import Common
from bot.translation.rounds import Terms, Tools
from bot.translation.verdict import Patience
from storage.conversations import Conversations
from storage.engine import Store, Unit
from storage.messages import Messages
from storage.renderings import Renderings
from storage.times import milliseconds
from storage.translation_tasks import Standing, Tasks
from tests.storage.conftest import keyring

MACHINE = "tests.translation.backlog.trivial:Shouting"
START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@dataclass
class Desk:
    """Workers who write, and what is stored of what they wrote. `now` moves by hand."""

    store: Store
    now: datetime = START
    names: dict[str, str] = field(default_factory=dict)

    async def wrote(self, *texts: str, conversation: str = "c1", urgent: bool = False, target: str = "en") -> None:
        """Messages of one case, committed with their tasks."""
        at = milliseconds(self.now)

        def work(unit: Unit) -> None:
            if Conversations(unit.cases).alias(conversation) is None:
                unit.vault.create_key(conversation, wrap_id=f"w{conversation}", at_ms=at)
                Conversations(unit.cases).add(
                    conversation, "ann", person=conversation, seq=0, expires_at=None, remind_at=None
                )
            messages = Messages(unit.cases, unit.vault.key(conversation))
            for text in texts:
                n = next(_numbers)
                id_ = f"m{n:06}"
                body = {"text": text, "at": at}
                messages.add(id_, conversation, seq=n, author="worker", part="narrative", body=body, day=0)
                Tasks(unit.cases).add(
                    f"t{n:06}",
                    conversation_id=conversation,
                    message_id=id_,
                    text_id=id_,
                    source="vi",
                    target=target,
                    urgent=urgent,
                    at=at,
                )

        await self.store.write(work)

    async def read(self, conversation: str = "c1", target: str = "en") -> dict[str, str]:
        """Text -> what the desk reads."""

        def work(unit: Unit) -> dict[str, str]:
            key = unit.vault.key(conversation)
            said = {one.id: str(one.body["text"]) for one in Messages(unit.cases, key).of(conversation)}
            found = Renderings(unit.cases, key).of(conversation, target)
            return {
                said[id_]: "".join(segment["text"] for segment in one.body["segments"]) for id_, one in found.items()
            }

        return await self.store.read(work)

    async def standing(self, conversation: str = "c1") -> dict[str, Standing]:
        """Text -> how far it is."""

        def work(unit: Unit) -> dict[str, Standing]:
            key = unit.vault.key(conversation)
            said = {one.id: str(one.body["text"]) for one in Messages(unit.cases, key).of(conversation)}
            return {said[one.text_id]: one for one in Tasks(unit.cases).of(conversation)}

        return await self.store.read(work)

    async def states(self, conversation: str = "c1") -> dict[str, str]:
        found = await self.standing(conversation)
        return {text: ":".join(filter(None, (one.state, one.reason))) for text, one in found.items()}

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


def backlog(
    desk: Desk,
    packages: Path,
    *,
    options: Mapping[str, Any] | None = None,
    seconds: float = 20.0,
    tick: float = 0.05,
    at_once: int = 64,
    has_packages: bool = True,
    metrics: Metrics | None = None,
    start_seconds: float = 30.0,
) -> Backlog:
    """As `bot.parts` puts it together, with another machine in the process."""
    metrics = metrics or Metrics()
    tools = Tools(
        store=desk.store,
        booth=Booth({"machine": MACHINE, **(options or {})}, start_seconds=start_seconds),
        floor=Floor(),
        common=Common(keyring()),
        keeper=Keeper(desk.store, clock=lambda: desk.now, ids=partial(token_hex, 16), metrics=metrics),
        patience=Patience(lambda: 0.5, timedelta(seconds=2), timedelta(minutes=10), timedelta(hours=12)),
        terms=Terms(at_once, seconds, tick),
        metrics=metrics,
        clock=lambda: desk.now,
        has_packages=lambda: has_packages,
    )
    return Backlog(tools, Packages(packages))
