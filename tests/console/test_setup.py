"""The set-up pages: who comes in, what each step writes into the settings file, what each refusal says."""

import re
import stat
from pathlib import Path

import pytest

from bot import first_run
from bot.config import load, parse
from bot.console import accounts
from bot.console.setup import words
from bot.process import reread
from bot.settings_file import SettingsFile
from storage.companies import Companies
from storage.members import Members
from tests.console.conftest import SAME_SITE, Kit, words_of
from tests.console.test_doors import addresses
from tests.vendors.stand_in import Loopback
from tests.vendors.telegram import Telegram

FIRST = '# Settings of this desk.\n\n[desk]\nname = "Worker Desk"  # neutral\n'


@pytest.fixture
def own(kit: Kit, tmp_path: Path) -> SettingsFile:
    """A desk of its own with a settings file, as `serve` hands it to the pages."""
    path = tmp_path / "config.toml"
    path.write_text(FIRST)
    kit.pages.state.own_settings = SettingsFile(path)
    return SettingsFile(path)


def seen(page) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page.text)
    assert found is not None
    return found[1]


def config_of(own: SettingsFile):
    return own.read(own.text(), {})


def link_of(kit: Kit) -> str:
    def work(unit):
        return first_run.fresh_link(unit, kit.console.intake.keyring, "", now=kit.clock())

    return kit.read(work)


class TestTheLink:
    def test_brings_one_person_in_and_then_nobody(self, kit: Kit, own: SettingsFile) -> None:
        link = link_of(kit)
        first = kit.get(link)
        assert first.status_code == 200
        assert 'lang="ja"' in first.text, "the language can be changed on the very first screen"
        assert "madoguchi demo" in first.text
        refused = kit.post(f"{link}/you", {"login": "two words", "name": "Abe"})
        assert refused.status_code == 422
        assert "no spaces" in words_of(refused)
        welcome = kit.post(f"{link}/you", {"login": "abe@desk.example", "name": "Abe"})
        assert welcome.status_code == 303
        assert re.match(r"/desk/welcome/\S{30,}", welcome.headers["location"])
        assert kit.read(lambda unit: accounts.named(unit, "abe@desk.example")).role == "admin"
        other = kit.post(f"{link}/you", {"login": "mallory@desk.example"})
        assert other.status_code == 410, "a second browser with the same link"
        assert "serve --setup" in words_of(other)
        assert kit.get(link).status_code == 410

    def test_of_who_gave_up_before_her_password_is_followed_by_a_new_one(self, kit: Kit, own: SettingsFile) -> None:
        kit.post(f"{link_of(kit)}/you", {"login": "abe@desk.example"})
        again = kit.post(f"{link_of(kit)}/you", {"login": "ABE@desk.example"})
        assert kit.get(again.headers["location"]).status_code == 200
        assert len(kit.read(lambda unit: Members(unit.cases).all())) == 1

    def test_ends_after_half_an_hour_and_cannot_be_made_up(self, kit: Kit, own: SettingsFile) -> None:
        link = link_of(kit)
        ends, members, mac = link.rpartition("/")[2].split("-")
        later = f"{int(ends, 16) + 10**7:x}"
        for made in (
            f"{later}-{members}-{mac}",
            f"{ends}-{members}-{'0' * 64}",
            "x",
            f"-{members}-",
            f"{ends}-{members}-é",
        ):
            assert kit.get(f"/setup/link/{made}").status_code == 410, made
        kit.clock.pass_(minutes=29)
        assert kit.get(link).status_code == 200
        kit.clock.pass_(minutes=1)
        assert kit.get(link).status_code == 410

    def test_is_no_more_where_somebody_has_joined(self, kit: Kit, own: SettingsFile) -> None:
        link = link_of(kit)
        kit.invite("sato@desk.example")
        kit.write(lambda unit: Members(unit.cases).set_password(accounts.named(unit, "sato@desk.example").id, "phc"))
        assert link_of(kit) == ""
        assert kit.get(link).status_code == 410


