"""One event, one transaction: what is stored, what is said, what happens when something is odd."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.intake import language, turn
from bot.intake.scene import Turned
from channels.base import Address, DeliveryStatus, Event
from storage.inbox import Inbox
from tests.intake.house import ANN, House, in_house


def test_first_words_become_a_case_with_a_number(tmp_path: Path):
    async def talk(house: House) -> None:
        case = await house.report(first="The foreman keeps my passport and my bank book")
        assert (case.status, case.urgent, case.unread) == ("received", False, True)
        told = [bubble.text for bubble in house.screen() if not bubble.mine]
        shown = f"{case.reference[:4]}-{case.reference[4:]}"
        assert any(shown in text for text in told)
        story = [said.body["text"] for said in await house.said() if said.part == "narrative"]
        assert story[0] == "The foreman keeps my passport and my bank book"

    in_house(tmp_path, talk)


def test_only_a_text_that_needs_the_language_model_loads_it(tmp_path: Path):
    async def talk(house: House) -> None:
        language.load_model.cache_clear()
        await house.say("HI")
        assert not language.loaded()
        await house.say("The foreman keeps my passport and my bank book", phone="line:Bo")
        assert language.loaded()

    in_house(tmp_path, talk)


def test_the_same_event_twice_changes_nothing_and_says_nothing(tmp_path: Path):
    async def talk(house: House) -> None:
        call = house.simulator.write(ANN, id="same", text="hello there friend")
        assert await house.take(call, ANN)
        stored = len(await house.said())
        assert await house.take(call, ANN) == []
        assert len(await house.said()) == stored

    in_house(tmp_path, talk)


def test_events_of_one_call_stay_in_order_for_each_sender(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.say("My pay is late every month")
        await house.answer(until="what.more")
        await house.press("what.more:add")
        texts = [f"part {number}" for number in range(12)]
        events = [
            event
            for number, text in enumerate(texts)
            for phone in (ANN, "line:Ben")
            for event in house.simulator.parse(house.simulator.write(phone, id=f"{phone}{number}", text=text))
        ]
        await house.hear(events)
        story = [said.body["text"] for said in await house.said() if said.part == "narrative"]
        assert story[1:] == texts

    in_house(tmp_path, talk)


def test_an_event_our_code_fails_on_is_set_aside_and_applied_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    real = turn.heard

    def failing(scene: Any, answers: Any, *, to: Address) -> Turned:
        if scene.event.text == "poison":
            raise ZeroDivisionError("a defect")
        return real(scene, answers, to=to)

    async def talk(house: House) -> None:
        await house.say("My pay is late every month")
        await house.answer(until="what.more")
        await house.press("what.more:add")
        monkeypatch.setattr(turn, "heard", failing)
        told = await house.say("poison")
        assert len(told) == 1  # that a person looks at it, once
        assert await house.say("poison") == []
        assert await house.say("and the bus money too")  # the queue is not stuck
        monkeypatch.setattr(turn, "heard", real)
        await house.later(minutes=2)
        await house.app.jobs.replay_inbox()
        await house.deliver()
        story = [said.body["text"] for said in await house.said() if said.part == "narrative"]
        assert story == ["My pay is late every month", "and the bus money too", "poison", "poison"]
        kept = await house.app.store.read(lambda unit: Inbox(unit.cases, house.app.intake.keyring).figures())
        assert kept == {}

    in_house(tmp_path, talk)


def test_over_the_limit_everything_is_kept_and_applied_in_order(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.say("My pay is late every month")
        await house.answer(until="what.more")
        await house.press("what.more:add")
        await house.later(minutes=2)
        texts = [f"part {number}" for number in range(19)]
        told = [await house.say(text) for text in texts]
        assert [len(shown) for shown in told[15:]] == [1, 0, 0, 0]  # told once
        await house.later(minutes=2)
        await house.app.jobs.replay_inbox()
        await house.deliver()
        assert (await house.recipient()).held == 0
        story = [said.body["text"] for said in await house.said() if said.part == "narrative"]
        assert story[1:] == texts
        assert await house.say("after")

    in_house(tmp_path, talk, "[limits]\naddress_per_minute = 15\n")


def test_a_crowded_channel_keeps_everything_for_later_and_blames_nobody(tmp_path: Path):
    async def talk(house: House) -> None:
        phones = [f"line:P{number}" for number in range(9)]
        shown = [await house.say("They do not pay us", phone=phone) for phone in phones]
        assert [bool(texts) for texts in shown] == [True] * 5 + [False] * 4
        await house.later(minutes=2)
        await house.app.jobs.replay_inbox()
        await house.deliver()
        assert all(house.screen(phone)[-1].mine is False for phone in phones)

    in_house(tmp_path, talk, "[limits]\nchannel_per_minute = 5\n")


def test_what_comes_while_others_wait_in_line_waits_behind_them(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.say("My pay is late every month")
        await house.answer(until="what.more")
        await house.press("what.more:add")
        await house.later(minutes=2)
        for number in range(17):
            await house.say(f"part {number}")
        await house.later(minutes=2)
        await house.say("part 17")  # the window is over, but two are still waiting
        await house.later(minutes=2)
        await house.app.jobs.replay_inbox()
        story = [said.body["text"] for said in await house.said() if said.part == "narrative"]
        assert story[1:] == [f"part {number}" for number in range(18)]

    in_house(tmp_path, talk, "[limits]\naddress_per_minute = 15\n")


@pytest.mark.parametrize(("kind", "why"), [("blocked", "blocked"), ("optout", "opted_out")])
def test_who_leaves_is_not_written_to_until_she_returns(tmp_path: Path, kind: Any, why: str):
    async def talk(house: House) -> None:
        await house.report()
        sender = Address("simulator", ANN)
        await house.hear([Event(kind, "simulator", "", "gone", sender=sender)])
        assert (await house.recipient()).stopped == why
        before = len(house.screen())
        await house.push("update.reviewing", date="2026-12-01")
        assert len(house.screen()) == before
        shown = await house.hear([Event("unblocked", "simulator", "", "back", sender=sender)])
        assert (await house.recipient()).stopped == ""
        assert shown

    in_house(tmp_path, talk)


def test_a_message_taken_back_loses_its_words(tmp_path: Path):
    async def talk(house: House) -> None:
        call = house.simulator.write(ANN, id="m-secret", text="my name is Thuy Nguyen")
        await house.take(call, ANN)
        await house.hear(
            [
                Event(
                    "message_unsent",
                    "simulator",
                    "",
                    "unsent",
                    sender=Address("simulator", ANN),
                    message_id="m-secret",
                )
            ]
        )
        bodies = [said.body for said in await house.said() if said.author == "worker"]
        assert bodies[0]["text"] == ""
        assert bodies[0]["withdrawn"]

    in_house(tmp_path, talk)


def test_a_vendors_word_about_delivery_is_kept_and_only_goes_forward(tmp_path: Path):
    async def talk(house: House) -> None:
        await house.say("hello there my friends")
        first, *others = [bubble.id for bubble in house.screen() if not bubble.mine]
        assert others, "this message has several parts"

        async def hear(message_id: str, state: Any) -> str:
            status = DeliveryStatus(message_id, state)
            await house.hear([Event("status", "simulator", "", f"s{message_id}{state}", status=status)])
            return next(said.delivery for said in await house.said() if said.author == "bot")

        assert await hear(first, "delivered") == "sent", "a message is as far as its slowest part"
        assert [await hear(one, "delivered") for one in others][-1] == "delivered"
        assert await hear(first, "sent") == "delivered"
        assert await hear(first, "undelivered") == "undelivered"
        assert await hear(first, "delivered") == "undelivered", "this is final"

    in_house(tmp_path, talk)


@pytest.mark.parametrize("kind", ["group_message", "group_joined", "ignored", "invalid"])
def test_groups_and_unknown_events_store_nothing(tmp_path: Path, kind: Any):
    async def talk(house: House) -> None:
        await house.hear([Event(kind, "simulator", "", "x", sender=Address("simulator", ANN), text="secret")])
        assert await house.thread() is None

    in_house(tmp_path, talk)


def test_every_kind_of_event_without_a_sender_is_let_by(tmp_path: Path):
    async def talk(house: House) -> None:
        for number, kind in enumerate(("message", "action", "start", "blocked", "message_edited", "message_unsent")):
            event = Event(kind, "simulator", "", f"n{number}", text="x")  # type: ignore[arg-type]
            await house.hear([event, replace(event, dedup=f"m{number}")])

    in_house(tmp_path, talk)
