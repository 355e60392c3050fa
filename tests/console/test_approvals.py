"""Who a worker is, a list of many cases, deleting a case: one asks, another agrees, and every look is written."""

import re

import pytest

from bot.casework.revealing import dialled
from bot.console import exports
from storage.cases import Cases
from storage.vault import KeyDestroyed
from tests.console.conftest import SENTENCE, Kit, words_of
from tests.console.test_auditing import entries
from tests.console.test_people import as_, browser

WISHES = "/desk/approvals"


def wish_id(kit: Kit) -> str:
    found = re.findall(r"/desk/approvals/([0-9a-f]{32})\"", kit.get(WISHES).text)
    assert found
    return found[0]


def agree(kit: Kit, asker: dict[str, str], other: dict[str, str], agreed: str = "yes") -> None:
    as_(kit, other)
    assert kit.post(f"{WISHES}/{wish_id(kit)}", {"agreed": agreed}).status_code == 303
    as_(kit, asker)


def test_who_the_worker_is_opens_for_the_asker_alone_and_closes_by_itself(kit: Kit) -> None:
    case_id = kit.case()
    kit.write(lambda unit: unit.vault.set_name(kit.row_of(unit, case_id).conversation_id, "Siti Aminah"))
    page = f"/desk/cases/{case_id}/identity"
    lead, other, one = browser(kit, "lead"), browser(kit, "lead", "other@desk.example"), browser(kit, "member")
    as_(kit, one)
    assert "Siti" not in kit.get(page).text
    assert kit.post(page, {"reason": " "}).status_code == 422
    assert kit.post(page, {"reason": "to call her about the hospital"}).status_code == 303
    assert kit.post(page, {"reason": "again"}).status_code == 409
    wish = wish_id(kit)
    assert kit.post(f"{WISHES}/{wish}", {"agreed": "yes"}).status_code == 403
    as_(kit, lead)
    assert "to call her about the hospital" in words_of(kit.get(WISHES))
    agree(kit, one, lead)
    for _ in range(2):
        shown = words_of(kit.get(page))
        assert "Siti Aminah" in shown
        assert kit.phone_of(case_id) in shown
    for cookies in (lead, other):
        as_(kit, cookies)
        assert "Siti" not in kit.get(page).text
    as_(kit, one)
    assert kit.said_to_worker(case_id) == [], "she is not told"
    kit.clock.pass_(minutes=29)
    assert "Siti" in kit.get(page).text
    kit.clock.pass_(minutes=2)
    assert "Siti" not in kit.get(page).text
    assert len(entries(kit, "identity.viewed")) == 3
    assert "Agreed: who the worker is" in words_of(kit.get(f"/desk/cases/{case_id}"))


def test_a_refused_wish_opens_nothing_and_a_hidden_case_has_no_wishes(kit: Kit) -> None:
    from tests.casework.test_access import restricted_case

    case_id, _ = restricted_case(kit)
    kit.sign_in("lead")
    assert kit.post(f"/desk/cases/{case_id}/identity", {"reason": "x"}).status_code == 404
    plain = kit.case()
    one, lead = browser(kit, "member"), browser(kit, "lead", "other@desk.example")
    as_(kit, one)
    kit.post(f"/desk/cases/{plain}/identity", {"reason": "x"})
    agree(kit, one, lead, "no")
    assert "Open until" not in words_of(kit.get(f"/desk/cases/{plain}/identity"))


def test_a_list_of_many_cases_is_downloaded_once_after_another_agreed(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MANY", 1)
    for _ in range(2):
        kit.case()
    lead, one = browser(kit, "lead"), browser(kit, "member")
    address = "/desk/cases.csv?list=all"
    asking = kit.get(address)
    assert (asking.status_code, "2 cases" in words_of(asking)) == (403, True)
    assert kit.post(address).headers["location"] == WISHES
    agree(kit, one, lead)
    assert 'href="/desk/cases.csv?list=all"' in kit.get(WISHES).text
    as_(kit, lead)
    assert kit.get(address).status_code == 403, "a yes is the asker's alone"
    as_(kit, one)
    assert kit.get("/desk/cases.xlsx?list=all").status_code == 403, "for this very list"
    assert kit.get(address).headers["content-type"].startswith("text/csv")
    assert kit.get(address).status_code == 403


def test_a_case_is_deleted_by_two_leads_and_only_when_it_is_over(kit: Kit) -> None:
    going, over = kit.case(), kit.case(status="closed")
    other, lead = browser(kit, "lead", "other@desk.example"), browser(kit, "lead")
    assert kit.post(f"/desk/cases/{going}/deletion", {"reason": "spam"}).status_code == 409
    page = f"/desk/cases/{over}/deletion"
    assert kit.post(f"{page}/now").status_code == 403
    assert kit.post(page, {"reason": "an advertisement"}).status_code == 303
    assert kit.post(f"{page}/now").status_code == 403
    agree(kit, lead, other)
    assert "Delete it for good" in words_of(kit.get(page))
    conversation = kit.row(over).conversation_id
    assert kit.post(f"{page}/now").status_code == 303
    with pytest.raises(KeyDestroyed):
        kit.read(lambda unit: unit.vault.key(conversation))
    assert kit.get(f"/desk/cases/{over}").status_code == 410
    assert SENTENCE in kit.get(f"/desk/cases/{going}").text
    assert kit.read(lambda unit: Cases(unit.cases).get(over)) is not None, "that there was a case stays"
    assert kit.get(WISHES).status_code == 200


@pytest.mark.parametrize(
    ("channel", "value", "dial"),
    [
        ("sms", "+819012345678", "+81 90-1234-5678"),
        ("whatsapp", "819012345678", "+81 90-1234-5678"),
        ("line", "U4af4980629", "U4af4980629"),
        ("sms", "x", "x"),
    ],
)
def test_an_address_is_said_as_a_person_dials_it(channel: str, value: str, dial: str) -> None:
    assert dialled(channel, value) == dial
