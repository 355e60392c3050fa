"""A backup made beside a desk, brought back: what was there is there, what was erased since stays erased."""

import itertools
import json
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from storage.engine import Unit
from storage.master import VARIABLE, MasterKey
from storage.messages import Messages
from storage.migrate import migrate
from storage.postgres import libpq
from storage.vault import KeyDestroyed
from tests.commands.conftest import Run
from tests.intake.house import KEY, House, in_house
from tests.storage.conftest import Urls, sqlite_urls

PLANTED = "They keep my passport 4711"
BOB = "line:Bob"


class Desk:
    """The same databases, now open as a desk, now in the hands of a command."""

    def __init__(self, folder: Path, urls: Urls, run: Run) -> None:
        self.folder, self.urls, self.run, self.opened = folder, urls, run, 0
        text = f'[storage]\ncases_url = "{urls[0]}"\nvault_url = "{urls[1]}"\n'
        (folder / "config.toml").write_text(text)
        (folder / "config.toml").chmod(0o600)

    def open(self, talk: Callable[[House], Awaitable[None]]) -> None:
        self.opened += 1

        async def whole(house: House) -> None:
            house._ids = itertools.count(1000 * self.opened)  # what was said before is no duplicate of this
            await talk(house)

        in_house(self.folder, whole, urls=self.urls)

    def backup(self, name: str = "copy") -> Path:
        code, _, told = self.run("backup", name)
        assert code == 0, told
        return self.folder / name

    def restore(self, *words: str, name: str = "copy") -> tuple[int, str, str]:
        return self.run("restore", name, "--replace", "--yes", *words)


