"""The parts of an app, each built from the configuration. Here, and only here, the clock is read and chance is made."""

import os
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from bot.adapters import status_callbacks
from bot.casework.alerting import Alarm
from bot.casework.reference import reference
from bot.config import Channels, Config, Sms
from bot.conversation import script as conversation
from bot.delivery import notices
from bot.delivery.contents import needed
from bot.delivery.ladder import Ladder
from bot.delivery.outbox import Sender
from bot.delivery.pace import Rate, below
from bot.delivery.quiet_hours import Quiet
from bot.delivery.stock import Stock
from bot.deskwork import timetable_of
from bot.intake.language import Identifier
from bot.intake.locale_table import load_languages, load_latin
from bot.intake.own_wording import OwnWording
from bot.intake.polling import Poller
from bot.intake.receiver import Receiver
from bot.intake.rendering import countries, desk_values, emergency_numbers
from bot.intake.scene import Intake, Limits, Terms
from bot.intake.wording import Wording
from bot.media.fetcher import Fetcher
from bot.media.fetcher import Terms as MediaTerms
from bot.media.patience import Patience
from bot.media.remover import Remover
from bot.media.work import MediaWork
from bot.metrics import Metrics
from bot.rehearsal import Rehearsal
from bot.translation import routes
from bot.translation.codes import packaged
from bot.translation.packages import Packages
from channels.base import ChannelAdapter, KeepsCopies, NumbersPerChat, Polls, TakesBack
from channels.contents import Content
from channels.whatsapp import WhatsApp
from storage import revision
from storage.engine import Store
from storage.keyring import Keyring
from storage.master import load_masters
from storage.opening import open_store
from storage.times import DAY_MS, HOUR_MS, MINUTE_MS, MONTH_MS

Now = Callable[[], datetime]


def clock() -> datetime:
    return datetime.now(UTC)


def ids() -> str:
    return secrets.token_hex(16)


def row_ids() -> Callable[[], str]:
    """Ids of rows that only we name, one after the other from a random place on: with random ones every insert writes
    index pages of its own. They tell an order that the rows of the table tell anyway, and no time.
    """
    place, numbers = secrets.token_hex(12), count()
    return lambda: f"{place}{next(numbers):08x}"


def references() -> str:
    return reference(secrets.randbelow(10**7))


def keyring_of(config: Config, environ: Mapping[str, str] = os.environ) -> Keyring:
    """Raises `storage.master.KeyRefused`, whose text names the command that mends it."""
    masters = load_masters(environ=environ, file=config.keys.master_file, command=config.keys.command)
    return Keyring(masters, os.urandom)


def store_of(
    config: Config,
    keyring: Keyring,
    *,
    beside: bool = False,
    synchronous: str = "FULL",
    metrics: Metrics | None = None,
) -> Store:
    """The databases, migrated. `beside`: for a command that runs next to `serve`."""
    measured = metrics or Metrics()

    def committed(works: int, seconds: float) -> None:
        measured.batch.observe(works)
        measured.commit.observe(seconds)

    revision.require(config.storage.cases_url, config.storage.vault_url)
    return open_store(
        config.storage.cases_url,
        config.storage.vault_url,
        keyring,
        beside=beside,
        synchronous=synchronous,
        committed=committed,
    )


def intake_of(config: Config, keyring: Keyring, wording: Wording, *, sends: bool) -> Intake:
    """What every turn shares, from the configuration."""
    offered = config.conversation.languages or tuple(wording.languages)
    languages = [(tag, wording.autonym(tag)) for tag in offered if tag in wording.languages]
    script = conversation.build(languages=languages, countries=countries(config))
    terms = Terms(
        draft=config.conversation.draft_days * DAY_MS,
        remind=config.conversation.remind_hours * HOUR_MS,
        away=config.conversation.away_days * DAY_MS,
        erase=config.retention.delete_minutes * MINUTE_MS,
        lease=int(config.outbox.lease_seconds * 1000),
        contact=config.retention.contact_days * DAY_MS,
        text=config.retention.text_months * MONTH_MS,
        seen_days=config.retention.seen_days,
        quiet=Quiet.read(config.conversation.quiet_hours),
    )
    words = wording.words
    limits = Limits(events=config.limits.address_per_minute, channel_events=config.limits.channel_per_minute)
    return Intake(
        script,
        wording,
        keyring,
        config,
        Identifier(load_languages(), [tag for tag, _ in languages], load_latin(), words.names, words.spoken),
        desk_values(config, window_ms=limits.window_ms),
        emergency_numbers(config),
        ids=ids,
        row_ids=row_ids(),
        references=references,
        limits=limits,
        terms=terms,
        timetable=timetable_of(config),
        alarm=Alarm(ids, on=bool(config.mail.host)),
        sends=sends,
    )


