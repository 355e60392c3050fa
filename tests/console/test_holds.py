"""The page of a legal hold: a lead asks, another member agrees, the case shows it until its last day."""

from datetime import timedelta

from bot.casework import holding
from bot.casework.desk import find
from storage.engine import Unit
from tests.console.conftest import Kit, words_of

WHY = "Diminta pengadilan"


def path(case_id: str, more: str = "") -> str:
    return f"/desk/cases/{case_id}/hold{more}"


def holds(kit: Kit, case_id: str) -> list[str]:
    def work(unit: Unit) -> list[str]:
        return [one.id for one in holding.holds_of(unit, find(unit, case_id))]

    return kit.read(work)


def test_a_lead_asks_another_member_agrees_and_the_case_shows_it(kit: Kit) -> None:
    case_id = kit.case()
    day = (kit.clock().date() + timedelta(days=60)).isoformat()
    kit.sign_in(role="member")
    assert "A lead can ask for it." in words_of(kit.get(path(case_id)))
    assert kit.post(path(case_id), {"reason": WHY, "until": day}).status_code == 403
    kit.sign_in(role="lead", login="lead@example.org")
    for wrong in ("", "tomorrow", "2020-01-01", "9999-12-31"):
        assert kit.post(path(case_id), {"reason": WHY, "until": wrong}).status_code == 422, wrong
    assert kit.post(path(case_id), {"reason": "", "until": day}).status_code == 422
    assert kit.post(path(case_id), {"reason": WHY, "until": day}).status_code == 303
    (hold_id,) = holds(kit, case_id)
    assert "another member has to agree" in words_of(kit.get(path(case_id)))
    assert kit.post(path(case_id, f"/{hold_id}"), {"agreed": "yes"}).status_code == 403
    kit.sign_in(role="member", login="second@desk.example")
    assert WHY in words_of(kit.get(path(case_id)))
    assert "Legal hold until" not in words_of(kit.get(f"/desk/cases/{case_id}"))
    assert kit.post(path(case_id, f"/{hold_id}"), {"agreed": "yes"}).status_code == 303
    shown = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert "Legal hold until" in shown
    assert f"Legal hold: the text stays until {day}: {WHY}" in shown
    assert kit.post(path(case_id, f"/{hold_id}"), {"agreed": "yes"}).status_code == 409
    assert kit.get(path("0" * 32)).status_code == 404
