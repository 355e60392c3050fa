"""Two members, a lead, a worker and a company around one case: steps that tests of the way to a company share."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.casework import desk, disclosure, drafting
from bot.casework.desk import Hand
from bot.casework.drafting import Looked, Standing
from bot.casework.summary import Body, Fact
from storage.assessments import Assessments
from storage.companies import Companies, Company, Contact
from storage.engine import Unit
from storage.members import Member, Members
from storage.shared import Share, Shares
from storage.times import milliseconds
from tests.casework.test_parties import confirmed, registered
from tests.console.conftest import Kit

WRITER, OTHER, LEAD = "1" * 32, "2" * 32, "3" * 32
SAKURA, HIKARI = "a" * 32, "9" * 32
ENGLISH = "A worker reports that the site keeps the passport of a foreign worker since spring."
JAPANESE = "外国人労働者の旅券を会社が預かったままだとの申告があった。"
TEXTS = {"en": ENGLISH, "ja": JAPANESE}
WHOLE = Body(TEXTS, told=frozenset({Fact.PLACE}), people=40)


def staffed(kit: Kit) -> None:
    """Three members, and two companies with contacts."""
    registered(kit)

    def work(unit: Unit) -> None:
        Companies(unit.cases).add(Company(HIKARI, "supplier", "Hikari Plastics"))
        Companies(unit.cases).add_contact(Contact("8" * 32, HIKARI, "Abe Jun", "阿部 潤", mail="abe@hikari.example"))
        for id, name, role in ((WRITER, "Sato", "member"), (OTHER, "Ito", "member"), (LEAD, "Kato", "lead")):
            Members(unit.cases).add(Member(id, f"{name.lower()}@desk.example", name, role))

    kit.write(work)


def acting(kit: Kit, by: str = WRITER) -> Callable[[Unit], Hand]:
    console = kit.console
    return lambda unit: Hand(unit, by, kit.clock(), kit.id, console.push, console.zone, console.timetable)


def act(kit: Kit, work: Callable[[Hand], Any], by: str = WRITER) -> Any:
    return kit.write(lambda unit: work(acting(kit, by)(unit)))


def case_for(kit: Kit, *company_ids: str, **more: Any) -> str:
    """A case in review that may go to companies. English is her language unless `language` says otherwise."""
    given = {"language": "en", "text": "They keep our papers.", "discreet": False, "status": "in_review", **more}
    case_id = kit.case(**given)
    kit.assess(case_id)
    for company_id in company_ids or (SAKURA,):
        confirmed(kit, case_id, Company(company_id, "member", ""))
    return case_id


def begun(kit: Kit, case_id: str, company_id: str = SAKURA) -> str:
    return act(kit, lambda hand: drafting.begin(hand, case_id, company_id)).id  # type: ignore[no-any-return]


def standing(kit: Kit, case_id: str, thread_id: str) -> Standing:
    return kit.read(lambda unit: drafting.standing(unit, case_id, thread_id))  # type: ignore[no-any-return]


def looked(kit: Kit, case_id: str, thread_id: str) -> Looked:
    return standing(kit, case_id, thread_id).looked


def written(kit: Kit, case_id: str, thread_id: str, body: Body = WHOLE) -> None:
    act(kit, lambda hand: drafting.write(hand, looked_in(hand, case_id, thread_id), body))


def looked_in(hand: Hand, case_id: str, thread_id: str) -> Looked:
    return drafting.standing(hand.unit, case_id, thread_id).looked


def translated(kit: Kit, case_id: str, thread_id: str) -> None:
    act(kit, lambda hand: drafting.translate(hand, looked_in(hand, case_id, thread_id)))


def previewed(kit: Kit, case_id: str, thread_id: str) -> disclosure.Preview:
    wording = kit.console.intake.wording
    found = kit.read(lambda unit: disclosure.preview(unit, drafting.standing(unit, case_id, thread_id), wording))
    assert found is not None
    return found  # type: ignore[no-any-return]


def asked(kit: Kit, case_id: str, thread_id: str, *, confirmed: frozenset[int] = frozenset()) -> None:
    wording, shown = kit.console.intake.wording, previewed(kit, case_id, thread_id).hex
    act(
        kit,
        lambda hand: disclosure.ask(
            hand, looked_in(hand, case_id, thread_id), shown=shown, confirmed=confirmed, wording=wording
        ),
    )


def shown_to_her(kit: Kit, case_id: str, thread_id: str, body: Body = WHOLE) -> None:
    """From an empty thread to her phone."""
    written(kit, case_id, thread_id, body)
    translated(kit, case_id, thread_id)
    asked(kit, case_id, thread_id)
    delivered(kit)


def delivered(kit: Kit) -> None:
    """The vendor accepts all that waits, one message a second."""
    for _ in range(3):
        kit.clock.pass_(seconds=2)
        kit.run(kit.app.sender.drain())
        kit.run(kit.app.sender.settle())


def says(kit: Kit, case_id: str, answer: str) -> None:
    kit.hear(case_id, answer)
    delivered(kit)


def approved(kit: Kit, case_id: str, thread_id: str, by: str = OTHER) -> None:
    def work(hand: Hand) -> None:
        found = drafting.standing(hand.unit, case_id, thread_id)
        shown = found.version.digest.hex() if found.version else ""
        disclosure.approve(hand, found.looked, shown=shown)

    act(kit, work, by)


def shares(kit: Kit, thread_id: str) -> list[Share]:
    return list(kit.read(lambda unit: Shares(unit.cases).of(thread_id)))


def sees(kit: Kit, thread_id: str) -> dict[str, Any] | None:
    """What the company can open of the newest version."""

    def work(unit: Unit) -> Any:
        newest = Shares(unit.cases).of(thread_id)[0]
        return Shares(unit.cases).opened(newest, unit.vault.key(newest.id))

    return kit.read(work)  # type: ignore[no-any-return]


def in_danger(kit: Kit, case_id: str, **detriment: Any) -> None:
    """The review found that she is likely to be made to pay for it."""
    found = kit.assess(case_id) if not detriment else None
    body = replace(found, detriment=dict.fromkeys(found.detriment, "yes")).body if found else detriment
    at = milliseconds(kit.clock())

    def work(unit: Unit) -> None:
        kept = Assessments(unit.cases, desk.key_of(unit, desk.find(unit, case_id)))
        last = kept.of(case_id)
        assert kept.save(case_id, body, seen=last.version if last else 0, by_id=WRITER, at=at)

    kit.write(work)
