"""The desk's own wording in both databases: no change is lost or altered, and every process hears of it."""

import asyncio
from dataclasses import replace

from bot.intake.own_wording import OwnWording
from bot.intake.wording import Wording
from storage.engine import Store
from storage.wordings import Change, HasRead, Wordings, digest
from tests.storage.conftest import Urls, with_store

FIRST = Change("id", "add.done", 1, "Sudah masuk ke {ref}.", "It is in {ref} now.", "", "edited", "m", 1)


def test_of_two_who_change_one_text_the_second_is_told_and_every_process_says_it(urls: Urls) -> None:
    own = OwnWording(Wording.load())

    async def talk(store: Store) -> None:
        async def add(*changes: Change, after: int) -> bool:
            return await store.write(lambda unit: Wordings(unit.cases).add(changes, after=after))

        listening = asyncio.create_task(own.run(store))
        assert await add(FIRST, after=0)
        assert not await add(replace(FIRST, text="{ref}!", version=2), after=0), "over what nobody had seen"
        others = [replace(FIRST, message_id=f"status.name.{n}") for n in range(5)]
        assert sorted(await asyncio.gather(*(add(one, after=1) for one in others))) == [False] * 4 + [True]
        assert await add(*(replace(one, version=9) for one in others[:4]), after=2)
        kept = await store.read(lambda unit: Wordings(unit.cases).all())
        assert [one.number for one in kept] == [1, 2, 3, 4, 5, 6]
        assert replace(kept[0], number=0) == FIRST
        for _ in range(100):
            if own.number == 6:
                break
            await asyncio.sleep(0.02)
        assert own.live.texts["id"]["add.done"] == FIRST.text
        assert not await own.refresh(store), "there is nothing new"
        listening.cancel()

    with_store(urls, talk)


def test_a_mark_is_of_one_text_and_made_once(urls: Urls) -> None:
    mark = HasRead("id", "add.done", digest("Sudah."), "m", "Sari", 1)

    async def talk(store: Store) -> None:
        def work(unit):  # type: ignore[no-untyped-def]
            kept = Wordings(unit.cases)
            added = kept.read_by(mark), kept.read_by(replace(mark, name="Dewi"))
            return *added, kept.marks(), kept.reads("id"), kept.reads("vi"), kept.every_read()

        assert await store.write(work) == (True, False, 1, [mark], [], [mark])

    with_store(urls, talk)
