"""The composition root: a Config in, a wired App out. Only here things are built, the clock read and chance made."""

import asyncio
import os
import secrets
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.adapters import build_adapters
from bot.casework.reference import reference
from bot.config import Config
from bot.conversation import script as conversation
from bot.delivery import notices
from bot.delivery.ladder import Ladder
from bot.delivery.outbox import Sender
from bot.health import Health
from bot.intake.language import Identifier
from bot.intake.locale_table import load_languages
from bot.intake.receiver import Receiver
from bot.intake.rendering import desk_values, emergency_numbers
from bot.intake.scene import Intake, Limits, Terms
from bot.intake.wording import Wording
from bot.jobs import Jobs, schedule
from bot.metrics import Metrics
from bot.webhooks import Webhooks
from channels.base import ChannelAdapter
from channels.simulator import Simulator
from storage import keycheck, migrate
from storage.engine import Store
from storage.keyring import Keyring
from storage.master import load_masters
from storage.opening import open_store
from storage.outbox import TOPIC
from storage.times import DAY_MS, HOUR_MS, MINUTE_MS

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


def clock() -> datetime:
    return datetime.now(UTC)


def ids() -> str:
    return secrets.token_hex(16)


def references() -> str:
    return reference(secrets.randbelow(10**7))


def keyring_of(config: Config, environ: Mapping[str, str] = os.environ) -> Keyring:
    """Raises `storage.master.KeyRefused`, whose text names the command that mends it."""
    masters = load_masters(environ=environ, file=config.keys.master_file, command=config.keys.command)
    return Keyring(masters, os.urandom)


def store_of(config: Config, keyring: Keyring, *, beside: bool = False, synchronous: str = "FULL") -> Store:
    """The databases, migrated. `beside`: for a command that runs next to `serve`."""
    migrate.require(config.storage.cases_url, config.storage.vault_url)
    return open_store(
        config.storage.cases_url, config.storage.vault_url, keyring, beside=beside, synchronous=synchronous
    )


def intake_of(config: Config, keyring: Keyring, wording: Wording, *, sends: bool) -> Intake:
    """What every turn shares, from the configuration."""
    offered = config.conversation.languages or tuple(wording.languages)
    languages = [(tag, wording.autonym(tag)) for tag in offered if tag in wording.languages]
    script = conversation.build(languages=languages, countries=countries(config))
    days = config.lifecycle
    terms = Terms(
        draft=config.conversation.draft_days * DAY_MS,
        remind=config.conversation.remind_hours * HOUR_MS,
        away=config.conversation.away_days * DAY_MS,
        erase=config.retention.delete_minutes * MINUTE_MS,
        lease=int(config.outbox.lease_seconds * 1000),
        look=days.received * DAY_MS,
        look_urgent=days.received_urgent * DAY_MS,
        review=days.in_review * DAY_MS,
    )
    limits = Limits(events=config.limits.address_per_minute, channel_events=config.limits.channel_per_minute)
    return Intake(
        script,
        wording,
        keyring,
        config,
        Identifier(load_languages(), [tag for tag, _ in languages]),
        desk_values(config, window_ms=limits.window_ms),
        emergency_numbers(config),
        ids=ids,
        references=references,
        limits=limits,
        terms=terms,
        sends=sends,
    )


