"""Mail to contacts of companies: look at your page, or a link to come in. Nothing of a case is in it, not its number.

The token of a link is drawn when its mail is written and stored only as a digest: it is good for fifteen minutes from
then. No address and no text is ever logged; the desk hears of a contact whose mail comes back.
"""

import asyncio
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256

import structlog

from bot.casework import company_view
from bot.casework.alerting import Alarm, Occasion
from bot.delivery.mailing import AT_ONCE, FIRST_WAIT, GIVE_UP_MS, LEASE, LONGEST_WAIT, TICK, Post, Refused
from bot.media.crew import Crew
from storage.companies import Contact
from storage.company_calls import LINK, Call, CompanyCalls
from storage.company_doors import CompanyDoors
from storage.disclosures import Disclosures
from storage.engine import Store, Unit
from storage.times import milliseconds

log = structlog.stdlib.get_logger(__name__)
LINK_LASTS = timedelta(minutes=15)
LINK_WAITS_MS = LINK_LASTS // timedelta(milliseconds=1)
"""Whoever asked for a link waits no longer for it: a later one would come as a surprise."""

Write = Callable[[Contact, str], EmailMessage]
"""`bot.console.company_mail.written`: a contact, and the token of a link or nothing."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that one contact is to be called for, under one lease until `until` (ms)."""

    calls: Sequence[Call]
    until: int

    @property
    def contact_id(self) -> str:
        return self.calls[0].contact_id

    @property
    def kind(self) -> str:
        return self.calls[0].kind


def still_hers(unit: Unit, bundle: Bundle) -> Contact | None:
    """The contact, if there is something for her to see: she may be disabled or held back by now."""
    contact = company_view.contact(unit, bundle.contact_id)
    if contact is None or bundle.kind == LINK:
        return contact
    threads = filter(None, (Disclosures(unit.cases).get(one.disclosure_id) for one in bundle.calls))
    return contact if any(company_view.sees(unit, contact, one) for one in threads) else None


class CompanyMailer:
    """One for each process that sends; `crew.run()` is its work."""

    def __init__(
        self,
        store: Store,
        write: Write,
        post: Post,
        *,
        clock: Callable[[], datetime],
        tokens: Callable[[], str],
        alarm: Alarm,
    ) -> None:
        self._store, self._write, self._post, self._clock = store, write, post, clock
        self._tokens, self._alarm = tokens, alarm
        self.crew = Crew("company mail", claim=self._claim, do=self._send, at_once=AT_ONCE, tick=TICK)

    def _at(self) -> int:
        return milliseconds(self._clock())

    async def _claim(self, most: int) -> Sequence[Bundle]:
        at, until = self._at(), milliseconds(self._clock() + LEASE)
        claimed = await self._store.write(lambda unit: CompanyCalls(unit.cases).claim(at=at, until=until, most=most))
        return [Bundle(calls, until) for calls in claimed]

    async def _send(self, bundle: Bundle) -> None:
        contact = await self._store.read(lambda unit: still_hers(unit, bundle))
        if contact is None:
            await self._over(bundle, refused=False, unheard=bundle.kind != LINK)
            return
        token = self._tokens() if bundle.kind == LINK else ""
        if token:
            await self._keep(contact, token)
        try:
            await asyncio.to_thread(self._post, self._write(contact, token))
        except Refused:
            log.error("the mail server refuses a contact's address for good: look at it", contact=contact.id)
            await self._over(bundle, refused=True, unheard=True)
        except (OSError, smtplib.SMTPException) as error:
            await self._again(bundle, error)
        else:
            await self._over(bundle, refused=False)

    async def _keep(self, contact: Contact, token: str) -> None:
        """Before it is sent: whoever presses at once is let in."""
        digest, expires = sha256(token.encode()).digest(), milliseconds(self._clock() + LINK_LASTS)
        await self._store.write(lambda unit: CompanyDoors(unit.cases).add_link(digest, contact.id, expires_at=expires))

    async def _over(self, bundle: Bundle, *, refused: bool, unheard: bool = False) -> None:
        at = self._at()

        def work(unit: Unit) -> None:
            CompanyCalls(unit.cases).done(bundle.contact_id, bundle.kind, until=bundle.until)
            door = CompanyDoors(unit.cases).door(bundle.contact_id)
            if refused or (door.refused_at and not unheard):
                CompanyDoors(unit.cases).set(bundle.contact_id, refused_at=at if refused else 0)
            if unheard:
                for one in bundle.calls:
                    thread = Disclosures(unit.cases).get(one.disclosure_id)
                    if thread is not None:
                        self._alarm(unit, thread.case_id, Occasion.UNREACHED, at=at)

        await self._store.write(work)

    async def _again(self, bundle: Bundle, error: Exception) -> None:
        """Later and later; what is older than some days is given up, out loud."""
        at, tries = self._at(), max(call.tries for call in bundle.calls)
        most = LINK_WAITS_MS if bundle.kind == LINK else GIVE_UP_MS
        old = at - min(call.created_at for call in bundle.calls) >= most
        log.warning("mail to a company not taken", kind=type(error).__name__, tries=tries + 1, given_up=old)
        if old:
            await self._over(bundle, refused=False, unheard=True)
            return
        later = at + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 10)) // timedelta(milliseconds=1)
        await self._store.write(
            lambda unit: CompanyCalls(unit.cases).put_off(bundle.contact_id, bundle.kind, until=bundle.until, to=later)
        )
