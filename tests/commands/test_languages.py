"""`madoguchi languages`: packages from a loopback index and from files, as a person types it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.source import TOP
from tests.translation.library import Library, library
from tests.translation.parcels import MODEL, files, laid, many, zipped
from tests.translation.test_ordering import row


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with settings and nothing else: no keys, no databases."""
    (tmp_path / "config.toml").write_text('[conversation]\nlanguages = ["en", "id", "my"]\n')
    zipped(tmp_path / "id_en.argosmodel", files())
    laid(tmp_path / "tiny", many())
    return tmp_path


@pytest.fixture
def host(place: Path) -> Iterator[Library]:
    with library() as made:
        rows = []
        for pair in (("id", "en"), ("en", "id"), ("en", "ja")):
            path = f"/translate-{pair[0]}_{pair[1]}.argosmodel"
            made.files[path] = zipped(place / "parcel", files(*pair)).read_bytes()
            rows.append(row(*pair, "1.9", f"{made.url}{path}"))
        made.files["/index.json"] = json.dumps(rows).encode()
        config = place / "config.toml"
        config.write_text(f'[translation]\nindex = "{made.url}/index.json"\n' + config.read_text())
        yield made


class TestList:
    def test_begins_with_nothing_and_says_what_would_help(self, run: Run, place: Path) -> None:
        code, told, _ = run("languages", "list")
        assert code == 0
        assert told.startswith("No package is installed.\n")
        assert "by the index as of 2025-06-21" in told
        assert "Burmese" in told
        assert "docs/languages-packages.md" in told
        assert "madoguchi languages install translate-id_en" in told

    def test_is_one_json_value(self, run: Run, place: Path) -> None:
        run("languages", "import", "id_en.argosmodel", "--unpinned")
        said = json.loads(run("languages", "list", "--json")[1])
        (package,) = said["packages"]
        assert package["code"] == "translate-id_en"
        assert package["licence"] is None
        assert package["trust"] == "first_use"
        assert len(package["sha256"]) == 64
        assert package["directions"] == [["id", "en"]]
        by_language = {one["language"]: one for one in said["languages"]}
        assert by_language["id"]["there"][0] == {
            "from": "id", "to": "en", "way": "direct", "route": "translate-id_en 1.9",
        }  # fmt: skip
        assert by_language["my"]["needs_multilingual"]
        assert said["available"] is None

    def test_shows_what_the_index_offers(self, run: Run, host: Library) -> None:
        code, told, _ = run("languages", "list", "--available")
        assert code == 0
        assert "In the index: 3 packages" in told
        assert "translate-en_ja      1.9      English → Japanese" in told
        assert "by the index as last fetched" in run("languages", "list")[1]
        said = json.loads(run("languages", "list", "--available", "--json")[1])
        assert {"code": "translate-id_en", "version": "1.9", "from": "id", "to": "en"} in said["available"]

    def test_names_a_damaged_package(self, run: Run, place: Path) -> None:
        run("languages", "import", "id_en.argosmodel", "--unpinned")
        (place / "var/languages/translate-id_en@1/installed.json").write_text("{")
        assert "translate-id_en@1: damaged" in run("languages", "list")[1]

    def test_counts_a_damaged_package_as_absent(self, run: Run, place: Path) -> None:
        run("languages", "import", "id_en.argosmodel", "--unpinned")
        (place / "var/languages/translate-id_en@1/model/model.bin").write_bytes(b"short")
        said = json.loads(run("languages", "list", "--json")[1])
        assert said["damaged"] == ["translate-id_en"]
        indonesian = next(one for one in said["languages"] if one["language"] == "id")
        assert indonesian["there"][0]["way"] == "none"
        assert "translate-id_en" in indonesian["missing"]
        assert "damaged: install it again" in run("languages", "list")[1]


class TestInstall:
    def test_is_refused_without_a_checksum_and_says_both_ways(self, run: Run, host: Library) -> None:
        code, _, told = run("languages", "install", "id")
        assert code == 1
        assert "--sha256" in told
        assert "--unpinned" in told
        assert [asked["path"] for asked in host.asked] == ["/index.json"]

    def test_of_a_language_brings_both_directions_and_shows_the_licence_first(self, run: Run, host: Library) -> None:
        code, told, progress = run("languages", "install", "id", "--unpinned")
        assert code == 0
        assert [line.split()[:3] for line in told.splitlines()] == [
            ["Installed:", "translate-en_id", "1.9"],
            ["Installed:", "translate-id_en", "1.9"],
        ]
        assert progress.startswith("translate-en_id 1.9  licence not stated\n")
        assert "MB" in progress

    def test_as_json_is_one_value(self, run: Run, host: Library) -> None:
        said = json.loads(run("languages", "install", "translate-en_ja", "--unpinned", "--json")[1])
        assert [package["code"] for package in said] == ["translate-en_ja"]

    def test_takes_a_checksum_for_one_package_only(self, run: Run, host: Library) -> None:
        assert "one package" in run("languages", "install", "id", "--sha256", "0" * 64)[2]
        assert "64 hexadecimal" in run("languages", "install", "id", "--sha256", "0")[2]
        code, _, told = run("languages", "install", "translate-en_ja", "--sha256", "0" * 64)
        assert (code, "its checksum is another" in told) == (1, True)

    def test_of_what_no_index_has_says_so(self, run: Run, host: Library) -> None:
        code, _, told = run("languages", "install", "vi", "--unpinned")
        assert (code, "The index has no such package" in told) == (1, True)

    def test_without_a_network_says_so(self, run: Run, place: Path) -> None:
        config = place / "config.toml"
        config.write_text('[translation]\nindex = "http://127.0.0.1:9/index.json"\n')
        code, _, told = run("languages", "install", "id")
        assert (code, "could not be fetched" in told) == (1, True)


