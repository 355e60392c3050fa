"""The composition root: a Config in, a wired App out. Nothing else puts parts together."""

import asyncio
import os
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.adapters import build_adapters
from bot.config import Config
from bot.delivery.allowance import Allowances
from bot.delivery.company_mailing import CompanyMailer
from bot.delivery.mailing import Mailer
from bot.delivery.outbox import Sender
from bot.delivery.stock import Stock
from bot.delivery.wiper import Wiper
from bot.deskwork import company_mailer_of, mailer_of
from bot.health import Health
from bot.intake.own_wording import OwnWording
from bot.intake.polling import Poller
from bot.intake.receiver import Receiver
from bot.intake.scene import Intake
from bot.intake.wording import Wording
from bot.jobs import Jobs, schedule
from bot.media.work import MediaWork
from bot.metrics import Metrics
from bot.parts import (
    Now,
    clock,
    console_of,
    copied,
    ids,
    intake_of,
    keyring_of,
    media_of,
    per_chat,
    poller_of,
    sender_of,
    stock_of,
    store_of,
    takes_back,
)
from bot.rehearsal import rehearsal_of
from bot.translating import translation_of
from bot.translation.backlog import Backlog
from bot.webhooks import Webhooks
from channels.base import ChannelAdapter
from channels.simulator import Simulator
from storage import alerts, company_calls, keycheck
from storage.alerts import Alerts
from storage.company_calls import CompanyCalls
from storage.engine import Store
from storage.outbox import TOPIC, Outbox

Scope = MutableMapping[str, Any]


class Role(StrEnum):
    """What a process does. SQLite has one process for everything."""

    SERVE = "serve"
    WEB = "web"
    WORKER = "worker"
    SCHEDULER = "scheduler"

    @property
    def answers(self) -> bool:
        """It takes HTTP calls."""
        return self in (Role.SERVE, Role.WEB)

    @property
    def sends(self) -> bool:
        return self in (Role.SERVE, Role.WORKER)

    @property
    def ticks(self) -> bool:
        return self in (Role.SERVE, Role.SCHEDULER)


class NeedsPostgres(Exception):
    """SQLite has one writing process: run `madoguchi serve`, or set [storage] to postgresql+psycopg://… for several."""


@dataclass(slots=True)
class App:
    """One process of the desk. `asgi` is there where it answers calls."""

    config: Config
    role: Role
    store: Store
    intake: Intake
    adapters: Mapping[str, ChannelAdapter]
    receiver: Receiver
    sender: Sender
    jobs: Jobs
    metrics: Metrics
    webhooks: Webhooks
    health: Health
    console: Any
    media: MediaWork
    translation: Backlog
    own: OwnWording
    demo: bool = False
    stock: Stock | None = None
    poller: Poller | None = None
    mailer: Mailer | None = None
    company_mailer: CompanyMailer | None = None
    _rewording: "asyncio.Task[None] | None" = None
    _calling: "asyncio.Task[None] | None" = None
    _mailing: "asyncio.Task[None] | None" = None
    _stocking: "asyncio.Task[None] | None" = None
    _polling: "asyncio.Task[None] | None" = None
    _scheduler: AsyncIOScheduler | None = None
    _sending: "asyncio.Task[None] | None" = None

    async def start(self) -> None:
        """Check the keys, then begin to send and to tick. Raises KeyRefused before anything is written."""
        check = keycheck.record if self.demo else keycheck.require  # a demo is new every time
        await self.store.write(lambda unit: check(unit, self.intake.keyring))
        await self.own.refresh(self.store)
        self._rewording = asyncio.create_task(self.own.run(self.store))
        if self.role.sends:
            self.store.listen(TOPIC, self.sender.wake)
            if self.config.storage.embedded:
                await self.store.write(lambda unit: Outbox(unit.cases).take_over())
            if self.stock is not None:
                await self.stock.refresh()
                self._stocking = asyncio.create_task(self.stock.run())
            if self.mailer is not None:
                if self.config.storage.embedded:
                    await self.store.write(lambda unit: Alerts(unit.cases).take_over())
                self.store.listen(alerts.TOPIC, self.mailer.crew.wake)
                self._mailing = asyncio.create_task(self.mailer.crew.run())
            if self.company_mailer is not None:
                if self.config.storage.embedded:
                    await self.store.write(lambda unit: CompanyCalls(unit.cases).take_over())
                self.store.listen(company_calls.TOPIC, self.company_mailer.crew.wake)
                self._calling = asyncio.create_task(self.company_mailer.crew.run())
            await self.media.start(alone=self.config.storage.embedded)
            await self.translation.start(alone=self.config.storage.embedded)
            self._sending = asyncio.create_task(self.sender.run())
        if self.poller is not None and self.role.answers:
            if self.config.storage.embedded:
                await self.poller.take_over()
            self._polling = asyncio.create_task(self.poller.run())
        if self.role.ticks:
            await self.jobs.heartbeat()
            self._scheduler = schedule(self.jobs)
            self._scheduler.start()

    async def stop(self) -> None:
        """Take nothing new, finish what is being sent, let go of the databases."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
        for task in (self._rewording, self._polling, self._mailing, self._calling, self._stocking, self._sending):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        if self.mailer is not None:
            await self.mailer.crew.stop()
        if self.company_mailer is not None:
            await self.company_mailer.crew.stop()
        await self.media.stop()
        await self.translation.stop()
        await self.sender.settle()
        for adapter in self.adapters.values():
            await adapter.close()
        await self.store.close()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """The ASGI application: vendors' calls in front of everything else, because they are the hot path."""
        if scope["type"] != "http":
            raise ValueError("the desk answers HTTP only; start and stop it with start() and stop()")
        if scope["path"].startswith("/webhooks/"):
            await self.webhooks(scope, receive, send)
        elif scope["path"] in self.health.PATHS:
            await self.health(scope, receive, send)
        else:
            await self.console(scope, receive, send)


