"""Files in chunks: whole or not there, one fetcher at a time, gone with the conversation, on both databases."""

import json
import sqlite3

import pytest

from bot.casework.retention import erase_conversation
from storage.conversations import Conversations, Due
from storage.crypto import CHUNK, Tampered
from storage.engine import Store, Unit
from storage.media import KEPT, LOST, ORIGINAL, SHOWN, File, Media, Wanted, add, facts_place, source_place
from tests.storage.conftest import Urls, with_store

FILE = bytes(range(256)) * 9000  # two chunks and a bit
AT = 1_000_000


async def begun(store: Store, *, n: int = 0, message: str = "m1") -> None:
    """A conversation with a file that waits."""

    def work(unit: Unit) -> None:
        if not Conversations(unit.cases).of("ann"):
            unit.vault.create_key("c1", wrap_id="w1", at_ms=AT)
            Conversations(unit.cases).add("c1", "ann", person="c1", seq=0, expires_at=None, remind_at=None)
        key = unit.vault.key("c1")
        source = {"channel": "line", "kind": "image", "ref": "42"}
        add(
            unit.cases,
            key,
            f"f-{message}-{n}",
            conversation_id="c1",
            message_id=message,
            n=n,
            source=source,
            removal_id=f"r-{message}",
            at=AT,
        )

    await store.write(work)


async def claimed(store: Store, *, at: int = AT, lease: int = 60_000) -> list[Wanted]:
    return list(await store.write(lambda unit: Media(unit.cases).claim(at=at, until=at + lease, most=5)))


async def keep(store: Store, wanted: Wanted, content: bytes = FILE, *, chunks: int = 99) -> bool:
    """Write the file as the fetcher does; `chunks` stops it on the way, as a kill would."""
    if not await store.write(lambda unit: Media(unit.cases).begin(wanted, until=AT * 2)):
        return False
    pieces = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)]
    for n, piece in enumerate(pieces[:chunks]):
        last = n == len(pieces) - 1

        def write(unit: Unit, n: int = n, piece: bytes = piece, last: bool = last) -> bool:
            key = unit.vault.key("c1")
            return Media(unit.cases).write(wanted, key, ORIGINAL, n, piece, last=last, until=AT * 2)

        if not await store.write(write):
            return False
    if chunks < len(pieces):
        return False

    def finish(unit: Unit) -> bool:
        facts = json.dumps({"kind": "image", "mime": "image/png", "size": len(content)}).encode()
        sealed = unit.vault.key("c1").seal(facts_place(wanted.id), facts)
        return Media(unit.cases).finish(wanted, KEPT, facts=sealed)

    return await store.write(finish)


async def files(store: Store) -> list[File]:
    return list(await store.read(lambda unit: Media(unit.cases).of("c1", unit.vault.key("c1"))))


