"""Mail to the desk: what waits for a member, written as one mail, handed to the SMTP server, tried again if it fails.

The server is spoken to in a thread. No address, subject or text is ever logged.
"""

import asyncio
import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

import structlog

from bot.casework import access
from bot.casework.alerting import AUDITOR, Occasion
from bot.config import Mail
from bot.media.crew import Crew
from storage.alerts import Alert, Alerts
from storage.anchors import Anchors
from storage.audit import Audit
from storage.engine import Store, Unit
from storage.members import Member, Members
from storage.times import DAY_MS, milliseconds

log = structlog.stdlib.get_logger(__name__)
SECONDS = 20.0
LEASE = timedelta(minutes=2)
AT_ONCE, TICK = 4, 15.0
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
GIVE_UP_MS = 3 * DAY_MS
"""After so long a mail says nothing that the desk's own lists do not say better."""

Write = Callable[[Member, Sequence[Alert], Sequence[str]], EmailMessage]
"""`bot.console.alert_mail.written`: to whom, of what, and for an auditor the lines of the audit that she keeps."""
Post = Callable[[EmailMessage], None]


class Refused(Exception):
    """The server will never take this mail."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """One mail, one connection. Raises Refused, or OSError and smtplib.SMTPException for what may pass.

    With `tls` nothing is said before the connection is encrypted: from the start on port 465 (RFC 8314), else by
    STARTTLS (RFC 3207).
    """

    mail: Mail

    def __call__(self, message: EmailMessage) -> None:
        mail, safe = self.mail, ssl.create_default_context()
        begun = self.mail.tls and mail.port == 465
        server = (
            smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=safe)
            if begun
            else smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
        )
        with server:
            if mail.tls and not begun:
                server.starttls(context=safe)
            if mail.username:
                server.login(mail.username, mail.password)
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                codes = [code for code, _ in error.recipients.values()]
                if all(code >= 500 for code in codes):
                    raise Refused from None
                raise


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that one member is to hear of, under one lease until `until` (ms)."""

    alerts: Sequence[Alert]
    until: int

    @property
    def member_id(self) -> str:
        return self.alerts[0].member_id


def still_hers(unit: Unit, bundle: Bundle) -> tuple[Member | None, Sequence[Alert]]:
    """What she may hear of now: a case may have been restricted since, or her role be another."""
    member = Members(unit.cases).get(bundle.member_id)
    if member is None or member.disabled:
        return None, ()
    hidden, audits = access.hidden_from(unit, member), member.role == AUDITOR
    hers = [alert for alert in bundle.alerts if (alert.occasion == Occasion.ANCHOR) == audits]
    return member, [alert for alert in hers if alert.case_id not in hidden]


def days_of(alerts: Sequence[Alert]) -> Sequence[int]:
    """The days whose line of the audit she is to get."""
    return sorted(int(alert.case_id) for alert in alerts if alert.occasion == Occasion.ANCHOR)


def lines_of(unit: Unit, alerts: Sequence[Alert]) -> Sequence[str]:
    anchors = Anchors(unit.cases, Audit(unit.cases, unit.vault.keyring))
    return [found.line("\n") for found in map(anchors.of, days_of(alerts)) if found is not None]


class Mailer:
    """One for each process that sends; `crew.run()` is its work."""

    def __init__(self, store: Store, write: Write, post: Post, *, clock: Callable[[], datetime]) -> None:
        self._store, self._write, self._post, self._clock = store, write, post, clock
        self.crew = Crew("mail", claim=self._claim, do=self._send, at_once=AT_ONCE, tick=TICK)

    def _at(self) -> int:
        return milliseconds(self._clock())

    async def _claim(self, most: int) -> Sequence[Bundle]:
        at = self._at()
        until = milliseconds(self._clock() + LEASE)
        claimed = await self._store.write(lambda unit: Alerts(unit.cases).claim(at=at, until=until, most=most))
        return [Bundle(alerts, until) for alerts in claimed]

    async def _send(self, bundle: Bundle) -> None:
        def work(unit: Unit) -> tuple[Member | None, Sequence[Alert], Sequence[str]]:
            member, alerts = still_hers(unit, bundle)
            return member, alerts, lines_of(unit, alerts)

        member, alerts, lines = await self._store.read(work)
        if member is None or not alerts:
            await self._over(bundle)
            return
        try:
            await asyncio.to_thread(self._post, self._write(member, alerts, lines))
        except Refused:
            log.error("the mail server refuses a member's address for good: look at her login", member=member.id)
            await self._over(bundle)
        except (OSError, smtplib.SMTPException) as error:
            await self._again(bundle, error)
        else:
            await self._over(bundle, days_of(alerts))

    async def _over(self, bundle: Bundle, days: Sequence[int] = ()) -> None:
        """Nothing of it waits any more; the lines of these days have left this machine."""

        def work(unit: Unit) -> None:
            Alerts(unit.cases).done(bundle.member_id, until=bundle.until)
            for day in days:
                Anchors(unit.cases, Audit(unit.cases, unit.vault.keyring)).mailed(day)

        await self._store.write(work)

    async def _again(self, bundle: Bundle, error: Exception) -> None:
        """Later and later; what is older than some days is given up."""
        at, tries = self._at(), max(alert.tries for alert in bundle.alerts)
        old = at - min(alert.created_at for alert in bundle.alerts) >= GIVE_UP_MS
        log.warning("mail not taken", kind=type(error).__name__, tries=tries + 1, given_up=old)
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 10))

        def work(unit: Unit) -> None:
            alerts = Alerts(unit.cases)
            if old:
                alerts.done(bundle.member_id, until=bundle.until)
            else:
                alerts.put_off(bundle.member_id, until=bundle.until, to=at + wait // timedelta(milliseconds=1))

        await self._store.write(work)
