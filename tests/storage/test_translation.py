"""What is to be translated and what came of it: nobody translates twice, all of it goes with the conversation."""

import asyncio

import pytest

from bot.casework.retention import erase_conversation
from storage import keycheck, translated
from storage.conversations import Conversations, Due
from storage.corrections import WHOLE, Corrections
from storage.engine import Store, Unit
from storage.keyring import Purpose
from storage.master import MasterKey
from storage.memory import Memory
from storage.renderings import Renderings
from storage.rotation import retire, steps
from storage.transcripts import Transcripts
from storage.translation_tasks import DONE, NO_PACKAGE, URGENT, USUAL, Task, Tasks
from tests.storage.conftest import Urls, keyring, with_store
from tests.storage.keyed import ONE, TWO, opened, ring

AT = 1_000_000


async def begun(store: Store, *texts: str, urgent: bool = False, conversation: str = "c1") -> None:
    """A conversation with texts that wait, each for English."""

    def work(unit: Unit) -> None:
        if Conversations(unit.cases).alias(conversation) is None:
            unit.vault.create_key(conversation, wrap_id=f"w{conversation}", at_ms=AT)
            Conversations(unit.cases).add(
                conversation, "ann", person=conversation, seq=0, expires_at=None, remind_at=None
            )
        for text in texts:
            Tasks(unit.cases).add(
                f"t-{text}",
                conversation_id=conversation,
                message_id=text,
                text_id=text,
                source="vi",
                target="en",
                urgent=urgent,
                at=AT,
            )

    await store.write(work)


async def claimed(store: Store, rank: int = USUAL, *, at: int = AT, most: int = 9) -> list[Task]:
    def work(unit: Unit) -> list[Task]:
        return list(Tasks(unit.cases).claim(rank, at=at, until=at + 60_000, most=most))

    return await store.write(work)


async def rendered(store: Store, task: Task, text: str = "wages") -> bool:
    def work(unit: Unit) -> bool:
        if not Tasks(unit.cases).finish(task):
            return False
        Renderings(unit.cases, unit.vault.key(task.conversation_id)).add(
            f"r-{task.text_id}-{task.generation}",
            conversation_id=task.conversation_id,
            message_id=task.message_id,
            text_id=task.text_id,
            target=task.target,
            generation=task.generation,
            body={"text": text},
            at=AT,
        )
        return True

    return await store.write(work)


async def stored(store: Store, conversation: str = "c1") -> dict[str, object]:
    def work(unit: Unit) -> dict[str, object]:
        renderings = Renderings(unit.cases, unit.vault.key(conversation)).of(conversation, "en")
        return {text: one.body["text"] for text, one in renderings.items()}

    return await store.read(work)


async def states(store: Store) -> dict[str, str]:
    found = await store.read(lambda unit: Tasks(unit.cases).of("c1"))
    return {one.text_id: one.state for one in found}


def test_the_urgent_are_claimed_apart_and_nobody_claims_twice(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store, "one", "two")
        await begun(store, "help", urgent=True, conversation="c2")
        assert [task.text_id for task in await claimed(store, most=1)] == ["one"]
        assert [task.text_id for task in await claimed(store, URGENT)] == ["help"]
        assert [task.text_id for task in await claimed(store)] == ["two"]
        assert await claimed(store) == await claimed(store, URGENT) == []

    with_store(urls, talk)


def test_a_case_that_becomes_urgent_goes_before_others(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store, "one")
        await begun(store, "two", conversation="c2")
        assert await claimed(store, URGENT) == []
        await store.write(lambda unit: Tasks(unit.cases).hurry("c2"))
        assert [task.text_id for task in await claimed(store, URGENT)] == ["two"]

    with_store(urls, talk)


def test_whoever_lost_the_lease_stores_nothing(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store, "one")
        [slow] = await claimed(store)
        assert await claimed(store) == []
        [quick] = await claimed(store, at=AT + 60_000)
        assert not await rendered(store, slow, "slow")
        assert await rendered(store, quick, "quick")
        assert not await rendered(store, quick, "twice")
        assert await stored(store) == {"one": "quick"}
        assert await states(store) == {"one": DONE}

    with_store(urls, talk)