def countries(config: Config) -> list[tuple[str, str]]:
    """(code, name) of the countries whose emergency numbers the desk gave, named in their own language."""
    from babel import Locale
    from babel.core import get_global

    likely: Mapping[str, str] = get_global("likely_subtags")
    named = []
    for code in config.desk.emergency:
        language = likely.get(f"und_{code}", "en").split("_")[0]
        named.append((code, Locale(language).territories.get(code, code)))
    return named


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
    demo: bool = False
    _scheduler: AsyncIOScheduler | None = None
    _sending: "asyncio.Task[None] | None" = None

    async def start(self) -> None:
        """Check the keys, then begin to send and to tick. Raises KeyRefused before anything is written."""
        check = keycheck.record if self.demo else keycheck.require  # a demo is new every time
        await self.store.write(lambda unit: check(unit, self.intake.keyring))
        if self.role.sends:
            self.store.listen(TOPIC, self.sender.wake)
            self._sending = asyncio.create_task(self.sender.run())
        if self.role.ticks:
            await self.jobs.heartbeat()
            self._scheduler = schedule(self.jobs)
            self._scheduler.start()

    async def stop(self) -> None:
        """Take nothing new, finish what is being sent, let go of the databases."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
        if self._sending is not None:
            self._sending.cancel()
            with suppress(asyncio.CancelledError):
                await self._sending
        await self.sender.settle()
        for adapter in self.adapters.values():
            await adapter.close()
        await self.store.close()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """The ASGI application: vendors' calls in front of everything else, because they are the hot path."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"].startswith("/webhooks/"):
            await self.webhooks(scope, receive, send)
        elif scope["path"] in self.health.PATHS:
            await self.health(scope, receive, send)
        else:
            await self.console(scope, receive, send)

    async def _lifespan(self, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self.start()
                except Exception:
                    await send({"type": "lifespan.startup.failed", "message": ""})
                    raise
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def build(
    config: Config,
    role: Role = Role.SERVE,
    *,
    environ: Mapping[str, str] = os.environ,
    demo: bool = False,
    synchronous: str = "FULL",
    now: Callable[[], datetime] = clock,
) -> App:
    """Wire one process. Opens the databases, sends nothing and starts nothing yet.

    Raises KeyRefused, NotMigrated or NeedsPostgres, each with the command that mends it.
    """
    if role is not Role.SERVE and config.storage.embedded:
        raise NeedsPostgres(f"`{role}` shares its databases with other processes, and SQLite cannot")
    keyring, metrics = keyring_of(config, environ), Metrics()
    store = store_of(config, keyring, synchronous=synchronous)
    wording = Wording.load()
    intake = intake_of(config, keyring, wording, sends=role.sends)
    adapters = build_adapters(config.channels, now=now)
    if demo:
        adapters["simulator"] = Simulator(secret=os.urandom(32), now=now)
    outbox = config.outbox
    sender = Sender(
        store,
        adapters,
        keyring=keyring,
        clock=now,
        ladder=Ladder(
            secrets.SystemRandom().random,
            first=timedelta(seconds=outbox.first_wait_seconds),
            longest=timedelta(seconds=outbox.longest_wait_seconds),
            give_up=timedelta(hours=outbox.give_up_hours),
        ),
        metrics=metrics,
        lease=timedelta(seconds=outbox.lease_seconds),
        tick=timedelta(seconds=outbox.tick_seconds),
        batch=outbox.batch,
        status_callback=status_callbacks(config),
    )
    receiver = Receiver(store, intake, clock=now, metrics=metrics, ready=sender.send_now)
    jobs = Jobs(store, intake, receiver=receiver, sender=sender, clock=now, owner=ids())
    webhooks = Webhooks(
        adapters,
        receiver,
        public_url=config.server.public_url,
        body_bytes=config.limits.body_bytes,
        metrics=metrics,
    )
    health = Health(store, metrics, config=config, clock=now, keyring=keyring)
    console = (
        console_of(config, store, intake, sender=sender, receiver=receiver, adapters=adapters, now=now, demo=demo)
        if role.answers
        else None
    )
    return App(config, role, store, intake, adapters, receiver, sender, jobs, metrics, webhooks, health, console, demo)


def status_callbacks(config: Config) -> dict[str, str]:
    """Where Twilio reports what became of a message."""
    return {"sms": f"{config.server.public_url.rstrip('/')}/webhooks/twilio/status"}


def console_of(
    config: Config,
    store: Store,
    intake: Intake,
    *,
    sender: Sender,
    receiver: Receiver,
    adapters: Mapping[str, ChannelAdapter],
    now: Callable[[], datetime],
    demo: bool,
) -> Any:
    from bot.console.app import build_console  # FastAPI and the templates: a worker or scheduler needs neither
    from bot.console.console import Console

    return build_console(
        Console(
            store=store,
            intake=intake,
            now=now,
            ids=ids,
            tokens=partial(secrets.token_urlsafe, 32),
            salt=partial(os.urandom, 16),
            push=partial(notices.push, intake),
            woken=sender.wake,
            desk=config.desk,
            days=day_limits(config),
            public_url=config.server.public_url,
            demo=demo,
            adapters=adapters,
            accept=receiver.accept,
        )
    )


def day_limits(config: Config) -> dict[str, int]:
    """The configured days of each status, by the names of `[lifecycle]`."""
    return {name: value for name, value in vars(config.lifecycle).items() if isinstance(value, int)}
