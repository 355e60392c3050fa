"""On the page of a case: what she typed, what it may mean, what a member confirms, who may receive it."""

import re

import pytest

from storage.companies import Companies, Company, Contact
from storage.parties import Parties
from tests.casework.test_parties import MORI, SAKURA, TANAKA, registered, say
from tests.console.conftest import Kit, words_of

TYPED = {"where.company": "sakura fuds", "where.site": "Toyohasi"}
OTHER = Company("9" * 32, "member", "Hikari Plastics")


def page(kit: Kit, case_id: str) -> str:
    answer = kit.get(f"/desk/cases/{case_id}/companies")
    assert answer.status_code == 200
    return answer.text


def confirmed(kit: Kit, case_id: str) -> list[tuple[str, str]]:
    return [(one.company_id, one.role) for one in kit.read(lambda unit: Parties(unit.cases).of(case_id))]


def test_the_case_shows_what_she_typed_and_what_it_may_mean_and_confirms_nothing(kit: Kit) -> None:
    registered(kit)
    kit.sign_in()
    case_id = kit.case(report=TYPED)
    told = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert "sakura fuds" in told
    assert "Perhaps, not confirmed: Sakura Foods" in told
    html = page(kit, case_id)
    assert "found by Sakura Foods" in html
    assert "found by Toyohashi" in html
    assert "checked" not in html
    assert confirmed(kit, case_id) == []


def test_a_member_confirms_one_or_several_and_takes_one_out_again(kit: Kit) -> None:
    registered(kit)
    kit.sign_in()
    case_id = kit.case(report=TYPED)
    form = {"company": [SAKURA.id, "b" * 32], "role": "employer"}
    assert kit.post(f"/desk/cases/{case_id}/companies", form).status_code == 303
    assert confirmed(kit, case_id) == [(SAKURA.id, "employer"), ("b" * 32, "employer")]
    told = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert "Company confirmed : Employer" in told or "Company confirmed: Employer" in told
    (first, *_) = re.findall(r'action="(/desk/cases/[0-9a-f]+/companies/[0-9a-f]+/remove)"', page(kit, case_id))
    assert kit.post(first).status_code == 303
    assert confirmed(kit, case_id) == [("b" * 32, "employer")]
    assert kit.post(first).status_code == 404


def test_what_is_not_in_the_register_is_added_and_confirmed(kit: Kit) -> None:
    kit.sign_in()
    case_id = kit.case(report=TYPED)
    path = f"/desk/cases/{case_id}/companies/new"
    assert kit.post(path, {"name": "Sakura Fuds", "role": "broker"}).status_code == 303
    ((company_id, role),) = confirmed(kit, case_id)
    assert role == "broker"
    assert kit.read(lambda unit: Companies(unit.cases).get(company_id)).kind == "other"
    assert kit.post(path, {"name": "..", "role": "broker"}).status_code == 422


def test_another_name_is_searched_in_a_form_and_stands_in_no_address(kit: Kit) -> None:
    registered(kit)
    kit.write(lambda unit: Companies(unit.cases).add(OTHER))
    kit.sign_in()
    case_id = kit.case(report=TYPED)
    html = kit.post(f"/desk/cases/{case_id}/companies/find", {"asked": "ヒカリプラスチック"}).text
    assert "found by Hikari Plastics" in html
    assert not re.search(r'(?:href|action)="[^"]*(?:fuds|ヒカリ)', html)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"role": "employer"}, 422),
        ({"company": "x", "role": "employer"}, 422),
        ({"company": "f" * 32, "role": "employer"}, 404),
        ({"company": SAKURA.id, "role": "friend"}, 422),
        ({"company": SAKURA.id}, 422),
        ({"company": [SAKURA.id] * 21, "role": "employer"}, 422),
    ],
)
def test_what_cannot_be_confirmed_changes_nothing(kit: Kit, form: dict[str, object], status: int) -> None:
    registered(kit)
    kit.sign_in()
    case_id = kit.case()
    assert kit.post(f"/desk/cases/{case_id}/companies", form).status_code == status
    assert confirmed(kit, case_id) == []


def test_of_several_where_one_cannot_be_none_is_confirmed(kit: Kit) -> None:
    registered(kit)
    kit.sign_in()
    case_id = kit.case()
    form = {"company": [SAKURA.id, "f" * 32], "role": "employer"}
    assert kit.post(f"/desk/cases/{case_id}/companies", form).status_code == 404
    assert confirmed(kit, case_id) == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_whoever_is_named_is_shown_as_held_back_and_the_next_as_the_one(kit: Kit, language: str) -> None:
    registered(kit)
    kit.sign_in()
    case_id = kit.case()
    say(kit, case_id, "Mr. Tanaka")
    kit.post(f"/desk/cases/{case_id}/companies", {"company": SAKURA.id, "role": "employer"})
    html = kit.get(f"/desk/cases/{case_id}/companies?language={language}").text
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    chosen, _, rest = told.partition(TANAKA.name)
    assert MORI.name in chosen
    assert {"en": "the report names this person", "ja": "通報に名前が出ています"}[language] in rest
    history = words_of(kit.get(f"/desk/cases/{case_id}?language=en"))
    assert "Held back by the conflict guard : the report names this person" in history
    assert history.count("Tanaka Ichiro, Sakura Foods: Mr. Tanaka") == 1


def test_where_nobody_is_left_the_page_says_the_panel(kit: Kit) -> None:
    registered(kit)
    kit.write(lambda unit: Companies(unit.cases).add(OTHER))
    kit.write(
        lambda unit: Companies(unit.cases).add_contact(Contact("8" * 32, OTHER.id, "Abe Ryo", mail="a@h.example"))
    )
    kit.sign_in()
    case_id = kit.case()
    say(kit, case_id, "Abe")
    kit.post(f"/desk/cases/{case_id}/companies", {"company": OTHER.id, "role": "employer"})
    assert "independent panel" in page(kit, case_id)


@pytest.mark.parametrize("case_id", ["f" * 32])
def test_a_case_that_is_not_there_has_no_companies(kit: Kit, case_id: str) -> None:
    kit.sign_in()
    assert kit.get(f"/desk/cases/{case_id}/companies").status_code == 404
    assert kit.post(f"/desk/cases/{case_id}/companies/find", {"asked": "x"}).status_code == 404
