"""Links, passwords and sessions: what works once, what is refused, what grows slower and never locks."""

import re
from datetime import timedelta
from shutil import copytree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.console import accounts
from bot.console.accounts import AccountRefused, digest
from bot.console.console import Console
from bot.console.passwords import FULL, Cost, Hasher, hashed, matches, weakness
from bot.console.throttle import LONGEST, Throttle, delay
from storage.members import Members
from storage.sessions import SESSION, Sessions
from storage.times import milliseconds
from tests.console.conftest import made

GOOD = "quiet river under the bridge"
WRONG = "quiet river above the bridge"


def sign_in(kit, login="sato@desk.example", password=GOOD):
    return kit.post("/desk/sign-in", {"login": login, "password": password})


def join(kit, **who):
    """A member who has chosen her password and signed out again."""
    token = kit.invite(**who)
    assert kit.post(f"/desk/welcome/{token}", {"password": GOOD}).status_code == 303
    kit.cookies.clear()
    return token


def sessions(kit):
    return kit.read(lambda unit: unit.cases.all(SESSION.select()))


def test_a_link_lets_a_member_choose_a_password_and_come_in(kit):
    token = kit.invite(name="Sato Yuki")
    assert "Welcome, Sato Yuki" in kit.get(f"/desk/welcome/{token}").text
    answer = kit.post(f"/desk/welcome/{token}", {"password": GOOD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert kit.get("/desk").status_code == 200


def test_looking_at_a_link_does_not_use_it_up(kit):
    """Mail scanners look at every link."""
    token = kit.invite()
    for _ in range(3):
        assert kit.get(f"/desk/welcome/{token}").status_code == 200


def test_a_link_works_once(kit):
    token = join(kit)
    assert kit.get(f"/desk/welcome/{token}").status_code == 410
    assert kit.post(f"/desk/welcome/{token}", {"password": WRONG}).status_code == 410
    assert sign_in(kit).status_code == 303


def test_a_link_ends_after_thirty_minutes(kit):
    token = kit.invite()
    kit.clock.pass_(minutes=29, seconds=59)
    assert kit.get(f"/desk/welcome/{token}").status_code == 200
    kit.clock.pass_(seconds=1)
    assert kit.get(f"/desk/welcome/{token}").status_code == 410
    assert kit.post(f"/desk/welcome/{token}", {"password": GOOD}).status_code == 410


def test_a_newer_link_ends_the_older_one(kit):
    old = kit.invite()
    kit.write(lambda unit: accounts.reset(unit, "sato@desk.example", token="new", now=kit.clock()))
    assert kit.get(f"/desk/welcome/{old}").status_code == 410
    assert kit.get("/desk/welcome/new").status_code == 200


def test_an_invented_link_is_told_apart_from_nothing(kit):
    assert kit.get("/desk/welcome/invented").status_code == 410


def test_a_disabled_member_is_out_at_once_and_cannot_come_back(kit):
    join(kit)
    assert sign_in(kit).status_code == 303
    kit.write(lambda unit: accounts.disable(unit, "sato@desk.example", now=kit.clock()))
    assert kit.get("/desk").headers["location"] == "/desk/sign-in"
    assert sign_in(kit).status_code == 403


def test_a_reset_signs_her_out_everywhere_and_the_old_password_ends_with_the_new_one(kit):
    join(kit)
    sign_in(kit)
    kit.write(lambda unit: accounts.reset(unit, "sato@desk.example", token="new", now=kit.clock()))
    assert kit.get("/desk").status_code == 303
    assert kit.post("/desk/welcome/new", {"password": "four other words entirely"}).status_code == 303
    kit.cookies.clear()
    assert sign_in(kit).status_code == 403


@pytest.mark.parametrize(
    "login", ["sato@desk.example", "SATO@desk.example", "  Sato@Desk.Example ", "ｓato@desk.example"]
)
def test_a_login_is_the_same_however_it_is_typed(kit, login):
    join(kit)
    assert sign_in(kit, login).status_code == 303


def test_the_token_is_in_no_database_and_the_cookie_is_strict(kit):
    join(kit)
    answer = sign_in(kit)
    cookie = answer.headers["set-cookie"]
    assert re.search(r"^desk=[\w-]{43}; HttpOnly; Path=/; SameSite=strict$", cookie)
    assert digest(kit.cookies["desk"]) in {row[0] for row in sessions(kit)}
    assert not any(kit.cookies["desk"].encode() in row[0] for row in sessions(kit))


def test_over_https_the_cookie_is_bound_to_the_host(migrated, tmp_path, runner):
    kit = made(copytree(migrated, tmp_path / "kit"), runner, demo=False, public_url="https://desk.example")
    join(kit)
    answer = sign_in(kit)
    assert re.search(
        r"^__Host-desk=[\w-]{43}; HttpOnly; Path=/; SameSite=strict; Secure$", answer.headers["set-cookie"]
    )
    assert "strict-transport-security" in answer.headers
    runner.run(kit.app.stop())


def test_a_session_chosen_by_somebody_else_is_never_taken_up(kit):
    join(kit)
    kit.has_cookie("chosen-by-an-attacker")
    sign_in(kit)
    assert kit.cookies["desk"] != "chosen-by-an-attacker"
    kit.has_cookie("chosen-by-an-attacker")
    assert kit.get("/desk").status_code == 303


def test_signing_in_again_ends_the_session_the_browser_had(kit):
    join(kit)
    sign_in(kit)
    first = kit.cookies["desk"]
    sign_in(kit)
    assert kit.cookies["desk"] != first
    kit.has_cookie(first)
    assert kit.get("/desk").status_code == 303


def test_signing_out_ends_the_session_and_clears_the_browser(kit):
    kit.sign_in()
    token = kit.cookies["desk"]
    answer = kit.post("/desk/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert sessions(kit) == []
    kit.has_cookie(token)
    assert kit.get("/desk").status_code == 303


def test_thirty_idle_minutes_end_a_session(kit):
    kit.sign_in()
    for _ in range(3):
        kit.clock.pass_(minutes=29)
        assert kit.get("/desk").status_code == 200
    kit.clock.pass_(minutes=30)
    assert kit.get("/desk").status_code == 303


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(kit):
    kit.sign_in()
    for _ in range(2):
        kit.clock.pass_(minutes=14)
        assert kit.get("/desk", headers={"HX-Request": "true"}).status_code == 200
    kit.clock.pass_(minutes=3)
    assert kit.get("/desk").status_code == 303


def test_twelve_hours_end_every_session(kit):
    kit.sign_in()
    for _ in range(35):
        kit.clock.pass_(minutes=20)
        assert kit.get("/desk").status_code == 200
    kit.clock.pass_(minutes=20)
    assert kit.get("/desk").status_code == 303


def test_wrong_passwords_wait_longer_and_longer_and_the_right_one_ends_it(kit):
    join(kit)
    for _ in range(3):
        assert sign_in(kit, password=WRONG).status_code == 403
    assert sign_in(kit, password=WRONG).status_code == 403
    refused = sign_in(kit)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
    assert "Try again in 2 seconds" in refused.text
    kit.clock.pass_(seconds=2)
    assert sign_in(kit, password=WRONG).status_code == 403
    kit.clock.pass_(seconds=2)
    assert sign_in(kit).headers["retry-after"] == "2"
    kit.clock.pass_(seconds=2)
    assert sign_in(kit).status_code == 303
    assert kit.read(lambda unit: accounts.named(unit, "sato@desk.example").failures) == 0


def test_an_unknown_login_is_answered_and_slowed_down_like_a_known_one(kit):
    join(kit)
    answers = {}
    for login in ("sato@desk.example", "nobody@desk.example"):
        answers[login] = [sign_in(kit, login, WRONG) for _ in range(5)]
    known, unknown = answers.values()
    assert [one.status_code for one in known] == [one.status_code for one in unknown] == [403, 403, 403, 403, 429]
    assert known[0].text == unknown[0].text.replace("nobody", "sato")
    assert known[4].text == unknown[4].text


def test_a_login_that_nobody_has_costs_a_hash_too(kit, monkeypatch):
    checked = []
    monkeypatch.setattr("bot.console.passwords.matches", lambda password, phc: checked.append(phc) or True)
    assert sign_in(kit, "nobody@desk.example").status_code == 403
    assert checked[0].startswith("$argon2id$v=19$m=64,t=1,p=1$")


def test_a_member_without_a_password_cannot_come_in_with_an_empty_one(kit):
    kit.invite()
    assert sign_in(kit, password="").status_code in (403, 422)
    assert sign_in(kit, password=" ").status_code == 403


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (3, 0), (4, 2), (5, 4), (6, 8), (8, 32), (9, 60), (10**6, 60)]
)
def test_the_wait_grows_to_a_minute_and_no_further(failures, seconds):
    assert delay(failures) == timedelta(seconds=seconds)
    assert delay(failures) <= LONGEST


def test_many_tries_at_once_are_counted_one_by_one(kit):
    join(kit)
    at = 1_000_000
    waits = kit.write(lambda unit: [Throttle().counted(unit, "sato@desk.example", at=at)[1] for _ in range(6)])
    assert waits == [0, 0, 0, 0, 2000, 2000]


def test_strangers_fill_no_memory(kit):
    throttle = Throttle()
    kit.write(lambda unit: [throttle.counted(unit, f"n{i}", at=0) for i in range(3000)])
    assert len(throttle.strangers) == 2000


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("quiet river under the bridge", ""),
        ("tr0ub4dor&3-wombat", ""),
        ("しずかなかわのほとりのいえで待つ", ""),
        ("fourteen chars", "short"),
        ("", "short"),
        ("x" * 300, "long"),
        ("passwordpassword", "common"),
        ("Password123456789", "common"),
        ("madoguchi-desk-2026", "common"),
        ("aaaaaaaaaaaaaaaaaa", "common"),
        ("abcabcabcabcabcabc", "common"),
        ("123456789012345", "common"),
        ("qwertyuiopasdfgh", "common"),
        ("satosatosato12345", "common"),
        ("desk.example.sato!", "common"),
        ("correct horse battery staple", "common"),
    ],
)
def test_what_a_password_may_be(password, reason):
    assert weakness(password, ["sato@desk.example", "Worker Desk"]) == reason


