"""What stands in the audit after somebody looked, acted, or was given and taken a way in."""

from bot.console import accounts
from storage.audit import AUDIT, Audit
from storage.members import Members
from tests.casework.company_story import MORI, notified
from tests.console.portal_kit import come_in


def entries(kit, prefix="case."):
    found = kit.read(lambda unit: Audit(unit.cases, unit.vault.keyring).newest(200))
    return [entry for entry in reversed(found) if entry.kind.startswith(prefix)]


def member_id(kit, login):
    return kit.read(lambda unit: Members(unit.cases).by_login(login)).id


def test_every_look_at_a_case_is_written_and_one_that_refreshes_itself_once(kit):
    case_id = kit.case()
    kit.sign_in("member")
    for headers in ({}, {}, {"HX-Request": "true"}, {"HX-Request": "true"}):
        assert kit.get(f"/desk/cases/{case_id}", headers=headers).status_code == 200
    seen = [entry for entry in entries(kit) if entry.kind == "case.viewed"]
    assert [(entry.actor, entry.subject) for entry in seen] == [(member_id(kit, "member@desk.example"), case_id)] * 2


def test_a_first_look_cannot_be_hidden_as_a_refresh_and_a_later_one_is_written_again(kit):
    case_id = kit.case()
    kit.sign_in("member")
    for _ in range(3):
        kit.get(f"/desk/cases/{case_id}", headers={"HX-Request": "true"})
        kit.clock.pass_(minutes=6)
    assert [entry.kind for entry in entries(kit)].count("case.viewed") == 2


def test_an_act_and_its_row_stand_together_without_a_word_of_it(kit):
    case_id = kit.case()
    kit.sign_in("member")
    words = "Where is the factory of the tall gate?"
    kit.post(f"/desk/cases/{case_id}/reply", {"seen": kit.seen(case_id), "kind": "ask", "text": words})
    kinds = [entry.kind for entry in entries(kit)]
    assert "case.used" in kinds
    assert len([kind for kind in kinds if kind not in ("case.used", "case.viewed")]) >= 1
    rows = repr(kit.read(lambda unit: unit.cases.all(AUDIT.select())))
    assert "factory" not in rows
    assert "member@" not in rows


def test_what_is_not_there_leaves_no_row(kit):
    kit.sign_in("member")
    assert kit.get("/desk/cases/00000000-0000-0000-0000-000000000000").status_code == 404
    assert entries(kit) == []


def test_ways_in_given_and_taken_are_written_and_the_chain_is_whole(kit):
    kit.invite()
    kit.write(lambda unit: accounts.reset(unit, "sato@desk.example", token="new", now=kit.clock()))
    kit.write(lambda unit: accounts.disable(unit, "sato@desk.example", now=kit.clock()))
    told = entries(kit, "member.")
    assert [entry.kind for entry in told] == ["member.added", "member.reset", "member.disabled"]
    assert {entry.subject for entry in told} == {member_id(kit, "sato@desk.example")}
    assert {entry.actor for entry in told} == {accounts.OPERATOR}
    assert kit.read(lambda unit: Audit(unit.cases, unit.vault.keyring).verify()).whole


def test_after_a_reset_the_old_password_opens_nothing(kit):
    token = kit.invite()
    kit.post(f"/desk/welcome/{token}", {"password": "quiet river under the bridge"})
    kit.cookies.clear()
    kit.write(lambda unit: accounts.reset(unit, "sato@desk.example", token="new", now=kit.clock()))
    given = {"login": "sato@desk.example", "password": "quiet river under the bridge"}
    assert kit.post("/desk/sign-in", given).status_code == 403


def test_what_is_done_about_no_case_is_written_too(kit):
    kit.sign_in("lead")
    kit.get("/desk/publish")
    kit.get("/desk/companies")
    kit.post("/desk/publish")
    kit.post("/desk/referrals", {"name": "Labour office", "country": "JP"})
    kit.post("/desk/languages/verify")
    kit.get("/desk/figures.csv")
    found = entries(kit, "")
    assert [
        (one.kind, one.detail) for one in found if one.kind.split(".")[0] in ("publication", "office", "package")
    ] == [
        ("publication.viewed", ""),
        ("publication.used", ""),
        ("office.used", ""),
        ("package.used", "/verify"),
    ]
    assert {one.actor for one in found if one.kind != "member.added"} == {member_id(kit, "lead@desk.example")}
    assert len(next(one for one in found if one.kind == "figures.exported").detail) > 64


def test_what_a_company_looks_at_and_does_is_written_under_the_case(kit):
    thread = notified(kit)
    come_in(kit)
    number = thread.number
    assert kit.get(f"/company/threads/{number}").status_code == 200
    kit.post(f"/company/threads/{number}/acknowledge", {"once": kit.id()})
    kit.post(f"/company/threads/{number}/question", {"once": kit.id(), "text": "Which line?"})
    kit.get("/company/threads/ZZZZZZZZ")
    found = entries(kit, "thread.")
    assert [(one.kind, one.detail) for one in found] == [
        ("thread.viewed", ""),
        ("thread.used", "/acknowledge"),
        ("thread.used", "/question"),
    ]
    assert {(one.actor, one.subject) for one in found} == {(MORI.id, thread.case_id)}
