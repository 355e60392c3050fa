"""What a member sees of a report that was filed for another person, and of one that was opened again."""

import re

from storage.cases import Cases
from storage.members import Members
from tests.console.conftest import Kit


def filed(kit: Kit, **answers: str) -> str:
    said = {"who.ask": "other", "who.role": "union", "who.authority": "asked", "who.consent": "no", **answers}
    case_id = kit.case(status="in_review", discreet=False)

    def work(unit) -> None:
        case = Cases(unit.cases).get(case_id)
        key = unit.vault.key(case.conversation_id)
        Cases(unit.cases).amend(case_id, key, said, category=case.category)

    kit.write(work)
    return case_id


def test_who_filed_it_is_shown_and_a_code_goes_to_her(kit: Kit) -> None:
    kit.sign_in()
    case_id = filed(kit)
    page = kit.get(f"/desk/cases/{case_id}").text
    assert "Filed for another person" in page
    assert "Was asked to speak for the person" in page
    assert "The person does not know of this report" in page
    assert kit.post(f"/desk/cases/{case_id}/code").status_code == 303
    (told,) = kit.said_to_worker(case_id)
    assert re.search(r"\d{4}-\d{4}-\d{4}", told)
    page = kit.get(f"/desk/cases/{case_id}").text
    assert "A code is out" in page
    assert "A code was given to whoever filed it" in page


def test_for_a_report_of_ones_own_there_is_no_code(kit: Kit) -> None:
    kit.sign_in()
    case_id = filed(kit, **{"who.ask": "me"})
    assert "Filed for another person" not in kit.get(f"/desk/cases/{case_id}").text
    assert kit.post(f"/desk/cases/{case_id}/code").status_code == 409
    assert kit.said_to_worker(case_id) == []


def test_who_decided_before_is_named_and_refused(kit: Kit) -> None:
    kit.invite("mori@desk.example", name="Mori")
    kit.sign_in()
    me = next(one for one in kit.read(lambda unit: Members(unit.cases).all()) if one.name == "Member")
    case_id = kit.case(status="in_review")
    for to in ("out_of_scope", "in_review"):
        case = kit.row(case_id)
        form = {"seen": f"{case.status}.{case.version}", "to": to, "told": "because"}
        assert kit.post(f"/desk/cases/{case_id}/move", form).status_code == 303
    page = kit.get(f"/desk/cases/{case_id}").text
    assert f"not {me.name}, if anybody else can" in page
    case = kit.row(case_id)
    form = {"seen": f"{case.status}.{case.version}", "to": "out_of_scope", "told": "because"}
    answer = kit.post(f"/desk/cases/{case_id}/move", form)
    assert answer.status_code == 403
    assert "Another member decides" in answer.text