@pytest.mark.parametrize("password", ["short", "passwordpassword", "sato@desk.example.sato"])
def test_a_weak_password_is_explained_and_uses_nothing_up(kit, password):
    token = kit.invite()
    answer = kit.post(f"/desk/welcome/{token}", {"password": password})
    assert answer.status_code == 422
    assert "15 characters" in answer.text or "Too easy" in answer.text
    assert kit.get(f"/desk/welcome/{token}").status_code == 200


@given(st.text(max_size=40))
@example("\ud800 lone half of a character")
@example("\x00" * 15)
def test_any_text_is_weighed_without_falling_over(password):
    assert weakness(password, [password, ""]) in ("", "short", "long", "common")


def test_a_desk_spends_on_a_password_what_was_decided(kit):
    assert Console.__dataclass_fields__["cost"].default == Cost(passes=3, lanes=4, memory_kib=65536)
    assert kit.app.console.state.console.cost == FULL


def test_a_password_is_the_same_on_two_keyboards(runner):
    phc = hashed("ｱｲｳｴｵ ABC 2026 kirakira", b"s" * 16)
    assert phc.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert matches("アイウエオ ABC 2026 kirakira", phc)
    assert not matches("アイウエオ ABC 2026 kirakirA", phc)
    assert not runner.run(Hasher().check("", ""))


