"""The word lists of the demonstration: made when it starts, labelled for what they are, and shown on the whole way."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo import STORIES, build_demo, furnish, lend_packages, settings
from bot.translation import demo_packages, word_list
from bot.translation.faults import PackageRefused
from bot.translation.packages import Packages
from bot.translation.pipeline import render
from bot.translation.receipts import Kind, Trust
from bot.translation.works import Work
from tests.translation.conftest import ID_EN, Shelf
from tests.translation.parcels import NOW


def test_they_are_no_translator_and_say_so(shelf: Shelf) -> None:
    demo_packages.install_lists(shelf.packages, now=NOW)
    installed = shelf.packages.installed()
    assert {package.kind for package in installed} == {Kind.GLOSSARY}
    assert {package.trust for package in installed} == {Trust.MADE_HERE}
    assert all(word_list.LABEL in package.name for package in installed)


def test_they_translate_three_languages_of_workers_for_both_of_the_desk_and_back(shelf: Shelf) -> None:
    demo_packages.install_lists(shelf.packages, now=NOW)
    told = {
        (source, target): render([Work("1", text, source, target)], shelf.translator)[0].text
        for source, target, text in (
            ("id", "en", "Paspor saya dipegang bos sejak April."),
            ("id", "ja", "Paspor saya dipegang bos sejak April."),
            ("vi", "en", "Tôi chưa nhận lương tháng này."),
            ("my", "en", "ကျွန်တော် လစာ မရသေးဘူး။"),
            ("en", "vi", "wages this month"),
            ("ja", "id", "賃金"),
        )
    }
    assert told == {
        ("id", "en"): "My passport is held by boss since April.",
        ("id", "ja"): "私のパスポート取り上げられた上司以来4月。",
        ("vi", "en"): "I not yet received wages this month.",
        ("my", "en"): "I wages not yet received.",
        ("en", "vi"): "lương tháng này",
        ("ja", "id"): "gaji",
    }


def test_the_same_list_gives_the_same_bytes(tmp_path: Path) -> None:
    words = next(demo_packages.lists())
    one, two = (word_list.archive(words, tmp_path / name).read_bytes() for name in ("one", "two"))
    assert one == two
    assert len(one) < 100_000


class TestRealPackages:
    def test_are_used_as_they_are_installed_or_packed(self, shelf: Shelf, tmp_path: Path) -> None:
        installed = shelf.words("id", "en", ID_EN)
        shelf.words("vi", "en", {"lương": "wages"})
        archive = next(tmp_path.glob("translate-vi_en*.argosmodel"))
        archive.rename(shelf.packages.folder / archive.name)
        lent = Packages(tmp_path / "lent")
        assert demo_packages.install_real(lent, shelf.packages.folder, now=NOW)
        assert [package.code for package in lent.installed()] == ["translate-id_en", "translate-vi_en"]
        (lent.installed()[0].folder / "metadata.json").unlink()
        assert (installed.folder / "metadata.json").exists()

    def test_are_missing_in_an_empty_folder(self, tmp_path: Path) -> None:
        assert not demo_packages.install_real(Packages(tmp_path / "lent"), tmp_path, now=NOW)

    def test_an_archive_that_is_none_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "x.argosmodel").write_bytes(b"no")
        with pytest.raises(PackageRefused):
            demo_packages.install_real(Packages(tmp_path / "lent"), tmp_path, now=NOW)


@pytest.mark.slow
def test_the_reports_of_the_demo_are_translated_from_first_to_last(tmp_path: Path) -> None:
    config = settings(tmp_path, 8000)
    assert lend_packages(config, None)

    async def shown() -> None:
        app = build_demo(config)
        await app.start()
        try:
            await furnish(app)
            async with asyncio.timeout(60):
                while not {state for _, _, state in rows(tmp_path)} <= {"done"}:
                    await asyncio.sleep(0.1)
        finally:
            await app.stop()

    asyncio.run(shown())
    assert {(source, state) for source, _, state in rows(tmp_path)} == {(story.language, "done") for story in STORIES}


def rows(folder: Path) -> set[tuple[str, str, str]]:
    with closing(sqlite3.connect(folder / "var/cases.db")) as cases:
        return set(cases.execute("SELECT source, target, state FROM translation_task"))


def test_a_desk_that_starts_loads_neither_numpy_nor_a_model() -> None:
    check = "import sys, bot.app; print(sorted({'numpy', 'ctranslate2', 'sentencepiece'} & sys.modules.keys()))"
    ran = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
