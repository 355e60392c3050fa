"""Coming in as a contact: a link by mail, then six digits; what is used works no more, and waits grow."""

import re
from dataclasses import replace

import httpx
import pyotp
import pytest

from bot.casework.alerting import Alarm
from bot.console.accounts import digest
from bot.console.console import Console
from bot.console.portal.app import build_portal
from storage.companies import Companies
from storage.company_calls import CompanyCalls
from storage.company_doors import CompanyDoors
from storage.times import milliseconds
from tests.casework.company_story import MORI, TANAKA, notified
from tests.console.conftest import Kit, words_of
from tests.console.portal_kit import has_cookie


def with_mail(kit: Kit) -> None:
    """A desk that has a mail server: calls are kept to be sent."""
    intake = replace(kit.console.intake, alarm=Alarm(kit.id, on=True))
    kit.console = replace(kit.console, intake=intake)
    portal = build_portal(kit.console)
    kit.pages.user_middleware = [
        one if "portal" not in one.kwargs else type(one)(one.cls, portal=portal) for one in kit.pages.user_middleware
    ]
    kit.pages.middleware_stack = None


def link(kit: Kit, contact=MORI) -> str:
    """What the mail would bring."""
    token = f"link-{kit.id()}"
    expires = milliseconds(kit.clock()) + 15 * 60_000
    kit.write(lambda unit: CompanyDoors(unit.cases).add_link(digest(token), contact.id, expires_at=expires))
    return f"/company/in/{token}"


def cookie(answer: httpx.Response) -> str:
    return str(re.search(r"company=([^;]+)", answer.headers["set-cookie"])[1])  # type: ignore[index]


def enrol(kit: Kit) -> str:
    """Her phone is set up; its secret."""
    answer = kit.post(link(kit))
    assert answer.headers["location"] == "/company/factor"
    page = kit.get("/company/factor")
    assert "data:image/svg+xml" in page.text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")  # type: ignore[index]
    assert kit.post("/company/factor", {"code": "000000"}).status_code == 403
    done = kit.post("/company/factor", {"code": code(kit, secret)})
    assert done.status_code == 200
    assert len(re.findall(r"<li><code>", done.text)) == 10
    return secret


def code(kit: Kit, secret: str) -> str:
    return pyotp.TOTP(secret).at(kit.clock())


def test_the_first_time_a_phone_is_set_up_and_then_its_code_is_asked(kit: Kit) -> None:
    thread = notified(kit)
    secret = enrol(kit)
    assert thread.number in kit.get("/company").text
    assert kit.post("/company/sign-out").status_code == 303
    assert kit.get("/company").headers["location"] == "/company/sign-in"
    kit.clock.pass_(minutes=5)
    assert kit.post(link(kit)).headers["location"] == "/company/code"
    assert kit.get("/company/factor").headers["location"] == "/company/code"
    assert kit.get("/company").headers["location"] == "/company/sign-in"
    assert kit.post("/company/code", {"code": "123456"}).status_code == 403
    right = code(kit, secret)
    assert kit.post("/company/code", {"code": right}).headers["location"] == "/company"
    assert kit.get("/company").status_code == 200
    kit.post(link(kit))
    assert kit.post("/company/code", {"code": right}).status_code == 403, "a code works once"


def test_a_link_opens_once_and_not_after_a_quarter_of_an_hour(kit: Kit) -> None:
    notified(kit)
    one = link(kit)
    assert [kit.get(one).status_code for _ in range(2)] == [200, 200], "a mail program that looks uses nothing up"
    assert MORI.name in kit.get(one).text
    assert kit.post(one).status_code == 303
    assert kit.post(one).status_code == 410
    late = link(kit)
    kit.clock.pass_(minutes=15)
    assert kit.get(late).status_code == 410
    assert kit.post(late).status_code == 410
    assert kit.get("/company/in/nonsense").text == kit.get(late).text


