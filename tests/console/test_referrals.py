"""The page of offices, and the offices beside a case."""

from storage.referrals import Referrals
from tests.console.conftest import Kit

PAGE = "/desk/referrals"
FORM = {"office": "Labour <b>Office</b>", "contact": "0120-000-000", "country": "JP", "checked_on": "2020-01-01"}


def rows(kit: Kit):
    return kit.read(lambda unit: Referrals(unit.cases).all())


def test_a_lead_adds_changes_and_takes_out_and_a_member_only_looks(kit: Kit) -> None:
    kit.sign_in("lead")
    assert "No office yet" in kit.get(PAGE).text
    assert kit.post(PAGE, FORM).status_code == 303
    (one,) = rows(kit)
    page = kit.get(PAGE).text
    assert "Labour &lt;b&gt;Office" in page
    assert "not checked for a year" in page
    assert kit.post(f"{PAGE}/{one.id}", {**FORM, "contact": "0120-1", "version": "0"}).status_code == 303
    assert kit.post(f"{PAGE}/{one.id}", {**FORM, "contact": "0120-2", "version": "0"}).status_code == 409
    assert rows(kit)[0].contact == "0120-1"
    assert kit.post(PAGE, {"office": " "}).status_code == 422
    assert kit.post(PAGE, {"office": "A", "country": "Nowhere"}).status_code == 422
    assert kit.post(f"{PAGE}/{one.id}/remove").status_code == 303
    assert rows(kit) == []
    kit.sign_in("member", "mori@desk.example")
    assert "Add an office" not in kit.get(PAGE).text
    assert kit.post(PAGE, FORM).status_code == 403


def test_what_is_ticked_beside_a_case_is_what_she_reads(kit: Kit) -> None:
    kit.sign_in("lead")
    case_id = kit.case(status="in_review", discreet=False)
    page = kit.get(f"/desk/cases/{case_id}").text
    assert "Our table of offices has none for this case" in page
    kit.post(PAGE, {"office": "Labour Office", "contact": "0120-000-000"})
    (one,) = rows(kit)
    assert f'value="{one.id}"' in kit.get(f"/desk/cases/{case_id}").text
    case = kit.row(case_id)
    form = {"seen": f"{case.status}.{case.version}", "office": one.id}
    assert kit.post(f"/desk/cases/{case_id}/refer", form).status_code == 303
    assert kit.post(f"/desk/cases/{case_id}/refer", {**form, "office": ""}).status_code == 422
    declined = {**form, "to": "out_of_scope", "told": "karena bukan"}
    assert kit.post(f"/desk/cases/{case_id}/move", declined).status_code == 303
    first, second = kit.said_to_worker(case_id)
    assert "Labour Office, 0120-000-000" in first
    assert "Labour Office, 0120-000-000" in second
