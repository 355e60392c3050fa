"""The register at the desk: who sees and changes it, that it is searched in any script, that refusals keep words."""

import re
from collections.abc import Mapping

import pytest

from bot.casework.routing import Kind, Role, Why
from bot.console import company_words
from storage.companies import Companies, Company, Contact
from storage.second_factors import SecondFactors
from tests.console.conftest import Kit, words_of

PAGE = "/desk/companies"
SAKURA = Company("a" * 32, "member", "さくらフーズ株式会社", "M-1", country="JP", pledged_day=20000)
SITE = Company("b" * 32, "site", "Toyohashi", parent_id=SAKURA.id)
MORI = Contact("c" * 32, SAKURA.id, "Mori Hanako", "森 花子", "CSR", "ja", "mori@sakura.example")
NEW = {"name": "Aoba Staff", "kind": "broker", "country": "Japan", "other_names": "青葉スタッフ\n\nAoba\n"}
PERSON = {"name": "Kato Yuki", "mail": "kato@aoba.example", "language": "ja", "rank": "2"}


def filled(kit: Kit) -> None:
    def work(unit) -> None:  # type: ignore[no-untyped-def]
        companies = Companies(unit.cases)
        for company in (SAKURA, SITE):
            companies.add(company)
        companies.call("1" * 32, SAKURA.id, "Sakura Foods Co., Ltd.")
        companies.add_contact(MORI)

    kit.write(work)


def every(kit: Kit) -> list[Company]:
    return kit.read(lambda unit: Companies(unit.cases).all())  # type: ignore[no-any-return]


def seen(kit: Kit) -> Mapping[str, str]:
    """What the form of the company's page would send."""
    html = kit.get(f"{PAGE}/{SAKURA.id}").text
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    return {"name": SAKURA.name, "kind": "member", "country": "JP", "external": "M-1", "version": version[1]}


CHANGES = {
    f"{PAGE}": NEW,
    f"{PAGE}/{SAKURA.id}": {"name": "X", "kind": "member", "version": "1"},
    f"{PAGE}/{SAKURA.id}/contacts": PERSON,
    f"{PAGE}/{SAKURA.id}/contacts/{MORI.id}": PERSON,
    f"{PAGE}/{SAKURA.id}/staff": {"member_id": "x", "employed": "true"},
}


class TestWho:
    @pytest.mark.parametrize("role", ["member", "lead"])
    def test_every_reader_of_cases_sees_the_register(self, kit: Kit, role: str) -> None:
        filled(kit)
        kit.sign_in(role)
        page, one = kit.get(PAGE), kit.get(f"{PAGE}/{SAKURA.id}")
        assert SAKURA.name in page.text
        for told in (
            "Sakura Foods Co., Ltd.",
            "Mori Hanako",
            "森 花子",
            "mori@sakura.example",
            "Toyohashi",
            "2024-10-04",
        ):
            assert told in one.text, told
        assert ("Add a company" in page.text, '<form method="post" action="/desk/companies/a' in one.text) == (
            role == "lead",
            role == "lead",
        )

    @pytest.mark.parametrize("path", CHANGES)
    @pytest.mark.parametrize(("role", "status"), [("member", 403), ("admin", 403), ("translator", 404)])
    def test_only_leads_change_it(self, kit: Kit, path: str, role: str, status: int) -> None:
        filled(kit)
        before = kit.read(lambda unit: (Companies(unit.cases).all(), Companies(unit.cases).contacts()))
        kit.sign_in(role)
        answer = kit.post(path, CHANGES[path])
        assert answer.status_code == status
        assert kit.read(lambda unit: (Companies(unit.cases).all(), Companies(unit.cases).contacts())) == before

    def test_a_member_gets_no_form_for_a_new_one(self, kit: Kit) -> None:
        kit.sign_in("member")
        assert kit.get(f"{PAGE}/new").status_code == 403
        kit.sign_in("lead")
        assert kit.get(f"{PAGE}/new").status_code == 200


