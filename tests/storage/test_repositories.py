"""Repositories of the case database, on both databases."""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from storage import holdings
from storage.cases import Cases
from storage.conversations import Conversations
from storage.crypto import DataKey
from storage.engine import Store, Unit
from storage.holdings import Report
from storage.inbox import Inbox
from storage.leases import give_back, held_until, take
from storage.messages import Messages
from storage.notices import Notices
from storage.recipients import Recipient, Recipients
from storage.seen import Seen
from storage.vendor_ids import Known, VendorIds
from tests.storage.conftest import Urls, keyring, with_store

KEY = DataKey("c1", bytes(range(32)), os.urandom)


def told(urls: Urls, *works: Callable[[Unit], Any]) -> list[Any]:
    async def talk(store: Store) -> list[Any]:
        return [await store.write(work) for work in works]

    found: list[Any] = with_store(urls, talk)
    return found


def conversation(unit: Unit, id_: str = "c1", alias: str = "ann", seq: int = 0) -> None:
    Conversations(unit.cases).add(id_, alias, person=id_, seq=seq, expires_at=1000, remind_at=500)


def case(
    unit: Unit, id_: str = "case1", reference: str = "12345674", conversation_id: str = "c1", **changes: Any
) -> bool:
    values: dict[str, Any] = {
        "status": "received",
        "urgent": False,
        "category": "WAG",
        "language": "id",
        "channel": "sms",
        "report": {"where.company": "ဦး Zaw Ltd"},
        "at": 1,
        "due_at": 2,
    }
    return Cases(unit.cases).open(
        id_, KEY, reference=reference, conversation_id=conversation_id, **{**values, **changes}
    )


def test_an_event_is_new_once_under_any_master_key(urls: Urls):
    def work(unit: Unit) -> list[bool]:
        seen = Seen(unit.cases)
        before = seen.first_time([("k1", b"old")], 1)
        after_rotation = seen.first_time([("k2", b"new"), ("k1", b"old")], 1)
        return [before, after_rotation, seen.first_time([("k2", b"other"), ("k1", b"o")], 1)]

    assert told(urls, work) == [[True, False, True]]


def test_remembered_events_go_after_their_days(urls: Urls):
    def work(unit: Unit) -> tuple[int, bool, bool]:
        seen = Seen(unit.cases)
        seen.first_time([("k1", b"a")], 1)
        seen.first_time([("k1", b"b")], 5)
        return seen.forget_before(5), seen.first_time([("k1", b"a")], 9), seen.first_time([("k1", b"b")], 9)

    assert told(urls, work) == [(1, True, False)]


def test_a_recipient_comes_back_with_her_conversation(urls: Urls):
    def save(unit: Unit) -> None:
        conversation(unit)
        Recipients(unit.cases).add(Recipient("ann", "line", language="my", conversation_id="c1", last_in_at=7))
        Conversations(unit.cases).save("c1", KEY, state='{"step":"x"}', seq=3, expires_at=9, remind_at=None)

    def load(unit: Unit) -> Any:
        thread = Recipients(unit.cases).lock("ann")
        assert thread is not None
        return thread.recipient, thread.state(KEY), thread.seq, thread.case_id, Recipients(unit.cases).lock("ben")

    recipient, state, seq, case_id, nobody = told(urls, save, load)[1]
    assert recipient == Recipient("ann", "line", language="my", conversation_id="c1", last_in_at=7)
    assert (state, seq, case_id, nobody) == ('{"step":"x"}', 3, None, None)


def test_a_changed_recipient_is_a_new_one():
    first = Recipient("ann", "line", conversation_id="c1")
    assert first.but(held=2, hidden=True) == replace(first, held=2, hidden=True)
    assert first == Recipient("ann", "line", conversation_id="c1")
    with pytest.raises(TypeError):
        first.but(hide=True)