def test_what_was_asked_for_anew_replaces_what_was_under_way(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store, "one", "two")
        first, second = await claimed(store)
        assert await rendered(store, first, "old")
        assert await store.write(lambda unit: Tasks(unit.cases).again("c1", at=AT)) == 1
        [anew] = await claimed(store)
        assert (anew.text_id, anew.generation) == ("one", 2)
        assert await stored(store) == {"one": "old"}
        assert await rendered(store, anew, "new")
        assert await rendered(store, second)
        assert await stored(store) == {"one": "new", "two": "wages"}

    with_store(urls, talk)


def test_a_text_without_a_package_waits_for_one_or_for_a_person(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store, "one", "two")
        for task in await claimed(store):
            assert await store.write(lambda unit, task=task: Tasks(unit.cases).give_up(task, why=NO_PACKAGE))
        assert await store.read(lambda unit: Tasks(unit.cases).lacking()) == [("vi", "en")]
        [wanting] = await store.read(lambda unit: Tasks(unit.cases).wanting())
        assert (wanting.conversation_id, wanting.texts, wanting.since) == ("c1", 2, AT)
        assert await store.write(lambda unit: Tasks(unit.cases).settle("two", "en"))
        assert await store.write(lambda unit: Tasks(unit.cases).reopen("my", "en", at=AT)) == 0
        assert await store.write(lambda unit: Tasks(unit.cases).reopen("vi", "en", at=AT)) == 1
        assert [task.text_id for task in await claimed(store)] == ["one"]
        figures = await store.read(lambda unit: Tasks(unit.cases).figures())
        assert figures[("waiting", "")] == (1, AT)

    with_store(urls, talk)


def corrected(unit: Unit, id: str, text: str, *, n: int = 0, conversation: str = "c1") -> bool:
    return Corrections(unit.cases, unit.vault.key(conversation)).add(
        id,
        conversation_id=conversation,
        message_id="one",
        text_id="one",
        target="en",
        n=n,
        language="vi",
        segment="" if n == WHOLE else "Tôi chưa nhận lương.",
        text=text,
        machine="I salary.",
        member_id="mai",
        at=AT,
    )


def test_the_last_correction_of_a_sentence_is_the_memory_of_the_case(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store, "one")
        for id, text in (("k1", "I got no pay."), ("k2", "I was not paid.")):
            assert await store.write(lambda unit, id=id, text=text: corrected(unit, id, text))
        assert await store.write(lambda unit: corrected(unit, "k3", "All of it.", n=WHOLE))
        memory = await store.read(lambda unit: Corrections(unit.cases, unit.vault.key("c1")).memory("c1"))
        assert memory == {("vi", "en"): {"Tôi chưa nhận lương.": "I was not paid."}}
        every = await store.read(lambda unit: Corrections(unit.cases, unit.vault.key("c1")).of("c1"))
        assert [(one.seq, one.text, one.member_id) for one in every if one.n == 0] == [
            (1, "I got no pay.", "mai"),
            (2, "I was not paid.", "mai"),
        ]
        await store.write(lambda unit: corrected(unit, "k4", ""))
        memory = await store.read(lambda unit: Corrections(unit.cases, unit.vault.key("c1")).memory("c1"))
        assert memory == {("vi", "en"): {}}

    with_store(urls, talk)