def test_every_step_has_a_new_token_and_the_old_one_is_worth_nothing(kit: Kit) -> None:
    notified(kit)
    has_cookie(kit, "planted")
    first = cookie(kit.post(link(kit)))
    assert first != "planted"
    page = kit.get("/company/factor")
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")  # type: ignore[index]
    second = cookie(kit.post("/company/factor", {"code": code(kit, secret)}))
    assert second != first
    for old in ("planted", first):
        has_cookie(kit, old)
        assert kit.get("/company").headers["location"] == "/company/sign-in"
        assert kit.get("/company/factor").headers["location"] == "/company/sign-in"


def test_wrong_codes_wait_longer_and_longer(kit: Kit) -> None:
    notified(kit)
    kit.post(link(kit))
    for _ in range(4):
        assert kit.post("/company/factor", {"code": "000000"}).status_code == 403
    answer = kit.post("/company/factor", {"code": "000000"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    kit.clock.pass_(seconds=3)
    assert kit.post("/company/factor", {"code": "000000"}).status_code == 403


@pytest.mark.parametrize(("minutes", "inside"), [(29, True), (31, False)])
def test_a_session_that_is_idle_ends(kit: Kit, minutes: int, inside: bool) -> None:
    notified(kit)
    enrol(kit)
    kit.clock.pass_(minutes=minutes)
    assert (kit.get("/company").status_code == 200) is inside


def test_whoever_is_disabled_is_out_at_once(kit: Kit) -> None:
    notified(kit)
    enrol(kit)
    kit.write(lambda unit: Companies(unit.cases).change_contact(replace(MORI, disabled=True)))
    assert kit.get("/company").headers["location"] == "/company/sign-in"
    assert kit.get(link(kit)).status_code == 410


def test_known_and_unknown_addresses_are_answered_alike_and_a_link_is_kept_once_a_minute(kit: Kit) -> None:
    notified(kit)
    with_mail(kit)
    pages = {
        mail: kit.post("/company/sign-in", {"mail": mail}).text
        for mail in (" MORI@sakura.example", "mori@sakura.example", "nobody@sakura.example", "", "\x00\u202e<b>")
    }
    assert len(set(pages.values())) == 1
    claimed = kit.write(
        lambda unit: CompanyCalls(unit.cases).claim(at=milliseconds(kit.clock()), until=1 << 60, most=9)
    )
    assert [[(one.contact_id, one.kind) for one in calls] for calls in claimed] == [[(MORI.id, "link")]]


def test_a_cookie_of_a_https_desk_is_bound_to_its_host(kit: Kit) -> None:
    given: Console = replace(kit.console, public_url="https://desk.example")
    assert given.https
    notified(kit)
    from bot.console.app import build_console

    kit.console, kit.pages = given, build_console(given)
    answer = kit.post(link(kit, TANAKA))
    assert answer.headers["set-cookie"].startswith("__Host-company=")
    for flag in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert flag in answer.headers["set-cookie"]


def test_the_way_out_clears_the_browser_and_the_language_goes_nowhere_else(kit: Kit) -> None:
    notified(kit)
    enrol(kit)
    for back in ("https://evil.example", "//evil.example", "/desk", "/company\\x", "/company/in/x"):
        assert kit.post("/company/language", {"to": "ja", "back": back}).headers["location"] == "/company"
    assert "案件" in words_of(kit.get("/company"))
    assert kit.post("/company/sign-out").headers["clear-site-data"] == '"cache", "storage"'


def test_a_demo_needs_neither_mail_nor_phone_and_a_desk_needs_both(kit: Kit, demo: Kit) -> None:
    for one in (kit, demo):
        notified(one)
    opened = demo.post("/company/sign-in", {"mail": MORI.mail}).headers["location"]
    assert demo.post(opened).headers["location"] == "/company/factor"
    assert demo.post("/company/look-around").headers["location"] == "/company"
    assert demo.get("/company").status_code == 200
    assert "cannot send mail yet" in words_of(kit.get("/company/sign-in"))
    kit.post(link(kit))
    assert kit.post("/company/look-around").status_code == 404
    assert kit.get("/company").headers["location"] == "/company/sign-in"
