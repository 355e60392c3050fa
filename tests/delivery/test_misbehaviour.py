"""Each way in which a vendor misbehaves, through the vendor's own SDK: what she sees, and what the desk knows.

`docs/channels/README.md` is a table of these tests.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from channels.base import ReplyHandle
from tests.delivery.wire import IMPATIENT, Wire, on_the_wire
from tests.vendors.line import Line
from tests.vendors.stand_in import Trouble
from tests.vendors.telegram import Telegram
from tests.vendors.twilio import Twilio

CHANNELS = ("telegram", "line", "sms", "whatsapp")
ONCE = ("line", "sms", "whatsapp")
"""LINE knows our key again, Twilio can be asked; Telegram neither takes a key nor can be asked."""
everywhere = pytest.mark.parametrize("channel", CHANNELS)


def hurt(wire: Wire, *trouble: Trouble) -> None:
    wire.vendor.trouble.extend(trouble)


@everywhere
def test_429_with_a_wait_is_kept_and_said_once(tmp_path: Path, channel: str) -> None:
    async def talk(wire: Wire) -> None:
        hurt(wire, Trouble(429, retry_after=40))
        await wire.say("one", "two")
        await wire.drain()
        await wire.later(seconds=38)
        assert (wire.shown, wire.tries) == ([], 1)
        await wire.later(seconds=30)
        assert wire.shown == ["one", "two"]

    on_the_wire(tmp_path, channel, talk)


@everywhere
def test_429_without_a_wait_is_tried_again_later_and_said_once(tmp_path: Path, channel: str) -> None:
    async def talk(wire: Wire) -> None:
        hurt(wire, Trouble(429), Trouble(429))
        await wire.say("one", "two")
        await wire.drain()
        assert (wire.shown, wire.tries) == ([], 1)
        await wire.later(seconds=10)
        await wire.later(seconds=30)
        assert wire.shown == ["one", "two"]

    on_the_wire(tmp_path, channel, talk)


SLOW = "a time-out"
BEFORE = {
    "5xx": Trouble(503),
    "a dropped connection": Trouble(drop=True),
    SLOW: Trouble(drop=True, hang=IMPATIENT * 1.5),
}
AFTER = {
    "5xx": Trouble(500, accept=True),
    "a dropped connection": Trouble(drop=True, accept=True),
    SLOW: Trouble(hang=IMPATIENT * 1.5),
}


@pytest.mark.parametrize("kind", BEFORE)
@everywhere
def test_trouble_before_acceptance_is_said_once(tmp_path: Path, channel: str, kind: str) -> None:
    async def talk(wire: Wire) -> None:
        hurt(wire, BEFORE[kind])
        await wire.say("one", "two")
        await wire.drain()
        await wire.later(minutes=1)
        assert wire.shown == ["one", "two"]
        assert (await wire.stopped(), await wire.troubled()) == ("", [])

    on_the_wire(tmp_path, channel, talk, impatient=kind == SLOW)


@pytest.mark.parametrize("kind", AFTER)
@pytest.mark.parametrize("channel", ONCE)
def test_trouble_after_acceptance_is_said_once_where_that_can_be_known(tmp_path: Path, channel: str, kind: str) -> None:
    async def talk(wire: Wire) -> None:
        hurt(wire, AFTER[kind])
        await wire.say("one", "two")
        await wire.drain()
        await wire.later(minutes=1)
        assert wire.shown == ["one", "two"]

    on_the_wire(tmp_path, channel, talk, impatient=kind == SLOW)


@pytest.mark.parametrize("kind", AFTER)
def test_trouble_after_acceptance_is_said_twice_on_telegram_and_never_lost(tmp_path: Path, kind: str) -> None:
    async def talk(wire: Wire) -> None:
        hurt(wire, AFTER[kind])
        await wire.say("one", "two")
        await wire.drain()
        await wire.later(minutes=1)
        assert wire.shown == ["one", "one", "two"]

    on_the_wire(tmp_path, "telegram", talk, impatient=kind == SLOW)


@everywhere
def test_hours_without_the_vendor_lose_nothing(tmp_path: Path, channel: str) -> None:
    async def talk(wire: Wire) -> None:
        hurt(wire, *[Trouble(503)] * 12)
        await wire.say("one", "two")
        for _ in range(20):
            await wire.later(minutes=16)
        assert wire.shown == ["one", "two"]

    on_the_wire(tmp_path, channel, talk)


def test_403_blocked_stops_and_keeps_everything_until_she_is_back(tmp_path: Path) -> None:
    async def talk(wire: Wire) -> None:
        assert isinstance(wire.vendor, Telegram)
        wire.vendor.blocked.add(wire.shown_at)
        await wire.say("one", "two")
        await wire.drain()
        await wire.later(days=1)
        assert (await wire.stopped(), wire.tries, wire.shown) == ("blocked", 1, [])
        wire.vendor.blocked.clear()
        await wire.back()
        assert wire.shown == ["one", "two"]

    on_the_wire(tmp_path, "telegram", talk)


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_21610_stops_and_keeps_everything_until_she_opts_in(tmp_path: Path, channel: str) -> None:
    async def talk(wire: Wire) -> None:
        assert isinstance(wire.vendor, Twilio)
        wire.vendor.opted_out.add(wire.shown_at)
        await wire.say("one", "two")
        await wire.drain()
        await wire.later(hours=2)  # within WhatsApp's window
        assert (await wire.stopped(), wire.tries, wire.shown) == ("opted_out", 1, [])
        wire.vendor.opted_out.clear()
        await wire.back()
        assert wire.shown == ["one", "two"]

    on_the_wire(tmp_path, channel, talk)


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
@pytest.mark.parametrize("code", [21211, 21614])
def test_a_number_that_is_nobodys_stops_and_the_desk_knows_why(tmp_path: Path, channel: str, code: int) -> None:
    async def talk(wire: Wire) -> None:
        hurt(wire, Trouble(400, code=code))
        await wire.say("one")
        await wire.drain()
        await wire.later(days=1)
        assert (await wire.stopped(), wire.tries) == ("unreachable", 1)

    on_the_wire(tmp_path, channel, talk)


@everywhere
def test_400_is_listed_for_a_person_and_holds_nothing_else_up(tmp_path: Path, channel: str) -> None:
    async def talk(wire: Wire) -> None:
        hurt(wire, Trouble(400, code=21617))
        await wire.say("one", "two")
        await wire.drain()
        await wire.later(days=1)
        assert wire.shown == ["two"]
        assert [state for state, _ in await wire.troubled()] == ["dead"]
        assert await wire.stopped() == ""

    on_the_wire(tmp_path, channel, talk)


@everywhere
def test_401_keeps_everything_until_the_operator_has_mended_it(tmp_path: Path, channel: str) -> None:
    async def talk(wire: Wire) -> None:
        name = "auth_token" if isinstance(wire.vendor, Twilio) else "token"
        right = getattr(wire.vendor, name)
        setattr(wire.vendor, name, "changed at the vendor")
        await wire.say("one", "two")
        for _ in range(12):
            await wire.later(minutes=6)
        assert (wire.shown, [state for state, _ in await wire.troubled()]) == ([], ["queued"])
        setattr(wire.vendor, name, right)
        await wire.later(minutes=23)
        assert wire.shown == ["one", "two"]

    on_the_wire(tmp_path, channel, talk)


def test_21408_keeps_everything_until_the_country_is_ticked(tmp_path: Path) -> None:
    async def talk(wire: Wire) -> None:
        hurt(wire, Trouble(400, code=21408))
        await wire.say("one")
        await wire.drain()
        assert (await wire.stopped(), await wire.troubled()) == ("", [("queued", "ConfigError:21408")])
        await wire.later(minutes=8)
        assert wire.shown == ["one"]

    on_the_wire(tmp_path, "sms", talk)


def test_the_months_quota_keeps_news_for_the_next_month(tmp_path: Path) -> None:
    async def talk(wire: Wire) -> None:
        assert isinstance(wire.vendor, Line)
        wire.vendor.quota = 0
        await wire.say("one", "two")
        await wire.drain()
        await wire.later(hours=1)
        assert (await wire.stopped(), wire.shown) == ("quota", [])
        wire.vendor.quota = None
        await wire.month_over()
        assert (await wire.stopped(), wire.shown) == ("", ["one", "two"])

    on_the_wire(tmp_path, "line", talk)


class TestAReplyToken:
    """LINE's free answer: it works once, for a minute, and has no key."""

    def handle(self, wire: Wire) -> ReplyHandle:
        assert isinstance(wire.vendor, Line)
        return ReplyHandle("line_reply", wire.vendor.issue(wire.shown_at), wire.now + timedelta(minutes=1))

    def test_that_is_invalid_gives_way_to_a_push(self, tmp_path: Path) -> None:
        async def talk(wire: Wire) -> None:
            assert isinstance(wire.vendor, Line)
            handle = self.handle(wire)
            wire.vendor.used.add(handle.token)
            await wire.say("one", handle=handle)
            await wire.drain()
            assert (wire.shown, wire.vendor.pushed) == (["one"], 1)

        on_the_wire(tmp_path, "line", talk)

    @pytest.mark.parametrize("kind", AFTER)
    def test_that_was_taken_without_an_answer_is_not_said_again(self, tmp_path: Path, kind: str) -> None:
        async def talk(wire: Wire) -> None:
            assert isinstance(wire.vendor, Line)
            hurt(wire, AFTER[kind])
            await wire.say("one", handle=self.handle(wire))
            await wire.drain()
            await wire.later(seconds=10)
            assert (wire.shown, wire.vendor.pushed) == (["one"], 0)

        on_the_wire(tmp_path, "line", talk, impatient=kind == SLOW)

    @pytest.mark.parametrize("kind", BEFORE)
    def test_that_was_not_taken_is_used_again(self, tmp_path: Path, kind: str) -> None:
        async def talk(wire: Wire) -> None:
            assert isinstance(wire.vendor, Line)
            hurt(wire, BEFORE[kind])
            await wire.say("one", handle=self.handle(wire))
            await wire.drain()
            await wire.later(seconds=10)
            assert (wire.shown, wire.vendor.pushed) == (["one"], 0)

        on_the_wire(tmp_path, "line", talk, impatient=kind == SLOW)


@pytest.mark.parametrize("code", [63017, 63018, 20429, 21611, 30001])
def test_codes_of_haste_are_tried_again_and_said_once(tmp_path: Path, code: int) -> None:
    async def talk(wire: Wire) -> None:
        hurt(wire, Trouble(400, code=code))
        await wire.say("one", "two")
        await wire.drain()
        await wire.later(minutes=2)
        assert (wire.shown, await wire.stopped()) == (["one", "two"], "")

    on_the_wire(tmp_path, "whatsapp", talk)
