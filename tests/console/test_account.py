"""A member's own page: her browsers and nobody else's, a new password, a new phone."""

import re

import pyotp

from bot.console import accounts
from storage.sessions import SESSION, Sessions
from storage.times import milliseconds
from tests.console.conftest import words_of
from tests.console.test_auditing import entries
from tests.console.test_fresh import GOOD, signed_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = "seven lanterns beside a canal"


def also_at(kit, login, browser):
    def work(unit):
        member_id, at = accounts.named(unit, login).id, milliseconds(kit.clock())
        Sessions(unit.cases).begin(accounts.digest(browser), member_id, at=at, browser=browser)

    kit.write(work)


def count(kit):
    return len(kit.read(lambda unit: unit.cases.all(SESSION.select())))


def test_she_sees_her_browsers_and_ends_one_or_all_others_but_nobody_elses(kit):
    kit.sign_in("member")
    theirs = accounts.digest(kit.cookies["desk"]).hex()
    kit.sign_in("lead")
    for browser in ("Safari · iPhone", "Edge · Windows", "Chrome · Android"):
        also_at(kit, "lead@desk.example", browser)
    page = kit.get("/desk/account")
    assert all(one in page.text for one in ("Safari · iPhone", "Edge · Windows", "Chrome · Android", "this one"))
    assert page.text.count('name="one"') == 3
    one = re.search(r'name="one" value="([0-9a-f]{64})"', page.text)[1]
    for digest in (one, theirs, "zz", "00" * 32):
        kit.post("/desk/account/sessions/end", {"one": digest})
    assert count(kit) == 4
    kit.post("/desk/account/sessions/end-others")
    assert kit.get("/desk/account").text.count("Sign out all the others") == 0
    assert count(kit) == 2
    assert [one.detail for one in entries(kit, "session.ended")] == ["one", "others"]
    assert kit.get("/desk").status_code == 200


def test_a_new_password_needs_the_old_one_must_be_good_and_ends_the_other_browsers(kit):
    signed_in(kit)
    also_at(kit, "lead@desk.example", "Edge · Windows")
    change = "/desk/account/password"
    assert "old password is not right" in words_of(kit.post(change, {"old": "wrong", "new": NEW}))
    assert "15 characters" in words_of(kit.post(change, {"old": GOOD, "new": "short"}))
    assert count(kit) == 2
    assert "new password holds" in words_of(kit.post(change, {"old": GOOD, "new": NEW}))
    assert count(kit) == 1
    kit.cookies.clear()
    given = {"login": "lead@desk.example"}
    assert kit.post("/desk/sign-in", {**given, "password": GOOD}).status_code == 403
    assert (
        kit.post(
            "/desk/sign-in",
            {**given, "password": NEW},
            headers={"Sec-Fetch-Site": "same-origin", "User-Agent": FIREFOX},
        ).status_code
        == 303
    )
    assert "Firefox · Linux" in kit.get("/desk/account").text
    assert [one.detail for one in entries(kit, "member.password")] == ["own"]


def test_a_new_phone_and_new_codes_ask_who_she_is_and_end_the_old_ones(kit):
    signed_in(kit)
    assert kit.get("/desk/account/factor").headers["location"] == "/desk/again?back=%2Fdesk%2Faccount%2Ffactor"
    assert kit.post("/desk/account/codes").headers["location"] == "/desk/again?back=%2Fdesk%2Faccount"
    kit.post("/desk/again", {"password": GOOD})
    assert kit.post("/desk/account/codes").status_code == 404
    sets = []
    for _ in range(2):
        page = kit.get("/desk/account/factor").text
        secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
        sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
        digits = pyotp.TOTP(secret).at(int(kit.clock().timestamp()))
        answer = kit.post("/desk/account/factor", {"sealed": sealed, "code": digits})
        sets.append((secret, re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", answer.text)))
    assert sets[0][0] != sets[1][0]
    assert "10 recovery codes are left" in words_of(kit.get("/desk/account"))
    codes = re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", kit.post("/desk/account/codes").text)
    kit.clock.pass_(minutes=5)
    old = [sets[0][1][0], sets[1][1][0]]
    for code, status in ((old[0], 403), (old[1], 403), (codes[0], 303)):
        assert kit.post("/desk/again", {"password": GOOD, "code": code}).status_code == status
    assert [one.kind for one in entries(kit, "factor.")] == [
        *("factor.set", "factor.set", "factor.codes", "factor.recovery")
    ]
