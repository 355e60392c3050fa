"""A company acknowledges, asks, answers, promises, reports: everything lies before the desk, nothing reaches the worker
before a member passes it on, and nothing that a company does closes anything."""

import pytest

from bot.casework import company_desk, company_side, company_view, desk, offering, threads
from bot.casework.answers import answer
from bot.casework.company_side import Promised
from bot.casework.desk import NoSuchCase, NotAllowed
from bot.casework.lifecycle import Actor
from storage.companies import Companies
from storage.company_posts import CompanyPosts, Kind, Post
from storage.disclosures import Disclosures, Thread
from storage.messages import Messages
from storage.notices import NOTICE, Notices
from storage.plan_actions import PlanActions
from storage.times import day_of, milliseconds
from tests.casework.company_story import (
    ABE,
    HIKARI,
    MORI,
    SUMMARY,
    TANAKA,
    company,
    hand,
    notified,
    now,
    opened,
    withdraw,
)
from tests.console.conftest import Kit

PDF = b"%PDF-1.7\n" + b"x" * 2000
ONCE = "0" * 31 + "f"


def posts(kit: Kit, thread: Thread) -> list[Post]:
    return list(kit.read(lambda unit: CompanyPosts(unit.cases, thread.id, unit.vault.key(thread.id)).all()))


def says(kit: Kit, thread: Thread, kind: Kind = Kind.ANSWER, text: str = "We look into it") -> Post:
    once = kit.id()
    kit.write(lambda unit: company_side.write(company(kit, unit), threads.find(unit, thread.id), kind, text, once=once))
    return next(one for one in posts(kit, thread) if one.id == once)


def plans(kit: Kit, thread: Thread, days: int = 10) -> Post:
    once, today = kit.id(), day_of(milliseconds(kit.clock()))
    actions = [Promised("Give back the passports", today + days), Promised("Train the staff", today + 2 * days)]

    def work(unit):
        company_side.plan(company(kit, unit), threads.find(unit, thread.id), "Our plan", actions, once=once)

    kit.write(work)
    return next(one for one in posts(kit, thread) if one.id == once)


def desk_does(kit: Kit, act) -> None:
    kit.write(lambda unit: act(hand(kit, unit), unit))


def last_notice(kit: Kit, case_id: str, message_id: str):
    conversation_id = kit.row(case_id).conversation_id
    from sqlalchemy import select

    def work(unit):
        rows = unit.cases.all(select(NOTICE.c.id).where(NOTICE.c.message_id == message_id))
        found = [Notices(unit.cases, unit.vault.key).get(row[0]) for row in rows]
        return [one for one in found if one and one.conversation_id == conversation_id][-1]

    return kit.read(work)


def hears(kit: Kit, case_id: str, message_id: str, value: str) -> None:
    told = last_notice(kit, case_id, message_id)
    kit.write(lambda unit: answer(hand(kit, unit, Actor.WORKER, "worker"), told, value))


def test_reading_is_no_acknowledgement_and_one_counts_once(kit: Kit) -> None:
    thread = notified(kit)
    kit.write(lambda unit: company_view.mark_read(unit, thread, at=5))
    assert now(kit, thread).acknowledged_at is None
    for once in (ONCE, ONCE, kit.id()):
        kit.write(lambda unit, once=once: company_side.acknowledge(company(kit, unit), now_in(unit, thread), once=once))
    after = now(kit, thread)
    assert (after.status, after.acknowledged_at) == ("notified", milliseconds(kit.clock()))
    assert [(one.kind, one.state) for one in posts(kit, thread)] == [("acknowledged", "waiting")]


def now_in(unit, thread: Thread) -> Thread:
    return threads.find(unit, thread.id)


