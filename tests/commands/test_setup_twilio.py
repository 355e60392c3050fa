"""`madoguchi channels setup twilio` for SMS: where a number or a messaging service delivers."""

from pathlib import Path

import pytest

from tests.commands.conftest import Run, Vendors, swap, switch_on
from tests.vendors.twilio_account import Account

NUMBER = "+815012345678"
PLACE = "https://desk.example/webhooks/twilio/sms"
URL = PLACE + "#rc=3&rp=all&tt=15000"


@pytest.fixture
def account(desk: Path, vendors: Vendors) -> Account:
    """SMS is on, from one number."""
    switch_on(desk, vendors.tables["twilio"] + f'[channels.sms]\nfrom = "{NUMBER}"\n')
    vendors.twilio.account.own_number(NUMBER)
    return vendors.twilio.account


def by_service(desk: Path, account: Account, **fields: object) -> dict[str, object]:
    swap(desk, f'from = "{NUMBER}"', f'messaging_service_sid = "MG{"1" * 32}"')
    return account.own_service(**fields).fields


def test_the_number_delivers_here_and_twilio_tries_again(run: Run, account: Account) -> None:
    code, told, _ = run("channels", "setup", "twilio")
    assert code == 0
    number = account.numbers[NUMBER].fields
    assert (number["sms_url"], number["sms_fallback_url"]) == (URL, URL)
    assert f"ok    sms number: messages go to {PLACE}, and Twilio tries again" in told
    assert "ok    sms countries: SMS may be sent to JP" in told
    assert "Geo permissions" in told


def test_a_second_time_writes_nothing(run: Run, account: Account) -> None:
    for _ in range(2):
        code, told, _ = run("channels", "setup", "twilio")
        assert code == 0
    assert "as it should be already" in told
    assert account.changes == 1


def test_what_only_looks_changes_nothing(run: Run, account: Account) -> None:
    code, told, _ = run("channels", "setup", "twilio", "--check")
    assert (code, account.changes) == (1, 0)
    assert "fail  sms number: messages go to another address than ours" in told


def test_an_address_that_is_called_once_only_is_doubted_and_mended(run: Run, account: Account) -> None:
    account.own_number(NUMBER, sms_url=PLACE)
    code, told, _ = run("channels", "setup", "twilio", "--check")
    assert code == 0
    assert "warn  sms number: Twilio calls once only" in told
    run("channels", "setup", "twilio")
    assert account.numbers[NUMBER].fields["sms_url"] == URL


def test_a_fallback_that_somebody_chose_is_theirs(run: Run, account: Account) -> None:
    account.own_number(NUMBER, sms_fallback_url="https://status.example/sorry")
    assert run("channels", "setup", "twilio")[0] == 0
    assert account.numbers[NUMBER].fields["sms_fallback_url"] == "https://status.example/sorry"


def test_a_number_that_an_application_holds_is_given_back_to_us(run: Run, account: Account) -> None:
    account.own_number(NUMBER, sms_url=URL, sms_fallback_url=URL, sms_application_sid="AP" + "1" * 32)
    assert "messages go to an application, not here" in run("channels", "setup", "twilio", "--check")[1]
    assert run("channels", "setup", "twilio")[0] == 0
    assert account.numbers[NUMBER].fields["sms_application_sid"] == ""


def test_a_messaging_service_delivers_for_all_its_numbers(run: Run, desk: Path, account: Account) -> None:
    service = by_service(desk, account)
    assert "messages go to the numbers' own addresses" in run("channels", "setup", "twilio", "--check")[1]
    code, told, _ = run("channels", "setup", "twilio")
    assert (code, service["inbound_request_url"], service["use_inbound_webhook_on_number"]) == (0, URL, False)
    assert "Advanced Opt-Out on" in told
    assert "ja: " in told


def test_a_service_without_a_number_cannot_send(run: Run, desk: Path, account: Account) -> None:
    by_service(desk, account, senders=0)
    code, told, _ = run("channels", "setup", "twilio")
    assert code == 1
    assert "it cannot take messages now: no sender" in told


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"type": "Trial"}, "warn  twilio account: on trial"),
        ({"status": "suspended"}, "fail  twilio credentials: accepted, but the account is suspended"),
        ({"forbidden": {"JP"}}, "warn  sms countries: no SMS may be sent to JP"),
        ({"refuse": 403}, "warn  sms countries: Twilio does not tell which are allowed (20403)"),
        ({"numbers": {}}, "fail  sms number: the account has no such number"),
    ],
)
def test_an_account_that_is_not_ready_is_told(run: Run, account: Account, found: dict[str, object], said: str) -> None:
    for name, value in found.items():
        setattr(account, name, value)
    assert said in run("channels", "setup", "twilio", "--check")[1]


def test_a_number_that_only_contains_ours_is_not_ours(run: Run, account: Account) -> None:
    account.numbers.clear()
    account.own_number(NUMBER + "9")
    assert "the account has no such number" in run("channels", "setup", "twilio")[1]
    assert account.changes == 0


def test_a_number_that_cannot_do_sms_is_told(run: Run, account: Account) -> None:
    account.own_number(NUMBER, capabilities={"voice": True})
    assert "it cannot take messages now: no SMS" in run("channels", "setup", "twilio", "--check")[1]


def test_a_short_code_is_set_by_hand(run: Run, desk: Path, account: Account) -> None:
    swap(desk, NUMBER, "12345")
    code, told, _ = run("channels", "setup", "twilio")
    assert (code, account.changes) == (0, 0)
    assert "warn  sms number: a short code" in told


class TestRefusals:
    def refused(self, run: Run, vendors: Vendors) -> str:
        code, told, error = run("channels", "setup", "twilio")
        assert (code, told, vendors.twilio.account.changes) == (1, "", 0)
        assert error.count("\n") == 1
        assert vendors.twilio.auth_token not in error
        assert vendors.twilio.sid not in error
        return error

    def test_an_account_without_a_channel(self, run: Run, desk: Path, vendors: Vendors) -> None:
        switch_on(desk, vendors.tables["twilio"])
        assert "neither [channels.sms] nor [channels.whatsapp]" in self.refused(run, vendors)

    def test_a_wrong_token(self, run: Run, desk: Path, account: Account, vendors: Vendors) -> None:
        swap(desk, vendors.twilio.auth_token, "other")
        assert "Twilio does not accept the credentials (20003): copy account_sid" in self.refused(run, vendors)

    def test_an_address_without_tls(self, run: Run, desk: Path, account: Account, vendors: Vendors) -> None:
        swap(desk, "https://desk.example", "http://desk.example")
        assert "Twilio calls only https addresses" in self.refused(run, vendors)

    def test_no_network(self, run: Run, desk: Path, account: Account, vendors: Vendors) -> None:
        swap(desk, vendors.twilio.url, "http://127.0.0.1:9")
        assert "could not reach Twilio (network)" in self.refused(run, vendors)
        code, told, _ = run("channels", "setup", "twilio", "--check")
        assert code == 0
        assert "warn  twilio: could not ask Twilio (network)" in told