class TestImport:
    def test_of_a_folder_serves_every_direction_of_its_manifest(self, run: Run, place: Path) -> None:
        code, told, _ = run("languages", "import", "tiny", "--unpinned")
        assert code == 0
        assert "many languages" in told
        assert "by a model of many languages" in run("languages", "list")[1]

    def test_of_a_model_for_no_commerce_must_be_answered_for(self, run: Run, place: Path) -> None:
        laid(place / "nllb", many("CC-BY-NC-4.0"))
        code, _, told = run("languages", "import", "nllb", "--unpinned")
        assert code == 1
        assert "--accept-non-commercial" in told
        assert run("languages", "import", "nllb", "--unpinned", "--accept-non-commercial")[0] == 0

    def test_of_anything_else_is_refused_in_one_line(self, run: Run, place: Path) -> None:
        (place / "noise").write_bytes(b"\0" * 1000)
        for name in ("noise", "missing", "config.toml"):
            code, told, error = run("languages", "import", name, "--unpinned")
            assert (code, told) == (1, "")
            assert error.count("\n") == 1


class TestVerifyAndRemove:
    def test_verify_finds_damage_and_pins_what_is_sound(self, run: Run, place: Path) -> None:
        assert run("languages", "verify")[:2] == (0, "No package is installed.\n")
        run("languages", "import", "id_en.argosmodel", "--unpinned")
        run("languages", "import", "tiny", "--unpinned")
        (place / "var/languages/tiny100@1/sentencepiece.model").write_bytes(b"changed")
        code, told, _ = run("languages", "verify", "--pin")
        assert code == 1
        assert "WRONG  damaged: sentencepiece.model" in told
        assert "checksum compared" in told
        verdicts = {one["code"]: one for one in json.loads(run("languages", "verify", "--json")[1])}
        assert verdicts["translate-id_en"]["trust"] == "pinned"
        assert verdicts["tiny100"]["sound"] is False
        assert (place / "var/languages/pins.toml").read_text().count("[[package]]") == 2

    def test_remove_takes_it_away_and_refuses_what_is_not_there(self, run: Run, place: Path) -> None:
        run("languages", "import", "id_en.argosmodel", "--unpinned")
        assert run("languages", "remove", "translate-id_en") == (0, "translate-id_en is removed.\n", "")
        code, _, told = run("languages", "remove", "translate-id_en")
        assert (code, "not installed" in told) == (1, True)


def test_names_of_languages_are_the_desks(run: Run, place: Path) -> None:
    config = place / "config.toml"
    config.write_text(config.read_text() + '[desk]\nlanguages = ["ja", "en"]\n')
    assert "インドネシア語 → 英語" in run("languages", "import", "id_en.argosmodel", "--unpinned")[1]
    assert "ビルマ語" in run("languages", "list")[1] or "ミャンマー語" in run("languages", "list")[1]


def test_a_kill_in_the_middle_of_an_installation_loses_nothing(run: Run, host: Library, place: Path) -> None:
    """kill -9 while it is fetched: nothing half is there, and the next one goes on from where it stopped."""
    content = {**files(), "model/model.bin": MODEL + os.urandom(300_000)}
    host.files["/translate-id_en.argosmodel"] = zipped(place / "large", content).read_bytes()
    command = [sys.executable, "-m", "bot", "languages", "install", "translate-id_en", "--unpinned"]
    environ = {**os.environ, "PYTHONPATH": str(TOP)}
    part = place / "var/languages/.downloads/translate-id_en-1.9.part"
    host.slow = 0.02
    with subprocess.Popen(command, cwd=place, env=environ, stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 60
        while not (part.exists() and part.stat().st_size > 50_000) and time.monotonic() < until:
            time.sleep(0.005)
        process.kill()
    had = part.stat().st_size
    assert had < len(host.files["/translate-id_en.argosmodel"])
    assert run("languages", "list")[1].startswith("No package is installed.")
    host.slow = 0
    assert run("languages", "install", "translate-id_en", "--unpinned")[0] == 0
    assert host.asked[-1]["range"] == f"bytes={had}-"
    assert run("languages", "verify")[0] == 0


def test_a_list_of_checksums_that_is_damaged_is_one_line(run: Run, place: Path) -> None:
    (place / "var/languages").mkdir(parents=True)
    (place / "var/languages/pins.toml").write_text("nonsense")
    for words in (("list",), ("import", "tiny", "--unpinned")):
        code, _, told = run("languages", *words)
        assert (code, told.count("\n")) == (1, 1)


def test_nothing_is_written_outside_the_desks_folder(place: Path) -> None:
    """argostranslate makes folders in the home directory as soon as it is imported: it must not be."""
    home = place / "home"
    home.mkdir(mode=0o500)
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(TOP), "PYTHONDONTWRITEBYTECODE": "1"}
    script = "import sys; from bot.cli import main; code = main(); print(list(sys.modules)); sys.exit(code)"
    before = {path for path in place.rglob("*") if "var" not in path.parts}
    for words in (["import", "id_en.argosmodel", "--unpinned"], ["import", "tiny", "--unpinned"], ["list"], ["verify"]):
        command = [sys.executable, "-c", script, "languages", *words]
        ended = subprocess.run(command, cwd=place, env=environ, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        loaded = ended.stdout.splitlines()[-1]
        assert "'argostranslate" not in loaded, loaded
    assert list(home.rglob("*")) == []
    assert {path for path in place.rglob("*") if "var" not in path.parts} == before