def test_what_a_company_says_moves_its_thread_and_tells_the_worker_nothing(kit: Kit) -> None:
    thread = notified(kit)
    before = kit.said_to_worker(thread.case_id)
    says(kit, thread, Kind.QUESTION, "Which building?")
    assert now(kit, thread).status == "notified"
    says(kit, thread)
    assert now(kit, thread).status == "assessing"
    says(kit, thread, Kind.REFUSED, "It is not our worker")
    assert now(kit, thread).status == "assessing"
    plans(kit, thread)
    assert now(kit, thread).status == "dialogue"
    says(kit, thread, Kind.CLOSING, "All is done")
    assert now(kit, thread).status == "dialogue"
    assert kit.said_to_worker(thread.case_id) == before
    assert {one.state for one in posts(kit, thread)} == {"waiting"}
    assert kit.row(thread.case_id).unread
    assert kit.row(thread.case_id).status == "with_companies"


def test_a_form_that_is_sent_twice_counts_once(kit: Kit) -> None:
    thread = notified(kit)
    for _ in range(2):
        kit.write(
            lambda unit: company_side.write(company(kit, unit), now_in(unit, thread), Kind.ANSWER, "Yes", once=ONCE)
        )
    assert len(posts(kit, thread)) == 1
    assert now(kit, thread).status == "assessing"


@pytest.mark.parametrize(
    ("text", "days", "reason"),
    [("", 1, "nothing_written"), ("x" * 501, 1, "too_long"), ("x", -1, "no_day"), ("x", 9999, "no_day")],
)
def test_a_plan_has_words_and_days_to_come(kit: Kit, text: str, days: int, reason: str) -> None:
    thread, today = notified(kit), day_of(milliseconds(kit.clock()))
    with pytest.raises(NotAllowed) as refused:
        kit.write(
            lambda unit: company_side.plan(
                company(kit, unit), thread, "", [Promised(text, today + days)], once=kit.id()
            )
        )
    assert refused.value.reason == reason
    assert posts(kit, thread) == []


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"MZ\x90", b"PK\x03\x04", b"<html>", b"%PD"])
def test_only_pictures_and_pdf_are_taken_by_their_bytes(kit: Kit, content: bytes) -> None:
    thread = notified(kit)
    with pytest.raises(NotAllowed):
        kit.write(lambda unit: company_side.upload(company(kit, unit), thread, content, "a.pdf", once=kit.id()))
    assert posts(kit, thread) == []


def test_a_file_is_kept_under_a_plain_name_and_comes_back(kit: Kit) -> None:
    thread = notified(kit)
    kit.write(lambda unit: company_side.upload(company(kit, unit), thread, PDF, "..\\a/\u202eb\n.pdf", once=ONCE))
    (post,) = posts(kit, thread)
    assert (post.body["name"], post.body["mime"], post.body["size"]) == ("b.pdf", "application/pdf", len(PDF))
    read = kit.read(lambda unit: b"".join(CompanyPosts(unit.cases, thread.id, unit.vault.key(thread.id)).file(post)))
    assert read == PDF
    with pytest.raises(NotAllowed) as refused:
        company_side.taken(b"%PDF-" + bytes(company_side.LARGEST_FILE))
    assert refused.value.status == 413


def test_a_flood_is_stopped_by_the_day(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company_side, "MOST_A_DAY", 2)
    thread = notified(kit)
    for _ in range(2):
        says(kit, thread, Kind.QUESTION)
    with pytest.raises(NotAllowed) as refused:
        says(kit, thread, Kind.QUESTION)
    assert refused.value.status == 429
    kit.clock.pass_(days=1, seconds=1)
    says(kit, thread, Kind.QUESTION)


def test_a_member_tells_her_without_a_word_of_the_company(kit: Kit) -> None:
    thread = notified(kit)
    post = says(kit, thread, text="SECRET of the company")
    desk_does(kit, lambda by, unit: company_desk.read(by, thread, post.id))
    assert posts(kit, thread)[0].state == "read"
    desk_does(kit, lambda by, unit: company_desk.pass_on(by, now_in(unit, thread), post.id, "investigating"))
    assert posts(kit, thread)[0].state == "passed_on"
    told = kit.said_to_worker(thread.case_id)[-1]
    assert "is checking the problem" in told or "1" in told
    assert not any("SECRET" in one for one in kit.said_to_worker(thread.case_id))