def test_a_desk_that_is_set_up_has_no_such_pages_but_for_its_administrator(kit: Kit, own: SettingsFile) -> None:
    stranger = kit.get("/setup")
    assert (stranger.status_code, "serve --setup" in words_of(stranger)) == (404, True), "nobody works here yet"
    kit.sign_in("lead")
    kit.write(lambda unit: Members(unit.cases).set_password(accounts.named(unit, "lead@desk.example").id, "phc"))
    ours = [(method, path) for method, path in addresses(kit.pages) if path.startswith("/setup")]
    assert len(ours) > 20
    for method, path in ours:
        answer = kit.ask(method, path.replace("{vendor}", "line").replace("{token}", "t"), headers=SAME_SITE)
        assert answer.status_code == (410 if "{token}" in path else 404), (method, path)
    kit.cookies.clear()
    nothing = kit.get("/setup")
    assert nothing.status_code == 404
    assert "serve --setup" not in words_of(nothing)
    kit.sign_in("admin")
    assert kit.get("/desk").headers["location"] == "/setup"
    kit.pages.state.own_settings = None
    assert kit.get("/setup").status_code == 404, "a demo has no settings of its own"


class TestYourDesk:
    GOOD = {
        "name": "Sunflower Desk",
        "country": "JP",
        "time_zone": "Asia/Tokyo",
        "hours": "Mon-Fri 09:00-17:00\nSat 10:00-12:00",
        "holidays": "2026-12-31\r\n2027-01-01",
        "phone": "+81-3-0000-0000",
        "where": ["JP", "vn", ""],
        "police": ["110", "113", ""],
        "ambulance": ["119", "115", ""],
    }

    def test_goes_into_the_file_with_its_comments_and_for_this_user_only(self, kit: Kit, own: SettingsFile) -> None:
        kit.sign_in("admin")
        page = kit.get("/setup/desk")
        assert 'value="110"' in page.text, "Japan's numbers are there"
        assert kit.get("/setup").headers["location"] == "/setup/desk"
        saved = kit.post("/setup/desk", {**self.GOOD, "seen": seen(page)})
        assert (saved.status_code, saved.headers["location"]) == (303, "/setup/team")
        desk = config_of(own).desk
        assert (desk.name, len(desk.hours), len(desk.holidays)) == ("Sunflower Desk", 2, 2)
        assert {code: one.police for code, one in desk.emergency.items()} == {"JP": "110", "VN": "113"}
        assert "# Settings of this desk." in own.text()
        assert "# neutral" in own.text()
        assert stat.S_IMODE(own.path.stat().st_mode) == 0o600
        assert "not in use yet" in words_of(kit.get("/setup/team")), "the running desk has other settings"
        without = {**self.GOOD, "where": ["JP"], "police": ["110"], "ambulance": ["119"]}
        kit.post("/setup/desk", {**without, "seen": seen(kit.get("/setup/desk"))})
        assert set(config_of(own).desk.emergency) == {"JP"}, "a country that was taken out is out"

    @pytest.mark.parametrize(
        ("field", "typed", "told"),
        [
            ("hours", "always", "one a line, like Mon-Fri"),
            ("holidays", "Christmas", "like 2026-12-31"),
            ("time_zone", "Tokyo", "such as Asia/Tokyo"),
            ("name", "", "1 to 60 characters"),
            ("police", ["police!"], "two-letter country"),
            ("where", ["Japan"], "two-letter country"),
        ],
    )
    def test_says_what_cannot_be_kept_and_keeps_what_was_typed(
        self, kit: Kit, own: SettingsFile, field: str, typed: object, told: str
    ) -> None:
        kit.sign_in("admin")
        form = {**self.GOOD, "phone": "+81-3-1111-2222", field: typed, "seen": seen(kit.get("/setup/desk"))}
        answer = kit.post("/setup/desk", form)
        assert answer.status_code == 422
        assert told in words_of(answer)
        assert "+81-3-1111-2222" in answer.text
        assert own.text() == FIRST

    @pytest.mark.parametrize("name", ["Abuse Hotline", "通報窓口", "Sakura Foods Co., Ltd.", "株式会社さくら"])
    def test_doubts_a_name_that_gives_her_away_and_keeps_it_only_if_asked_twice(
        self, kit: Kit, own: SettingsFile, name: str
    ) -> None:
        kit.sign_in("admin")
        form = {**self.GOOD, "name": name, "seen": seen(kit.get("/setup/desk"))}
        answer = kit.post("/setup/desk", form)
        assert answer.status_code == 422
        assert "Keep this name all the same" in words_of(answer)
        assert kit.post("/setup/desk", {**form, "sure": "true"}).status_code == 303
        assert config_of(own).desk.name == name


