"""`madoguchi channels setup line` against LINE's own specification on loopback."""

from pathlib import Path

import pytest

from tests.commands.conftest import SECRET, Run, Vendors, swap, switch_on

URL = "https://desk.example/webhooks/line"


@pytest.fixture
def on(desk: Path, vendors: Vendors) -> Path:
    switch_on(desk, vendors.tables["line"])
    return desk


def test_the_webhook_is_registered_and_tried_out(run: Run, on: Path, vendors: Vendors) -> None:
    code, told, _ = run("channels", "setup", "line")
    assert (code, vendors.line.endpoint) == (0, URL)
    assert "ok    line credentials: accepted: @desk" in told
    assert f"ok    line webhook: {URL}; LINE called it just now" in told
    assert "ok    line pushes: 0 this month, no limit" in told
    assert "“Webhook redelivery” on" in told


def test_a_second_time_writes_nothing(run: Run, on: Path, vendors: Vendors) -> None:
    for _ in range(2):
        code, told, _ = run("channels", "setup", "line")
        assert code == 0
    assert "as it should be already" in told
    assert vendors.line.changes == 1


def test_what_only_looks_changes_nothing(run: Run, on: Path, vendors: Vendors) -> None:
    code, told, _ = run("channels", "setup", "line", "--check")
    assert (code, vendors.line.endpoint) == (1, "")
    assert "fail  line webhook: none is registered" in told


def test_another_address_is_told_and_mended(run: Run, on: Path, vendors: Vendors) -> None:
    vendors.line.endpoint = "https://old.example/webhooks/line"
    assert "another address than ours" in run("channels", "setup", "line", "--check")[1]
    assert run("channels", "setup", "line")[0] == 0
    assert vendors.line.endpoint == URL


def test_a_switch_that_only_a_person_can_turn_is_named(run: Run, on: Path, vendors: Vendors) -> None:
    vendors.line.active = False
    code, told, _ = run("channels", "setup", "line")
    assert code == 1
    assert "“Use webhook” is off: no message arrives" in told


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        (0, "COULD_NOT_CONNECT", "failed: COULD_NOT_CONNECT"),
        (502, "ERROR_STATUS_CODE", "failed: 502 ERROR_STATUS_CODE"),
        (403, "ERROR_STATUS_CODE", "copy channel_secret again"),
    ],
)
def test_a_test_call_that_fails_says_what_to_do(
    run: Run, on: Path, vendors: Vendors, status: int, reason: str, said: str
) -> None:
    vendors.line.tested = {"success": False, "statusCode": status, "reason": reason, "detail": ""}
    code, told, _ = run("channels", "setup", "line")
    assert code == 1
    assert said in told


@pytest.mark.parametrize(
    ("quota", "used", "level"), [(200, 10, "ok  "), (200, 165, "warn"), (200, 200, "fail"), (200, 250, "fail")]
)
def test_what_is_left_of_the_months_pushes(
    run: Run, on: Path, vendors: Vendors, quota: int, used: int, level: str
) -> None:
    vendors.line.quota, vendors.line.pushed = quota, used
    assert f"{level}  line pushes: {max(0, quota - used)} of 200 left this month" in run("channels", "setup", "line")[1]


def test_a_telling_name_and_a_manager_who_reads_along_are_doubted(run: Run, on: Path, vendors: Vendors) -> None:
    vendors.line.shown, vendors.line.chatting = "人権ホットライン", True
    told = run("channels", "setup", "line")[1]
    assert "warn  line name: “人権ホットライン” tells" in told
    assert "warn  line chat: it is on" in told


class TestRefusals:
    def refused(self, run: Run, vendors: Vendors) -> str:
        code, told, error = run("channels", "setup", "line")
        assert (code, told, vendors.line.endpoint) == (1, "", "")
        assert error.count("\n") == 1
        assert SECRET not in error
        assert vendors.line.token not in error
        return error

    def test_a_wrong_token(self, run: Run, on: Path, vendors: Vendors) -> None:
        swap(on, f'channel_access_token = "{vendors.line.token}"', 'channel_access_token = "other"')
        assert "LINE does not accept the credentials (401): issue the channel access token" in self.refused(
            run, vendors
        )

    def test_an_address_without_tls(self, run: Run, on: Path, vendors: Vendors) -> None:
        swap(on, "https://desk.example", "http://desk.example")
        assert "LINE calls only https addresses" in self.refused(run, vendors)

    def test_no_network(self, run: Run, on: Path, vendors: Vendors) -> None:
        swap(on, vendors.line.url, "http://127.0.0.1:9")
        assert "could not reach LINE (network)" in self.refused(run, vendors)
        code, told, _ = run("channels", "setup", "line", "--check")
        assert code == 0
        assert "warn  line: could not ask LINE (network)" in told
