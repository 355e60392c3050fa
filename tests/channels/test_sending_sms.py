"""Through Twilio's SDK to a stand-in that judges every form by Twilio's own specification."""

import logging
from datetime import timedelta
from uuid import UUID

import pytest

from channels.base import (
    Address,
    BadMessage,
    Blocked,
    ConfigError,
    OptedOut,
    Outgoing,
    Retryable,
    SendContext,
    SendError,
    SendResult,
    SentLookup,
    Throttled,
    WireMessage,
)
from channels.sms import Sms
from channels.twilio import key_of, with_key
from channels.twilio_calls import send_error
from tests.channels.cast import ACCOUNT, NOW, NUMBER, call, from_twilio, sms
from tests.channels.conftest import everything_shown, using
from tests.vendors.stand_in import Trouble
from tests.vendors.twilio import Twilio

PHONE = Address("sms", "+819012345678")
KEY = UUID(int=7)
CALLBACK = "https://desk.example.org/webhooks/twilio/status"


def wire(text: str = "तपाईं सुरक्षित हुनुहुन्छ?", callback: str | None = CALLBACK) -> WireMessage:
    return sms().render(Outgoing(text=text), PHONE, SendContext(NOW, status_callback=callback))[0]


def attempt(api_url: str, message: WireMessage) -> SendResult:
    return using(sms(api_url), lambda adapter: adapter.send(message, KEY))


def failure(api_url: str, message: WireMessage | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        attempt(api_url, message or wire())
    return caught.value


def test_the_words_are_on_the_phone_and_the_callback_names_our_key(twilio: Twilio) -> None:
    result = attempt(twilio.url, wire())
    (bubble,) = twilio.phones.seen(PHONE.value)
    assert bubble.text == "तपाईं सुरक्षित हुनुहुन्छ?"
    assert result.provider_ids == (bubble.message_id,)
    fields = twilio.sends()[0].fields
    assert (fields["From"], fields["StatusCallback"]) == (NUMBER, f"{CALLBACK}?key={KEY}")


def test_our_key_stands_before_what_twilio_reads_behind_the_hash() -> None:
    assert with_key(f"{CALLBACK}#rc=3", KEY) == f"{CALLBACK}?key={KEY}#rc=3"
    assert key_of(with_key(f"{CALLBACK}?a=b#rc=3", KEY).partition("#")[0]) == str(KEY)


def test_the_status_that_comes_back_names_our_key_again(twilio: Twilio) -> None:
    (sid,) = attempt(twilio.url, wire()).provider_ids
    url = str(twilio.sends()[0].fields["StatusCallback"])
    request = from_twilio(f"MessageSid={sid}&MessageStatus=delivered&From=%2B81&To=%2B82".encode(), url)
    sms().authenticate(request)
    (event,) = sms().parse(request)
    assert event.kind == "status"
    assert event.status
    assert (event.message_id, event.status.provider_id, event.status.state) == (str(KEY), sid, "delivered")


@pytest.mark.parametrize(
    ("trouble", "family", "unknown"),
    [
        (Trouble(status=400, code=21610), OptedOut, None),
        (Trouble(status=400, code=21211), Blocked, None),
        (Trouble(status=400, code=21614), Blocked, None),
        (Trouble(status=400, code=21408), ConfigError, None),
        (Trouble(status=401, code=20003), ConfigError, None),
        (Trouble(status=400, code=21617), BadMessage, None),
        (Trouble(status=400, code=30007), BadMessage, None),
        (Trouble(status=400, code=21611), Retryable, False),
        (Trouble(status=500, accept=True), Retryable, True),
        (Trouble(status=503), Retryable, True),
        (Trouble(drop=True, accept=True), Retryable, True),
    ],
)
def test_each_refusal_says_what_to_do(
    twilio: Twilio, trouble: Trouble, family: type[SendError], unknown: bool | None
) -> None:
    twilio.trouble.append(trouble)
    error = failure(twilio.url)
    assert type(error) is family
    assert getattr(error, "fate_unknown", None) is unknown
    if trouble.code:
        assert error.code == str(trouble.code)


def test_too_many_requests_wait_as_long_as_twilio_says(twilio: Twilio) -> None:
    twilio.trouble.append(Trouble(status=429, retry_after=9))
    error = failure(twilio.url)
    assert isinstance(error, Throttled)
    assert (error.after, error.fate_unknown) == (timedelta(seconds=9), False)


def test_where_nobody_listens_it_was_surely_not_taken(nobody: str) -> None:
    error = failure(nobody)
    assert type(error) is Retryable
    assert not error.fate_unknown


def test_a_silent_server_is_a_time_out_of_unknown_fate(twilio: Twilio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.twilio_calls._SECONDS", 0.3)
    twilio.trouble.append(Trouble(hang=1.0))
    error = failure(twilio.url)
    assert isinstance(error, Retryable)
    assert (error.code, error.fate_unknown) == ("timeout", True)


def test_a_wrong_token_is_the_operators_to_mend(twilio: Twilio) -> None:
    wrong = Sms(account_sid=ACCOUNT, auth_tokens=["wrong"], sender=NUMBER, api_url=twilio.url)
    with pytest.raises(ConfigError):
        using(wrong, lambda adapter: adapter.send(wire(), KEY))


def test_a_message_taken_before_the_line_broke_is_found_again(twilio: Twilio) -> None:
    from datetime import UTC, datetime

    before = datetime.now(UTC)
    twilio.trouble.append(Trouble(drop=True, accept=True))
    assert failure(twilio.url).code == "network"
    assert isinstance(sms(), SentLookup)

    async def look(adapter: Sms) -> list[SendResult | None]:
        return [
            await adapter.find_sent(wire(), before),
            await adapter.find_sent(wire("other words"), before),
            await adapter.find_sent(wire(), before + timedelta(minutes=5)),
        ]

    found, other, newer = using(sms(twilio.url), look)
    assert found is not None
    assert found.provider_ids == (twilio.messages[0]["sid"],)
    assert (other, newer) == (None, None)


def test_an_error_without_a_known_code_is_judged_by_its_status() -> None:
    class Refusal(Exception):
        status, code = 418, None

    assert type(send_error(Refusal())) is BadMessage
    assert type(send_error(Exception())) is Retryable


def test_neither_token_nor_words_nor_number_are_in_logs_or_errors(
    twilio: Twilio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio.trouble.extend([Trouble(), Trouble(status=400, code=21211), Trouble(drop=True)])
    shown = [attempt(twilio.url, wire()), failure(twilio.url), failure(twilio.url)]
    shown.append(using(sms(twilio.url), lambda adapter: adapter.find_sent(wire(), NOW)))
    said = everything_shown(caplog, *shown)
    for secret in ("twilio-token", "सुरक्षित", PHONE.value.strip("+")):
        assert secret not in said


def test_a_status_call_without_our_key_is_still_a_status() -> None:
    request = call(b"MessageSid=SM1&MessageStatus=failed&ErrorCode=30005&From=%2B81", {})
    (event,) = sms().parse(request)
    assert (event.kind, event.message_id) == ("status", None)
