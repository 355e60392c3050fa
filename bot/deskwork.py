"""The parts of casework, built from the configuration: its limits, and the mail that calls the desk."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.casework.alerting import Alarm
from bot.casework.deadlines import Timetable
from bot.casework.working_days import WorkingDays, weekdays
from bot.config import Config
from bot.delivery.company_mailing import CompanyMailer
from bot.delivery.mailing import Mailer, Post, Smtp
from storage.engine import Store


def timetable_of(config: Config) -> Timetable:
    """The configured days of each status, by the names of `[lifecycle]`, and the days on which somebody is there."""
    desk, known = config.desk, vars(config.lifecycle)
    days = {name: value for name, value in known.items() if isinstance(value, int)}
    reminders = {name.removesuffix("_reminders"): days for name, days in known.items() if name.endswith("_reminders")}
    working = WorkingDays(ZoneInfo(desk.time_zone), weekdays(desk.hours), frozenset(desk.holidays))
    return Timetable(days, reminders, working, late=config.lifecycle.late)


def mailer_of(
    config: Config, store: Store, *, ids: Callable[[], str], now: Callable[[], datetime], post: Post | None = None
) -> Mailer | None:
    """What sends mail to members; nothing where no server is named. `post` instead of SMTP."""
    if not config.mail.host:
        return None
    from bot.console.alert_mail import written  # the desk's wording: a process that sends no mail needs none of it

    write = partial(
        written,
        desk=config.desk.name,
        sender=config.mail.sender,
        public_url=config.server.public_url,
        zone=config.desk.time_zone,
        now=now,
        ids=ids,
    )
    return Mailer(store, write, post or Smtp(config.mail), clock=now)


def company_mailer_of(
    config: Config, store: Store, *, ids: Callable[[], str], now: Callable[[], datetime], post: Post | None = None
) -> CompanyMailer | None:
    """What sends mail to contacts of companies; nothing where no server is named. A link's token is 256 bits."""
    if not config.mail.host:
        return None
    from bot.console.company_mail import written

    write = partial(
        written,
        desk=config.desk.name,
        sender=config.mail.sender,
        public_url=config.server.public_url,
        zone=config.desk.time_zone,
        now=now,
        ids=ids,
    )
    alarm = Alarm(ids, on=True)
    send = post or Smtp(config.mail)
    return CompanyMailer(store, write, send, clock=now, tokens=lambda: f"{ids()}{ids()}", alarm=alarm)
