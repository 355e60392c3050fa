"""The whole way: a worker writes, a package is installed, the desk can read; nothing of it stands in any log."""

import io
import logging
from pathlib import Path

import pytest

from bot import logs
from bot.config import ConfigError, parse
from bot.translating import check_glossary
from bot.translation import word_list
from bot.translation.engine import Direction
from bot.translation.installing import Terms, install
from bot.translation.packages import Packages
from bot.translation.receipts import Kind
from bot.translation.word_list import WordList
from storage.engine import Store, Unit
from storage.renderings import Renderings
from storage.translation_tasks import Tasks
from tests.intake.house import House, in_house
from tests.storage.conftest import Urls, with_store
from tests.translation.backlog.house import Desk, backlog
from tests.translation.parcels import NOW

WORDS = {"chủ": "boss", "giữ": "keeps", "hộ chiếu": "passport", "của tôi": "my"}
STORY = "chủ giữ hộ chiếu của tôi"


def installed(packages: Packages, top: Path) -> None:
    made = WordList(Direction("vi", "en"), WORDS, "1.0")
    archive = word_list.archive(made, top / f"{made.code}.argosmodel", kind=Kind.ARGOS)
    install(packages, archive, Terms(unpinned=True), now=NOW)


async def states(house: House) -> set[tuple[str, str, str]]:
    id_ = (await house.recipient()).conversation_id
    found = await house.app.store.read(lambda unit: Tasks(unit.cases).of(id_))
    return {(one.target, one.state, one.reason) for one in found}


async def reads(house: House, target: str) -> dict[str, str]:
    """Her words -> what a reader of `target` reads, by sentence."""
    id_ = (await house.recipient()).conversation_id

    def work(unit: Unit) -> dict[str, str]:
        found = Renderings(unit.cases, unit.vault.key(id_)).of(id_, target)
        return {segment["source"]: segment["text"] for one in found.values() for segment in one.body["segments"]}

    return await house.app.store.read(work)


async def reasons(house: House) -> dict[str, list[str]]:
    """Her words -> why a person should look at what a reader of English reads."""
    id_ = (await house.recipient()).conversation_id
    found = await house.app.store.read(lambda unit: Renderings(unit.cases, unit.vault.key(id_)).of(id_, "en"))
    return {segment["source"]: segment["reasons"] for one in found.values() for segment in one.body["segments"]}


def test_what_was_left_untranslated_is_read_when_its_package_comes(tmp_path: Path) -> None:
    async def talk(house: House) -> None:
        await house.report(first=STORY, start_language="vi")
        await house.app.translation.settle()
        assert await states(house) == {("en", "untranslated", "no_package"), ("ja", "untranslated", "no_package")}
        assert house.app.translation.pid is None
        installed(Packages(house.app.config.translation.packages), tmp_path)
        await house.app.translation.settle()
        assert (await reads(house, "en"))[STORY] == "boss keeps passport my"
        assert ("ja", "untranslated", "no_package") in await states(house)
        pid = house.app.translation.pid
        files = [str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()]
        assert [file for file in files if file.startswith("socket:") or ".db" in file] == []
        assert house.app.metrics.rendered.labels("ok")._value.get() > 0

    in_house(tmp_path, talk, f'[translation]\npackages = "{tmp_path}/languages"\n')


def test_the_operators_own_words_are_looked_for(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text('[vi.en]\nwarned = { "hộ chiếu" = ["travel document"] }\n', encoding="utf-8")

    async def talk(house: House) -> None:
        installed(Packages(house.app.config.translation.packages), tmp_path)
        await house.report(first=STORY, start_language="vi")
        await house.app.translation.settle()
        assert "glossary" in (await reasons(house))[STORY]

    in_house(tmp_path, talk, f'[translation]\npackages = "{tmp_path}/languages"\nglossary = "{tmp_path}/words.toml"\n')


def test_a_glossary_that_cannot_be_used_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text('[vi.en]\nwarned = "overtime"\n', encoding="utf-8")
    config = parse(f'[translation]\nglossary = "{tmp_path}/words.toml"\n', name="t", folder=tmp_path, environ={})
    with pytest.raises(ConfigError, match=r"vi\.en"):
        check_glossary(config)


@pytest.mark.usefixtures("logging_kept")
def test_no_word_of_a_text_is_in_any_log_whatever_happens_to_it(sqlite: Urls, tmp_path: Path) -> None:
    stream = io.StringIO()
    logs.configure("debug", "json", stream)
    for name in ("asyncio", "bot", "storage"):
        logging.getLogger(name).setLevel(logging.DEBUG)

    async def talk(store: Store) -> None:
        desk = Desk(store)
        waiting = backlog(desk, tmp_path, seconds=2.0)
        texts = [f"{what} bí mật Nguyễn +84901234567" for what in ("RAISE", "NONSENSE", "KILL", "NOPE", "FULL", "một")]
        await desk.wrote(*texts, "\ud800 bí mật", "bí mật" * 20_000)
        for _ in range(4):
            await waiting.settle()
            desk.later(minutes=30)
        await waiting.stop()

    with_store(sqlite, talk)
    told = stream.getvalue()
    assert "the translating process died" in told
    for word in ("mật", "\\u1ead", "Nguy", "8490", "KILL", "RAISE"):
        assert word not in told
