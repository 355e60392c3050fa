"""Nothing stays at Twilio: her words and files when they are sealed here, ours when they have long been delivered."""

from pathlib import Path

import pytest

from bot.casework.retention import forget_contact
from storage.engine import Unit
from storage.removals import Removals
from storage.times import milliseconds
from tests.media.conftest import Urls
from tests.media.desk import ANN, Desk, Street, at_desk
from tests.media.samples import photo
from tests.media.test_fetcher import line_file, sms_file
from tests.vendors.files import Held

ONE_A_MINUTE = "[limits]\naddress_per_minute = 1\n"


def test_her_words_go_at_once_and_ours_a_day_later(tmp_path: Path, street: Street, urls: Urls) -> None:
    async def talk(desk: Desk) -> None:
        call = street.from_twilio.text(ANN["sms"], "they keep my passport")
        await desk.hear(call)
        assert street.twilio.deleted == list(call.events)
        ours = [str(message["sid"]) for message in street.twilio.messages]
        assert ours
        await desk.later(hours=23)
        assert street.twilio.deleted == list(call.events)
        await desk.later(hours=2)
        assert sorted(street.twilio.deleted) == sorted([*call.events, *ours])
        assert await desk.removals() == {}

    at_desk(tmp_path, street, talk, urls=urls)


def test_files_go_before_their_message_and_only_when_all_are_here(tmp_path: Path, street: Street, urls: Urls) -> None:
    street.twilio.files.update({"ME1": Held(photo()), "ME2": Held(photo())})
    street.twilio.files["ME2"].first.append(503)

    async def talk(desk: Desk) -> None:
        call = sms_file(street, "ME1", "ME2")
        await desk.hear(call)
        assert street.twilio.deleted == []
        await desk.later(minutes=1)
        assert [file.state for file in await desk.files("sms")] == ["kept", "kept"]
        assert street.twilio.deleted == ["ME1", "ME2", *call.events]

    at_desk(tmp_path, street, talk, urls=urls)


def test_a_file_that_was_refused_is_deleted_there_as_well(tmp_path: Path, street: Street) -> None:
    street.twilio.files["ME1"] = Held(b"PK\x03\x04")

    async def talk(desk: Desk) -> None:
        call = sms_file(street, "ME1")
        await desk.hear(call)
        assert street.twilio.deleted == ["ME1", *call.events]

    at_desk(tmp_path, street, talk)


@pytest.mark.parametrize("status", [400, 429, 503, 401])
def test_what_twilio_does_not_delete_yet_is_asked_again(tmp_path: Path, street: Street, status: int) -> None:
    street.twilio.refuse_delete.append(status)

    async def talk(desk: Desk) -> None:
        call = street.from_twilio.text(ANN["sms"], "hello")
        await desk.hear(call)
        assert await desk.removals() == {"waiting": 1 + len(street.twilio.messages)}
        await desk.later(minutes=10)
        assert street.twilio.deleted == list(call.events)

    at_desk(tmp_path, street, talk)


def test_what_is_gone_already_is_done(tmp_path: Path, street: Street) -> None:
    async def talk(desk: Desk) -> None:
        call = street.from_twilio.text(ANN["sms"], "hello")
        street.twilio.deleted += call.events
        await desk.hear(call)
        assert await desk.removals() == {"waiting": len(street.twilio.messages)}  # our answer, tomorrow

    at_desk(tmp_path, street, talk)


def test_after_a_week_of_refusals_it_is_given_up_and_counted(tmp_path: Path, street: Street) -> None:
    street.twilio.refuse_delete.extend([400] * 999)

    async def talk(desk: Desk) -> None:
        await desk.hear(street.from_twilio.text(ANN["sms"], "hello"))
        for _ in range(9):
            await desk.later(days=1)
        assert await desk.removals() == {"dead": 1 + len(street.twilio.messages)}

    at_desk(tmp_path, street, talk)


def test_stop_is_deleted_too_though_nothing_is_answered(tmp_path: Path, street: Street) -> None:
    async def talk(desk: Desk) -> None:
        call = street.from_twilio.text(ANN["sms"], "STOP", OptOutType="STOP")
        await desk.hear(call)
        assert street.twilio.deleted == list(call.events)

    at_desk(tmp_path, street, talk)


def test_a_vendor_that_keeps_nothing_for_us_is_told_nothing(tmp_path: Path, street: Street) -> None:
    street.line.files["1"] = Held(photo())

    async def talk(desk: Desk) -> None:
        await desk.hear(line_file(street, "1"))

        def all_of_them(unit: Unit) -> object:
            return Removals(unit.cases, desk.app.intake.keyring).figures()

        assert await desk.app.store.read(all_of_them) == {}

    at_desk(tmp_path, street, talk)


def test_what_was_held_over_a_limit_goes_at_twilio_when_she_erases_her_contact(
    tmp_path: Path, street: Street, urls: Urls
) -> None:
    street.twilio.files["ME1"] = Held(photo())

    async def talk(desk: Desk) -> None:
        first, call = street.from_twilio.text(ANN["sms"], "they keep my passport"), sms_file(street, "ME1")
        await desk.hear(first)
        await desk.hear(call)
        assert street.twilio.deleted == list(first.events), "it is still needed"
        at = milliseconds(desk.house.now)

        def erase(unit: Unit) -> None:
            forget_contact(unit, unit.vault.find("sms", ANN["sms"]) or "", at=at)

        await desk.app.store.write(erase)
        await desk.later(minutes=2)
        await desk.app.jobs.replay_inbox()
        await desk.settle()
        assert {"ME1", *call.events} <= set(street.twilio.deleted)

    at_desk(tmp_path, street, talk, urls=urls, more=ONE_A_MINUTE)


def test_what_was_held_over_a_limit_goes_at_twilio_once_it_is_here(tmp_path: Path, street: Street, urls: Urls) -> None:
    street.twilio.files["ME1"] = Held(photo())

    async def talk(desk: Desk) -> None:
        await desk.hear(street.from_twilio.text(ANN["sms"], "they keep my passport"))
        call = sms_file(street, "ME1")
        await desk.hear(call)
        await desk.later(minutes=2)
        await desk.app.jobs.replay_inbox()
        await desk.settle()
        assert [file.state for file in await desk.files("sms")] == ["kept"]
        assert street.twilio.deleted[1:] == ["ME1", *call.events], "the file first, and each once"
        await desk.later(days=2)
        await desk.later(days=2)
        assert await desk.removals() == {}

    at_desk(tmp_path, street, talk, urls=urls, more=ONE_A_MINUTE)
