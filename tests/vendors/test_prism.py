"""Every call that our adapters make through the real SDKs, judged by Prism on its way to our stand-ins.

And every answer of the stand-ins on its way back: what they say is what the vendors' specifications allow them to say.
Prism does not look into what Telegram's forms hold as JSON; `tests/delivery/test_every_message.py` does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from channels.base import (
    Address,
    BadMessage,
    ChannelAdapter,
    Choice,
    MediaRef,
    Outgoing,
    ReplyHandle,
    SendContext,
    SendError,
    SendResult,
    WireMessage,
)
from channels.content_calls import ContentCalls
from channels.contents import Content, Shelf
from channels.whatsapp import WhatsApp
from tests.channels.cast import ACCOUNT as SID
from tests.channels.cast import AUTH_TOKENS, NOW, NUMBER, TOKEN, later, line, sms, telegram
from tests.vendors import line as line_stand_in
from tests.vendors import prism
from tests.vendors import telegram as telegram_stand_in
from tests.vendors import twilio as twilio_stand_in
from tests.vendors.files import Held
from tests.vendors.stand_in import Loopback, StandIn

pytestmark = pytest.mark.slow
USER, PHONE, CHAT = Address("line", "U" + "a" * 32), Address("sms", "+819012345678"), Address("telegram", "23")
WHATSAPP = Address("whatsapp", "+819012345678")
ASK = Outgoing("နေကောင်းလား", (Choice("safe.check:yes", "ဟုတ်ကဲ့"), Choice("safe.check:no", "မဟုတ်ဘူး")), before=("မင်္ဂလာပါ",))
LONG = Outgoing("व " * 3000, ASK.choices, protect=True)
CALLBACK = "https://desk.example.org/webhooks/twilio/status"
AFTERWARDS = SendContext(NOW, status_callback=CALLBACK)
QUESTION = Content("safe.check", "my", (("yes", "ဟုတ်ကဲ့"), ("no", "မဟုတ်ဘူး")))
LIST = Content(
    "what.ask", "ja", tuple((str(n), f"項目{n}") for n in range(7)), "どれですか", about=False, button="選ぶ"
)
NOTICE = Content("update.notice", "ja", (("read", "読む"),), "お知らせがあります。", about=True)


@pytest.fixture(scope="module", autouse=True)
def _node() -> None:
    try:
        prism.installed()
    except prism.NoNode as missing:
        pytest.skip(str(missing))


class Street:
    """One stand-in with Prism before it."""

    def __init__(self, vendor: StandIn, url: str) -> None:
        self.vendor, self.url = vendor, url


def behind(vendor: StandIn, spec: dict[str, Any], folder: Path) -> Iterator[Any]:
    with Loopback(vendor), prism.between(spec, vendor.url, folder) as url:
        yield Street(vendor, url)
        assert vendor.violations == []


@pytest.fixture(scope="module")
def line_street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield from behind(line_stand_in.Line(), prism.line(), tmp_path_factory.mktemp("line"))


@pytest.fixture(scope="module")
def twilio_street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    vendor = twilio_stand_in.Twilio(SID, AUTH_TOKENS[0], NUMBER)
    yield from behind(vendor, prism.twilio(), tmp_path_factory.mktemp("twilio"))


@pytest.fixture(scope="module")
def telegram_street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield from behind(telegram_stand_in.Telegram(TOKEN), prism.telegram(), tmp_path_factory.mktemp("telegram"))


def using(adapter: ChannelAdapter, act: Callable[[Any], Awaitable[Any]]) -> Any:
    async def life() -> Any:
        try:
            return await act(adapter)
        finally:
            await adapter.close()

    return asyncio.run(life())


def send_all(adapter: ChannelAdapter, wires: list[WireMessage]) -> list[SendResult]:
    async def act(adapter: ChannelAdapter) -> list[SendResult]:
        return [await adapter.send(wire, UUID(int=100 + place)) for place, wire in enumerate(wires)]

    found: list[SendResult] = using(adapter, act)
    return found


class TestLine:
    @pytest.mark.parametrize("message", [ASK, LONG, Outgoing("1", before=tuple("abcdefg"))])
    def test_replies_and_pushes(self, line_street: Any, message: Outgoing) -> None:
        handle = ReplyHandle("line_reply", line_street.vendor.issue(USER.value), later(minutes=1))
        wires = line().render(message, USER, SendContext(NOW, handle)) + line().render(message, USER, SendContext(NOW))
        line_street.vendor.keys.clear()
        results = send_all(line(line_street.url, line_street.url), wires)
        assert all(result.provider_ids and not result.duplicate for result in results)
        assert {wire.method for wire in wires} == {"reply", "push"}

    def test_a_second_push_with_the_same_key_and_a_used_token(self, line_street: Any) -> None:
        (push,) = line().render(Outgoing("a"), USER, SendContext(NOW))
        adapter = line(line_street.url, line_street.url)
        key = UUID(int=4_000)

        async def twice(adapter: Any) -> list[SendResult]:
            return [await adapter.send(push, key), await adapter.send(push, key)]

        assert [result.duplicate for result in using(adapter, twice)] == [False, True]
        handle = ReplyHandle("line_reply", "used", later(minutes=1))
        (reply,) = line().render(Outgoing("a"), USER, SendContext(NOW, handle))
        assert send_all(line(line_street.url, line_street.url), [reply])[0].provider_ids

    def test_files_groups_and_the_months_allowance(self, line_street: Any) -> None:
        line_street.vendor.files["5"] = Held(b"x" * 50, "image/jpeg")  # Prism passes on text only

        async def act(adapter: Any) -> Any:
            await adapter.leave(Address("line", "C" + "c" * 32))
            await adapter.leave(Address("line", "R" + "c" * 32))
            calls = adapter._calls
            await calls.ask("get_message_quota")
            await calls.ask("get_message_quota_consumption")
            await calls.ask("get_bot_info")
            return await adapter.fetch_media(MediaRef("image", "5"), 1000)

        assert using(line(line_street.url, line_street.url), act).content == b"x" * 50

    def test_what_the_specification_forbids_does_not_pass(self, line_street: Any) -> None:
        """Else its silence would prove nothing."""
        before = len(line_street.vendor.calls)
        url, allowed = f"{line_street.url}/v2/bot/message/push", {"Authorization": "Bearer line-token"}
        good = {"type": "text", "text": "a"}
        wrong: list[object] = [
            {"messages": [good]},
            {"to": USER.value, "messages": []},
            {"to": USER.value, "messages": [good] * 6},
            {"to": USER.value, "messages": [{"type": "text", "text": "x" * 5001}]},
            {"to": USER.value, "messages": [{"type": "tomorrow"}]},
        ]
        for body in wrong:
            assert httpx.post(url, json=body, headers=allowed).status_code in (400, 422)
        assert len(line_street.vendor.calls) == before
        key = {"X-Line-Retry-Key": "case-1"}
        refused = httpx.post(url, json={"to": USER.value, "messages": [good]}, headers={**allowed, **key})
        assert refused.status_code in (400, 422)


class TestTelegram:
    def test_questions_answers_to_buttons_and_long_texts(self, telegram_street: Any) -> None:
        handle = ReplyHandle("telegram_callback", "4382bfdwdsb323b2d9", later(minutes=1))
        wires = telegram().render(ASK, CHAT, SendContext(NOW, handle)) + telegram().render(LONG, CHAT, SendContext(NOW))
        results = send_all(telegram(telegram_street.url), wires)
        assert [bool(result.provider_ids) for result in results] == [w.method == "sendMessage" for w in wires]
        shown = telegram_street.vendor.phones.seen(CHAT.value)
        assert len(shown) == len(wires) - 1
        assert shown[1].buttons
        assert shown[-1].buttons

    def test_all_other_methods(self, telegram_street: Any) -> None:
        called = len(telegram_street.vendor.calls)
        telegram_street.vendor.updates = [{"update_id": 1}]

        async def act(adapter: Any) -> None:
            await adapter.leave(Address("telegram", "-100123"))
            await adapter.take_back(CHAT, ["1001", "1002"])
            await adapter.begin_polling()
            _, events = await adapter.poll(None)
            assert len(events) == 1
            await adapter._calls.ask(lambda bot: bot.get_me())
            await adapter._calls.ask(lambda bot: bot.get_file("f1"))
            await adapter._calls.ask(lambda bot: bot.get_webhook_info())
            await adapter._calls.ask(
                lambda bot: bot.set_webhook(
                    "https://desk.example.org/webhooks/telegram",
                    secret_token="s" * 32,
                    max_connections=40,
                    allowed_updates=["message", "callback_query"],
                )
            )

        telegram_street.vendor.files["f1"] = Held(b"x", "image/jpeg")
        using(telegram(telegram_street.url), act)
        assert len(telegram_street.vendor.calls) > called

    @pytest.mark.parametrize("text", ["", "x" * 4097])
    def test_what_the_specification_forbids_does_not_pass(self, telegram_street: Any, text: str) -> None:
        before = len(telegram_street.vendor.calls)
        payload: dict[str, object] = {"chat_id": 23, "text": text, "link_preview_options": {"is_disabled": True}}
        with pytest.raises(SendError):
            send_all(telegram(telegram_street.url), [WireMessage("telegram", "23", "sendMessage", payload)])
        assert len(telegram_street.vendor.calls) == before


class TestTwilio:
    @pytest.mark.parametrize("message", [ASK, Outgoing("Is it safe?"), Outgoing("x" * 1500)])
    def test_sms(self, twilio_street: Any, message: Outgoing) -> None:
        wires = sms().render(message, PHONE, AFTERWARDS) + sms().render(message, PHONE, SendContext(NOW))
        assert all(result.provider_ids for result in send_all(sms(twilio_street.url), wires))

    def test_whatsapp_with_buttons_lists_and_templates_made_beforehand(self, twilio_street: Any) -> None:
        twilio_street.vendor.wrote[f"whatsapp:{WHATSAPP.value}"] = 2e9

        async def act(adapter: WhatsApp) -> list[SendResult]:
            calls = ContentCalls(adapter.calls)
            sids = {content.key: await calls.create(content) for content in (QUESTION, LIST, NOTICE)}
            await calls.submit(sids[NOTICE.key], NOTICE.template_name)
            await calls.approval(sids[NOTICE.key])
            assert len(await calls.existing()) == 3
            twilio_street.vendor.contents.made[sids[NOTICE.key]].status = "approved"
            adapter.shelf = Shelf(sids, {"ja": sids[NOTICE.key]})
            context = SendContext(NOW, window_until=later(hours=20), status_callback=CALLBACK)
            choices = tuple(Choice(f"what.ask:{value}", label) for value, label in LIST.rows)
            listed = Outgoing(LIST.body, choices, language="ja")
            asked = Outgoing(ASK.text, ASK.choices, before=("a",), language="my")
            wires = adapter.render(asked, WHATSAPP, context) + adapter.render(listed, WHATSAPP, context)
            wires += adapter.render(Outgoing("お知らせ", language="ja"), WHATSAPP, AFTERWARDS)
            assert [("ContentSid" in wire.payload) for wire in wires] == [False, True, True, True]
            return [await adapter.send(wire, UUID(int=place)) for place, wire in enumerate(wires)]

        adapter = WhatsApp(
            account_sid=SID, auth_tokens=AUTH_TOKENS, sender=NUMBER, api_url=twilio_street.url, now=lambda: NOW
        )
        assert all(result.provider_ids for result in using(adapter, act))

    def test_a_lookup_and_what_is_deleted(self, twilio_street: Any) -> None:
        (wire,) = sms().render(Outgoing("Did it arrive?"), PHONE, SendContext(NOW))

        async def act(adapter: Any) -> Any:
            result = await adapter.send(wire, UUID(int=9))
            found = await adapter.find_sent(wire, later(days=-3000))
            media = f"/2010-04-01/Accounts/{SID}/Messages/{result.provider_ids[0]}/Media/ME{'1' * 32}"
            await adapter.remove_file(media)
            await adapter.remove_message(result.provider_ids[0])
            return found

        assert using(sms(twilio_street.url), act).provider_ids

    @pytest.mark.parametrize("wrong", [{"Body": "x" * 1601}, {"ContentSid": "HX123"}, {"MessagingServiceSid": "nope"}])
    def test_what_the_specification_forbids_does_not_pass(self, twilio_street: Any, wrong: dict[str, str]) -> None:
        before = len(twilio_street.vendor.calls)
        payload = {"To": PHONE.value, "From": NUMBER, "Body": "a", **wrong}
        with pytest.raises(BadMessage):
            send_all(sms(twilio_street.url), [WireMessage("sms", PHONE.value, "Messages", payload)])
        assert len(twilio_street.vendor.calls) == before
