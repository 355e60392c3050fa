"""Members of the desk: who keeps them, what needs a second person, what never happens."""

import re

import pytest

from bot.console import accounts
from storage.members import Members
from storage.sessions import Sessions
from tests.console.conftest import Kit, words_of
from tests.console.test_auditing import entries

PEOPLE, WISHES = "/desk/people", "/desk/approvals"
NEW = {"login": "Mai@desk.example", "name": "Mai", "role": "lead", "language": "ja"}


def browser(kit: Kit, role: str, login: str = "") -> dict[str, str]:
    """The cookies of somebody who has chosen a password and signed in."""
    kit.sign_in(role, login)
    one = kit.read(lambda unit: accounts.named(unit, login or f"{role}@desk.example"))
    kit.write(lambda unit: Members(unit.cases).set_password(one.id, "x"))
    return dict(kit.cookies)


def as_(kit: Kit, cookies: dict[str, str]) -> None:
    kit.cookies.clear()
    for name, value in cookies.items():
        kit.cookies.set(name, value, domain="127.0.0.1")


def wish_id(kit: Kit, address: str = PEOPLE) -> str:
    found = re.search(r"/desk/(?:approvals|people/agreed)/([0-9a-f]{32})\"", kit.get(address).text)
    assert found is not None
    return found[1]


def member(kit: Kit, login: str):
    return kit.read(lambda unit: Members(unit.cases).by_login(login))


def agree(kit: Kit, asker: dict[str, str], other: dict[str, str]) -> str:
    as_(kit, other)
    wish = wish_id(kit)
    assert kit.post(f"{WISHES}/{wish}", {"agreed": "yes"}).status_code == 303
    as_(kit, asker)
    return wish


def test_somebody_new_needs_two_people_and_her_link_is_shown_once(kit: Kit) -> None:
    admin, lead = browser(kit, "admin"), browser(kit, "lead")
    as_(kit, admin)
    assert kit.post(PEOPLE, NEW).status_code == 303
    assert member(kit, "mai@desk.example") is None
    wish = wish_id(kit)
    assert kit.post(f"{WISHES}/{wish}", {"agreed": "yes"}).status_code == 403, "nobody agrees to her own wish"
    assert kit.post(f"{PEOPLE}/agreed/{wish}").status_code == 403, "nobody has agreed"
    assert agree(kit, admin, lead) == wish
    as_(kit, lead)
    assert kit.post(f"{PEOPLE}/agreed/{wish}").status_code == 403, "a yes is the asker's alone"
    as_(kit, admin)
    done = kit.post(f"{PEOPLE}/agreed/{wish}")
    link = re.search(r"/desk/welcome/[\w-]+", done.text)
    assert link is not None
    assert "/desk/welcome/" not in kit.get(PEOPLE).text
    assert kit.post(f"{PEOPLE}/agreed/{wish}").status_code == 403, "once"
    mai = member(kit, "mai@desk.example")
    assert (mai.name, mai.role, mai.language) == ("Mai", "lead", "ja")
    assert kit.get(link[0]).status_code == 200
    told = [(one.kind, one.detail) for one in entries(kit, "") if one.kind.startswith(("approval.", "member.a"))]
    assert told[-4:] == [
        ("approval.asked", "member"),
        ("approval.granted", "member"),
        ("approval.used", "member"),
        ("member.added", "lead"),
    ]


def test_a_yes_is_over_after_half_an_hour_and_no_is_no(kit: Kit) -> None:
    admin, lead = browser(kit, "admin"), browser(kit, "lead")
    as_(kit, admin)
    kit.post(PEOPLE, NEW)
    wish = agree(kit, admin, lead)
    kit.clock.pass_(minutes=31)
    kit.sign_in("admin", "second@desk.example")
    assert kit.post(f"{PEOPLE}/agreed/{wish}").status_code == 403
    kit.post(PEOPLE, {**NEW, "login": "no"})
    again = wish_id(kit)
    assert kit.post(f"{WISHES}/{again}", {"agreed": "no"}).status_code == 303
    assert kit.post(f"{PEOPLE}/agreed/{again}").status_code == 403
    assert member(kit, "no") is None