@pytest.mark.parametrize(
    ("value", "state"), [("yes", "accepted"), ("no", "declined"), ("person", "declined"), ("", "passed_on")]
)
def test_an_offer_is_hers_to_answer_and_only_a_yes_binds_the_company(kit: Kit, value: str, state: str) -> None:
    thread = notified(kit)
    post = plans(kit, thread)
    desk_does(kit, lambda by, unit: offering.tell(by, now_in(unit, thread), post, "offer", "Paspor kembali"))
    hears(kit, thread.case_id, "update.offer", value)
    (kept,) = posts(kit, thread)
    assert kept.state == state
    assert now(kit, thread).status == "dialogue"

    def bind() -> None:
        desk_does(kit, lambda by, unit: offering.tell(by, now_in(unit, thread), kept, "agreed", "Paspor kembali"))

    if value != "yes":
        with pytest.raises(NotAllowed):
            bind()
        assert now(kit, thread).status == "dialogue"
        return
    bind()
    assert now(kit, thread).status == "remedy_agreed"
    assert "Paspor kembali" in str(kit.said_to_worker(thread.case_id))


def agreed(kit: Kit) -> Thread:
    thread = notified(kit)
    post = plans(kit, thread)
    desk_does(kit, lambda by, unit: offering.tell(by, now_in(unit, thread), post, "offer", "Paspor"))
    hears(kit, thread.case_id, "update.offer", "yes")
    (kept,) = posts(kit, thread)
    desk_does(kit, lambda by, unit: offering.tell(by, now_in(unit, thread), kept, "agreed", "Paspor"))
    return now(kit, thread)


def actions(kit: Kit, thread: Thread):
    return list(kit.read(lambda unit: PlanActions(unit.cases, thread.id, unit.vault.key(thread.id)).all()))


@pytest.mark.parametrize(("value", "state"), [("yes", "confirmed"), ("no", "missed"), ("some", "asked")])
def test_she_is_asked_once_when_a_promised_day_is_over(kit: Kit, value: str, state: str) -> None:
    thread = agreed(kit)
    assert kit.write(lambda unit: offering.ask_due(hand(kit, unit, Actor.CLOCK, "clock"))) == 0
    kit.clock.pass_(days=11)
    assert kit.write(lambda unit: offering.ask_due(hand(kit, unit, Actor.CLOCK, "clock"))) == 1
    assert kit.write(lambda unit: offering.ask_due(hand(kit, unit, Actor.CLOCK, "clock"))) == 0
    hears(kit, thread.case_id, "update.check", value)
    assert {one.state for one in actions(kit, thread)} == {state}


def test_a_company_reports_done_and_only_she_confirms(kit: Kit) -> None:
    thread = agreed(kit)
    first, _ = actions(kit, thread)
    kit.write(lambda unit: company_side.done(company(kit, unit), thread, first.id, "Given back", once=kit.id()))
    assert [one.state for one in actions(kit, thread)] == ["done", "agreed"]
    with pytest.raises(NotAllowed):
        kit.write(lambda unit: company_side.done(company(kit, unit), thread, "f" * 32, "x", once=kit.id()))


def test_whoever_is_named_never_sees_the_thread_and_others_of_the_company_do(kit: Kit) -> None:
    thread = notified(kit)

    def sees(contact) -> bool:
        return kit.read(lambda unit: company_view.sees(unit, contact, thread))

    assert (sees(MORI), sees(TANAKA), sees(ABE)) == (True, True, False)
    conversation_id = kit.row(thread.case_id).conversation_id

    def name_her(unit) -> None:
        key = unit.vault.key(conversation_id)
        body = {"text": "Mrs Mori Hanako took it", "at": 1}
        Messages(unit.cases, key).add(
            kit.id(), conversation_id, seq=9, author="worker", part="narrative", body=body, day=20000
        )

    kit.write(name_her)
    assert (sees(MORI), sees(TANAKA)) == (False, True)
    assert [one.thread.id for one in kit.read(lambda unit: company_view.of_contact(unit, TANAKA))] == [thread.id]
    assert kit.read(lambda unit: company_view.of_contact(unit, MORI)) == []
    with pytest.raises(NoSuchCase):
        kit.read(lambda unit: company_view.found(unit, MORI, thread.number))


