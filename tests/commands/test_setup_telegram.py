"""`madoguchi channels setup telegram` against Telegram's own types on loopback."""

from pathlib import Path

import pytest

from channels.telegram_calls import ALLOWED_UPDATES
from tests.commands.conftest import SECRET, Run, Vendors, swap, switch_on

URL = "https://desk.example/webhooks/telegram"


@pytest.fixture
def on(desk: Path, vendors: Vendors) -> Path:
    switch_on(desk, vendors.tables["telegram"])
    return desk


def test_the_webhook_is_registered_with_its_secret_and_all_kinds_of_updates(
    run: Run, on: Path, vendors: Vendors
) -> None:
    code, told, _ = run("channels", "setup", "telegram")
    assert code == 0
    webhook = vendors.telegram.webhook
    assert (webhook["url"], webhook["secret_token"], webhook["max_connections"]) == (URL, SECRET, 40)
    assert tuple(webhook["allowed_updates"]) == ALLOWED_UPDATES  # type: ignore[arg-type]
    assert "ok    telegram credentials: accepted: @worker_desk_bot" in told
    assert f"ok    telegram webhook: {URL}; 0 updates wait" in told
    assert "/setjoingroups" in told


def test_a_second_time_changes_nothing_and_drops_nothing_that_waits(run: Run, on: Path, vendors: Vendors) -> None:
    run("channels", "setup", "telegram")
    before, vendors.telegram.pending = dict(vendors.telegram.webhook), 7
    assert run("channels", "setup", "telegram")[0] == 0
    assert (vendors.telegram.webhook, vendors.telegram.pending) == (before, 7)


def test_what_only_looks_changes_nothing(run: Run, on: Path, vendors: Vendors) -> None:
    code, told, _ = run("channels", "setup", "telegram", "--check")
    assert (code, vendors.telegram.webhook) == (1, {})
    assert "fail  telegram webhook: none is registered: no message arrives" in told
    assert "run: madoguchi channels setup telegram" in told


def test_a_webhook_of_another_desk_is_told_and_mended(run: Run, on: Path, vendors: Vendors) -> None:
    vendors.telegram.webhook = {"url": "https://old.example/webhooks/telegram"}
    assert "another address than ours" in run("channels", "setup", "telegram", "--check")[1]
    assert run("channels", "setup", "telegram")[0] == 0
    assert vendors.telegram.webhook["url"] == URL


def test_kinds_of_updates_that_were_left_out_are_told_and_mended(run: Run, on: Path, vendors: Vendors) -> None:
    vendors.telegram.webhook = {"url": URL, "allowed_updates": ["message"]}
    told = run("channels", "setup", "telegram", "--check")[1]
    assert "Telegram was not asked for edited_message, callback_query, my_chat_member" in told
    assert run("channels", "setup", "telegram")[0] == 0


def test_for_polling_a_webhook_is_removed_and_no_address_is_needed(run: Run, on: Path, vendors: Vendors) -> None:
    swap(on, f'secret_token = "{SECRET}"', 'mode = "polling"')
    swap(on, "https://desk.example", "http://127.0.0.1:8000")
    vendors.telegram.webhook, vendors.telegram.pending = {"url": "https://old.example/webhooks/telegram"}, 3
    assert run("channels", "setup", "telegram", "--check")[0] == 1
    code, told, _ = run("channels", "setup", "telegram")
    assert (code, vendors.telegram.webhook, vendors.telegram.pending) == (0, {}, 3)
    assert "ok    telegram webhook: none, as polling needs it; 3 updates wait" in told
    assert run("channels", "list")[1].splitlines()[0].startswith("telegram  on   polling; 0 workers")


def test_a_bot_that_tells_too_much_or_joins_groups_is_doubted(run: Run, on: Path, vendors: Vendors) -> None:
    vendors.telegram.shown, vendors.telegram.groups = "Abuse Hotline", True
    code, told, _ = run("channels", "setup", "telegram")
    assert code == 0
    assert "warn  telegram name: “Abuse Hotline” tells whoever sees the phone" in told
    assert "warn  telegram groups:" in told


class TestRefusals:
    def refused(self, run: Run, vendors: Vendors) -> str:
        code, told, error = run("channels", "setup", "telegram")
        assert (code, told, vendors.telegram.webhook) == (1, "", {})
        assert error.count("\n") == 1
        assert SECRET not in error
        assert vendors.telegram.token not in error
        return error

    def test_a_channel_that_is_not_in_the_settings(self, run: Run, desk: Path, vendors: Vendors) -> None:
        assert "[channels.telegram] is not in the settings" in self.refused(run, vendors)

    def test_a_wrong_token(self, run: Run, on: Path, vendors: Vendors) -> None:
        swap(on, vendors.telegram.token, "7000000001:AAE-other")
        assert "Telegram does not accept the credentials (401): copy the token again" in self.refused(run, vendors)

    def test_an_address_without_tls(self, run: Run, on: Path, vendors: Vendors) -> None:
        swap(on, "https://desk.example", "http://desk.example")
        assert "calls only https addresses" in self.refused(run, vendors)

    def test_a_port_that_telegram_does_not_call(self, run: Run, on: Path, vendors: Vendors) -> None:
        swap(on, "https://desk.example", "https://desk.example:9443")
        assert "has port 9443: Telegram calls only 80, 88, 443, 8443" in self.refused(run, vendors)

    def test_no_network(self, run: Run, on: Path, vendors: Vendors) -> None:
        swap(on, vendors.telegram.url, "http://127.0.0.1:9")
        assert "could not reach Telegram (network): is this machine on the internet?" in self.refused(run, vendors)
        code, told, _ = run("channels", "setup", "telegram", "--check")
        assert code == 0
        assert "warn  telegram: could not ask Telegram (network)" in told
