"""What WhatsApp needs beforehand: which questions, in which languages; made once, made anew when words change."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.script import SCRIPT
from bot.delivery import content_setup
from bot.delivery.content_setup import Refused
from bot.delivery.contents import needed, shelf, too_long
from bot.intake.wording import Wording
from channels.base import ConfigError
from channels.content_calls import Approval, ContentCalls
from channels.contents import NOTICE, Content
from channels.twilio_calls import TwilioCalls
from storage.contents import Contents, Made
from storage.engine import Store, Unit
from tests.delivery.desk import START, Desk, at_desk
from tests.delivery.scripted import Scripted
from tests.vendors.stand_in import Loopback
from tests.vendors.twilio import Twilio

WORDING = Wording.load()
FEW = [content for content in needed(SCRIPT, WORDING, ["en", "ja"]) if content.step in ("safe.check", NOTICE)]


def steps_of(contents: list[Content], language: str = "en") -> set[str]:
    return {content.step for content in contents if content.language == language}


class TestWhichQuestions:
    def test_every_question_whose_choices_are_the_same_for_all_has_buttons_in_every_language(self) -> None:
        contents = needed(SCRIPT, WORDING, list(WORDING.languages))
        same = {step.name for step in SCRIPT.steps.values() if step.choices}
        lists = set(too_long(SCRIPT, WORDING, list(WORDING.languages)))
        for language in WORDING.languages:
            assert steps_of(contents, language) >= {step for step in same if (step, language) not in lists}
        assert len({content.digest for content in contents}) == len(contents)

    def test_what_is_different_for_each_worker_has_none(self) -> None:
        assert steps_of(needed(SCRIPT, WORDING, ["en"])) & {"review.change", "add.which", "where.company"} == set()

    def test_in_english_no_label_is_too_long(self) -> None:
        assert too_long(SCRIPT, WORDING, ["en"]) == []

    def test_a_long_list_has_an_object_for_each_page(self) -> None:
        pages = [content for content in needed(SCRIPT, WORDING, ["en"]) if content.step == "category.ask"]
        assert len(pages) > 1
        assert all(page.rows[-1][0] == "more" for page in pages)

    def test_the_notice_says_nothing_of_anybody_and_has_one_button(self) -> None:
        (notice,) = [content for content in FEW if (content.step, content.language) == (NOTICE, "en")]
        assert notice.rows == (("read", WORDING.text("update.notice.read", "en")),)
        assert (notice.body, notice.variables) == (WORDING.text("update.notice", "en"), {})


def at_twilio(tmp_path: Path, talk: Callable[[Store, ContentCalls, Twilio], Awaitable[None]]) -> None:
    twilio = Twilio()
    twilio.contents.page_size = 3
    with Loopback(twilio):

        async def whole(desk: Desk) -> None:
            calls = TwilioCalls(account_sid=twilio.sid, auth_token=twilio.auth_token, api_url=twilio.url)
            try:
                await talk(desk.store, ContentCalls(calls), twilio)
            finally:
                await calls.close()

        at_desk(tmp_path, Scripted(), whole)
    twilio.assert_contract()


async def prepare(store: Store, calls: ContentCalls, contents: list[Content]) -> content_setup.Report:
    return await content_setup.prepare(store, calls, contents, clock=lambda: START)


async def kept(store: Store) -> list[Made]:
    return list(await store.read(lambda unit: Contents(unit.cases).all()))


def test_what_is_missing_is_made_and_the_notice_is_submitted_once(tmp_path: Path) -> None:
    async def talk(store: Store, calls: ContentCalls, twilio: Twilio) -> None:
        first = await prepare(store, calls, FEW)
        assert (first.made, first.known, first.refused) == (len(FEW), 0, ())
        assert first.approvals == {"en": Approval("received"), "ja": Approval("received")}
        assert not first.complete
        again = await prepare(store, calls, FEW)
        assert (again.made, again.known) == (0, len(FEW))
        assert twilio.contents.asked.count("submit") == 2
        assert len(twilio.contents.made) == len(FEW) == len(await kept(store))

    at_twilio(tmp_path, talk)


def test_a_lost_table_is_filled_from_what_twilio_has(tmp_path: Path) -> None:
    async def talk(store: Store, calls: ContentCalls, twilio: Twilio) -> None:
        await prepare(store, calls, FEW)
        before = await kept(store)

        def lose(unit: Unit) -> None:
            for row in before:
                Contents(unit.cases).keep(replace(row, sid="HX" + "0" * 32))

        await store.write(lose)
        await prepare(store, calls, FEW)
        assert {row.sid for row in await kept(store)} == {row.sid for row in before}
        assert len(twilio.contents.made) == len(FEW)

    at_twilio(tmp_path, talk)


def test_approval_is_asked_for_again_until_whatsapp_has_decided(tmp_path: Path) -> None:
    async def talk(store: Store, calls: ContentCalls, twilio: Twilio) -> None:
        await prepare(store, calls, FEW)
        twilio.contents.by_name(NOTICE, "en").status = "approved"
        twilio.contents.by_name(NOTICE, "ja").status = "pending"
        assert await content_setup.poll(store, calls) == 2
        said = {row.language: row.approval for row in await kept(store) if row.name == NOTICE}
        assert said == {"en": "approved", "ja": "pending"}
        ready = shelf(await kept(store), FEW, templates={}, fallback=("en",))
        assert ready.notice("ja") == ready.notice("en") == twilio.contents.by_name(NOTICE, "en").sid
        japanese = twilio.contents.by_name(NOTICE, "ja")
        japanese.status, japanese.reason = "rejected", "TAG_CONTENT_MISMATCH"
        report = await prepare(store, calls, FEW)
        assert report.approvals["ja"] == Approval("rejected", "TAG_CONTENT_MISMATCH")
        asked = len(twilio.contents.asked)
        assert await content_setup.poll(store, calls) == 0
        assert len(twilio.contents.asked) == asked, "what is decided is not asked about"

    at_twilio(tmp_path, talk)


def test_other_words_are_another_object_and_the_old_template_serves_until_the_new_one_is_approved(
    tmp_path: Path,
) -> None:
    async def talk(store: Store, calls: ContentCalls, twilio: Twilio) -> None:
        await prepare(store, calls, FEW)
        old = twilio.contents.by_name(NOTICE, "en").sid
        twilio.contents.made[old].status = "approved"
        await content_setup.poll(store, calls)
        changed = [replace(one, body=f"{one.body} Now.") if one.step == NOTICE else one for one in FEW]
        report = await prepare(store, calls, changed)
        assert (report.made, report.known) == (2, len(FEW) - 2)
        ready = shelf(await kept(store), changed, templates={}, fallback=())
        assert ready.notice("en") == old
        for one in twilio.contents.made.values():
            one.status = "approved" if one.status == "received" else one.status
        await content_setup.poll(store, calls)
        assert shelf(await kept(store), changed, templates={}, fallback=()).notice("en") != old

    at_twilio(tmp_path, talk)


def test_a_language_that_twilio_refuses_costs_no_other(tmp_path: Path) -> None:
    async def talk(store: Store, calls: ContentCalls, twilio: Twilio) -> None:
        twilio.contents.refuse_languages = {"ja"}
        report = await prepare(store, calls, FEW)
        assert set(report.refused) == {Refused("safe.check", "ja", "20001"), Refused(NOTICE, "ja", "20001")}
        assert report.approvals == {"en": Approval("received")}

    at_twilio(tmp_path, talk)


def test_a_language_without_templates_has_buttons_and_is_named(tmp_path: Path) -> None:
    async def talk(store: Store, calls: ContentCalls, twilio: Twilio) -> None:
        burmese = [replace(content, language="my") for content in FEW if content.language == "en"]
        report = await prepare(store, calls, burmese)
        assert (report.made, report.approvals, report.no_template) == (2, {}, ("my",))
        assert twilio.contents.asked.count("submit") == 0

    at_twilio(tmp_path, talk)


def test_a_wrong_token_is_the_operators_matter(tmp_path: Path) -> None:
    async def talk(store: Store, calls: ContentCalls, twilio: Twilio) -> None:
        twilio.auth_token = "another"
        with pytest.raises(ConfigError, match="20003"):
            await prepare(store, calls, FEW)

    at_twilio(tmp_path, talk)


def test_templates_approved_by_hand_come_first() -> None:
    made = [Made("d", NOTICE, "en", "quick_reply", "HX" + "1" * 32, 1, "approved")]
    ready = shelf(made, [], templates={"en": "HX" + "2" * 32}, fallback=("en",))
    assert ready.notice("ne") == "HX" + "2" * 32