class TestSearch:
    @pytest.mark.parametrize("asked", ["Sakura Fuds", "サクラフーズ", "sakura foods pt", "さくら"])
    def test_a_name_in_any_script_is_found_and_says_by_what(self, kit: Kit, asked: str) -> None:
        filled(kit)
        kit.sign_in()
        answer = kit.post(f"{PAGE}/find", {"asked": asked})
        assert SAKURA.name in answer.text
        assert "found by" in words_of(answer)

    def test_what_was_searched_stands_in_no_address(self, kit: Kit) -> None:
        kit.sign_in()
        html = kit.post(f"{PAGE}/find", {"asked": "planted"}).text
        assert "planted" in html
        assert not re.search(r'(?:href|action|hx-get)="[^"]*planted', html)
        assert "Nothing like it" in html

    def test_after_a_new_name_the_register_is_searched_anew(self, kit: Kit) -> None:
        filled(kit)
        kit.sign_in("lead")
        assert "found by" not in words_of(kit.post(f"{PAGE}/find", {"asked": "Zenkoku Kumiai"}))
        kit.post(f"{PAGE}/{SAKURA.id}", {**seen(kit), "other_names": "Zenkoku Kumiai"})
        assert "found by Zenkoku Kumiai" in words_of(kit.post(f"{PAGE}/find", {"asked": "zenkoku kumai"}))


class TestChanging:
    def test_a_lead_adds_a_company(self, kit: Kit) -> None:
        kit.sign_in("lead")
        assert kit.post(PAGE, NEW).status_code == 303
        (one,) = every(kit)
        assert (one.name, one.kind, one.country) == ("Aoba Staff", "broker", "JP")
        assert kit.read(lambda unit: Companies(unit.cases).other_names(one.id)) == ["Aoba", "青葉スタッフ"]

    @pytest.mark.parametrize(
        ("form", "reason"),
        [
            ({"name": "--"}, "A company needs a name"),
            ({"kind": "castle"}, "Choose a kind"),
            ({"country": "Atlantis"}, "This country is not known"),
            ({"parent": "nobody"}, "Its parent is not in the register"),
            ({"kind": "site"}, "A site needs its company"),
            ({"pledged": "soon"}, "This is not a day"),
            ({"external": "M-1"}, "Another company has this key"),
            ({"sector": "x" * 90}, "The sector is too long"),
        ],
    )
    def test_a_refused_form_keeps_what_was_typed(self, kit: Kit, form: Mapping[str, str], reason: str) -> None:
        filled(kit)
        kit.sign_in("lead")
        answer = kit.post(PAGE, {**NEW, "other_names": "kept words", **form})
        assert (answer.status_code, len(every(kit))) == (422, 2)
        assert reason in words_of(answer)
        assert "kept words" in answer.text
        again = kit.post(f"{PAGE}/{SITE.id}", {**NEW, "other_names": "kept words", "version": "0", **form})
        assert (again.status_code, reason in words_of(again), "kept words" in again.text) == (422, True, True)

    def test_a_change_is_kept_and_of_two_leads_one_is_told(self, kit: Kit) -> None:
        filled(kit)
        kit.sign_in("lead")
        form = seen(kit)
        assert kit.post(f"{PAGE}/{SAKURA.id}", {**form, "name": "Sakura", "parent": ""}).status_code == 303
        answer = kit.post(f"{PAGE}/{SAKURA.id}", {**form, "name": "Tsubaki"})
        assert (answer.status_code, "Somebody changed it meanwhile" in words_of(answer)) == (409, True)
        (kept,) = [one for one in every(kit) if one.id == SAKURA.id]
        assert (kept.name, kept.created_at) == ("Sakura", SAKURA.created_at)
        assert kit.read(lambda unit: Companies(unit.cases).other_names(SAKURA.id)) == []

    def test_a_company_cannot_come_to_belong_to_its_own_site(self, kit: Kit) -> None:
        filled(kit)
        kit.sign_in("lead")
        answer = kit.post(f"{PAGE}/{SAKURA.id}", {**seen(kit), "parent": "toyohashi"})
        assert "cannot belong to itself" in words_of(answer)

    def test_contacts_are_added_changed_and_never_twice_the_same(self, kit: Kit) -> None:
        filled(kit)
        kit.sign_in("lead")
        path = f"{PAGE}/{SAKURA.id}/contacts"
        assert kit.post(path, PERSON).status_code == 303
        assert "is there already" in words_of(kit.post(path, {**PERSON, "name": "K", "mail": "KATO@aoba.example"}))
        for wrong, reason in (
            ({"mail": "a@b.example\nBcc: c@d.example"}, "not a mail address"),
            ({"name": " "}, "A contact needs a name"),
            ({"rank": "first"}, "The order is not a number"),
            ({"language": "Klingon"}, "This language is not known"),
        ):
            answer = kit.post(path, {**PERSON, "role": "kept words", **wrong})
            assert (answer.status_code, reason in words_of(answer), "kept words" in answer.text) == (422, True, True)
        changed = kit.post(
            f"{path}/{MORI.id}", {**PERSON, "name": "Mori H.", "mail": "m@s.example", "disabled": "true"}
        )
        assert changed.status_code == 303
        contacts = {one.id: one for one in kit.read(lambda unit: Companies(unit.cases).contacts(SAKURA.id))}
        assert (contacts[MORI.id].name, contacts[MORI.id].disabled, len(contacts)) == ("Mori H.", True, 2)
        assert kit.post(f"{PAGE}/{SITE.id}/contacts/{MORI.id}", PERSON).status_code == 404, "of another company"

    def test_members_who_work_for_a_company(self, kit: Kit) -> None:
        filled(kit)
        kit.sign_in("lead")
        html = kit.get(f"{PAGE}/{SAKURA.id}").text
        found = re.search(r'name="member_id" value="([0-9a-f]{32})"', html)
        assert found
        path = f"{PAGE}/{SAKURA.id}/staff"
        assert kit.post(path, {"member_id": found[1], "employed": "true"}).status_code == 303
        assert kit.read(lambda unit: Companies(unit.cases).employed()) == [(found[1], SAKURA.id)]
        assert kit.post(path, {"member_id": found[1]}).status_code == 303
        assert kit.read(lambda unit: Companies(unit.cases).employed()) == []
        assert kit.post(path, {"member_id": "nobody", "employed": "true"}).status_code == 404