@pytest.fixture
def desk(tmp_path: Path, urls: Urls, run: Run, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv(VARIABLE, KEY.written())
    return Desk(tmp_path, urls, run)


async def words_of(house: House, conversation: str) -> list[str]:
    def work(unit: Unit) -> list[str]:
        said = Messages(unit.cases, unit.vault.key(conversation)).of(conversation)
        return [one.body["text"] for one in said if one.author == "worker"]

    return await house.app.store.read(work)


class Told:
    conversation = ""


async def two_reports(house: House) -> None:
    await house.report(first=PLANTED)
    await house.report(BOB, first="No wages since March")
    Told.conversation = (await house.recipient()).conversation_id


async def delete_hers(house: House) -> None:
    await house.say("DELETE")
    await house.press("delete.ask:all")
    await house.app.jobs.erase()


async def gone_again(house: House) -> None:
    assert await house.thread() is None
    with pytest.raises(KeyDestroyed):
        await words_of(house, Told.conversation)
    assert sorted(case.status for case in await house.cases()) == ["received", "withdrawn"]
    his = (await house.recipient(BOB)).conversation_id
    assert "No wages since March" in await words_of(house, his)


def test_what_a_worker_deleted_after_the_backup_stays_deleted_after_the_restore(desk: Desk) -> None:
    desk.open(two_reports)
    desk.backup()
    desk.open(delete_hers)
    code, told, _ = desk.restore()
    assert (code, told.splitlines()[0]) == (0, "Restored. Erased again: 1 reports, 1 contacts.")
    desk.open(gone_again)


def test_it_stays_deleted_when_the_vault_was_lost_and_only_the_list_is_left(desk: Desk) -> None:
    async def listed(house: House) -> None:
        await delete_hers(house)
        await house.app.jobs.list_erasures()

    desk.open(two_reports)
    desk.backup()
    desk.open(listed)
    (desk.folder / "var/erasures.json").rename(desk.folder / "kept.json")
    if desk.urls[0].startswith("sqlite"):
        for name in ("cases.db", "vault.db"):
            (desk.folder / name).unlink()
        code, told, _ = desk.run("restore", "copy", "--erasures", "kept.json")
        assert "no vault to ask" in told
    else:
        with psycopg.connect(libpq(desk.urls[1]), autocommit=True) as connection:
            connection.execute("TRUNCATE destroyed_key, forgotten_contact")
        code, told, _ = desk.restore("--erasures", "kept.json")
    assert (code, told.splitlines()[0]) == (0, "Restored. Erased again: 1 reports, 1 contacts.")
    desk.open(gone_again)


def test_only_her_contact_deleted_stays_forgotten(desk: Desk) -> None:
    async def contact(house: House) -> None:
        await house.say("DELETE")
        await house.press("delete.ask:contact")
        await house.app.jobs.erase()

    async def after(house: House) -> None:
        assert await house.thread() is None
        assert PLANTED in await words_of(house, Told.conversation)

    desk.open(two_reports)
    desk.backup()
    desk.open(contact)
    assert desk.restore()[1].startswith("Restored. Erased again: 0 reports, 1 contacts.")
    desk.open(after)


def test_nothing_erased_nothing_lost(desk: Desk) -> None:
    async def after(house: House) -> None:
        assert PLANTED in await words_of(house, Told.conversation)
        assert await house.say("hello again")

    desk.open(two_reports)
    desk.backup()
    assert desk.restore()[0] == 0
    desk.open(after)


def test_a_backup_is_private_holds_no_key_and_no_word(desk: Desk) -> None:
    desk.open(two_reports)
    folder = desk.backup()
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, path
        content = path.read_bytes()
        assert PLANTED.encode() not in content
        assert KEY.secret not in content
        assert KEY.written().partition(":")[2].encode() not in content
    assert json.loads((folder / "manifest.json").read_text())["checks"]["vault"].keys() == {"k1"}


@pytest.mark.parametrize("harm", ["changed", "missing", "cut", "no manifest", "swapped"])
def test_a_backup_that_is_not_whole_changes_nothing(desk: Desk, harm: str) -> None:
    desk.open(two_reports)
    folder = desk.backup()
    vault = next(folder.glob("vault.*"))
    if harm == "changed":
        content = bytearray(vault.read_bytes())
        content[len(content) // 2] ^= 1
        vault.write_bytes(content)
    elif harm == "missing":
        vault.unlink()
    elif harm == "cut":
        vault.write_bytes(vault.read_bytes()[:-100])
    elif harm == "no manifest":
        (folder / "manifest.json").write_text("{}")
    else:
        shutil.copy(next(folder.glob("cases.*")), vault)
    code, _, told = desk.restore()
    assert code == 1
    assert "not a whole backup" in told
    desk.open(nothing_changed)


async def nothing_changed(house: House) -> None:
    assert PLANTED in await words_of(house, Told.conversation)


def test_another_key_under_the_same_name_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open(two_reports)
    desk.backup()
    monkeypatch.setenv(VARIABLE, MasterKey("k1", bytes(32)).written())
    code, _, told = desk.restore()
    assert code == 1
    assert "written with another k1" in told
    monkeypatch.setenv(VARIABLE, KEY.written())
    desk.open(nothing_changed)


def test_what_somebody_needs_is_not_overwritten_unasked(desk: Desk) -> None:
    desk.open(two_reports)
    desk.backup()
    code, _, told = desk.run("restore", "copy")
    assert code == 1
    assert "--replace" in told
    code, _, told = desk.run("backup", "copy")
    assert code == 1
    assert "not empty" in told


def test_a_desk_that_runs_is_not_replaced(desk: Desk) -> None:
    from bot.parts import clock

    async def running(house: House) -> None:
        await house.report()
        house.now = clock()
        await house.app.jobs.heartbeat()

    desk.open(running)
    desk.backup()
    code, _, told = desk.restore()
    assert code == 1
    assert "the desk runs" in told


def test_sealed_words_are_nowhere_after_delete_and_of_no_use_in_an_older_copy(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, KEY.written())
    urls = sqlite_urls(tmp_path)
    migrate(*urls)
    desk = Desk(tmp_path, urls, run)
    desk.open(two_reports)
    with closing(sqlite3.connect(tmp_path / "cases.db")) as connection:
        sealed = [
            bytes(row[0])
            for row in connection.execute("SELECT body_ct FROM message WHERE conversation_id = ?", (Told.conversation,))
        ]
    assert sealed
    before = desk.backup("before")
    desk.open(delete_hers)
    after = desk.backup("after")
    live = list(tmp_path.glob("*.db*"))
    for path in [*live, *after.iterdir()]:
        assert not any(one in path.read_bytes() for one in sealed), path
    assert sealed[0] in (before / "cases.db").read_bytes()
    with closing(sqlite3.connect(tmp_path / "vault.db")) as vault:
        keys = [row[0] for row in vault.execute("SELECT data_key_id FROM key_wrap")]
    assert keys
    assert Told.conversation not in keys


def forged(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    path = folder / "manifest.json"
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def test_a_newer_schema_and_a_vault_older_than_the_cases_are_refused(desk: Desk) -> None:
    desk.open(two_reports)
    folder = desk.backup()
    forged(folder, lambda value: value.update(revisions={"cases": "9999", "vault": "0001"}))
    assert "newer version" in desk.restore()[2]
    forged(folder, lambda value: value.update(revisions={"cases": "0001", "vault": "0001"}))
    other = desk.backup("later")
    empty = next(other.glob("vault.*"))
    if empty.suffix == ".db":
        with sqlite3.connect(empty) as connection:
            connection.execute("DELETE FROM key_wrap")
    else:
        lines = empty.read_bytes().split(b"\n")
        at = next(n for n, line in enumerate(lines) if b'"key_wrap"' in line)
        del lines[at + 1 : lines.index(b"\\.", at)]
        empty.write_bytes(b"\n".join(lines))
    import hashlib

    total = hashlib.sha256(empty.read_bytes()).hexdigest()
    forged(other, lambda value: value["sums"].update({empty.name: total}))  # type: ignore[attr-defined]
    assert "older than the cases" in desk.restore(name="later")[2]
    desk.open(nothing_changed)