def test_only_what_was_released_is_known_to_all_cases(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        def release(unit: Unit, id: str, text: str, at: int) -> None:
            Memory(unit.cases, keyring()).release(
                id, source="vi", target="en", segment="Xin chào.", text=text, member_id="mai", at=at
            )

        before = await store.read(lambda unit: Memory(unit.cases, keyring()).mark())
        await store.write(lambda unit: release(unit, "s1", "Hi.", AT))
        await store.write(lambda unit: release(unit, "s2", "Hello.", AT + 1))
        assert await store.read(lambda unit: Memory(unit.cases, keyring()).mark()) != before
        found = await store.read(lambda unit: Memory(unit.cases, keyring()).by_direction())
        assert found == {("vi", "en"): {"Xin chào.": "Hello."}}
        assert await store.write(lambda unit: Memory(unit.cases, keyring()).take_back("s2"))
        assert not await store.write(lambda unit: Memory(unit.cases, keyring()).take_back("s2"))
        found = await store.read(lambda unit: Memory(unit.cases, keyring()).by_direction())
        assert found == {("vi", "en"): {"Xin chào.": "Hi."}}

    with_store(urls, talk)


def typed(unit: Unit, id: str, text: str) -> bool:
    return Transcripts(unit.cases, unit.vault.key("c1")).add(
        id, conversation_id="c1", message_id="one", media_id="f1", text=text, language="vi", member_id="mai", at=AT
    )


def test_the_last_transcript_of_a_voice_message_counts_and_all_are_kept(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store)
        for id, text in (("v1", "Toi"), ("v2", "Tôi")):
            assert await store.write(lambda unit, id=id, text=text: typed(unit, id, text))
        last = await store.read(lambda unit: Transcripts(unit.cases, unit.vault.key("c1")).last("f1"))
        assert last is not None
        assert (last.id, last.seq, last.text, last.language) == ("v2", 2, "Tôi", "vi")
        found = await store.read(lambda unit: Transcripts(unit.cases, unit.vault.key("c1")).of("c1"))
        assert [one.text for one in found["f1"]] == ["Toi", "Tôi"]

    with_store(urls, talk)


@pytest.mark.parametrize("how", ["erased", "taken back"])
def test_nothing_of_it_outlives_what_she_wrote(urls: Urls, how: str) -> None:
    async def talk(store: Store) -> None:
        await begun(store, "one", "two")
        [one, two] = await claimed(store)
        assert await rendered(store, one)
        await store.write(lambda unit: corrected(unit, "k1", "pay"))
        await store.write(lambda unit: typed(unit, "v1", "Tôi"))
        key = await store.read(lambda unit: unit.vault.key("c1"))
        if how == "erased":
            await store.write(lambda unit: erase_conversation(unit, Due("c1", "ann", None, "all", None), at=AT))
        else:
            for message in ("one", "two"):
                await store.write(lambda unit, message=message: translated.forget_message(unit.cases, message))
        assert not await store.write(lambda unit: Tasks(unit.cases).finish(two))

        def left(unit: Unit) -> tuple[int, ...]:
            return (
                len(Tasks(unit.cases).of("c1")),
                len(Renderings(unit.cases, key).of("c1", "en")),
                len(Corrections(unit.cases, key).of("c1")),
                len(Transcripts(unit.cases, key).of("c1")),
            )

        assert await store.read(left) == (0, 0, 0, 0)

    with_store(urls, talk)


def test_nothing_is_typed_into_a_conversation_that_was_erased(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store, "one")
        key = await store.read(lambda unit: unit.vault.key("c1"))
        await store.write(lambda unit: erase_conversation(unit, Due("c1", "ann", None, "all", None), at=AT))
        common = {
            "conversation_id": "c1",
            "message_id": "one",
            "text": "x",
            "language": "vi",
            "member_id": "m",
            "at": AT,
        }
        assert not await store.write(
            lambda unit: Corrections(unit.cases, key).add("k1", text_id="one", target="en", n=0, segment="y", **common)
        )
        assert not await store.write(lambda unit: Transcripts(unit.cases, key).add("v1", media_id="f1", **common))

    with_store(urls, talk)


def test_what_was_released_for_all_outlives_the_master_key_it_was_sealed_with(sqlite: Urls) -> None:
    def released(unit: Unit, *masters: MasterKey) -> list[str]:
        return [one.text for one in Memory(unit.cases, ring(*masters)).all()]

    async def whole() -> None:
        async with opened(sqlite, ONE) as store:
            await store.write(lambda unit: keycheck.record(unit, ring(ONE)))
            await store.write(
                lambda unit: Memory(unit.cases, ring(ONE)).release(
                    "s1", source="vi", target="en", segment="Xin chào.", text="Hello.", member_id="mai", at=AT
                )
            )
        async with opened(sqlite, TWO, ONE) as store:
            assert await store.read(lambda unit: released(unit, TWO, ONE)) == ["Hello."]
            assert {step.kind: step.moved async for step in steps(store, ring(TWO, ONE))}[Purpose.MEMORY] == 1
            await retire(store, ring(TWO, ONE))
        async with opened(sqlite, TWO) as store:
            assert await store.read(lambda unit: released(unit, TWO)) == ["Hello."]

    asyncio.run(whole())
