"""A case that a company was told of: its register, its thread, what it may read. For tests of the company's side."""

from bot.casework import desk, threads
from bot.casework.desk import Hand
from bot.casework.lifecycle import Actor
from storage.companies import Companies, Company, Contact
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.parties import Parties, Party
from storage.shared import Shares
from storage.times import milliseconds
from tests.console.conftest import Kit

SAKURA, HIKARI = Company("a" * 32, "member", "Sakura Foods"), Company("b" * 32, "member", "Hikari Plastics")
MORI = Contact("1" * 32, SAKURA.id, "Mori Hanako", language="ja", mail="mori@sakura.example", rank=1)
TANAKA = Contact("2" * 32, SAKURA.id, "Tanaka Ichiro", language="en", mail="tanaka@sakura.example", rank=2)
ABE = Contact("3" * 32, HIKARI.id, "Abe Ryo", language="en", mail="abe@hikari.example")
SUMMARY = "Several workers say that their passports are kept in the office."
MATOME = "パスポートが事務所に保管されているとの訴えがあります。"


def hand(kit: Kit, unit: Unit, actor: Actor = Actor.DESK, by: str = "m" * 32) -> Hand:
    given = kit.console
    alarm = given.intake.alarm
    return Hand(unit, by, kit.clock(), kit.id, given.push, given.zone, given.timetable, actor=actor, alarm=alarm)


def company(kit: Kit, unit: Unit, contact: Contact = MORI) -> Hand:
    return hand(kit, unit, Actor.COMPANY, contact.id)


def registered(kit: Kit) -> None:
    def work(unit: Unit) -> None:
        if Companies(unit.cases).get(SAKURA.id) is None:
            for one in (SAKURA, HIKARI):
                Companies(unit.cases).add(one)
            for person in (MORI, TANAKA, ABE):
                Companies(unit.cases).add_contact(person)

    kit.write(work)


def opened(kit: Kit, case_id: str, contact: Contact = MORI) -> Thread:
    """A thread nobody was told of yet."""
    registered(kit)

    def work(unit: Unit) -> Thread:
        at = milliseconds(kit.clock())
        Parties(unit.cases).add(Party(kit.id(), case_id, contact.company_id, "employer", "m" * 32, at))
        thread = threads.open_thread(hand(kit, unit), desk.find(unit, case_id), contact.company_id)
        Disclosures(unit.cases).change(thread.id, "contact_id", contact.id)
        return threads.find(unit, thread.id)

    return kit.write(work)


def notified(kit: Kit, case_id: str = "", contact: Contact = MORI) -> Thread:
    """A company was told, with her answer and another member's approval behind it."""
    case_id = case_id or kit.case(status="with_companies", discreet=False)
    thread = opened(kit, case_id, contact)

    def work(unit: Unit) -> Thread:
        one = threads.step(hand(kit, unit), thread, "consent_wait", tells=False)
        one = threads.step(hand(kit, unit, Actor.WORKER), one, "accepted")
        one = threads.step(hand(kit, unit), one, "notified")
        at, share_id = milliseconds(kit.clock()), kit.id()
        key = unit.vault.create_key(share_id, wrap_id=kit.id(), at_ms=at)
        body = {"texts": {"en": SUMMARY, "ja": MATOME}, "photos": []}
        assert Shares(unit.cases).add(share_id, key, disclosure_id=one.id, n=1, body=body, at=at)
        Disclosures(unit.cases).change(one.id, "notified_at", at)
        return threads.find(unit, one.id)

    return kit.write(work)


def withdraw(kit: Kit, thread: Thread) -> None:
    def work(unit: Unit) -> None:
        for one in Shares(unit.cases).of(thread.id):
            Shares(unit.cases).withdraw(one.id, at=milliseconds(kit.clock()))
            unit.vault.destroy_key(one.id, day=20000, why="test")

    kit.write(work)


def now(kit: Kit, thread: Thread) -> Thread:
    return kit.read(lambda unit: threads.find(unit, thread.id))
