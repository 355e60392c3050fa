"""What the doctor sees, what it advises, and that its words may be shown to anybody."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.doctor import Finding, Level, examine

TOKEN = "8031415926:AAplanted-planted-planted-planted-xyz"
SECRET = "planted0secret0planted0secret0xx"
Examine = Callable[..., dict[str, Finding]]


@pytest.fixture
def desk(new_desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logging_kept: None) -> Path:
    shutil.copytree(new_desk, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def found(desk: Path) -> Examine:
    """Findings by what was checked; the worst of several of one kind."""

    def look(more: str = "", **given: object) -> dict[str, Finding]:
        config = desk / "config.toml"
        if more:
            config.write_text(config.read_text() + more)
        order = [Level.OK, Level.WARN, Level.FAIL]
        worst: dict[str, Finding] = {}
        for finding in examine(config, environ={}, **{"offline": True, **given}):  # type: ignore[arg-type]
            before = worst.get(finding.checked)
            if before is None or order.index(finding.level) > order.index(before.level):
                worst[finding.checked] = finding
        return worst

    return look


def test_a_new_desk_fails_nowhere(found: Examine) -> None:
    assert [finding for finding in found().values() if finding.level is Level.FAIL] == []


def test_everything_wrong_says_how_to_mend_it(found: Examine) -> None:
    for finding in found("[channels.sms]\n").values():
        assert bool(finding.fix) == (finding.level is not Level.OK), finding


def test_settings_with_a_mistake_are_the_last_thing_said(found: Examine) -> None:
    findings = found("[sever]\n")
    assert findings["settings"].level is Level.FAIL
    assert "[sever]" in findings["settings"].found
    assert "databases" not in findings


class TestKeys:
    def test_one_that_others_can_read(self, found: Examine, desk: Path) -> None:
        (desk / "keys/master.key").chmod(0o640)
        assert "chmod 600" in found()["the master key"].found

    def test_one_that_is_absent(self, found: Examine, desk: Path) -> None:
        (desk / "keys/master.key").unlink()
        findings = found()
        assert findings["the master key"].level is Level.FAIL
        assert "members" not in findings

    def test_another_one(self, found: Examine, desk: Path) -> None:
        (desk / "keys/master.key").write_text("k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
        findings = found()
        assert {findings["key of cases"].level, findings["key of vault"].level} == {Level.FAIL}
        assert "members" not in findings

    def test_one_that_lies_beside_the_data(self, found: Examine, desk: Path) -> None:
        shutil.move(desk / "keys/master.key", desk / "var/master.key")
        config = desk / "config.toml"
        config.write_text(config.read_text().replace("keys/master.key", "var/master.key"))
        assert found()["the key's place"].level is Level.WARN

    def test_files_that_anybody_can_read(self, found: Examine, desk: Path) -> None:
        assert found()["private files"].level is Level.OK
        (desk / "config.toml").chmod(0o644)
        (desk / "var/vault.db").chmod(0o604)
        assert found()["private files"].found.endswith("config.toml, vault.db")


class TestDatabases:
    def test_one_that_is_absent(self, found: Examine, desk: Path) -> None:
        (desk / "var/vault.db").unlink()
        assert found()["databases"] == Finding(
            Level.FAIL, "databases", "missing or not of this version: vault", "run: madoguchi migrate"
        )

    def test_one_that_is_no_database(self, found: Examine, desk: Path) -> None:
        (desk / "var/cases.db").write_bytes(b"not a database, but long enough to be read as one" * 100)
        assert found()["databases"].level is Level.FAIL

    def test_one_without_a_write_ahead_log(self, found: Examine, desk: Path) -> None:
        with sqlite3.connect(desk / "var/cases.db") as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        connection.close()
        assert found()["durability of cases"].level is Level.FAIL
        assert found()["durability of vault"].level is Level.OK

    def test_postgresql_that_is_not_there(self, found: Examine, desk: Path) -> None:
        config = desk / "config.toml"
        for name in ("cases", "vault"):
            old, new = f"sqlite:///var/{name}.db", f"postgresql://desk:{SECRET}@127.0.0.1:9/{name}"
            config.write_text(config.read_text().replace(old, new))
        assert "PostgreSQL cannot be opened" in found()["databases"].found


class TestChannels:
    def test_none(self, found: Examine) -> None:
        assert found()["channels"].level is Level.WARN

    def test_one_with_a_credible_token(self, found: Examine) -> None:
        findings = found(f'[channels.telegram]\ntoken = "{TOKEN}"\nsecret_token = "{SECRET}"\n')
        assert findings["channels"].found == "on: telegram"
        assert "telegram" not in findings

    @pytest.mark.parametrize(
        "table",
        [
            f'[channels.telegram]\ntoken = "{TOKEN}"\nsecret_token = "short"',
            f'[channels.telegram]\ntoken = "token"\nsecret_token = "{SECRET}"',
            f'[channels.telegram]\ntoken = "{TOKEN}"\nsecret_token = "{SECRET}"\napi_url = "http://127.0.0.1:1"',
            f'[channels.line]\nchannel_secret = "{SECRET}"\nchannel_access_token = "{SECRET}"',
        ],
    )
    def test_one_that_cannot_be_right_is_doubted(self, found: Examine, table: str) -> None:
        findings = found(table)
        assert {findings[name].level for name in ("telegram", "line") if name in findings} == {Level.WARN}

    def test_vendors_do_not_call_an_address_without_tls(self, found: Examine, desk: Path) -> None:
        config = desk / "config.toml"
        config.write_text(config.read_text().replace("https://", "http://"))
        assert found()["public_url"].level is Level.WARN
        telegram = f'[channels.telegram]\ntoken = "{TOKEN}"\nsecret_token = "{SECRET}"\n'
        assert found(telegram)["public_url"].level is Level.FAIL


class TestTheMachine:
    def test_a_clock_that_went_back(self, found: Examine) -> None:
        assert found(now=datetime(2001, 1, 1, tzinfo=UTC))["clock"].level is Level.FAIL

    def test_a_full_disk(self, found: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
        usage = shutil._ntuple_diskusage  # type: ignore[attr-defined]
        for free, level in ((50_000_000, Level.FAIL), (500_000_000, Level.WARN), (5_000_000_000, Level.OK)):
            monkeypatch.setattr(shutil, "disk_usage", lambda _path, free=free: usage(10**12, 0, free))
            assert found()["disk"].level is level


class TestTheWork:
    def test_nobody_who_can_sign_in(self, found: Examine) -> None:
        assert found()["members"].level is Level.WARN
        main(["user", "add", "sato"])
        assert found()["members"].found == "0 of 1 have chosen a password"

    def test_a_scheduler_that_never_ran_fell_silent_or_lives_in_the_future(self, found: Examine, desk: Path) -> None:
        assert found()["scheduler"].found == "it never ran here"
        now = datetime.now(UTC) + timedelta(hours=1)
        for until, level in ((-10, Level.WARN), (1, Level.OK), (60, Level.FAIL)):
            at = int((now + timedelta(minutes=until)).timestamp() * 1000)
            with sqlite3.connect(desk / "var/cases.db") as connection:
                connection.execute("INSERT OR REPLACE INTO lease VALUES ('scheduler', 'x', ?)", (at,))
            connection.close()
            assert found(now=now)["scheduler"].level is level

    def test_a_country_without_emergency_numbers(self, found: Examine) -> None:
        assert found('country = "VN"\n')["emergency numbers"].level is Level.WARN

    def test_a_language_without_texts(self, found: Examine) -> None:
        assert found('[conversation]\nlanguages = ["en", "tet"]\n')["languages"].level is Level.FAIL


def test_nothing_it_says_is_a_secret(found: Examine, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = (desk / "keys/master.key").read_text().strip()
    found(
        f'[channels.telegram]\ntoken = "{TOKEN}"\nsecret_token = "{SECRET}"\n'
        f'[channels.line]\nchannel_secret = "{SECRET}"\nchannel_access_token = "{SECRET}"\n'
    )
    capsys.readouterr()
    for words in (["doctor", "--offline"], ["doctor", "--offline", "--json"]):
        main(words)
        told = "".join(capsys.readouterr())
        assert "telegram" in told
        for secret in (key, key[3:], TOKEN, SECRET):
            assert secret not in told


def test_the_command_numbers_its_findings_and_ends_with_1_on_a_failure(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    assert " 1. ok    versions: madoguchi" in capsys.readouterr().out
    (desk / "keys/master.key").chmod(0o644)
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {"level", "checked", "found", "fix"} == set(told[0])


WHATSAPP = f"""
[channels.twilio]
account_sid = "AC{"1" * 32}"
auth_tokens = ["{"2" * 32}"]
[channels.whatsapp]
from = "+815012345678"
"""


def test_whatsapp_without_buttons_or_an_approved_notice_names_the_command_that_makes_them(found: Examine) -> None:
    findings = found(WHATSAPP)
    for checked in ("whatsapp buttons", "whatsapp notice"):
        assert findings[checked].level is Level.WARN
        assert "channels setup twilio" in findings[checked].fix


def test_what_whatsapp_said_of_each_notice_is_told(found: Examine, desk: Path) -> None:
    with sqlite3.connect(desk / "var" / "cases.db") as cases:
        for language, approval, reason in (("en", "approved", ""), ("ja", "rejected", "TAG_CONTENT_MISMATCH")):
            row = (f"d-{language}", "update.notice", language, "quick_reply", "HX1", approval, reason, 1)
            cases.execute(
                "insert into content (digest, name, language, kind, sid, approval, reason, made_at)"
                " values (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
    findings = found(WHATSAPP)
    assert findings["whatsapp buttons"].level is Level.OK
    assert "ja: rejected (TAG_CONTENT_MISMATCH)" in findings["whatsapp notice"].found