def test_what_nobody_was_told_of_is_not_there_and_a_withdrawn_one_says_only_that(kit: Kit) -> None:
    hidden = opened(kit, kit.case(status="with_companies"))
    assert kit.read(lambda unit: company_view.of_contact(unit, MORI)) == []
    with pytest.raises(NoSuchCase):
        kit.read(lambda unit: company_view.found(unit, MORI, hidden.number))
    thread = notified(kit)
    says(kit, thread)
    page = kit.read(lambda unit: company_view.whole(unit, thread))
    assert page.summary is not None
    assert page.summary.texts["en"] == SUMMARY
    withdraw(kit, thread)
    page = kit.read(lambda unit: company_view.whole(unit, thread))
    assert (page.row.withdrawn, page.summary, page.posts, page.actions) == (True, None, (), ())


def test_a_disabled_contact_or_company_does_not_come_in(kit: Kit) -> None:
    notified(kit)
    assert kit.read(lambda unit: company_view.contact(unit, MORI.id)) == MORI
    kit.write(lambda unit: Companies(unit.cases).change(HIKARI.__class__(**{**vars_of(HIKARI), "disabled": True})))
    assert kit.read(lambda unit: company_view.contact(unit, ABE.id)) is None
    assert kit.read(lambda unit: company_view.contact(unit, "f" * 32)) is None


def vars_of(company) -> dict[str, object]:
    return {name: getattr(company, name) for name in company.__slots__}


@pytest.mark.parametrize(
    "text", ["Call +81 90 1234 5678", "write to budi@example.org", "her number {spaced}", "case {case_id}"]
)
def test_what_leads_to_her_is_refused_before_a_company_reads_it(kit: Kit, text: str) -> None:
    thread = notified(kit)
    row = kit.row(thread.case_id)
    spaced = f"{row.reference[:4]}-{row.reference[4:]}"
    with pytest.raises(NotAllowed) as refused:
        desk_does(
            kit, lambda by, unit: company_desk.write(by, thread, text.format(spaced=spaced, case_id=thread.case_id))
        )
    assert refused.value.reason == "identifier"
    assert posts(kit, thread) == []


def test_the_desk_answers_and_gives_back(kit: Kit) -> None:
    thread = notified(kit)
    post = says(kit, thread)
    desk_does(kit, lambda by, unit: company_desk.give_back(by, now_in(unit, thread), post.id, "Please say by when."))
    first, second = posts(kit, thread)
    assert (first.state, second.author, second.text) == ("returned", "desk", "Please say by when.")
    kit.write(lambda unit: Disclosures(unit.cases).change(thread.id, "notified_at", None))
    with pytest.raises(NotAllowed):
        desk_does(kit, lambda by, unit: company_desk.write(by, now_in(unit, thread), "Hello"))


def test_after_the_end_nothing_can_be_written(kit: Kit) -> None:
    thread = notified(kit)
    kit.write(lambda unit: threads.step(hand(kit, unit, Actor.WORKER), thread, "withdrawn", tells=False))
    with pytest.raises(NotAllowed) as refused:
        says(kit, thread)
    assert refused.value.reason == "thread_over"


def test_the_history_of_the_case_tells_what_came_and_went(kit: Kit) -> None:
    thread = agreed(kit)
    kinds = [one.kind for one in kit.read(lambda unit: desk.open_case(unit, thread.case_id).events)]
    assert [kind for kind in kinds if kind in ("company_wrote", "offered", "offer_answered")] == [
        *("company_wrote", "offered", "offer_answered", "offered")
    ]


@pytest.mark.parametrize(("kind", "received"), [(Kind.ANSWER, True), (Kind.REFUSED, True), (Kind.QUESTION, False)])
def test_whoever_answers_has_received_it(kit: Kit, kind: Kind, received: bool) -> None:
    thread = notified(kit)
    says(kit, thread, kind)
    assert (now(kit, thread).acknowledged_at is not None) is received