def sender_of(
    config: Config,
    store: Store,
    adapters: Mapping[str, ChannelAdapter],
    *,
    keyring: Keyring,
    metrics: Metrics,
    now: Now,
) -> Sender:
    outbox = config.outbox
    return Sender(
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
        remove_after=timedelta(hours=config.media.vendor_keeps_hours),
        rates=rates(config.channels),
        zone=ZoneInfo(config.desk.time_zone),
    )


def media_of(
    config: Config,
    store: Store,
    adapters: Mapping[str, ChannelAdapter],
    intake: Intake,
    *,
    metrics: Metrics,
    woken: Callable[[], None],
    now: Now,
) -> MediaWork:
    """What fetches workers' files and has vendors delete their copies."""
    media, chance = config.media, secrets.SystemRandom().random
    first, longest = timedelta(seconds=media.first_wait_seconds), timedelta(seconds=media.longest_wait_seconds)
    fetching = Patience(chance, first, longest, give_up=timedelta(hours=media.give_up_hours))
    removing = Patience(chance, first, longest, give_up=timedelta(days=media.removal_days), stubborn=True)
    terms = MediaTerms(media.most_bytes, media.download_seconds, media.at_once, media.tick_seconds)
    fetcher = Fetcher(store, adapters, intake, clock=now, patience=fetching, terms=terms, metrics=metrics, woken=woken)
    keyring, tick = intake.keyring, media.tick_seconds
    remover = Remover(store, adapters, keyring, clock=now, patience=removing, metrics=metrics, tick=tick)
    return MediaWork(store, keyring, fetcher, remover)


def copied(adapters: Mapping[str, ChannelAdapter]) -> frozenset[str]:
    """Channels whose vendor keeps what is sent until it is told to delete it."""
    return frozenset(name for name, adapter in adapters.items() if isinstance(adapter, KeepsCopies))


def poller_of(
    config: Config, store: Store, adapters: Mapping[str, ChannelAdapter], receiver: Receiver, *, now: Now
) -> Poller | None:
    """Who asks Telegram for updates, where it cannot call us."""
    telegram, adapter = config.channels.telegram, adapters.get("telegram")
    if telegram is None or telegram.mode != "polling" or not isinstance(adapter, Polls):
        return None
    return Poller("telegram", adapter, store, receiver.accept, clock=now, owner=ids())


def rates(channels: Channels) -> dict[str, Rate]:
    """The vendors' limits, each kept a little below: what is too fast for them is too fast for all our workers."""
    found: dict[str, Rate] = {}
    if channels.telegram is not None:
        found["telegram"] = below(channels.telegram.per_second, per_chat=channels.telegram.per_chat)
    for name, channel in (("line", channels.line), ("sms", channels.sms), ("whatsapp", channels.whatsapp)):
        if channel is not None:
            found[name] = below(channel.per_second)
    return found


def takes_back(adapters: Mapping[str, ChannelAdapter]) -> frozenset[str]:
    """Channels that can take messages off a worker's phone."""
    return frozenset(name for name, adapter in adapters.items() if isinstance(adapter, TakesBack))


def per_chat(adapters: Mapping[str, ChannelAdapter]) -> frozenset[str]:
    """Channels whose message ids are unique within a chat only."""
    return frozenset(name for name, adapter in adapters.items() if isinstance(adapter, NumbersPerChat))


def contents_of(intake: Intake) -> list[Content]:
    """What WhatsApp needs to have been made beforehand, in every language that is offered."""
    offered = [choice.value for choice in intake.script.languages]
    return needed(intake.script, intake.wording, offered)


def stock_of(
    config: Config, store: Store, intake: Intake, adapters: Mapping[str, ChannelAdapter], *, now: Now
) -> Stock | None:
    """Only where WhatsApp is on."""
    adapter, table = adapters.get("whatsapp"), config.channels.whatsapp
    if not isinstance(adapter, WhatsApp) or table is None:
        return None
    contents = partial(contents_of, intake)
    return Stock(store, adapter, contents, templates=table.templates, fallback=table.fallback, clock=now, owner=ids())


def console_of(
    config: Config,
    store: Store,
    intake: Intake,
    *,
    sender: Sender,
    receiver: Receiver,
    adapters: Mapping[str, ChannelAdapter],
    now: Now,
    demo: bool,
    own: OwnWording,
    rehearsal: Rehearsal | None,
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
            own=own,
            desk=config.desk,
            timetable=intake.timetable,
            public_url=config.server.public_url,
            demo=demo,
            rehearsal=rehearsal,
            adapters=adapters,
            sms=config.channels.sms or Sms(),
            accept=receiver.accept,
            leads=partial(leads, Packages(config.translation.packages)),
        )
    )


def leads(packages: Packages, source: str, target: str) -> bool:
    """Whether what is installed now translates from `source` into `target`."""
    return routes.find(packages.installed(), packaged(source), packaged(target)) is not None