def fitted(intake: Intake, adapters: Mapping[str, ChannelAdapter]) -> Intake:
    """What turns must know of the channels that are on."""
    return replace(intake, copied=copied(adapters), takes_back=takes_back(adapters), per_chat=per_chat(adapters))


def lend_phones(adapters: dict[str, ChannelAdapter], role: Role, now: Now, *, demo: bool) -> None:
    """Simulated phones for a demo, and for an administrator before the first channel is on (`decisions.md` 42)."""
    if demo or (role is Role.SERVE and not adapters):
        adapters["simulator"] = Simulator(secret=os.urandom(32), now=now)


def build(
    config: Config,
    role: Role = Role.SERVE,
    *,
    environ: Mapping[str, str] = os.environ,
    demo: bool = False,
    synchronous: str = "FULL",
    now: Now = clock,
) -> App:
    """Wire one process. Opens the databases, sends nothing and starts nothing yet.

    Raises KeyRefused, NotMigrated or NeedsPostgres, each with the command that mends it.
    """
    if role is not Role.SERVE and config.storage.embedded:
        raise NeedsPostgres(f"`{role}` shares its databases with other processes, and SQLite cannot")
    keyring, metrics, own = keyring_of(config, environ), Metrics(), OwnWording(Wording.load())
    store = store_of(config, keyring, synchronous=synchronous, metrics=metrics)
    adapters = build_adapters(config.channels, now=now)
    intake = fitted(intake_of(config, keyring, own.live, sends=role.sends), adapters)
    lend_phones(adapters, role, now, demo=demo)
    sender = sender_of(config, store, adapters, keyring=keyring, metrics=metrics, now=now)
    receiver = Receiver(
        store, intake, clock=now, metrics=metrics, ready=sender.send_now, aside=sender.tell_group, woken=sender.wake
    )
    timed = Wiper(store, adapters, clock=now), Allowances(store, adapters, clock=now, metrics=metrics)
    jobs = Jobs(store, intake, receiver, sender, *timed, clock=now, owner=ids())
    url, most = config.server.public_url, config.limits.body_bytes
    webhooks = Webhooks(adapters, receiver, public_url=url, body_bytes=most, metrics=metrics)
    poller = poller_of(config, store, adapters, receiver, now=now)
    stock = stock_of(config, store, intake, adapters, now=now)
    media = media_of(config, store, adapters, intake, metrics=metrics, woken=sender.wake, now=now)
    translation = translation_of(config, store, keyring, metrics=metrics, now=now)
    health = Health(store, metrics, config=config, clock=now, keyring=keyring)
    told: dict[str, Any] = {"sender": sender, "receiver": receiver, "adapters": adapters, "now": now, "demo": demo}
    told |= {"rehearsal": rehearsal_of(store, jobs, sender, now, demo=demo)}
    console = console_of(config, store, intake, own=own, **told) if role.answers else None
    made = (adapters, receiver, sender, jobs, metrics, webhooks, health, console, media, translation, own)
    mail: dict[str, Any] = {"mailer": mailer_of, "company_mailer": company_mailer_of}
    mailers = {name: made_of(config, store, ids=ids, now=now) for name, made_of in mail.items()}
    return App(config, role, store, intake, *made, demo=demo, stock=stock, poller=poller, **mailers)
