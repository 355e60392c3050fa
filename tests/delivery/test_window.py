"""Outside WhatsApp's 24 hours: one template asks her to write, what is to be said waits, and comes when she has."""

from datetime import timedelta
from pathlib import Path

from bot.delivery import window
from channels.base import Address, Outgoing, Retryable, SendContext, WindowClosed, WireMessage
from storage.messages import Messages
from storage.recipients import Recipients
from storage.times import milliseconds
from tests.delivery.desk import Desk, at_desk
from tests.delivery.scripted import Scripted

KNOCK = "there is a message"


class Windowed(Scripted):
    """Free text while the window is open; else a template, if one is approved."""

    approved = True

    def render(self, message: Outgoing, to: Address, context: SendContext) -> list[WireMessage]:
        if context.window_until is not None and context.now < context.window_until:
            return super().render(message, to, context)
        if not self.approved:
            raise WindowClosed("no template")
        return [WireMessage(self.name, to.value, "show", {"text": KNOCK}, knock=True)]


async def writes(desk: Desk) -> None:
    """Her message opens the window for a day and lets go what waited."""
    at, until = milliseconds(desk.now), milliseconds(desk.now + timedelta(days=1))

    def work(unit):  # type: ignore[no-untyped-def]
        recipient = Recipients(unit.cases).get("ann")
        assert recipient is not None
        Recipients(unit.cases).save(recipient.but(window_until=until, window_wait=""))

    await desk.store.write(work)
    await desk.outbox(lambda outbox: outbox.reopen("ann", at=at))


def test_one_template_asks_her_and_all_that_waits_comes_in_order(tmp_path: Path) -> None:
    async def talk(desk: Desk) -> None:
        await desk.queue("one", before=("zero",))
        await desk.queue("two")
        await desk.drain()
        assert desk.texts == [KNOCK]
        assert (await desk.recipient()).window_wait == window.TOLD
        await desk.queue("three")
        await desk.drain()
        await desk.later(days=8)
        await desk.outbox(lambda outbox: outbox.look_again(at=milliseconds(desk.now)))
        await desk.drain()
        assert desk.texts == [KNOCK], "she is asked once"
        await writes(desk)
        await desk.drain()
        assert desk.texts == [KNOCK, "zero", "one", "two", "three"]
        assert await desk.outbox(lambda outbox: outbox.troubled()) == []

    at_desk(tmp_path, Windowed(), talk)


def test_without_a_template_it_waits_and_is_seen_until_one_is_approved(tmp_path: Path) -> None:
    adapter = Windowed()
    adapter.approved = False

    async def talk(desk: Desk) -> None:
        name = await desk.queue("one")
        await desk.drain()
        assert (desk.texts, (await desk.recipient()).window_wait) == ([], window.MUTE)
        listed = await desk.outbox(lambda outbox: outbox.troubled())
        assert [(row[0], row[2], row[4]) for row in listed] == [(name, "waits", "WindowClosed")]
        assert (await desk.recipient()).stopped == ""
        adapter.approved = True
        await desk.later(hours=2)
        await desk.outbox(lambda outbox: outbox.look_again(at=milliseconds(desk.now)))
        await desk.drain()
        assert (desk.texts, (await desk.recipient()).window_wait) == ([KNOCK], window.TOLD)

    at_desk(tmp_path, adapter, talk)


def test_a_vendor_that_says_closed_is_believed_and_the_template_follows_at_once(tmp_path: Path) -> None:
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await writes(desk)
        desk.adapter.answers.append(WindowClosed("63016"))
        await desk.drain()
        assert desk.texts == [KNOCK]

    at_desk(tmp_path, Windowed(), talk)


def test_a_vendor_that_refuses_even_the_template_is_not_asked_in_a_loop(tmp_path: Path) -> None:
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        desk.adapter.answers += [WindowClosed("63016")] * 3
        await desk.drain()
        assert (len(desk.adapter.tried), (await desk.recipient()).window_wait) == (1, window.MUTE)

    at_desk(tmp_path, Windowed(), talk)


def test_a_message_refused_after_it_was_taken_goes_by_template_and_then_again(tmp_path: Path) -> None:
    async def talk(desk: Desk) -> None:
        name = await desk.queue("one")
        await writes(desk)
        await desk.drain()
        assert desk.texts == ["one"]
        at = milliseconds(desk.now)
        await desk.store.write(lambda unit: window.refused_later(unit, name, at=at))
        await desk.store.write(lambda unit: window.refused_later(unit, name, at=at))  # told twice
        await desk.drain()
        assert desk.texts == ["one", KNOCK]
        await writes(desk)
        await desk.drain()
        assert desk.texts == ["one", KNOCK, "one"]
        said = await desk.store.read(lambda unit: Messages(unit.cases, unit.vault.key("c-ann")).of("c-ann"))
        assert [message.delivery for message in said] == ["sent"]

    at_desk(tmp_path, Windowed(), talk)


def test_she_wrote_while_we_found_the_window_closed_so_it_goes_at_once(tmp_path: Path) -> None:
    class WritesMeanwhile(Windowed):
        desk: Desk

        async def send(self, wire, key):  # type: ignore[no-untyped-def]
            if wire.knock:
                await writes(self.desk)
            return await super().send(wire, key)

    adapter = WritesMeanwhile()

    async def talk(desk: Desk) -> None:
        adapter.desk = desk
        await desk.queue("one")
        await desk.drain()
        assert (desk.texts, (await desk.recipient()).window_wait) == ([KNOCK, "one"], "")

    at_desk(tmp_path, adapter, talk)


def test_a_template_that_could_not_be_sent_is_tried_again(tmp_path: Path) -> None:
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        desk.adapter.answers.append(Retryable("63010"))
        await desk.drain()
        assert desk.texts == []
        await desk.later(minutes=1)
        assert desk.texts == [KNOCK]

    at_desk(tmp_path, Windowed(), talk)


def test_what_waits_is_withheld_when_she_opts_out(tmp_path: Path) -> None:
    async def talk(desk: Desk) -> None:
        await desk.queue("one")
        await desk.drain()
        await desk.outbox(lambda outbox: outbox.withhold("ann", at=milliseconds(desk.now), why="opted_out"))
        await writes(desk)
        await desk.drain()
        assert desk.texts == [KNOCK]

    at_desk(tmp_path, Windowed(), talk)
