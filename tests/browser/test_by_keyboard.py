"""A case from the inbox to a company, by two members who have a keyboard and nothing else."""

import re

import pytest
from playwright.sync_api import expect

from bot.casework.assessment import TREE, Detriment
from tests.browser.furnished import Furnished
from tests.browser.keys import Keys
from tests.browser.visitors import Visitors
from tests.casework.desk_of_two import ENGLISH, JAPANESE, delivered, says
from tests.console.conftest import Kit

pytestmark = pytest.mark.slow
PASSWORD = "marimba ledger overcast pelican"


def test_a_case_goes_from_the_inbox_to_a_company_without_a_mouse(people: Visitors, furnished: Furnished) -> None:
    kit = furnished.kit
    case_id = kit.case(language="en", text="They keep our papers in the office.", discreet=False)
    first = joined(people, furnished)
    opened(first, kit, case_id)
    assessed(first, case_id)
    confirmed(first, case_id)
    written(first, case_id)
    delivered(kit)
    says(kit, case_id, "4")
    second = Keys(people.page("second", "en"))
    second.page.goto(f"{kit.console.public_url}/desk")
    opened(second, kit, case_id, status="in_review")
    approved(second, case_id)
    expect(second.page.locator(".case-title .state")).not_to_have_text("A summary is being written")
    assert kit.row(case_id).status == "with_companies"
    wrong = first.wrong + second.wrong
    assert not wrong, "\n".join(wrong)
    assert people.told() == []


def joined(people: Visitors, furnished: Furnished) -> Keys:
    """Her first password, out again, and in by it."""
    token = furnished.kit.invite("keys@desk.example", "member", "Hara Kei")
    keys = Keys(people.page("", "en"))
    keys.page.goto(furnished.address(f"/desk/welcome/{token}"))
    keys.write("[name=password]", PASSWORD)
    keys.leads(".door > form:first-of-type > button")
    keys.leads("[action='/desk/sign-out'] button")
    keys.write("[name=login]", "keys@desk.example")
    keys.write("[name=password]", PASSWORD)
    keys.leads(".door button:not(.outline)")
    expect(keys.page).to_have_url(re.compile("/desk$"))
    return keys


def opened(keys: Keys, kit: Kit, case_id: str, status: str = "received") -> None:
    """From the lists of the inbox to the case, by j and Enter."""
    if status == "received":
        keys.leads(".list-new")
    keys.to(f"a[href='/desk/cases/{case_id}']", "j")
    keys.leads(f"a[href='/desk/cases/{case_id}']")
    expect(keys.page.get_by_role("heading", level=1)).to_contain_text(kit.row(case_id).reference[:4])


def assessed(keys: Keys, case_id: str) -> None:
    """In review, and every question of the assessment answered."""
    keys.leads("details.step form button")
    keys.leads(f"a[href='/desk/cases/{case_id}/review']")
    for one in TREE:
        keys.choose(f"tree.{one.id}", "no" if one.refuses is None else "yes")
    keys.to("[name=category]")
    keys.page.keyboard.type("Pap")
    keys.press("[name=looked]", "Space")
    for harm in Detriment:
        keys.choose(f"detriment.{harm}", "no")
    keys.leads("form[action$='/review'] button")
    expect(keys.page.locator(".review-state")).not_to_contain_text("Still missing")
    keys.leads("[data-key-target=u]")


def confirmed(keys: Keys, case_id: str) -> None:
    keys.leads(f"a[href='/desk/cases/{case_id}/companies']")
    keys.press("[name=company]", "Space")
    keys.leads(f"form[action='/desk/cases/{case_id}/companies'] button")
    keys.leads("[data-key-target=u]")


def written(keys: Keys, case_id: str) -> None:
    """The summary in both languages, made ready, and put before her."""
    threads = f"/desk/cases/{case_id}/threads"
    keys.leads(f"a[href='{threads}']")
    keys.leads(f"form[action='{threads}'] button")
    keys.write("[name=en]", ENGLISH)
    keys.write("[name=ja]", JAPANESE)
    keys.write("[name=people]", "40")
    keys.leads("form[action$='/text'] button")
    keys.leads("form[action$='/translate'] button")
    keys.leads("form[action$='/ask'] button")
    expect(keys.page.get_by_text("Nothing is sent without her answer.")).to_be_visible()


def approved(keys: Keys, case_id: str) -> None:
    threads = f"/desk/cases/{case_id}/threads"
    keys.leads(f"a[href='{threads}']")
    keys.leads(f"a[href^='{threads}/']")
    keys.press("[name=same]", "Space")
    keys.leads("form[action$='/approve'] button")
