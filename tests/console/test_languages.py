"""The page of language packages: who may see and do what, and that what takes long runs beside it."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.console.app import build_console
from bot.translation import disk
from bot.translation.archive import Progress
from bot.translation.packages import Packages
from tests.console.conftest import Kit, words_of
from tests.translation.library import Library, library
from tests.translation.parcels import files, laid, many, put, zipped
from tests.translation.test_ordering import row

PAGE = "/desk/languages"


@pytest.fixture
def packages(kit: Kit, tmp_path: Path) -> Packages:
    """An empty shelf of this desk's own."""
    config = kit.console.intake.config
    settings = replace(config.translation, packages=tmp_path / "languages")
    intake = replace(kit.console.intake, config=replace(config, translation=settings))
    kit.console = replace(kit.console, intake=intake)
    kit.pages = build_console(kit.console)
    return Packages(settings.packages)


@pytest.fixture
def host(kit: Kit, packages: Packages, tmp_path: Path) -> Iterator[Library]:
    with library() as made:
        made.files["/id_en"] = zipped(tmp_path / "parcel", files()).read_bytes()
        made.files["/index.json"] = json.dumps([row("id", "en", "1.9", f"{made.url}/id_en")]).encode()
        intake = kit.console.intake
        settings = replace(intake.config.translation, index=f"{made.url}/index.json", hosts=())
        intake = replace(intake, config=replace(intake.config, translation=settings))
        kit.console = replace(kit.console, intake=intake)
        kit.pages = build_console(kit.console)
        yield made


def done(kit: Kit) -> str:
    """The page when the errand is over."""
    kit.pages.state.errands.wait(20)
    return words_of(kit.get(PAGE))


ACTIONS = {
    f"{PAGE}/index": {},
    f"{PAGE}/install": {"code": "translate-id_en", "unpinned": "true"},
    f"{PAGE}/import": {"name": "tiny", "unpinned": "true"},
    f"{PAGE}/remove": {"code": "translate-id_en"},
    f"{PAGE}/verify": {},
}


class TestWho:
    @pytest.mark.parametrize("role", ["member", "lead", "admin"])
    def test_every_member_of_the_desk_sees_what_is_installed(
        self, kit: Kit, packages: Packages, tmp_path, role
    ) -> None:
        put(packages, zipped(tmp_path / "a", files()))
        kit.sign_in(role)
        page = words_of(kit.get(PAGE))
        assert "translate-id_en" in page
        assert "licence not stated" in page
        assert "checksum not compared" in page
        assert ("Fetch the index" in kit.get(PAGE).text.split("offers")[-1]) == (role != "member")

    @pytest.mark.parametrize("path", ACTIONS)
    def test_a_member_changes_nothing(self, kit: Kit, packages: Packages, tmp_path: Path, path: str) -> None:
        put(packages, zipped(tmp_path / "a", files()))
        laid(packages.folder / "incoming/tiny", many())
        kit.sign_in("member")
        answer = kit.post(path, ACTIONS[path])
        assert answer.status_code == 403
        assert "Leads and administrators install" in words_of(answer)
        assert [package.code for package in packages.installed()] == ["translate-id_en"]

    @pytest.mark.parametrize("path", [PAGE, *ACTIONS])
    def test_a_stranger_is_sent_to_sign_in(self, kit: Kit, packages: Packages, path: str) -> None:
        answer = kit.get(path) if path == PAGE else kit.post(path, ACTIONS[path])
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in")


@pytest.mark.parametrize("role", ["lead", "admin"])
class TestWhoMayAct:
    def test_installs_from_the_index(self, kit: Kit, packages: Packages, host: Library, role: str) -> None:
        kit.sign_in(role)
        assert "Fetch the index first" in words_of(kit.get(PAGE))
        assert kit.post(f"{PAGE}/index").status_code == 303
        page = done(kit)
        assert "the index states none" in page
        kit.post(f"{PAGE}/install", {"code": "translate-id_en"})
        assert "Its checksum is in no list" in done(kit)
        assert packages.installed() == ()
        kit.post(f"{PAGE}/install", {"code": "translate-id_en", "unpinned": "true"})
        assert re.search("Installing translate-id_en: done", done(kit))
        assert [package.code for package in packages.installed()] == ["translate-id_en"]

    def test_imports_what_lies_in_the_folder_and_nothing_else(
        self, kit: Kit, packages: Packages, tmp_path: Path, role: str
    ) -> None:
        kit.sign_in(role)
        laid(packages.folder / "incoming/tiny", many("CC-BY-NC-4.0"))
        laid(tmp_path / "elsewhere", many())
        for name in ("../elsewhere", str(tmp_path / "elsewhere"), ".", "", "../incoming/tiny", "missing"):
            assert kit.post(f"{PAGE}/import", {"name": name, "unpinned": "true"}).status_code in (409, 422)
        kit.post(f"{PAGE}/import", {"name": "tiny", "unpinned": "true"})
        assert "allows no commercial use" in done(kit)
        kit.post(f"{PAGE}/import", {"name": "tiny", "unpinned": "true", "non_commercial": "true"})
        assert "CC-BY-NC-4.0" in done(kit)
        assert packages.installed()[0].code == "tiny100"

    def test_removes_and_compares(self, kit: Kit, packages: Packages, tmp_path: Path, role: str) -> None:
        package = put(packages, zipped(tmp_path / "a", files()))
        kit.sign_in(role)
        kit.post(f"{PAGE}/verify")
        assert "Comparing every file : done" in done(kit)
        model = package.folder / "model/model.bin"
        model.write_bytes(model.read_bytes()[:-1] + b"X")
        kit.post(f"{PAGE}/verify")
        assert "missing or damaged. translate-id_en" in done(kit)
        kit.post(f"{PAGE}/remove", {"code": "translate-id_en"})
        assert packages.installed() == ()
        assert kit.post(f"{PAGE}/remove", {"code": "translate-id_en"}).status_code == 409


