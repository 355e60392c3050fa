"""Whatever texts, packages and the translating process do: each text is rendered once, or a person is asked."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.casework.retention import erase_conversation
from bot.metrics import Metrics
from bot.translation.backlog import Backlog
from storage.conversations import Due
from storage.corrections import Corrections
from storage.engine import Store, Unit
from storage.memory import Memory
from storage.times import milliseconds
from storage.translation_tasks import Tasks
from tests.storage.conftest import Urls, keyring, with_store
from tests.translation.backlog.house import Desk, backlog

Talk = Callable[[Desk, Backlog], Awaitable[None]]


def at_desk(urls: Urls, folder: Path, talk: Talk, **given: Any) -> None:
    async def whole(store: Store) -> None:
        desk = Desk(store)
        async with ended(backlog(desk, folder, **given)) as waiting:
            await talk(desk, waiting)

    with_store(urls, whole)


@asynccontextmanager
async def ended(waiting: Backlog):  # type: ignore[no-untyped-def]
    try:
        yield waiting
    finally:
        await waiting.stop()


def test_texts_of_several_cases_are_rendered_and_sealed_each_with_its_key(urls: Urls, tmp_path: Path) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("một", "hai")
        await desk.wrote("ba", conversation="c2", urgent=True)
        await waiting.settle()
        assert await desk.read() == {"một": "MỘT", "hai": "HAI"}
        assert await desk.read("c2") == {"ba": "BA"}
        assert await desk.states() == {"một": "done", "hai": "done"}

    at_desk(urls, tmp_path, talk)


@pytest.mark.parametrize(
    "bad",
    ["RAISE", "NONSENSE", "\0\0\0", "🙏" * 3000, "x" * 1_000_000, "\ud800 lone", "नेपाली ไทย مرحبا\u202e\n\n\n", "KILL"],
    ids=["raises", "nonsense", "nul", "emoji", "1 MB", "surrogate", "scripts", "kills"],
)
def test_one_bad_text_blocks_no_other(sqlite: Urls, tmp_path: Path, bad: str) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        good = [f"bài {n}" for n in range(20)]
        await desk.wrote(*good[:10], bad, *good[10:])
        for _ in range(4):
            await waiting.settle()
            desk.later(minutes=30)
        found = await desk.read()
        assert {text: found.get(text) for text in good} == {text: text.upper() for text in good}

    at_desk(sqlite, tmp_path, talk)


def test_a_text_that_kills_the_process_twice_is_left_to_a_person(urls: Urls, tmp_path: Path) -> None:
    metrics = Metrics()

    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("một", "KILL", "hai")
        for _ in range(4):
            await waiting.settle()
            desk.later(minutes=1)
        assert await desk.states() == {"một": "done", "hai": "done", "KILL": "untranslated:refused"}
        assert metrics.untranslated.labels("refused")._value.get() == 1
        assert metrics.translator_died._value.get() == 3  # with the others, and twice alone

    at_desk(urls, tmp_path, talk, metrics=metrics)


@pytest.mark.slow  # it waits three times for as long as a process may need to begin on a busy machine
def test_a_text_over_which_the_process_hangs_is_left_to_a_person(sqlite: Urls, tmp_path: Path) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("một", "HANG", "hai")
        for _ in range(4):
            await waiting.settle()
            desk.later(minutes=1)
        assert await desk.states() == {"một": "done", "hai": "done", "HANG": "untranslated:refused"}

    at_desk(sqlite, tmp_path, talk, seconds=8.0)


def test_without_any_package_no_process_is_started_and_a_person_is_asked(urls: Urls, tmp_path: Path) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("một")
        await waiting.settle()
        assert waiting.pid is None
        assert await desk.states() == {"một": "untranslated:no_package"}
        [wanting] = await desk.store.read(lambda unit: Tasks(unit.cases).wanting())
        assert (wanting.conversation_id, wanting.source, wanting.target) == ("c1", "vi", "en")

    at_desk(urls, tmp_path, talk, has_packages=False)


def test_a_language_without_a_package_does_not_wait(sqlite: Urls, tmp_path: Path) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("NOPE", "một")
        await waiting.settle()
        assert await desk.states() == {"NOPE": "untranslated:no_package", "một": "done"}

    at_desk(sqlite, tmp_path, talk)


def test_want_of_memory_is_waited_out_for_half_a_day(sqlite: Urls, tmp_path: Path) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("FULL")
        await waiting.settle()
        assert await desk.states() == {"FULL": "waiting:no_memory"}
        await waiting.settle()
        assert await desk.states() == {"FULL": "waiting:no_memory"}
        desk.later(hours=13)
        await waiting.settle()
        assert await desk.states() == {"FULL": "untranslated:no_memory"}

    at_desk(sqlite, tmp_path, talk)


@pytest.mark.parametrize("start", ["dead", "broken"])
def test_a_process_that_does_not_start_is_no_fault_of_the_texts(sqlite: Urls, tmp_path: Path, start: str) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("một", "hai")
        await waiting.settle()
        assert await desk.states() == {"một": "waiting:no_start", "hai": "waiting:no_start"}
        assert waiting.pid is None

    at_desk(sqlite, tmp_path, talk, options={"start": start})


def test_nothing_is_stored_of_what_is_erased_while_it_is_translated(urls: Urls, tmp_path: Path) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("SLOW một", "hai")
        key = await desk.store.read(lambda unit: unit.vault.key("c1"))
        booth = waiting._tools.booth
        ask = booth.ask

        async def erased_meanwhile(*args: Any, **named: Any) -> Any:
            answers = await ask(*args, **named)
            due = Due("c1", "ann", None, "all", None)
            await desk.store.write(lambda unit: erase_conversation(unit, due, at=milliseconds(desk.now)))
            return answers

        booth.ask = erased_meanwhile  # type: ignore[method-assign]
        await waiting.settle()

        def left(unit: Unit) -> tuple[int, int]:
            from storage.renderings import Renderings

            return len(Tasks(unit.cases).of("c1")), len(Renderings(unit.cases, key).of("c1", "en"))

        assert await desk.store.read(left) == (0, 0)

    at_desk(urls, tmp_path, talk)


def test_what_was_corrected_in_the_case_or_released_for_all_is_used_again(sqlite: Urls, tmp_path: Path) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("Xin chào.", "Tôi sợ.")
        await desk.wrote("Xin chào.", "Tôi sợ.", conversation="c2")
        at = milliseconds(desk.now)

        def typed(unit: Unit) -> None:
            Corrections(unit.cases, unit.vault.key("c1")).add(
                "k1",
                conversation_id="c1",
                message_id="m",
                text_id="m",
                target="en",
                n=0,
                language="vi",
                segment="Tôi sợ.",
                text="I am afraid.",
                member_id="mai",
                at=at,
            )
            Memory(unit.cases, keyring()).release(
                "s1", source="vi", target="en", segment="Xin chào.", text="Hello.", member_id="mai", at=at
            )

        await desk.store.write(typed)
        await waiting.settle()
        assert await desk.read() == {"Xin chào.": "Hello.", "Tôi sợ.": "I am afraid."}
        assert await desk.read("c2") == {"Xin chào.": "Hello.", "Tôi sợ.": "TÔI SỢ."}

    at_desk(sqlite, tmp_path, talk)


def test_a_case_can_be_translated_anew(sqlite: Urls, tmp_path: Path) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("một", "NOPE")
        await waiting.settle()
        assert await desk.store.write(lambda unit: Tasks(unit.cases).again("c1", at=milliseconds(desk.now))) == 2
        assert await desk.states() == {"một": "waiting", "NOPE": "waiting"}
        assert await desk.read() == {"một": "MỘT"}  # the old one stands until the new one is there
        await waiting.settle()
        assert {one.generation for one in (await desk.standing()).values()} == {2}

    at_desk(sqlite, tmp_path, talk)


def test_what_is_claimed_and_not_begun_is_given_back_at_the_end(urls: Urls, tmp_path: Path) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("một", "hai")
        await waiting.ranks[1]._claim()
        await waiting.stop()
        async with ended(backlog(desk, tmp_path)) as next_one:
            await next_one.settle()
        assert await desk.read() == {"một": "MỘT", "hai": "HAI"}

    at_desk(urls, tmp_path, talk)


def test_settling_beside_a_running_backlog_takes_its_turn(sqlite: Urls, tmp_path: Path) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        booth, asked = waiting._tools.booth, []
        ask = booth.ask

        async def counted(works: Any, **named: Any) -> Any:
            asked.append([work["id"] for work in works])
            return await ask(works, **named)

        booth.ask = counted  # type: ignore[method-assign]
        texts = [f"SLOW {n}" for n in range(6)]
        await desk.wrote(*texts)
        await waiting.start(alone=True)
        await asyncio.gather(*(waiting.settle() for _ in range(3)))
        assert await desk.states() == dict.fromkeys(texts, "done")
        assert sorted(id_ for batch in asked for id_ in batch) == sorted({id_ for batch in asked for id_ in batch})

    at_desk(sqlite, tmp_path, talk, at_once=2)


@pytest.mark.parametrize(
    ("said", "logged"),
    [(["translate-vi_en", "1.9", "model.bin"], True), (["my passport is gone", "1.9", "x"], False), (["a"], False)],
)
def test_an_unusable_package_is_named_in_the_log_and_nothing_else_is(
    sqlite: Urls, tmp_path: Path, said: list[str], logged: bool
) -> None:
    async def talk(desk: Desk, waiting: Backlog) -> None:
        await desk.wrote("một", "hai")
        with capture_logs() as lines:
            await waiting.settle()
        assert [tuple(line[key] for key in ("package", "version", "about")) for line in lines if "package" in line] == (
            [tuple(said)] if logged else []
        )
        assert "passport" not in str(lines)
        if logged:
            assert await desk.read() == {"một": "MỘT", "hai": "HAI"}

    at_desk(sqlite, tmp_path, talk, options={"unusable": said})
