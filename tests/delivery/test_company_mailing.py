"""Mail to companies, through a real SMTP server on loopback: a link and nothing else, to whom it may concern."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.app import build
from bot.casework import company_calls
from bot.casework.alerting import Alarm
from bot.casework.company_calls import Occasion
from bot.config import Mail
from bot.console.accounts import digest
from bot.delivery.company_mailing import CompanyMailer
from bot.deskwork import company_mailer_of
from storage.alerts import Alerts
from storage.companies import Companies
from storage.company_calls import LINK, CompanyCalls
from storage.company_doors import CompanyDoors
from storage.disclosures import Thread
from storage.master import VARIABLE, generate_master
from storage.times import milliseconds
from tests.casework.company_story import ABE, MORI, SUMMARY, TANAKA, hand, notified
from tests.console.conftest import SENTENCE, Kit, demo, kit, migrated, runner
from tests.console.test_portal import name_in
from tests.delivery.test_mailing import Letterbox, send, served, text

__all__ = ["demo", "kit", "migrated", "runner"]


@pytest.fixture
def box() -> Iterator[Letterbox]:
    with served(Letterbox()) as box:
        yield box


def mailer(kit: Kit, port: int) -> CompanyMailer:
    mail = Mail(host="127.0.0.1", port=port, sender="desk@madoguchi.example", tls=False)
    made = company_mailer_of(replace(kit.app.config, mail=mail), kit.app.store, ids=kit.id, now=kit.clock)
    assert made is not None
    return made


def call(kit: Kit, thread: Thread, *occasions: Occasion) -> None:
    def work(unit: Any) -> None:
        by = replace(hand(kit, unit), alarm=Alarm(kit.id, on=True))
        for one in occasions:
            company_calls.call(by, thread, one)

    kit.write(work)


def asks(kit: Kit, contact_id: str = MORI.id) -> None:
    at = milliseconds(kit.clock())
    kit.write(
        lambda unit: CompanyCalls(unit.cases).add(
            kit.id(), contact_id=contact_id, thread_id="", kind=LINK, occasion=LINK, at=at, due_at=at
        )
    )


def alarmed(kit: Kit) -> list[str]:
    """Occasions that members are to hear of."""
    later = 1 << 60
    claimed = kit.write(lambda unit: Alerts(unit.cases).claim(at=later, until=later + 1, most=9))
    return [one.occasion for alerts in claimed for one in alerts]


def test_several_occasions_are_one_mail_with_nothing_but_the_address_of_the_page(kit: Kit, box: Letterbox) -> None:
    thread, other, made = notified(kit), notified(kit), mailer(kit, box.port)
    call(kit, thread, *Occasion)
    send(kit, made, minutes=5)
    assert box.taken == []
    call(kit, other, Occasion.NOTIFIED)
    send(kit, made, minutes=5)
    (message,) = box.taken
    assert (message["To"], message["Auto-Submitted"]) == (MORI.mail, "auto-generated")
    assert re.findall(r"http\S+", text(message)) == ["http://127.0.0.1:8000/company"]
    assert "貴社のページ" in text(message)
    row = kit.row(thread.case_id)
    del message["Message-ID"]  # a number of the mail alone, here counted from 1 as everything
    whole = message.as_string() + text(message) + str(message["Subject"])
    for secret in (thread.number, row.reference, thread.case_id, SENTENCE, SUMMARY, "Sakura", "Indonesia", "simulator"):
        assert secret not in whole
    send(kit, made, minutes=60)
    assert len(box.taken) == 1


def test_all_occasions_are_worded_alike_in_the_language_of_the_contact(kit: Kit, box: Letterbox) -> None:
    made, bodies = mailer(kit, box.port), set()
    for occasion in Occasion:
        call(kit, notified(kit, contact=TANAKA), occasion)
        send(kit, made, minutes=11)
        bodies.add((box.taken[-1]["Subject"], text(box.taken[-1])))
    assert len(box.taken) == len(Occasion)
    assert len(bodies) == 1
    assert "Please look at your company's page" in bodies.pop()[1]


def test_a_link_comes_at_once_works_once_and_is_not_stored(kit: Kit, box: Letterbox) -> None:
    notified(kit)
    asks(kit)
    send(kit, mailer(kit, box.port))
    (message,) = box.taken
    token = re.search(r"/company/in/(\S+)", text(message))[1]  # type: ignore[index]
    assert len(token) == 64
    at = milliseconds(kit.clock())
    assert kit.read(lambda unit: CompanyDoors(unit.cases).of_link(digest(token), at=at)) == MORI.id
    assert kit.read(lambda unit: CompanyDoors(unit.cases).of_link(digest(token), at=at + 15 * 60_000)) == ""
    assert kit.post(f"/company/in/{token}").status_code == 303
    assert kit.post(f"/company/in/{token}").status_code == 410


def test_whoever_is_held_back_by_now_gets_no_mail_and_the_desk_hears_of_it(kit: Kit, box: Letterbox) -> None:
    kit.invite("sato@desk.example", "member")
    thread = notified(kit)
    call(kit, thread, Occasion.TOLD)
    name_in(kit, thread.case_id, "Mrs Mori Hanako")
    send(kit, mailer(kit, box.port), minutes=11)
    assert box.taken == []
    assert alarmed(kit) == ["no_mail"]


@pytest.mark.parametrize("disabled", [True, False])
def test_a_contact_without_a_way_is_no_one_to_call(kit: Kit, box: Letterbox, disabled: bool) -> None:
    kit.invite("sato@desk.example", "member")
    thread = notified(kit)
    changed = replace(MORI, disabled=True) if disabled else replace(MORI, mail="")
    kit.write(lambda unit: Companies(unit.cases).change_contact(changed))
    call(kit, thread, Occasion.NOTIFIED)
    send(kit, mailer(kit, box.port), minutes=11)
    assert box.taken == []
    assert alarmed(kit) == ["no_mail"]


def test_mail_that_comes_back_is_marked_and_told_to_the_desk(kit: Kit, box: Letterbox) -> None:
    kit.invite("sato@desk.example", "member")
    thread = notified(kit)
    box.answer = "550 no such user"
    call(kit, thread, Occasion.NOTIFIED)
    made = mailer(kit, box.port)
    send(kit, made, minutes=11)
    assert kit.read(lambda unit: CompanyDoors(unit.cases).refused()) == {MORI.id}
    assert alarmed(kit) == ["no_mail"]
    box.answer = "250 OK"
    call(kit, thread, Occasion.TOLD)
    send(kit, made, minutes=11)
    assert len(box.taken) == 1
    assert kit.read(lambda unit: CompanyDoors(unit.cases).refused()) == frozenset()


def test_a_server_that_is_down_is_tried_again_and_given_up_out_loud(kit: Kit) -> None:
    kit.invite("sato@desk.example", "member")
    thread = notified(kit)
    call(kit, thread, Occasion.NOTIFIED)
    made = mailer(kit, 1)  # nobody listens there
    send(kit, made, minutes=11)
    assert alarmed(kit) == []
    with served(Letterbox()) as box:
        again = mailer(kit, box.port)
        send(kit, again)
        assert box.taken == [], "not at once"
        send(kit, again, minutes=2)
        assert len(box.taken) == 1
    call(kit, thread, Occasion.LATE)
    kit.clock.pass_(days=4)
    send(kit, made)
    assert alarmed(kit) == ["no_mail"]


def test_a_desk_without_a_mail_server_keeps_nothing_to_be_sent(kit: Kit) -> None:
    thread = notified(kit, contact=ABE)
    kit.write(lambda unit: company_calls.call(hand(kit, unit), thread, Occasion.NOTIFIED))
    assert kit.write(lambda unit: CompanyCalls(unit.cases).claim(at=1 << 60, until=1 << 61, most=9)) == []
    assert company_mailer_of(kit.app.config, kit.app.store, ids=kit.id, now=kit.clock) is None


def test_a_process_that_sends_begins_and_ends_with_mail_to_companies(kit: Kit, box: Letterbox) -> None:
    """Wired as `serve` does it."""
    mail = Mail(host="127.0.0.1", port=box.port, sender="desk@madoguchi.example", tls=False)
    key = {VARIABLE: generate_master(os.urandom).written()}

    async def story() -> None:
        await kit.app.store.close()
        app = build(replace(kit.app.config, mail=mail), environ=key, demo=True, now=kit.clock)
        await app.start()
        assert app.company_mailer is not None
        await app.stop()

    kit.run(story())
    assert box.taken == []