def test_what_changes_about_a_recipient_is_kept(urls: Urls):
    def work(unit: Unit) -> Any:
        conversation(unit)
        recipients = Recipients(unit.cases)
        first = Recipient("ann", "line", conversation_id="c1")
        recipients.add(first)
        recipients.save(replace(first, discreet=False, hidden=True, stopped="blocked", window_until=5, held=2))
        return recipients.get("ann")

    found = told(urls, work)[0]
    assert (found.discreet, found.hidden, found.stopped, found.window_until, found.held) == (
        False,
        True,
        "blocked",
        5,
        2,
    )


def test_messages_come_back_in_order_and_word_for_word(urls: Urls):
    words = "ကျွန်တော့် \U0001f64f\n 給料"

    def work(unit: Unit) -> Any:
        messages = Messages(unit.cases, KEY)
        for seq in (2, 1):
            messages.add(
                f"m{seq}", "c1", seq=seq, author="worker", part="narrative", body={"text": words, "at": seq}, day=1
            )
        return [(said.seq, said.body["text"]) for said in messages.of("c1")]

    assert told(urls, work) == [[(1, words), (2, words)]]


def test_one_part_of_a_report_is_read_without_the_others(urls: Urls):
    def work(unit: Unit) -> Any:
        messages = Messages(unit.cases, KEY)
        for seq, part in enumerate(("chat", "narrative", "answer", "narrative")):
            body = {"text": f"{part} {seq}", "at": seq}
            messages.add(f"m{seq}", "c1", seq=seq, author="worker", part=part, body=body, day=1)
        return [said.body["text"] for said in messages.of_part("c1", "narrative")]

    assert told(urls, work) == [["narrative 1", "narrative 3"]]


def test_a_withdrawn_message_keeps_its_mark_and_loses_its_words(urls: Urls):
    def work(unit: Unit) -> Any:
        messages = Messages(unit.cases, KEY)
        messages.add("m1", "c1", seq=1, author="worker", part="", body={"text": "secret", "at": 1}, day=1)
        messages.withdraw("m1")
        return messages.body("m1")

    assert told(urls, work) == [{"text": "", "at": 1, "withdrawn": True}]


@pytest.mark.parametrize(
    ("was", "to", "moved"),
    [
        ("sent", "delivered", True),
        ("delivered", "sent", False),
        ("failed", "delivered", False),
        ("read", "read", False),
    ],
)
def test_delivery_only_moves_forward(urls: Urls, was: str, to: str, moved: bool):
    def work(unit: Unit) -> Any:
        ids = VendorIds(unit.cases)
        ids.add(b"sid", message_id="m1", conversation_id="c1", day=1)
        first = ids.get(b"sid")
        assert first is not None
        ids.forward(b"sid", first, was)
        found = ids.get(b"sid")
        assert found is not None
        return ids.forward(b"sid", found, to)

    assert told(urls, work) == [moved]


def test_a_status_that_is_faster_than_our_own_commit_is_not_lost(urls: Urls):
    def work(unit: Unit) -> Any:
        ids = VendorIds(unit.cases)
        ids.early(b"sid", state="undelivered", code="30005", day=1)
        found = ids.add(b"sid", message_id="m1", conversation_id="c1", part=1, day=1)
        ids.early(b"other", state="delivered", code="", day=1)
        return found, ids.whole("m1"), ids.forget_early(2), ids.get(b"other")

    assert told(urls, work) == [(Known("m1", "c1", 1, "undelivered", "30005"), "undelivered", 1, None)]


def test_a_taken_reference_is_refused_and_nothing_is_written(urls: Urls):
    def work(unit: Unit) -> Any:
        return case(unit), case(unit, "case2", conversation_id="c2"), Cases(unit.cases).get("case2")

    assert told(urls, work) == [(True, False, None)]


def test_of_two_who_move_a_case_one_is_told_to_look_again(urls: Urls):
    def work(unit: Unit) -> Any:
        case(unit)
        cases = Cases(unit.cases)
        first = cases.move("case1", was="received", version=0, to="in_review", at=5, due_at=9)
        second = cases.move("case1", was="received", version=0, to="withdrawn", at=6, due_at=None)
        found = cases.get("case1")
        assert found is not None
        return first, second, found.status, found.version, found.due_at

    assert told(urls, work) == [(True, False, "in_review", 1, 9)]


