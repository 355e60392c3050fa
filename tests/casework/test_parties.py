"""Which companies a case is about, and that whoever it names is held back and stands in its history."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from bot.casework import desk, parties
from bot.casework.conflicts import Guarded, guarded
from bot.casework.desk import CaseworkError, Hand
from bot.casework.register.checks import EntryRefused
from bot.casework.register.kept import KeptRegister
from bot.casework.retention import erase_conversation
from bot.casework.routing import Route, Why
from storage.companies import Companies, Company, Contact
from storage.conversations import Due
from storage.engine import Unit
from storage.messages import Messages
from storage.parties import Parties
from storage.vault import KeyDestroyed
from tests.console.conftest import Kit

SAKURA = Company("a" * 32, "member", "Sakura Foods")
SITE = Company("b" * 32, "site", "Toyohashi", parent_id=SAKURA.id)
TANAKA = Contact("c" * 32, SAKURA.id, "Tanaka Ichiro", "田中 一郎", mail="tanaka@sakura.example", rank=1)
MORI = Contact("d" * 32, SAKURA.id, "Mori Hanako", "森 花子", mail="mori@sakura.example", rank=2)
ONO = Contact("e" * 32, SITE.id, "Ono Mai", "小野 舞", mail="ono@sakura.example")


def registered(kit: Kit) -> None:
    def work(unit: Unit) -> None:
        companies = Companies(unit.cases)
        for company in (SAKURA, SITE):
            companies.add(company)
        for contact in (TANAKA, MORI, ONO):
            companies.add_contact(contact)

    kit.write(work)


def acted(kit: Kit, act: Callable[[Hand], Any], by: str = "m" * 32) -> Any:
    def work(unit: Unit) -> Any:
        return act(Hand(unit, by, kit.clock(), kit.id, kit.console.push, kit.console.zone, kit.console.timetable))

    return kit.write(work)


def confirmed(kit: Kit, case_id: str, company: Company = SAKURA, role: str = "employer") -> None:
    acted(kit, lambda hand: parties.confirm(hand, case_id, company.id, role))


def looked(kit: Kit, case_id: str) -> Guarded:
    return kit.read(lambda unit: guarded(unit, desk.find(unit, case_id)))  # type: ignore[no-any-return]


def history(kit: Kit, case_id: str) -> Sequence[tuple[str, str, str]]:
    events = kit.read(lambda unit: desk.open_case(unit, case_id).events)
    return [(one.kind, one.was or one.now, one.reason) for one in events if one.kind.startswith(("party", "routing"))]


def say(kit: Kit, case_id: str, text: str, part: str = "names") -> None:
    def work(unit: Unit) -> None:
        case = desk.find(unit, case_id)
        Messages(unit.cases, unit.vault.key(case.conversation_id)).add(
            kit.id(), case.conversation_id, seq=50, author="worker", part=part, body={"text": text, "at": 1}, day=1
        )

    kit.write(work)


def test_a_member_confirms_a_company_and_it_stands_in_the_history_once(kit: Kit) -> None:
    registered(kit)
    case_id = kit.case()
    confirmed(kit, case_id)
    confirmed(kit, case_id)
    (party,) = kit.read(lambda unit: Parties(unit.cases).of(case_id))
    assert (party.company_id, party.role, party.by_id) == (SAKURA.id, "employer", "m" * 32)
    assert history(kit, case_id) == [("party_added", "employer", "Sakura Foods")]
    acted(kit, lambda hand: parties.remove(hand, case_id, party.id))
    assert history(kit, case_id)[1:] == [("party_removed", "employer", "Sakura Foods")]
    assert looked(kit, case_id).routes == []


def test_nothing_is_confirmed_by_itself_however_sure_the_name_is(kit: Kit) -> None:
    registered(kit)
    case_id = kit.case(report={"where.company": "Sakura Foods"})
    found = kit.read(lambda unit: KeptRegister().find(unit, "Sakura Foods"))
    assert [(one.company_id, one.by) for one in found] == [(SAKURA.id, "Sakura Foods")]
    kit.sign_in()
    kit.get(f"/desk/cases/{case_id}")
    assert kit.read(lambda unit: Parties(unit.cases).of(case_id)) == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Mr. Tanaka", "names"),
        ("タナカさん", "names"),
        ("Bos Tanaka ambil paspor saya", "narrative"),
        ("田中課長", "chat"),
    ],
)
def test_whoever_the_case_names_is_held_back_and_the_next_is_asked(kit: Kit, text: str, part: str) -> None:
    registered(kit)
    case_id = kit.case()
    say(kit, case_id, text, part)
    confirmed(kit, case_id)
    (route,) = looked(kit, case_id).routes
    assert (route.chosen, [block.person_id for block in route.blocked]) == (MORI.id, [TANAKA.id])
    ((kind, why, reason),) = history(kit, case_id)[1:]
    assert (kind, why) == ("routing_blocked", route.blocked[0].why)
    assert reason.startswith("Tanaka Ichiro, Sakura Foods: ")


def test_what_she_says_later_holds_back_at_the_moment_of_sending_and_each_block_is_written_once(kit: Kit) -> None:
    registered(kit)
    case_id = kit.case()
    confirmed(kit, case_id)

    def ask() -> Route:
        return acted(kit, lambda hand: parties.receiver(hand, case_id, SAKURA.id))  # type: ignore[no-any-return]

    assert ask().chosen == TANAKA.id
    say(kit, case_id, "Tanaka")
    assert [ask().chosen, ask().chosen] == [MORI.id, MORI.id]
    assert [kind for kind, _, _ in history(kit, case_id)] == ["party_added", "routing_blocked"]


def test_where_everybody_is_named_it_is_the_panel_and_the_history_says_so(kit: Kit) -> None:
    registered(kit)
    case_id = kit.case()
    say(kit, case_id, "Tanaka, Mori")
    confirmed(kit, case_id)
    (route,) = looked(kit, case_id).routes
    assert route.panel
    assert history(kit, case_id)[-1] == ("routing_panel", "", "Sakura Foods")


def test_a_site_of_the_case_gets_nothing_and_its_company_does(kit: Kit) -> None:
    registered(kit)
    case_id = kit.case(report={"where.company": "Sakura", "where.site": "Toyohashi"})
    confirmed(kit, case_id, SITE, "site")
    (route,) = looked(kit, case_id).routes
    assert (route.chosen, [(block.person_id, block.why) for block in route.blocked]) == (
        TANAKA.id,
        [(ONO.id, Why.SITE)],
    )


def test_a_member_in_the_pay_of_the_company_must_not_work_on_it(kit: Kit) -> None:
    registered(kit)
    kit.invite("kato@desk.example", name="Kato Yuki")
    (kato,) = [one for one in looked(kit, kit.case()).people.values() if one.name == "Kato Yuki"]
    kit.write(lambda unit: Companies(unit.cases).employ(kato.id, SITE.id))
    case_id = kit.case()
    confirmed(kit, case_id)
    assert [(block.person_id, block.why) for block in looked(kit, case_id).members] == [(kato.id, Why.EMPLOYED)]
    assert ("routing_blocked", "employed", "Kato Yuki: Toyohashi") in history(kit, case_id)


def test_a_company_that_is_not_in_the_register_comes_in_as_other(kit: Kit) -> None:
    case_id = kit.case()
    acted(kit, lambda hand: parties.confirm_new(hand, case_id, "  Hikari　Plastics ", "broker"))
    (company,) = kit.read(lambda unit: Companies(unit.cases).all())
    assert (company.name, company.kind) == ("Hikari Plastics", "other")
    assert history(kit, case_id)[0] == ("party_added", "broker", "Hikari Plastics")
    with pytest.raises(EntryRefused):
        acted(kit, lambda hand: parties.confirm_new(hand, case_id, "--", "broker"))


def test_what_cannot_be_confirmed_is_refused_with_its_reason(kit: Kit) -> None:
    registered(kit)
    case_id = kit.case()
    for act, reason in (
        (lambda hand: parties.confirm(hand, case_id, "f" * 32, "employer"), "no_such_company"),
        (lambda hand: parties.confirm(hand, case_id, SAKURA.id, "friend"), "no_role"),
        (lambda hand: parties.confirm(hand, "f" * 32, SAKURA.id, "employer"), "no_case"),
        (lambda hand: parties.remove(hand, case_id, "f" * 32), "no_party"),
        (lambda hand: parties.receiver(hand, case_id, SAKURA.id), "no_party"),
    ):
        with pytest.raises(CaseworkError) as refused:
            acted(kit, act)
        assert refused.value.reason == reason
    assert history(kit, case_id) == []


def test_an_erased_case_names_no_company_any_more(kit: Kit) -> None:
    registered(kit)
    case_id = kit.case()
    confirmed(kit, case_id)
    conversation_id = kit.row(case_id).conversation_id
    kit.write(lambda unit: erase_conversation(unit, Due(conversation_id, "x", case_id, "all", None), at=1))
    assert kit.read(lambda unit: Parties(unit.cases).of(case_id)) == []
    with pytest.raises(KeyDestroyed):
        confirmed(kit, case_id)


def test_two_who_confirm_the_same_at_once_leave_one_party(kit: Kit) -> None:
    registered(kit)
    case_id = kit.case()

    def one(unit: Unit) -> None:
        hand = Hand(unit, "m" * 32, kit.clock(), kit.id, kit.console.push)
        parties.confirm(hand, case_id, SAKURA.id, "employer")

    async def both() -> None:
        await asyncio.gather(kit.console.store.write(one), kit.console.store.write(one))

    kit.run(both())
    assert [kind for kind, _, _ in history(kit, case_id)] == ["party_added"]