async def content(store: Store, file: File) -> bytes:
    def work(unit: Unit) -> bytes:
        count = -(-file.size(ORIGINAL) // CHUNK)
        key = unit.vault.key("c1")
        return b"".join(Media(unit.cases).chunk(file, key, ORIGINAL, n) for n in range(count))

    return await store.read(work)


def test_a_file_is_claimed_once_kept_and_read_again(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store)
        (wanted,) = await claimed(store)
        assert await claimed(store) == []
        opened = await store.read(lambda u: u.vault.key("c1").open(source_place(wanted.id), wanted.source_ct))
        assert json.loads(opened)["ref"] == "42"
        assert await keep(store, wanted)
        (file,) = await files(store)
        assert (file.state, file.size(ORIGINAL), file.size(SHOWN)) == (KEPT, len(FILE), 0)
        assert await content(store, file) == FILE
        assert await claimed(store, at=AT * 3) == []

    with_store(urls, talk)


def test_a_fetch_that_was_cut_off_is_done_again_and_nothing_is_there_twice(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store)
        (first,) = await claimed(store, lease=10)
        assert not await keep(store, first, b"x" * len(FILE), chunks=2)
        assert (await files(store))[0].state == "waiting"
        (second,) = await claimed(store, at=AT * 3)
        assert await keep(store, second)
        (file,) = await files(store)
        assert await content(store, file) == FILE
        assert not await keep(store, first, b"x" * len(FILE)), "its lease went to another"
        assert await content(store, file) == FILE

    with_store(urls, talk)


def test_a_file_that_is_given_up_leaves_no_piece(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store)
        (wanted,) = await claimed(store)
        await keep(store, wanted, chunks=1)
        assert await store.write(lambda unit: Media(unit.cases).finish(wanted, LOST, why="404"))
        (file,) = await files(store)
        assert (file.state, file.code, file.size(ORIGINAL)) == (LOST, "404", 0)
        with pytest.raises(LookupError):
            await store.read(lambda unit: Media(unit.cases).chunk(file, unit.vault.key("c1"), ORIGINAL, 0))

    with_store(urls, talk)


def test_erasing_the_conversation_takes_every_piece(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store)
        await begun(store, n=1)
        one, _ = await claimed(store)
        await keep(store, one)
        await store.write(lambda unit: erase_conversation(unit, Due("c1", "ann", None, "all", None), at=AT))
        assert await claimed(store, at=AT * 9) == []
        assert not await keep(store, one), "a fetch that was under way finds nothing to write to"
        assert await store.read(lambda unit: Media(unit.cases).figures()) == {}

    with_store(urls, talk)


def test_one_message_taken_back_leaves_the_others(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store)
        await begun(store, message="m2")
        for wanted in await claimed(store):
            assert await keep(store, wanted)
        await store.write(lambda unit: Media(unit.cases).forget_message("m1"))
        (left,) = await files(store)
        assert left.message_id == "m2"
        assert await content(store, left) == FILE

    with_store(urls, talk)


def test_the_vendors_copies_may_go_when_the_last_file_of_a_message_is_here(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await begun(store)
        await begun(store, n=1)
        one, two = await claimed(store)
        await keep(store, one)
        assert await store.read(lambda unit: Media(unit.cases).removal_when_done("m1")) == ""
        await store.write(lambda unit: Media(unit.cases).finish(two, LOST))
        assert await store.read(lambda unit: Media(unit.cases).removal_when_done("m1")) == "r-m1"

    with_store(urls, talk)


def test_pieces_cannot_be_cut_off_swapped_or_moved(sqlite: Urls) -> None:
    async def write(store: Store) -> None:
        await begun(store)
        (wanted,) = await claimed(store)
        await keep(store, wanted)

    async def read(store: Store) -> bytes:
        return await content(store, (await files(store))[0])

    with_store(sqlite, write)
    path = sqlite[0].removeprefix("sqlite:///")
    change = "UPDATE media_chunk SET chunk_ct = (SELECT chunk_ct FROM media_chunk WHERE n = ?) WHERE n = ?"
    with sqlite3.connect(path) as raw:
        raw.execute(change, (1, 0))
    with pytest.raises(Tampered):
        with_store(sqlite, read)
    with sqlite3.connect(path) as raw:
        raw.execute(change, (0, 2))
    with pytest.raises(Tampered):
        with_store(sqlite, read)
    raw.close()


def test_a_worker_is_told_at_most_once_in_a_while_for_each_reason(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        async def may(alias: str, code: str, at: int) -> bool:
            return await store.write(lambda unit: Media(unit.cases).may_answer(alias, code, at=at, every=600))

        assert await may("ann", "err.media", AT)
        assert not await may("ann", "err.media", AT + 599)
        assert await may("ann", "err.size", AT + 599)
        assert await may("bea", "err.media", AT + 599)
        assert await may("ann", "err.media", AT + 600)
        await store.write(lambda unit: Media(unit.cases).forget_answers("ann"))
        assert await may("ann", "err.media", AT + 601)

    with_store(urls, talk)