def test_looking_around_without_a_password_exists_in_a_demo_only(kit, demo):
    for desk, status in ((kit, 404), (demo, 303)):
        token = desk.invite()
        page = desk.get(f"/desk/welcome/{token}").text
        assert ("Look around" in page) == (status == 303)
        assert desk.post(f"/desk/welcome/{token}/look-around").status_code == status
    assert demo.get("/desk").status_code == 200


@pytest.mark.parametrize(
    ("login", "role"), [("", "member"), ("a b", "member"), ("x" * 255, "member"), ("ok@x", "root"), ("a\x00b", "lead")]
)
def test_a_member_who_cannot_be_is_refused_with_a_reason(kit, login, role):
    with pytest.raises(AccountRefused, match=r"login|role"):
        kit.invite(login, role)


def test_a_login_belongs_to_one_member(kit):
    kit.invite()
    with pytest.raises(AccountRefused, match="exists"):
        kit.invite("SATO@desk.example")
    assert kit.read(lambda unit: Members(unit.cases).count()) == 1


def test_old_sessions_are_swept_when_somebody_signs_in(kit):
    kit.sign_in()
    kit.clock.pass_(hours=13)
    join(kit)
    sign_in(kit)
    assert {row[2] for row in sessions(kit)} == {milliseconds(kit.clock())}
    assert kit.read(lambda unit: Sessions(unit.cases).live(b"x", idle_since=0, begun_after=0)) is None
