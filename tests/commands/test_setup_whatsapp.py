"""`madoguchi channels setup twilio` for WhatsApp: the sender, the buttons, the templates."""

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run, Vendors, swap, switch_on
from tests.vendors.twilio import Twilio

NUMBER = "+815012345678"
PLACE = "https://desk.example/webhooks/twilio/whatsapp"
URL = PLACE + "#rc=3&rp=all&tt=15000"


@pytest.fixture
def twilio(desk: Path, vendors: Vendors) -> Twilio:
    """WhatsApp is on, from one sender, in two languages."""
    switch_on(desk, vendors.tables["twilio"] + f'[channels.whatsapp]\nfrom = "{NUMBER}"\n')
    switch_on(desk, '[conversation]\nlanguages = ["en", "ja"]\n')
    vendors.twilio.account.own_sender(NUMBER)
    return vendors.twilio


def test_the_sender_delivers_here_and_everything_is_made_and_submitted(run: Run, twilio: Twilio) -> None:
    code, told, _ = run("channels", "setup", "twilio")
    assert code == 0
    (sender,) = twilio.account.senders.values()
    assert sender.fields["webhook"]["callback_url"] == URL
    assert f"{len(twilio.contents.made)} made, 0 were there" in told
    assert len(twilio.contents.made) > 20
    assert f"ok    whatsapp sender: messages go to {PLACE}" in told
    assert "warn  whatsapp templates: en, ja: received" in told


def test_a_second_time_makes_nothing_and_says_what_was_approved(run: Run, twilio: Twilio) -> None:
    run("channels", "setup", "twilio")
    made = len(twilio.contents.made)
    twilio.contents.by_name("update.notice").status = "approved"
    refused = twilio.contents.by_name("update.notice", "ja")
    refused.status, refused.reason = "rejected", "INVALID_FORMAT"
    code, told, _ = run("channels", "setup", "twilio")
    assert (code, len(twilio.contents.made)) == (0, made)
    assert f"0 made, {made} were there" in told
    assert "ok    whatsapp templates: approved in en" in told
    assert "warn  whatsapp templates: ja: rejected: INVALID_FORMAT" in told
    assert "docs/channels/whatsapp.md" in told


def test_what_only_looks_makes_nothing(run: Run, twilio: Twilio) -> None:
    code, told, _ = run("channels", "setup", "twilio", "--check")
    assert (code, twilio.contents.made, twilio.account.changes) == (1, {}, 0)
    assert "fail  whatsapp sender: messages go nowhere" in told
    assert "warn  whatsapp templates: en, ja: none was made" in told


def test_one_service_for_both_channels_is_pointed_once(run: Run, desk: Path, twilio: Twilio) -> None:
    service = "MG" + "1" * 32
    swap(desk, f'from = "{NUMBER}"', f'messaging_service_sid = "{service}"')
    switch_on(desk, f'[channels.sms]\nmessaging_service_sid = "{service}"\n')
    twilio.account.own_service()
    code, told, _ = run("channels", "setup", "twilio")
    assert (code, twilio.account.changes) == (0, 1)
    assert told.count("as it should be already") == 1


def test_a_sender_that_is_not_online_and_the_sandbox_are_told(run: Run, twilio: Twilio) -> None:
    twilio.account.own_sender(NUMBER, status="OFFLINE")
    assert "it cannot take messages now: OFFLINE" in run("channels", "setup", "twilio", "--check")[1]
    twilio.account.senders.clear()
    told = run("channels", "setup", "twilio", "--check")[1]
    assert "fail  whatsapp sender: the account has no such WhatsApp sender" in told
    assert f"Sandbox settings: “When a message comes in”: {URL}" in told


def test_the_sandbox_is_no_failure_and_is_set_by_hand(run: Run, desk: Path, twilio: Twilio) -> None:
    swap(desk, NUMBER, "+14155238886")
    code, told, _ = run("channels", "setup", "twilio", "--check")
    assert code == 0
    assert "warn  whatsapp sender: the sandbox" in told


def test_a_template_approved_by_hand_counts(run: Run, desk: Path, twilio: Twilio) -> None:
    switch_on(desk, f'[channels.whatsapp.templates]\nja = "HX{"2" * 32}"\n')
    assert "ok    whatsapp templates: approved in ja" in run("channels", "setup", "twilio", "--check")[1]


def test_nothing_is_touched_before_there_is_a_database_to_remember_it(run: Run, desk: Path, twilio: Twilio) -> None:
    (desk / "var/cases.db").unlink()
    code, _, error = run("channels", "setup", "twilio")
    assert (code, twilio.account.changes, twilio.contents.made) == (1, 0, {})
    assert "madoguchi migrate" in error


def test_a_content_that_twilio_refuses_is_named(run: Run, twilio: Twilio) -> None:
    twilio.contents.refuse_languages.add("ja")
    code, told, _ = run("channels", "setup", "twilio")
    assert code == 0
    assert "warn  whatsapp contents: Twilio refused " in told
    assert " in ja" in told


def test_the_doctor_does_not_send_for_what_is_already_asked(run: Run, twilio: Twilio) -> None:
    def advice() -> str:
        found = json.loads(run("doctor", "--offline", "--json")[1])
        return str(next(one["fix"] for one in found if one["checked"] == "whatsapp notice"))

    assert "channels setup twilio" in advice()
    run("channels", "setup", "twilio")
    assert advice().startswith("WhatsApp decides")
