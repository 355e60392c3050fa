"""What members wrote for workers and what translators were given: sent once, read only while it is theirs, erased."""

import pytest

from bot.casework.retention import erase_conversation
from storage import translated
from storage.assignments import DONE, Assignment, Assignments
from storage.conversations import Conversations, Due
from storage.engine import Store, Unit
from storage.replies import SENT, Replies
from tests.storage.conftest import Urls, with_store

AT, DAY = 1_000_000, 86_400_000


async def begun(store: Store) -> None:
    def work(unit: Unit) -> None:
        key = unit.vault.create_key("c1", wrap_id="w1", at_ms=AT)
        Conversations(unit.cases).add("c1", "ann", person="p", seq=0, expires_at=AT, remind_at=None)
        assert Replies(unit.cases, key).add(
            "r1", conversation_id="c1", member_id="m1", kind="ask", source="ja", target="vi", text="いつですか", at=AT
        )

    await store.write(work)


def given(id_: str = "a1", member: str = "t1", until: int = AT + DAY) -> Assignment:
    return Assignment(id_, "c1", "x1", "x1", "message", "vi", "ja", member, "lead", until, "open", AT)


def replies(unit: Unit) -> Replies:
    return Replies(unit.cases, unit.vault.key("c1"))


def test_a_reply_is_sent_once_and_keeps_what_was_written(urls: Urls) -> None:
    async def story(store: Store) -> None:
        await begun(store)

        def send(unit: Unit) -> bool:
            reply = replies(unit).one("r1", "c1")
            assert reply is not None
            return replies(unit).send(reply, sent="Khi nào?", how={"route": "ja_vi 1"})

        assert await store.write(send)
        assert not await store.write(send)
        (kept,) = await store.read(lambda unit: replies(unit).of("c1"))
        assert (kept.text, kept.sent, kept.state, kept.how) == ("いつですか", "Khi nào?", SENT, {"route": "ja_vi 1"})
        assert await store.read(lambda unit: replies(unit).one("r1", "c2")) is None

    with_store(urls, story)


@pytest.mark.parametrize(
    ("whose", "at", "found"),
    [("t1", AT, True), ("t1", AT + DAY - 1, True), ("t1", AT + DAY, False), ("t2", AT, False)],
)
def test_a_text_is_there_for_one_translator_and_until_its_date(urls: Urls, whose: str, at: int, found: bool) -> None:
    async def story(store: Store) -> None:
        await begun(store)
        assert await store.write(lambda unit: Assignments(unit.cases).add(given()))
        one = await store.read(lambda unit: Assignments(unit.cases).one_of_translator("a1", whose, at=at))
        assert (one is not None) is found
        listed = await store.read(lambda unit: Assignments(unit.cases).of_translator(whose, at=at))
        assert len(listed) == found

    with_store(urls, story)


@pytest.mark.parametrize("end", ["done", "withdraw"])
def test_what_is_done_or_withdrawn_is_not_there_any_more(urls: Urls, end: str) -> None:
    async def story(store: Store) -> None:
        await begun(store)
        await store.write(lambda unit: Assignments(unit.cases).add(given()))

        def ended(unit: Unit) -> bool:
            mine = Assignments(unit.cases)
            return mine.done("a1") if end == "done" else mine.withdraw("a1", "c1")

        assert await store.write(ended)
        assert not await store.write(ended)
        assert not await store.read(lambda unit: Assignments(unit.cases).of_translator("t1", at=AT))
        (kept,) = await store.read(lambda unit: Assignments(unit.cases).of("c1"))
        assert kept.state == (DONE if end == "done" else "withdrawn")

    with_store(urls, story)


def test_a_message_taken_back_is_nobodys_task(urls: Urls) -> None:
    async def story(store: Store) -> None:
        await begun(store)
        await store.write(lambda unit: Assignments(unit.cases).add(given()))
        await store.write(lambda unit: translated.forget_message(unit.cases, "x1"))
        assert not await store.read(lambda unit: Assignments(unit.cases).of("c1"))

    with_store(urls, story)


def test_an_erased_conversation_takes_them_along_and_nothing_comes_after(urls: Urls) -> None:
    async def story(store: Store) -> None:
        await begun(store)
        await store.write(lambda unit: Assignments(unit.cases).add(given()))
        key = await store.read(lambda unit: unit.vault.key("c1"))
        await store.write(lambda unit: erase_conversation(unit, Due("c1", "ann", None, "all", AT), at=AT))
        assert not await store.read(lambda unit: Replies(unit.cases, key).of("c1"))
        assert not await store.read(lambda unit: Assignments(unit.cases).of("c1"))
        assert not await store.write(lambda unit: Assignments(unit.cases).add(given("a2")))
        late = {"conversation_id": "c1", "member_id": "m", "kind": "ask", "source": "ja", "target": "vi"}
        assert not await store.write(lambda unit: Replies(unit.cases, key).add("r2", **late, text="x", at=AT))

    with_store(urls, story)
