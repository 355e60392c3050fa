"""What only Telegram does: messages are taken back, groups are left, updates are asked for. With the vendor's SDK."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

import pytest

from bot.delivery.wiper import Wiper
from bot.intake.polling import Poller
from storage.engine import Unavailable
from tests.intake.telegram_house import ANN, TelegramHouse, in_telegram_house
from tests.vendors.stand_in import Trouble


def test_hide_takes_everything_off_her_phone_but_the_cover(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        for text in ("HI", "The foreman keeps my passport", "HIDE"):
            await house.write(text)
        assert len(house.phone()) > 3
        await house.app.jobs.wipe()
        cover = house.app.intake.wording.text("hide.done", "en")
        assert [bubble.text for bubble in house.phone()] == [cover]
        calls = [call for call in house.telegram.calls if call.path.endswith("/deleteMessages")]
        assert len(calls) == 1
        await house.app.jobs.wipe()
        assert len([call for call in house.telegram.calls if call.path.endswith("/deleteMessages")]) == 1

    in_telegram_house(tmp_path, talk)


def test_what_a_killed_process_had_to_delete_is_deleted_by_the_next(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        for text in ("HI", "The foreman keeps my passport", "HIDE"):
            await house.write(text)
        app, real = house.app, house.app.adapters["telegram"].take_back

        async def killed(*given: object) -> None:
            raise asyncio.CancelledError

        app.adapters["telegram"].take_back = killed
        with suppress(asyncio.CancelledError):
            await app.jobs.wipe()
        app.adapters["telegram"].take_back = real
        wiper = Wiper(app.store, app.adapters, clock=lambda: house.now)
        assert await wiper.wipe() == 0, "its lease is not over"
        await house.later(minutes=2)
        assert await wiper.wipe() > 3
        assert len(house.phone()) == 1

    in_telegram_house(tmp_path, talk)


def test_not_now_at_the_first_question_takes_everything_off_her_phone_as_hide_does(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        await house.write("HI")
        await house.until("safe.check", start_language="en", lang_detected="yes")
        await house.tap("safe.check:later")
        await house.app.jobs.wipe()
        cover = house.app.intake.wording.text("hide.done", "en")
        assert [bubble.text for bubble in house.phone()] == [cover]

    in_telegram_house(tmp_path, talk)


def test_a_pin_disappears_at_once_and_the_rest_stays(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        await house.write("HI")
        before = len(house.phone())
        await house.write("They keep my passport")
        await house.until("contact.pin")
        await house.write("4711")
        await house.app.jobs.wipe()
        texts = [bubble.text for bubble in house.phone()]
        assert "4711" not in texts
        assert len(texts) > before

    in_telegram_house(tmp_path, talk)


def group_update(house: TelegramHouse, chat: int, text: str = "hello all", kind: str = "supergroup") -> bytes:
    message = {
        "message_id": 7,
        "from": {"id": 5001, "is_bot": False, "first_name": "A"},
        "chat": {"id": chat, "type": kind, "title": "Camp 4"},
        "date": 1,
        "text": text,
    }
    return house.caller.update(message=message).body


def test_a_group_is_told_once_and_left_and_nothing_of_it_is_kept(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        adapter, accept = house.app.adapters["telegram"], house.app.receiver.accept
        from channels.base import InboundRequest

        def parsed(text: str):  # type: ignore[no-untyped-def]
            return adapter.parse(InboundRequest("POST", "", {}, group_update(house, -100123, text)))

        await asyncio.gather(*(accept(parsed(f"Camp four talks {number}")) for number in range(20)))
        await house.deliver()
        alone = house.app.intake.wording.text("group.alone", "en")
        assert [bubble.text for bubble in house.phone("-100123")] == [alone]
        assert house.telegram.left == ["-100123"]
        await house.later(days=29)
        await house.call(group_update(house, -100123))
        assert len(house.phone("-100123")) == 1
        await house.later(days=2)
        await house.call(group_update(house, -100123))
        assert len(house.phone("-100123")) == 2
        assert await house.cases() == []
        assert house.phone() == []
        stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*"))
        assert b"100123" not in stored
        assert b"Camp four" not in stored

    in_telegram_house(tmp_path, talk)


def test_a_group_whose_farewell_was_lost_with_its_process_is_told_the_next_day(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        tell = house.app.receiver._aside
        house.app.receiver._aside = lambda aside: None  # killed after the commit
        await house.call(group_update(house, -100123))
        house.app.receiver._aside = tell
        await house.call(group_update(house, -100123))
        assert house.phone("-100123") == [], "nothing is said twice within the day"
        await house.later(days=1)
        await house.call(group_update(house, -100123))
        await house.later(days=1)
        await house.call(group_update(house, -100123))
        assert len(house.phone("-100123")) == 1
        assert house.telegram.left == ["-100123"]

    in_telegram_house(tmp_path, talk)


def test_a_channel_post_is_nobodys_message(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        post = {"message_id": 1, "chat": {"id": -1009, "type": "channel"}, "date": 1, "text": "news"}
        await house.call(house.caller.update(channel_post=post).body)
        added = {
            "chat": {"id": -1009, "type": "channel"},
            "from": {"id": 5001},
            "old_chat_member": {"status": "left"},
            "new_chat_member": {"status": "administrator"},
        }
        await house.call(house.caller.update(my_chat_member=added).body)
        assert house.telegram.calls == []

    in_telegram_house(tmp_path, talk)


@pytest.mark.parametrize("trouble", [Trouble(403), Trouble(429, retry_after=3)])
def test_a_group_that_does_not_let_us_speak_is_left_all_the_same(tmp_path: Path, trouble: Trouble):
    async def talk(house: TelegramHouse) -> None:
        house.telegram.trouble.append(trouble)
        await house.call(group_update(house, -5))
        assert house.telegram.left == ["-5"]

    in_telegram_house(tmp_path, talk)


POLLING = 'mode = "polling"\n'


def arrive(house: TelegramHouse, text: str) -> None:
    house.telegram.updates.append(json.loads(house.caller.text(ANN, text).body))


def test_polling_settles_an_update_only_after_it_is_committed(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        poller, accept = house.app.poller, house.app.receiver.accept
        assert poller is not None
        house.telegram.webhook = {"url": "https://old.example"}
        arrive(house, "HI")
        house.telegram.updates.append({"update_id": "odd"})
        house.telegram.updates.append({"update_id": 10**10, "message": {"chat": 7}})

        async def full(events: object) -> None:
            raise Unavailable("disk")

        poller._accept = full
        with pytest.raises(Unavailable):
            await poller.once()
        assert house.telegram.webhook == {}, "the webhook goes first"
        assert len(house.telegram.updates) == 3, "nothing is settled that was not committed"
        poller._accept = accept
        await poller.once()
        await poller.once()
        await house.deliver()
        assert len(house.phone()) == 2, "a greeting and a question"
        asked = [call for call in house.telegram.calls if "getUpdates" in call.path]
        assert asked == []  # the stand-in notes no calls of this kind

    in_telegram_house(tmp_path, talk, POLLING)


def test_a_poller_that_was_killed_before_it_settled_says_nothing_twice(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        app = house.app
        assert app.poller is not None
        arrive(house, "HI")
        await app.poller.once()  # committed, and then it is killed: nobody settled it
        other = Poller(
            "telegram", app.adapters["telegram"], app.store, app.receiver.accept, clock=lambda: house.now, owner="other"
        )  # type: ignore[arg-type]
        assert not await other.once(), "one asks at a time"
        await house.later(minutes=3)
        assert await other.once()
        await other.once()
        await house.deliver()
        assert len(house.phone()) == 2, "a greeting and a question"
        assert house.telegram.updates == []

    in_telegram_house(tmp_path, talk, POLLING)


def test_polling_goes_on_after_the_network_failed(tmp_path: Path):
    async def talk(house: TelegramHouse) -> None:
        app = house.app
        poller = Poller(
            "telegram",
            app.adapters["telegram"],
            app.store,
            app.receiver.accept,
            clock=lambda: house.now,
            owner="me",
            wait=0.01,
        )  # type: ignore[arg-type]
        real, failures = app.adapters["telegram"].poll, iter(range(3))
        from channels.base import ConfigError, Retryable

        async def failing(after: int | None) -> object:
            number = next(failures, None)
            if number is None:
                return await real(after)
            raise ConfigError("409") if number == 1 else Retryable("network")

        app.adapters["telegram"].poll = failing
        task = asyncio.create_task(poller.run())
        arrive(house, "HI")
        for _ in range(200):
            await asyncio.sleep(0.02)
            await house.deliver()
            if house.phone():
                break
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert len(house.phone()) == 2, "a greeting and a question"

    in_telegram_house(tmp_path, talk, POLLING)
