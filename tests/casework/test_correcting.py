"""Acts on translations and replies at the same moment, on both databases: one of two wins, nothing is sent twice."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.casework import correcting, replying
from bot.casework.correcting import Spot, TypedMeanwhile
from bot.casework.desk import Hand, MovedMeanwhile, NoSuchCase, Seen
from bot.casework.retention import erase_conversation
from storage.cases import Cases
from storage.conversations import Conversations, Due
from storage.corrections import WHOLE, Corrections
from storage.engine import Store, Unit
from storage.messages import Messages
from storage.recipients import Recipient, Recipients
from storage.renderings import Renderings
from storage.replies import SENT, Replies
from storage.translation_tasks import Tasks
from storage.vault import KeyDestroyed
from tests.storage.conftest import Urls, urls, with_store

__all__ = ["urls"]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
AT = int(NOW.timestamp() * 1000)
SEGMENT = {"source": "Gaji belum dibayar.", "lead": "", "text": "Wages are paid.", "level": "bad"}
BODY = {"source": "id", "refused": "", "route": [], "tail": ""} | {
    "segments": [{**SEGMENT, "reasons": ["negation"], "origin": "machine", "score": None, "back": None}]
}


class Desk:
    """A case with one text of hers, rendered, and what was pushed to her."""

    def __init__(self, store: Store) -> None:
        self.store, self.told, self.count = store, [], 0

    def id(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def hand(self, unit: Unit, by: str) -> Hand:
        return Hand(unit, by, NOW, self.id, self.tell)

    def tell(self, unit, conversation_id, message_id, params, *, at):
        self.told.append((message_id, dict(params)))
        return "n1"

    async def act(self, by, work):
        return await self.store.write(lambda unit: work(self.hand(unit, by)))

    async def begin(self) -> None:
        def work(unit: Unit) -> None:
            key = unit.vault.create_key("c1", wrap_id="w1", at_ms=AT)
            Conversations(unit.cases).add("c1", "ann", person="p", seq=1, expires_at=AT, remind_at=None)
            recipient = Recipient("ann", "sms", language="id", conversation_id="c1", last_in_at=AT)
            Recipients(unit.cases).add(replace(recipient, discreet=False))
            body = {"text": SEGMENT["source"], "at": AT}
            Messages(unit.cases, key).add("m1", "c1", seq=1, author="worker", part="narrative", body=body, day=1)
            Cases(unit.cases).open(
                "k1",
                key,
                reference="12345674",
                conversation_id="c1",
                status="in_review",
                urgent=False,
                category="WAG",
                language="id",
                channel="sms",
                report={},
                at=AT,
                due_at=None,
            )
            self.render(unit, "m1", "m1", "en")

        await self.store.write(work)

    def render(self, unit: Unit, text_id: str, message_id: str, target: str) -> None:
        Renderings(unit.cases, unit.vault.key("c1")).add(
            self.id(),
            conversation_id="c1",
            message_id=message_id,
            text_id=text_id,
            target=target,
            generation=1,
            body=BODY,
            at=AT,
        )


def story(urls: Urls, work) -> None:
    async def whole(store: Store) -> None:
        desk = Desk(store)
        await desk.begin()
        await work(desk)

    with_store(urls, whole)


SPOT = Spot("k1", "m1", "en", 0, 1, 0)


@pytest.mark.parametrize("spot", [SPOT, replace(SPOT, n=WHOLE, generation=0)], ids=["sentence", "whole"])
def test_of_many_who_type_at_the_same_moment_one_is_kept_and_the_others_are_told(urls, spot):
    async def typing(desk: Desk) -> None:
        acts = [desk.act(f"m{n}", lambda hand, n=n: correcting.correct(hand, spot, f"by {n}")) for n in range(8)]
        ends = await asyncio.gather(*acts, return_exceptions=True)
        assert sorted(type(end).__name__ for end in ends) == ["NoneType"] + ["TypedMeanwhile"] * 7
        kept = await desk.store.read(lambda unit: Corrections(unit.cases, unit.vault.key("c1")).of("c1"))
        assert [one.seq for one in kept] == [1]
        assert ends[int(kept[0].text.removeprefix("by "))] is None

    story(urls, typing)


def test_a_rendering_made_anew_is_not_confirmed_unseen(urls):
    async def confirming(desk: Desk) -> None:
        with pytest.raises(TypedMeanwhile):
            await desk.act("m1", lambda hand: correcting.correct(hand, replace(SPOT, generation=2), None))
        await desk.act("m1", lambda hand: correcting.correct(hand, SPOT, None))
        (kept,) = await desk.store.read(lambda unit: Corrections(unit.cases, unit.vault.key("c1")).of("c1"))
        assert kept.text == kept.machine == SEGMENT["text"]
        assert kept.segment == SEGMENT["source"]

    story(urls, confirming)


def test_what_is_typed_for_the_whole_text_asks_no_machine_any_more(urls):
    async def settling(desk: Desk) -> None:
        where = {"conversation_id": "c1", "message_id": "m1", "text_id": "m1", "source": "id", "target": "ja"}
        await desk.store.write(lambda unit: Tasks(unit.cases).add("t1", **where, urgent=False, at=AT))
        whole = Spot("k1", "m1", "ja", WHOLE, 0, 0)
        await desk.act("m1", lambda hand: correcting.correct(hand, whole, "給料が払われていません。"))
        assert not await desk.store.write(lambda unit: Tasks(unit.cases).claim(1, at=AT + 1, until=AT + 2, most=9))

    story(urls, settling)


def test_nothing_is_typed_into_what_was_erased(urls):
    async def erasing(desk: Desk) -> None:
        await desk.store.write(lambda unit: erase_conversation(unit, Due("c1", "ann", "k1", "all", AT), at=AT))
        with pytest.raises((NoSuchCase, KeyDestroyed)):
            await desk.act("m1", lambda hand: correcting.correct(hand, SPOT, "late"))

    story(urls, erasing)


async def a_reply(desk: Desk) -> tuple[str, Seen]:
    seen = Seen("k1", "in_review", 0)
    text = "Were your wages paid?"
    reply_id = await desk.act("m1", lambda hand: replying.write(hand, seen, text, kind="ask", source="en"))
    await desk.store.write(lambda unit: desk.render(unit, reply_id, reply_id, "id"))
    return reply_id, seen


async def digest(desk: Desk, reply_id: str) -> str:
    def work(unit: Unit) -> str:
        case = Cases(unit.cases).get("k1")
        assert case is not None
        return replying.shown(unit, case, reply_id).digest

    return await desk.store.read(work)


def test_of_many_who_press_send_at_the_same_moment_one_sends(urls):
    async def sending(desk: Desk) -> None:
        reply_id, seen = await a_reply(desk)
        shown = await digest(desk, reply_id)

        def send(hand: Hand) -> None:
            replying.send(hand, seen, reply_id, digest=shown, confirmed=frozenset({0}))

        ends = await asyncio.gather(*(desk.act(f"m{n}", send) for n in range(6)), return_exceptions=True)
        assert [type(end) for end in ends if end is not None] == [MovedMeanwhile] * 5
        (kept,) = await desk.store.read(lambda unit: Replies(unit.cases, unit.vault.key("c1")).of("c1"))
        assert (kept.state, kept.sent, kept.text) == (SENT, SEGMENT["text"], "Were your wages paid?")

    story(urls, sending)


def test_a_reply_is_translated_before_what_workers_wrote(urls):
    async def waiting(desk: Desk) -> None:
        reply_id, _ = await a_reply(desk)
        (task,) = await desk.store.write(lambda unit: Tasks(unit.cases).claim(0, at=AT + 1, until=AT + 2, most=9))
        assert (task.text_id, task.source, task.target) == (reply_id, "en", "id")

    story(urls, waiting)