class TestTheFile:
    def test_of_two_browsers_the_second_is_told_and_loses_nothing_of_the_first(
        self, kit: Kit, own: SettingsFile
    ) -> None:
        kit.sign_in("admin")
        form = {**TestYourDesk.GOOD, "seen": seen(kit.get("/setup/desk"))}
        assert kit.post("/setup/desk", form).status_code == 303
        second = kit.post("/setup/desk", {**form, "name": "Moon Desk"})
        assert second.status_code == 409
        assert "Somebody else is setting up too" in words_of(second)
        assert config_of(own).desk.name == "Sunflower Desk"

    def test_that_somebody_broke_by_hand_is_named_with_its_line(self, kit: Kit, own: SettingsFile) -> None:
        kit.sign_in("admin")
        own.path.write_text(FIRST + "hours = 9\n")
        answer = kit.get("/setup/languages")
        assert answer.status_code == 409
        assert "config.toml:5: [desk] hours" in words_of(answer)
        own.path.write_text(FIRST + "[desk\n")
        assert "line 5" in words_of(kit.get("/setup/done"))

    def test_that_cannot_be_written_is_told_as_lines_to_put_there(
        self, kit: Kit, own: SettingsFile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kit.sign_in("admin")
        monkeypatch.setattr("os.access", lambda path, mode: False)  # whoever runs the tests may be root
        answer = kit.post("/setup/desk", {**TestYourDesk.GOOD, "seen": seen(kit.get("/setup/desk"))})
        assert answer.status_code == 409
        lines = re.search(r"<code>(.*?)</code>", answer.text, re.DOTALL)
        assert lines is not None
        told = parse(lines[1].replace("&#34;", '"'), folder=own.path.parent, environ={})
        assert told.desk.name == "Sunflower Desk"
        assert told.desk.emergency["VN"].ambulance == "115"
        assert own.text() == FIRST


def test_the_first_reader_gets_a_link_that_is_shown_once(kit: Kit, own: SettingsFile) -> None:
    kit.sign_in("admin")
    assert kit.post("/setup/team", {"login": "admin@desk.example"}).status_code == 422, "a login of its own"
    answer = kit.post("/setup/team", {"login": "sato@desk.example", "name": "Sato Aiko"})
    link = re.search(r'value="(http\S+/desk/welcome/\S+)"', answer.text)
    assert link is not None
    assert "Welcome, Sato Aiko" in kit.get(link[1]).text
    again = kit.get("/setup/team")
    assert link[1] not in again.text
    assert "has not used her link" in words_of(again)
    assert kit.read(lambda unit: accounts.named(unit, "sato@desk.example")).role == "lead"
    assert kit.post("/setup/team", {"login": "mori@desk.example"}).status_code == 409, "the form is there once"


def test_languages_tell_their_texts_and_translation_and_are_kept_in_the_bots_order(kit: Kit, own: SettingsFile) -> None:
    kit.sign_in("admin")
    page = kit.get("/setup/languages")
    assert "Tiếng Việt" in page.text
    assert "Texts: 100 %" in words_of(page)
    assert kit.post("/setup/languages", {"seen": seen(page)}).status_code == 422, "none"
    kit.post("/setup/languages", {"language": ["vi", "en", "xx"], "seen": seen(page)})
    assert set(config_of(own).conversation.languages) == {"vi", "en"}
    assert kit.get("/setup/languages").text.count(" checked") == 2


def test_retention_is_checked_and_shown_as_workers_are_told(kit: Kit, own: SettingsFile) -> None:
    kit.sign_in("admin")
    page = kit.get("/setup/retention")
    wrong = kit.post("/setup/retention", {"contact_days": "1", "text_months": "12", "seen": seen(page)})
    assert (wrong.status_code, "2 days or more" in words_of(wrong)) == (422, True)
    assert (
        kit.post("/setup/retention", {"contact_days": "x", "text_months": "９", "seen": seen(page)}).status_code == 422
    )
    kit.post("/setup/retention", {"contact_days": "77", "text_months": "12", "seen": seen(page)})
    assert config_of(own).retention.contact_days == 77
    told = kit.get("/setup/retention")
    assert "77 days" in words_of(told), "what the saved numbers say, before the desk uses them"
    assert "/privacy/vi" in told.text


def test_companies_come_from_a_table_or_by_hand_and_a_refused_line_is_named(kit: Kit, own: SettingsFile) -> None:
    kit.sign_in("admin")
    table = b"name,kind,country\nSakura Foods,member,JP\nHikari,nonsense,JP\n"
    refused = kit.post("/setup/companies/import", files={"table": ("list.csv", table)})
    assert refused.status_code == 422
    assert "Line 3: Choose a kind" in words_of(refused)
    assert kit.read(lambda unit: Companies(unit.cases).all()) == []
    assert kit.post("/setup/companies/import", files={"table": ("x.xlsx", b"PK\x03\x04junk")}).status_code == 422
    good = kit.post("/setup/companies/import", files={"table": ("list.csv", table.replace(b"nonsense", b"broker"))})
    assert "Added: 2 companies" in words_of(good)
    assert kit.post("/setup/companies", {"name": "", "country": "JP"}).status_code == 422
    assert kit.post("/setup/companies", {"name": "三河精工", "country": "JP"}).status_code == 303
    assert len(kit.read(lambda unit: Companies(unit.cases).all())) == 3


class TestChannels:
    def test_a_right_token_is_kept_out_of_sight_and_the_address_to_copy_is_shown(
        self, kit: Kit, own: SettingsFile
    ) -> None:
        kit.sign_in("admin")
        vendor = Telegram()
        form = {"polling": "false", "seen": seen(kit.get("/setup/channels/telegram"))}
        with Loopback(vendor):
            form["api_url"] = vendor.url
            wrong = kit.post("/setup/channels/telegram", {**form, "token": "7000000001:AAE-wrong"})
            assert wrong.status_code == 422
            assert "Ask @BotFather for it" in words_of(wrong)
            assert "AAE-wrong" not in wrong.text
            assert "telegram" not in own.text(), "what the vendor refuses is not kept"
            kept = kit.post("/setup/channels/telegram", {**form, "token": f" {vendor.token}\n"})
            assert kept.status_code == 303
            page = kit.get(kept.headers["location"])
            assert "/webhooks/telegram" in page.text
            assert vendor.token not in page.text
            telegram = config_of(own).channels.telegram
            assert telegram is not None
            assert (telegram.token, telegram.mode) == (vendor.token, "webhook")
            assert len(telegram.secret_token) >= 32
            checked = words_of(kit.post("/setup/channels/telegram/check"))
            assert "none is registered" in checked
            assert "calls only https" in words_of(kit.post("/setup/channels/telegram/register"))
            polled = {**form, "polling": "true", "token": "", "seen": seen(kit.get("/setup/channels/telegram"))}
            assert kit.post("/setup/channels/telegram", polled).status_code == 303, "an empty secret stays as it is"
            assert "removed, so that updates can be polled" in words_of(kit.post("/setup/channels/telegram/register"))
        assert config_of(own).channels.telegram.mode == "polling"
        assert own.text().count("secret_token") == 1
        assert "Simulated phone" in words_of(kit.get("/setup/channels"))
        vendor.assert_contract()

    def test_a_vendor_that_cannot_be_reached_is_said_so_and_kept_only_if_wished(
        self, kit: Kit, own: SettingsFile
    ) -> None:
        kit.sign_in("admin")
        form = {
            "account_sid": "AC" + "0" * 32,
            "auth_token": "0" * 32,
            "sms": "+81 50-1234-5678",
            "api_url": "http://127.0.0.1:9",
            "seen": seen(kit.get("/setup/channels/twilio")),
        }
        answer = kit.post("/setup/channels/twilio", form)
        assert answer.status_code == 422
        assert "could not be reached" in words_of(answer)
        assert own.text() == FIRST
        assert kit.post("/setup/channels/twilio", {**form, "untried": "true"}).status_code == 303
        channels = config_of(own).channels
        assert (channels.sms.from_, channels.whatsapp) == ("+815012345678", None)
        wrong = kit.post(
            "/setup/channels/twilio", {**form, "sms": "12", "seen": seen(kit.get("/setup/channels/twilio"))}
        )
        assert "number for SMS" in words_of(wrong)

    def test_the_public_address_is_checked(self, kit: Kit, own: SettingsFile) -> None:
        kit.sign_in("admin")
        form = {"public_url": "desk.example", "seen": seen(kit.get("/setup/channels"))}
        assert "begins with https" in words_of(kit.post("/setup/channels", form))
        assert kit.post("/setup/channels", {**form, "public_url": "https://desk.example/"}).status_code == 303
        assert config_of(own).server.public_url == "https://desk.example"
        assert kit.get("/setup/channels/none").status_code == 404


@pytest.mark.slow
def test_the_end_lists_what_is_left_and_what_the_doctor_finds(kit: Kit, own: SettingsFile, logging_kept: None) -> None:
    kit.sign_in("admin")
    page = words_of(kit.get("/setup/done"))
    assert "Your desk can wait" in page
    assert "none is on: no worker can write" in page


def test_the_desk_begins_again_only_where_it_can(kit: Kit, own: SettingsFile) -> None:
    kit.sign_in("admin")
    assert kit.post("/setup/begin-again").status_code == 409, "nobody told these pages how"
    begun: list[bool] = []
    kit.pages.state.begin_again = lambda: begun.append(True)
    answer = kit.post("/setup/begin-again")
    assert (answer.status_code, begun) == (202, [True])
    assert "/setup/done" in answer.text
    own.path.write_text("[desk")
    assert kit.post("/setup/begin-again").status_code == 409, "not with a file that cannot be read"
    assert begun == [True]


def test_every_step_is_there_in_japanese(kit: Kit, own: SettingsFile) -> None:
    kit.sign_in("admin")
    for step in [*list(words.STEPS)[:-1], "channels/line", "channels/telegram", "channels/twilio"]:
        page = kit.get(f"/setup/{step}?language=ja")
        assert page.status_code == 200, step
        assert '<html lang="ja">' in page.text, step


def test_a_desk_goes_on_with_what_it_knew_where_the_file_breaks_at_the_last_moment(own: SettingsFile) -> None:
    before = config_of(own)
    own.path.write_text("[desk")
    assert reread(lambda: load(own.path), before) is before


@pytest.mark.parametrize("role", ["lead", "member"])
def test_every_empty_page_says_what_will_be_here_and_the_next_step(kit: Kit, role: str) -> None:
    kit.sign_in(role)
    lead = role == "lead"
    for path, told, step in (
        ("/desk", "No channel is on yet", "/desk/help"),
        ("/desk/companies", "Here stand the companies", "/desk/companies/new" if lead else ""),
        ("/desk/languages", "No package is installed", "#offers" if lead else ""),
        ("/desk/publish", "The first issue forms by itself", "/desk"),
        ("/desk/figures", "Nothing is counted in this month yet", "/desk"),
        ("/desk/referrals", "No office yet", ""),
    ):
        page = kit.get(path)
        empty = re.search(r'<div class="empty".*?</div>', page.text, re.DOTALL)
        assert empty is not None, path
        assert told in empty[0], path
        assert f'href="{step}"' in empty[0] if step else "lead" in empty[0] or lead, path