@pytest.mark.parametrize("path", [f"{PAGE}/{'f' * 32}", f"{PAGE}/x", f"{PAGE}/{'f' * 32}/contacts"])
def test_what_is_not_there_is_a_page_that_says_so(kit: Kit, path: str) -> None:
    kit.sign_in("lead")
    answer = kit.post(path, PERSON) if path.endswith("contacts") else kit.get(path)
    assert answer.status_code == 404


def test_what_a_company_is_called_is_never_markup(kit: Kit) -> None:
    kit.sign_in("lead")
    kit.post(PAGE, {**NEW, "name": "<script>alert(1)</script>", "other_names": '"><img src=x>'})
    (one,) = every(kit)
    for html in (kit.get(PAGE).text, kit.get(f"{PAGE}/{one.id}").text):
        assert "<script>alert" not in html
        assert "<img" not in html


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_pages_are_whole_in_both_languages(kit: Kit, language: str) -> None:
    filled(kit)
    kit.sign_in("lead")
    for path in (PAGE, f"{PAGE}/new", f"{PAGE}/{SAKURA.id}"):
        answer = kit.get(f"{path}?language={language}")
        assert (answer.status_code, f'<html lang="{language}"' in answer.text) == (200, True)
    assert ("会員企業" in answer.text) == (language == "ja")


def test_everything_that_is_coded_has_a_name() -> None:
    assert set(company_words.KIND) == set(Kind)
    assert set(company_words.ROLE) == set(Role)
    assert set(company_words.WHY) == set(Why)


@pytest.mark.parametrize(("role", "left"), [("lead", False), ("member", True)])
def test_a_lead_has_a_contact_set_up_her_phone_anew(kit: Kit, role: str, left: bool) -> None:
    filled(kit)
    factor = "f" * 32
    kit.write(lambda unit: SecondFactors(unit.cases, unit.vault.keyring).begin(MORI.id, "A" * 32))
    kit.sign_in(role)
    path = f"/desk/companies/{SAKURA.id}/contacts"
    assert kit.post(f"{path}/{factor}/anew").status_code == (404 if role == "lead" else 403)
    assert kit.post(f"{path}/{MORI.id}/anew").status_code == (303 if role == "lead" else 403)
    kept = kit.read(lambda unit: SecondFactors(unit.cases, unit.vault.keyring).of(MORI.id))
    assert (kept is not None) is left