def test_the_history_of_a_case_is_in_order_and_its_reasons_are_sealed(urls: Urls):
    def work(unit: Unit) -> Any:
        case(unit)
        cases = Cases(unit.cases)
        for number in (1, 2):
            cases.record(f"e{number}", "case1", KEY, actor="m", kind="moved", at=number, reason=f"because {number}")
        return [(event.seq, event.reason) for event in cases.events("case1", KEY)]

    assert told(urls, work) == [[(1, "because 1"), (2, "because 2")]]


def test_of_an_erased_case_only_the_bare_fact_stays(urls: Urls):
    def work(unit: Unit) -> Any:
        case(unit)
        cases = Cases(unit.cases)
        cases.record("e1", "case1", KEY, actor="m", kind="moved", at=1, reason="why")
        holdings.erase(unit.cases, Report("c1", "case1"))
        cases.erased("case1", at=9)
        found = cases.get("case1")
        assert found is not None
        return found.status, found.category, cases.report("case1", KEY), cases.events("case1", KEY)

    assert told(urls, work) == [("withdrawn", "WAG", {}, [])]


def test_a_deleted_conversation_leaves_no_row(urls: Urls):
    def work(unit: Unit) -> Any:
        conversation(unit)
        conversation(unit, "c2")
        for id_ in ("c1", "c2"):
            Messages(unit.cases, KEY).add(
                f"m{id_}", id_, seq=1, author="bot", part="", body={"text": "", "at": 1}, day=1
            )
            Notices(unit.cases, lambda _: KEY).add(f"n{id_}", id_, message_id="update.sent", params={}, created_at=1)
        holdings.erase(unit.cases, Report("c1", None))
        return (
            Messages(unit.cases, KEY).body("mc1"),
            Notices(unit.cases, lambda _: KEY).get("nc1"),
            Conversations(unit.cases).of("ann"),
            len(Messages(unit.cases, KEY).of("c2")),
        )

    assert told(urls, work) == [(None, None, ("c2",), 1)]


def test_kept_events_are_due_in_the_order_they_came(urls: Urls):
    ring = keyring()

    def work(unit: Unit) -> Any:
        inbox = Inbox(unit.cases, ring)
        for seq in (3, 1, 2):
            inbox.add(f"i{seq}", seq=seq, channel="sms", alias="ann", event=b"{}", reason="held", due_at=seq * 10)
        due = [kept.id for kept in inbox.due(at=25, most=10)]
        return due, inbox.done("i1"), inbox.done("i1"), inbox.figures()

    assert told(urls, work) == [(["i1", "i2"], True, False, {"held": 2})]


def test_a_lease_is_held_by_one_until_it_runs_out(urls: Urls):
    def work(unit: Unit) -> Any:
        cases = unit.cases
        return (
            take(cases, "scheduler", owner="a", at=0, until=10),
            take(cases, "scheduler", owner="b", at=9, until=20),
            take(cases, "scheduler", owner="a", at=9, until=12),
            take(cases, "scheduler", owner="b", at=12, until=22),
            held_until(cases, "scheduler"),
            give_back(cases, "scheduler", owner="a"),
            held_until(cases, "scheduler"),
        )

    assert told(urls, work) == [(True, False, True, True, 22, None, 22)]


def test_conversations_become_due_to_remind_and_to_expire_until_they_are_submitted(urls: Urls):
    def work(unit: Unit) -> Any:
        conversation(unit)
        conversation(unit, "c2", "ben")
        conversations = Conversations(unit.cases)
        conversations.bind("c2", "case2")
        early = conversations.expired(999)
        return (
            early,
            [due.id for due in conversations.expired(1000)],
            [due.id for due in conversations.to_remind(500)],
            conversations.reminded("c1"),
            conversations.to_remind(500),
        )

    assert told(urls, work) == [([], ["c1"], ["c1"], True, [])]
