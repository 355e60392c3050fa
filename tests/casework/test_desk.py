"""What the secretariat does, on real rows: the history it leaves, what the worker is told, what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework import desk
from bot.casework.deadlines import Timetable
from bot.casework.desk import Hand, MovedMeanwhile, NoSuchCase, NotAllowed, Seen, words
from storage.cases import Cases
from storage.engine import Unit
from storage.times import milliseconds, moment
from storage.vault import KeyDestroyed

MEMBER = "m" * 32


def act(kit, case_id, work, old=None):
    """One act of a member in one transaction, on the case as it is now or as she saw it."""
    console = kit.console
    page = old or seen(kit, case_id)

    def whole(unit: Unit):
        hand = Hand(unit, MEMBER, kit.clock(), kit.id, console.push, console.zone, console.timetable)
        return work(hand, page)

    return kit.write(whole)


def seen(kit, case_id):
    case = kit.row(case_id)
    return Seen(case_id, case.status, case.version)


def history(kit, case_id):
    events = kit.read(lambda unit: desk.open_case(unit, case_id).events)
    return [(event.kind, event.was, event.now, event.reason) for event in events[1:]]


def test_the_first_look_is_recorded_once(kit):
    case_id = kit.case()
    assert kit.row(case_id).unread
    for _ in range(2):
        act(kit, case_id, lambda hand, page: desk.mark_read(hand, case_id))
    assert not kit.row(case_id).unread
    assert history(kit, case_id) == [("read", "", "", "")]


def test_a_question_gives_the_worker_the_turn_and_stops_the_desks_clock(kit):
    case_id = kit.case(status="in_review")
    act(kit, case_id, lambda hand, page: desk.ask(hand, page, "Di mana paspor itu?"))
    case = kit.row(case_id)
    assert case.status == "needs_info"
    assert moment(case.due_at) == kit.clock() + timedelta(days=30)
    assert history(kit, case_id) == [
        ("moved", "in_review", "needs_info", ""),
        ("asked", "", "", "Di mana paspor itu?"),
    ]


def test_a_question_about_a_new_report_takes_it_up_first(kit):
    case_id = kit.case()
    act(kit, case_id, lambda hand, page: desk.ask(hand, page, "Q?"))
    assert [event[:3] for event in history(kit, case_id)] == [
        ("moved", "received", "in_review"),
        ("moved", "in_review", "needs_info"),
        ("asked", "", ""),
    ]


def test_a_second_question_is_asked_without_a_second_move(kit):
    case_id = kit.case(status="needs_info")
    act(kit, case_id, lambda hand, page: desk.ask(hand, page, "And when?"))
    assert [event[0] for event in history(kit, case_id)] == ["asked"]


def test_she_is_first_told_only_that_there_is_a_message(kit):
    case_id = kit.case(status="in_review")
    act(kit, case_id, lambda hand, page: desk.ask(hand, page, "Di mana paspor itu?"))
    (told,) = kit.said_to_worker(case_id)
    assert "paspor" not in told
    assert told == kit.console.intake.wording.text("update.notice", "id")


def test_a_message_changes_no_status(kit):
    case_id = kit.case(status="in_review", urgent=True)
    act(kit, case_id, lambda hand, page: desk.tell(hand, page, "Kami menelepon besok."))
    assert kit.row(case_id).status == "in_review"
    assert history(kit, case_id) == [("told", "", "", "Kami menelepon besok.")]


def test_an_answer_to_a_wish_for_a_person_fulfils_it(kit):
    case_id = kit.case(status="in_review")
    kit.write(lambda unit: Cases(unit.cases).flag(case_id, "wants_person", True))
    act(kit, case_id, lambda hand, page: desk.tell(hand, page, "Halo."))
    assert not kit.row(case_id).wants_person


@pytest.mark.parametrize(
    ("was", "to", "message", "days"),
    [
        ("received", "in_review", "update.reviewing", 14),
        ("in_review", "with_companies", "update.accepted", 30),
        ("in_review", "out_of_scope", "update.declined", 14),
        ("closed", "in_review", "update.reopened", 14),
        ("out_of_scope", "in_review", "update.reopened", 14),
    ],
)
def test_a_change_of_status_is_told_with_what_comes_next(kit, was, to, message, days):
    case_id, told = kit.case(status=was), []
    kit.assess(case_id)

    def work(hand, page):
        pushed = replace(hand, tell=lambda _u, _c, message_id, params, *, at: told.append((message_id, params)) or "n")
        desk.move(pushed, page, to, reason="because", said={"result": "remedied"})

    act(kit, case_id, work)
    case = kit.row(case_id)
    assert case.status == to
    assert case.due_at == (milliseconds(kit.clock() + timedelta(days=days)) if days else None)
    ((message_id, params),) = told
    assert message_id == message
    assert params["ref"] == case.reference
    assert params["next"] == to
    assert params.get("date") == ((kit.clock() + timedelta(days=days)).date().isoformat() if days else None)
    assert history(kit, case_id) == [("moved", was, to, "because")]


def test_a_danger_is_looked_at_within_the_configured_day(kit):
    case_id = kit.case(urgent=True)
    case = kit.row(case_id)
    stepped = desk.stepped(replace(case, status="closed"), "in_review", kit.clock(), Timetable({"in_review": 5}))
    assert moment(stepped.due_at) == kit.clock() + timedelta(days=5)


@pytest.mark.parametrize(("was", "to"), [("received", "closed"), ("in_review", "received"), ("closed", "dormant")])
def test_what_the_table_does_not_have_is_refused_and_leaves_no_trace(kit, was, to):
    case_id = kit.case(status=was)
    with pytest.raises(NotAllowed) as refused:
        act(kit, case_id, lambda hand, page: desk.move(hand, page, to))
    assert refused.value.status == 409
    assert kit.row(case_id).status == was
    assert history(kit, case_id) == []
    assert kit.said_to_worker(case_id) == []


def test_a_question_is_not_a_bare_change_of_status(kit):
    case_id = kit.case(status="in_review")
    with pytest.raises(NotAllowed, match="ask_instead"):
        act(kit, case_id, lambda hand, page: desk.move(hand, page, "needs_info"))


def test_nothing_is_asked_about_a_closed_case(kit):
    case_id = kit.case(status="closed")
    with pytest.raises(NotAllowed):
        act(kit, case_id, lambda hand, page: desk.ask(hand, page, "Q?"))


@pytest.mark.parametrize(
    "work",
    [
        lambda hand, old: desk.ask(hand, old, "Q?"),
        lambda hand, old: desk.tell(hand, old, "T"),
        lambda hand, old: desk.move(hand, old, "in_review"),
    ],
)
def test_of_two_who_act_on_one_page_the_second_is_told(kit, work):
    case_id = kit.case()
    old = seen(kit, case_id)
    act(kit, case_id, lambda hand, page: desk.move(hand, page, "in_review"))
    before = kit.said_to_worker(case_id), history(kit, case_id)
    with pytest.raises(MovedMeanwhile):
        act(kit, case_id, work, old)
    assert (kit.said_to_worker(case_id), history(kit, case_id)) == before


def test_an_unknown_case_is_not_there(kit):
    with pytest.raises(NoSuchCase):
        act(kit, kit.case(), lambda hand, page: desk.mark_read(hand, "f" * 32))
    with pytest.raises(NoSuchCase):
        kit.read(lambda unit: desk.open_case(unit, "f" * 32))


def test_an_erased_report_cannot_be_opened(kit):
    case_id = kit.case()
    conversation_id = kit.row(case_id).conversation_id
    kit.write(lambda unit: unit.vault.destroy_key(conversation_id, 20000))
    with pytest.raises(KeyDestroyed):
        kit.read(lambda unit: desk.open_case(unit, case_id))


def test_where_her_contact_is_erased_the_history_says_that_she_was_not_told(kit):
    case_id = kit.case()

    def work(hand, page):
        desk.move(replace(hand, tell=lambda *_, **__: None), page, "in_review")

    act(kit, case_id, work)
    assert [event[0] for event in history(kit, case_id)] == ["moved", "unreachable"]


def test_a_notice_that_cannot_be_kept_takes_the_whole_act_back(kit):
    case_id = kit.case()

    def breaks(*_args, **_more):
        raise RuntimeError("no notice")

    with pytest.raises(RuntimeError, match="no notice"):
        act(kit, case_id, lambda hand, page: desk.move(replace(hand, tell=breaks), page, "in_review"))
    assert kit.row(case_id).status == "received"
    assert history(kit, case_id) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Q?  ", "Q?"),
        ("one\r\ntwo", "one\ntwo"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("a\ud800b", "ab"),
        ("ミャンマー語 မြန်မာ", "ミャンマー語 မြန်မာ"),
        ("ශ්\u200dරී 👩\u200d👧 नेपाली\u200cमा", "ශ්\u200dරී 👩\u200d👧 नेपाली\u200cमा"),
        ("\u202eevil\u2066", "evil"),
        ("x" * 1000, "x" * 1000),
    ],
)
def test_words_for_a_worker_are_made_fit_to_send(text, kept):
    assert words(text) == kept


@pytest.mark.parametrize(
    ("text", "reason"), [("", "nothing_written"), (" \n\x00 ", "nothing_written"), ("x" * 1001, "too_long")]
)
def test_words_that_cannot_be_sent_are_refused(text, reason):
    with pytest.raises(NotAllowed, match=reason) as refused:
        words(text)
    assert refused.value.status == 422


@given(st.text(max_size=300))
def test_whatever_a_member_types_can_be_stored_or_is_refused(text):
    try:
        kept = words(text)
    except NotAllowed:
        return
    assert kept.encode()
    assert "\x00" not in kept