class TestWhatCanGoWrong:
    def test_two_at_once_are_refused_and_told(self, kit: Kit, packages: Packages, tmp_path: Path) -> None:
        put(packages, zipped(tmp_path / "a", files()))
        kit.sign_in("lead")
        with disk.locked(packages.folder):
            assert "Another installation is running" in words_of(
                kit.post(f"{PAGE}/remove", {"code": "translate-id_en"})
            )
            laid(packages.folder / "incoming/tiny", many())
            kit.post(f"{PAGE}/import", {"name": "tiny", "unpinned": "true"})
            assert "Another installation is running" in done(kit)

    def test_while_it_runs_the_page_tells_how_far_it_is(self, kit: Kit, packages: Packages) -> None:
        begun, over = threading.Event(), threading.Event()

        def work(progress: Progress) -> None:
            progress(40_000_000, 100_000_000)
            begun.set()
            over.wait(20)

        kit.sign_in("lead")
        assert kit.pages.state.errands.begin("install", "translate-id_en", work)
        begun.wait(20)
        page = kit.get(PAGE)
        assert "Installing translate-id_en 40 MB / 100 MB" in words_of(page)
        assert '<progress value="40000000" max="100000000">' in page.text
        assert kit.post(f"{PAGE}/verify").status_code == 409
        over.set()
        assert "done" in done(kit)

    def test_a_defect_of_ours_is_told_and_does_not_end_the_page(self, kit: Kit, packages: Packages) -> None:
        kit.sign_in("lead")
        kit.pages.state.errands.begin("verify", "", lambda _progress: 1 / 0)
        assert "The log tells the operator where" in done(kit)

    @pytest.mark.parametrize(
        ("form", "status"),
        [
            ({}, 422),
            ({"code": "x" * 300}, 422),
            ({"code": "translate-id_en"}, 409),
            ({"code": "\0"}, 409),
            ({"code": "../../etc"}, 409),
        ],
    )
    def test_a_form_that_asks_for_nothing_real_is_refused(self, kit: Kit, packages: Packages, form, status) -> None:
        kit.sign_in("lead")
        assert kit.post(f"{PAGE}/install", form).status_code == status
        assert kit.post(f"{PAGE}/remove", form).status_code == status

    def test_a_checksum_that_is_none_is_refused(self, kit: Kit, packages: Packages) -> None:
        kit.sign_in("lead")
        laid(packages.folder / "incoming/tiny", many())
        answer = kit.post(f"{PAGE}/import", {"name": "tiny", "sha256": "abc"})
        assert answer.status_code == 422
        assert "64 letters and digits" in words_of(answer)

    def test_damage_stands_on_the_page(self, kit: Kit, packages: Packages, tmp_path: Path) -> None:
        package = put(packages, zipped(tmp_path / "a", files()))
        other = put(packages, zipped(tmp_path / "b", files("th")))
        (package.folder / "sentencepiece.model").unlink()
        (other.folder / "installed.json").write_text("{")
        kit.sign_in("member")
        assert words_of(kit.get(PAGE)).count("damaged: install it again") == 2
        (packages.folder / "pins.toml").write_text("nonsense")
        answer = kit.get(PAGE)
        assert answer.status_code == 200
        assert "list of checksums cannot be used" in words_of(answer)

    def test_names_from_a_package_are_only_text(self, kit: Kit, packages: Packages, tmp_path: Path) -> None:
        put(packages, zipped(tmp_path / "a", files(from_name="<script>alert(1)</script>", licence="<b>MIT")))
        kit.sign_in("lead")
        assert "<script>alert" not in kit.get(PAGE).text
        assert "<b>MIT" not in kit.get(PAGE).text


def test_the_page_is_japanese_too_and_needs_nothing_that_the_policy_forbids(kit: Kit, packages: Packages) -> None:
    kit.sign_in("lead")
    html = kit.get(f"{PAGE}?language=ja").text
    assert "ミャンマー語" in html
    assert "働く人の言語" in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+\s*=|\sstyle\s*=", html)
