"""What the doctor learns from the vendors themselves, from the stand-ins and from nobody."""

import asyncio
import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.checkups import vendors as asked
from bot.checkups.finding import Finding, Level
from bot.checkups.places import LINE, SMS, TELEGRAM, WHATSAPP
from bot.checkups.shown_name import neutral
from bot.cli import main
from bot.config import Channels, Config, Line, Server, Sms, Telegram, Twilio, load
from bot.webhooks import PATHS
from tests.commands.conftest import Vendors, desk, run, switch_on, vendors

__all__ = ["desk", "run", "vendors"]

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
URL = "https://desk.example/webhooks/telegram"
NOBODY = "http://127.0.0.1:9"


def findings(config: Config) -> dict[str, Finding]:
    return {finding.checked: finding for finding in asyncio.run(asked.ask_all(config, NOW))}


@pytest.fixture
def telegram(vendors: Vendors) -> Config:
    """A desk with Telegram, registered as it should be."""
    vendors.telegram.webhook = {"url": URL}
    table = Telegram(token=vendors.telegram.token, secret_token="x" * 32, api_url=vendors.telegram.url)
    return Config(server=Server(public_url="https://desk.example"), channels=Channels(telegram=table))


class TestTelegramsLastFault:
    def told(self, config: Config, vendors: Vendors, message: str, *, ago: timedelta, pending: int = 0) -> Finding:
        vendors.telegram.fault = (int((NOW - ago).timestamp()), message)
        vendors.telegram.pending = pending
        return findings(config)["telegram webhook"]

    @pytest.mark.parametrize(
        ("message", "advice"),
        [
            ("Wrong response from the webhook: 403 Forbidden", "the secret differs from the one registered"),
            ("SSL error {certificate verify failed}", "renew the certificate"),
            ("Wrong response from the webhook: 404 Not Found", "must pass /webhooks/telegram on"),
            ("Wrong response from the webhook: 502 Bad Gateway", "is `madoguchi serve` running"),
            ("Connection refused", "is `madoguchi serve` running"),
        ],
    )
    def test_is_told_with_what_mends_it(self, telegram: Config, vendors: Vendors, message: str, advice: str) -> None:
        told = self.told(telegram, vendors, message, ago=timedelta(minutes=5), pending=3)
        assert (told.level, told.found) == (
            Level.WARN, f"3 updates wait at Telegram; the last call failed, 2026-11-22 08:55 UTC: {message}"
        )  # fmt: skip
        assert advice in told.fix

    def test_is_forgotten_when_it_is_old_and_nothing_waits(self, telegram: Config, vendors: Vendors) -> None:
        assert self.told(telegram, vendors, "Connection refused", ago=timedelta(days=2)).level is Level.OK

    def test_counts_however_old_while_something_waits(self, telegram: Config, vendors: Vendors) -> None:
        assert self.told(telegram, vendors, "Connection refused", ago=timedelta(days=2), pending=1).level is Level.WARN

    def test_cannot_break_out_of_its_line(self, telegram: Config, vendors: Vendors) -> None:
        told = self.told(telegram, vendors, "a\n\x1b[31mb" + "c" * 500, ago=timedelta(0), pending=1)
        assert told.found.isprintable()
        assert len(told.found) < 300


def test_a_crowd_that_waits_without_a_fault_is_told(telegram: Config, vendors: Vendors) -> None:
    vendors.telegram.pending = 101
    assert findings(telegram)["telegram webhook"].level is Level.WARN


def test_where_updates_are_polled_a_webhook_is_in_the_way(telegram: Config, vendors: Vendors) -> None:
    assert telegram.channels.telegram is not None
    polled = replace(telegram, channels=Channels(telegram=replace(telegram.channels.telegram, mode="polling")))
    assert findings(polled)["telegram webhook"].level is Level.FAIL
    vendors.telegram.webhook = {}
    assert findings(polled)["telegram webhook"].level is Level.OK


def everything(telegram_url: str, line_url: str, twilio_url: str) -> Config:
    channels = Channels(
        telegram=Telegram(token="7000000001:AAE-x", secret_token="x" * 32, api_url=telegram_url),
        line=Line(channel_secret="x" * 32, channel_access_token="x", api_url=line_url),
        twilio=Twilio(account_sid="AC" + "2" * 32, auth_tokens=("x",), api_url=twilio_url),
        sms=Sms(from_="+815012345678"),
    )
    return Config(server=Server(public_url="https://desk.example"), channels=channels)


def test_without_a_network_each_vendor_could_not_be_asked_and_nothing_is_wrong() -> None:
    found = findings(everything(NOBODY, NOBODY, NOBODY))
    assert {name: finding.level for name, finding in found.items()} == dict.fromkeys(
        ("telegram", "line", "twilio"), Level.WARN
    )
    assert all("could not ask" in finding.found and "network" in finding.found for finding in found.values())


def test_wrong_credentials_are_told_for_each_vendor(vendors: Vendors) -> None:
    found = findings(everything(vendors.telegram.url, vendors.line.url, vendors.twilio.url))
    assert {name for name, finding in found.items() if finding.level is Level.FAIL} == {
        "telegram credentials",
        "line credentials",
        "twilio credentials",
    }
    assert all("copy" in finding.fix or "issue" in finding.fix for finding in found.values())


def test_a_vendor_that_never_answers_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.checkups.asking.PATIENCE_SECONDS", 0.2)

    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes calls, and nobody ever reads them
        found = findings(everything(f"http://127.0.0.1:{silent.getsockname()[1]}", NOBODY, NOBODY))
    assert "no answer in" in found["telegram"].found


def test_the_doctor_asks_what_is_on_and_says_no_secret(
    desk: Path, vendors: Vendors, capsys: pytest.CaptureFixture[str], logging_kept: None
) -> None:
    for table in vendors.tables.values():
        switch_on(desk, table)
    switch_on(desk, '[channels.sms]\nfrom = "+815012345678"\n')
    config = desk / "config.toml"
    assert main(["doctor", "--json", "--config", str(config)]) == 1  # nothing is registered yet
    told = capsys.readouterr().out
    levels = {finding["checked"]: finding["level"] for finding in json.loads(told)}
    for name in ("telegram webhook", "line webhook", "sms number"):
        assert levels[name] == "fail"
    for name in ("telegram credentials", "line credentials", "twilio credentials"):
        assert levels[name] == "ok"
    account = vendors.twilio
    for secret in (vendors.telegram.token, vendors.line.token, account.auth_token, account.sid, account.number):
        assert secret not in told
    assert load(config).channels.telegram is not None


def test_the_doctor_asks_nobody_when_told_not_to(desk: Path, vendors: Vendors, logging_kept: None) -> None:
    switch_on(desk, vendors.tables["telegram"])
    main(["doctor", "--offline", "--config", str(desk / "config.toml")])
    assert vendors.telegram.calls == []


def test_the_addresses_told_to_vendors_are_doors_of_ours() -> None:
    assert {PATHS[path] for path in (TELEGRAM, LINE, SMS, WHATSAPP)} == {"telegram", "line", "sms", "whatsapp"}


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Worker Desk", Level.OK),
        ("生活・仕事のそうだん", Level.OK),
        ("Ｗｈｉｓｔｌｅ Line", Level.WARN),
        ("ACME Speak Up", Level.WARN),
        ("技能実習生 通報窓口", Level.WARN),
    ],
)
def test_a_name_that_tells_what_it_is_for_is_doubted(name: str, level: Level) -> None:
    (finding,) = neutral("name", name, "change it")
    assert finding.level is level