def test_another_role_signs_her_out_and_the_last_administrator_stays(kit: Kit) -> None:
    hers, admin, lead = browser(kit, "member"), browser(kit, "admin"), browser(kit, "lead")
    one, me = member(kit, "member@desk.example"), member(kit, "admin@desk.example")
    as_(kit, admin)
    assert kit.post(f"{PEOPLE}/{one.id}/role", {"role": "king"}).status_code == 422
    assert kit.post(f"{PEOPLE}/{me.id}/role", {"role": "lead"}).status_code == 403, "not her own"
    assert kit.post(f"{PEOPLE}/{me.id}/disable").status_code == 403, "not herself"
    assert kit.post(f"{PEOPLE}/{one.id}/role", {"role": "auditor"}).status_code == 303
    wish = agree(kit, admin, lead)
    assert kit.post(f"{PEOPLE}/agreed/{wish}").status_code == 200
    assert member(kit, "member@desk.example").role == "auditor"
    as_(kit, hers)
    assert kit.get("/desk").headers["location"] == "/desk/sign-in"
    other = browser(kit, "admin", "other@desk.example")
    as_(kit, other)
    other_id = member(kit, "other@desk.example").id
    kit.write(lambda unit: Members(unit.cases).set_password(other_id, ""))
    assert kit.post(f"{PEOPLE}/{me.id}/disable").status_code == 409, "the other has not used her link"


def test_shutting_out_is_at_once_and_a_new_link_needs_two(kit: Kit) -> None:
    hers, lead, admin = browser(kit, "member"), browser(kit, "lead"), browser(kit, "admin")
    one = member(kit, "member@desk.example")
    assert kit.post(f"{PEOPLE}/{one.id}/disable").status_code == 303
    as_(kit, hers)
    assert kit.get("/desk").headers["location"] == "/desk/sign-in"
    as_(kit, admin)
    assert "disabled" in words_of(kit.get(PEOPLE))
    assert kit.post(f"{PEOPLE}/{one.id}/reset").status_code == 303
    wish = agree(kit, admin, lead)
    assert "/desk/welcome/" in kit.post(f"{PEOPLE}/agreed/{wish}").text
    assert not member(kit, "member@desk.example").disabled


def test_a_translators_time_ends_by_itself(kit: Kit) -> None:
    hers = browser(kit, "translator")
    browser(kit, "admin")
    one = member(kit, "translator@desk.example")
    for crooked in ("2026-11-23", "2026-11-01", "2099-01-01", "soon", "2026-13-45"):
        assert kit.post(f"{PEOPLE}/{one.id}/until", {"day": crooked}).status_code == 422, crooked
    assert kit.post(f"{PEOPLE}/{one.id}/until", {"day": "2026-11-24"}).status_code == 303
    as_(kit, hers)
    assert kit.get("/desk/translate").status_code == 200
    kit.clock.pass_(days=1, hours=13)
    kit.write(
        lambda unit: Sessions(unit.cases).begin(accounts.digest("new"), one.id, at=int(kit.clock().timestamp() * 1000))
    )
    kit.has_cookie("new")
    assert kit.get("/desk/translate").headers["location"] == "/desk/sign-in"


@pytest.mark.parametrize(("role", "status"), [("lead", 200), ("member", 404), ("auditor", 404), ("translator", 404)])
def test_leads_look_and_nobody_but_an_administrator_changes(kit: Kit, role: str, status: int) -> None:
    kit.sign_in(role)
    page = kit.get(PEOPLE)
    assert page.status_code == status
    assert 'action="/desk/people' not in page.text
    refused = kit.post(PEOPLE, NEW).status_code
    assert refused == (403 if role == "lead" else 404)
