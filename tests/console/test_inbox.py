"""The inbox: which list, which order, which colour with which word, and what an address may say."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from httpx import Cookies

from bot.console.rows import Due, row
from storage.cases import Case, Cases
from storage.companies import Companies, Company
from storage.disclosures import Thread
from storage.parties import Parties, Party
from storage.times import milliseconds
from tests.console.conftest import NOW, SAME_SITE, SENTENCE, words_of

ZONE = ZoneInfo("Asia/Tokyo")
THREAD = Thread(
    *("0" * 32, "BCDFGHJK", "a" * 32, "c" * 32, "", "notified", 0, milliseconds(NOW), None, False),
    notified_at=None,
    acknowledged_at=None,
    checks=0,
    outcome="",
    created_at=milliseconds(NOW),
)
CASE = Case(
    *("a" * 32, "12345674", "b" * 32, "received", False, False, False, "", False, "WAG", "id", "sms"),
    created_at=milliseconds(NOW),
    moved_at=milliseconds(NOW),
    due_at=milliseconds(NOW + timedelta(days=3)),
    late=False,
    outcome="",
    version=0,
)


def order(page):
    return re.findall(r'id="c-(\w{32})"', page.text)


def test_the_date_is_the_threads_where_companies_work_on_it():
    thread = replace(THREAD, due_at=milliseconds(NOW - timedelta(days=1)))
    made = row(replace(CASE, status="with_companies"), NOW, ZONE, thread)
    assert (made.due, made.due_days) == (Due.LATE, -1)
    assert row(replace(CASE, status="in_review"), NOW, ZONE, thread).due_days == 3


def test_what_missed_its_limit_stays_late_with_its_new_date():
    made = row(replace(CASE, late=True), NOW, ZONE)
    assert (made.due, made.due_days) == (Due.LATE, 3)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, (Due.NONE, 0)),
        (datetime(2026, 11, 23, 12, 1, tzinfo=ZONE), (Due.SOON, 0)),
        (datetime(2026, 11, 23, 11, 59, tzinfo=ZONE), (Due.LATE, 0)),
        (datetime(2026, 11, 24, 0, 1, tzinfo=ZONE), (Due.SOON, 1)),
        (datetime(2026, 11, 25, 23, 0, tzinfo=ZONE), (Due.CALM, 2)),
        (datetime(2026, 11, 20, 23, 0, tzinfo=ZONE), (Due.LATE, -3)),
    ],
)
def test_dates_are_counted_in_days_of_the_desks_calendar(due, expected):
    made = row(replace(CASE, due_at=milliseconds(due) if due else None), NOW, ZONE)
    assert (made.due, made.due_days) == expected


def test_a_row_tells_everything_in_words(kit):
    kit.case(urgent=True)
    kit.sign_in()
    text = words_of(kit.get("/desk"))
    for word in ("unread", "Papers, debt, freedom", "Danger", "Indonesian", "Simulator", "New", "today", "On time"):
        assert word in text


def test_no_words_of_a_worker_are_in_the_list(kit):
    kit.case()
    kit.sign_in()
    assert SENTENCE not in kit.get("/desk").text


def test_danger_comes_first_then_what_is_due_next(kit):
    at = milliseconds(NOW)
    later, sooner, danger = (kit.case(due_at=at + days * 86_400_000, urgent=days == 9) for days in (5, 2, 9))
    kit.sign_in()
    assert order(kit.get("/desk")) == [danger, sooner, later]


def test_filters_are_in_the_address_and_stay_in_the_links(kit):
    wanted = kit.case(category="OSH", language="my")
    kit.case(category="OSH", language="id")
    kit.case(category="WAG", language="my")
    kit.sign_in()
    page = kit.get("/desk?list=new&category=OSH&in=my&channel=simulator")
    assert order(page) == [wanted]
    assert "/desk?list=worker&amp;category=OSH&amp;in=my&amp;channel=simulator" in page.text


def test_a_filter_that_fits_nothing_says_so(kit):
    kit.case()
    kit.sign_in()
    assert "No case fits the filter" in kit.get("/desk?category=CHD").text


def test_an_empty_desk_teaches(kit, demo):
    kit.sign_in()
    assert "Nobody has written yet" in kit.get("/desk").text
    assert "/phone" not in kit.get("/desk").text
    demo.sign_in()
    assert "Open the phone and send HI" in demo.get("/desk").text


def test_an_unknown_list_is_a_page_that_says_so(kit):
    kit.sign_in()
    assert kit.get("/desk?list=nothing").status_code == 404


@pytest.mark.parametrize("typed", ["0000-0004", "00000004", " 0000 0004 ", "００００-０００４", "၀၀၀၀-၀၀၀၄"])
def test_a_report_is_found_by_its_number_however_it_is_typed(kit, typed):
    kit.sign_in()
    case_id = kit.case()
    reference = kit.row(case_id).reference
    typed = typed.replace("4", reference[-1]).replace("４", chr(ord("０") + int(reference[-1])))
    typed = typed.replace("၄", chr(ord("၀") + int(reference[-1])))
    assert reference[:7] == "0000000"
    answer = kit.post("/desk/find", {"reference": typed})
    assert answer.headers["location"] == f"/desk/cases/{case_id}"


@pytest.mark.parametrize("typed", ["", "no digits", "9" * 40, "12345674'; --", "²²²²²²²²"])
def test_a_number_nobody_has_is_told(kit, typed):
    kit.sign_in()
    assert kit.post("/desk/find", {"reference": typed}).status_code in (404, 422)


def test_no_address_holds_a_report_number(kit):
    case_id = kit.case()
    kit.sign_in()
    reference = kit.row(case_id).reference
    shown = f"{reference[:4]}-{reference[4:]}"
    for path in ("/desk", f"/desk/cases/{case_id}"):
        page = kit.get(path)
        assert shown in page.text
        links = re.findall(r'(?:href|action|formaction|hx-get|hx-post|src)="([^"]*)"', page.text)
        assert links
        assert not [link for link in links if shown in link or f"/{reference}" in link or f"={reference}" in link]


def test_a_fresh_report_appears_by_itself(kit):
    kit.sign_in()
    page = kit.get("/desk?list=new")
    assert 'hx-get="/desk?list=new"' in page.text
    assert 'hx-trigger="every 10s"' in page.text
    case_id = kit.case()
    assert order(kit.get("/desk?list=new", headers={"HX-Request": "true"})) == [case_id]


def test_counts_are_those_of_all_cases_whatever_the_filter(kit):
    for status in ("received", "in_review", "needs_info", "closed"):
        case_id = kit.case(status=status)
        kit.write(lambda unit, case_id=case_id: Cases(unit.cases).flag(case_id, "unread", False))
    kit.sign_in()
    page = kit.get("/desk?list=closed&category=CHD").text
    found = dict(re.findall(r'class="list-(\w+)".*?<span class="count">(\d+)<', page))
    nothing = dict.fromkeys(("mine", "company", "danger"), "0")
    assert found == {**nothing, "new": "1", "us": "2", "worker": "1", "week": "3", "closed": "1", "all": "4"}


def test_the_language_of_the_page_is_asked_chosen_or_accepted(kit):
    kit.sign_in()
    assert '<html lang="en">' in kit.get("/desk").text
    assert '<html lang="ja">' in kit.get("/desk?language=ja").text
    assert kit.get("/desk").headers["content-language"] == "en"  # the member's own setting counts more than a cookie
    assert kit.post("/desk/language", {"to": "ja", "back": "/desk?list=new"}).headers["location"] == "/desk?list=new"
    assert "新着" in kit.get("/desk").text
    kit.cookies.clear()
    assert '<html lang="ja">' in kit.get("/desk/sign-in", headers={"Accept-Language": "fr, ja;q=0.8, en;q=0.3"}).text
    assert '<html lang="en">' in kit.get("/desk/sign-in", headers={"Accept-Language": ";;q=x,,*;q=9"}).text


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil", "javascript:alert(1)", "/desk\r\nX: y"]
)
def test_a_form_sends_nobody_elsewhere(kit, back):
    kit.sign_in()
    answer = kit.ask("POST", "/desk/language", data={"to": "en", "back": back}, headers=SAME_SITE)
    assert answer.headers["location"] == "/desk"


def test_a_long_list_is_cut_into_pages_and_counted_whole(kit):
    at = milliseconds(NOW)
    ids = [kit.case(due_at=at + n * 86_400_000) for n in range(53)]
    kit.sign_in()
    first, second = kit.get("/desk"), kit.get("/desk?page=2")
    assert order(first) + order(second) == ids
    assert "Page 1 of 2" in words_of(first)
    assert 'aria-live="polite">53<' in first.text
    assert 'href="/desk?list=us&amp;page=2" rel="next"' in first.text
    assert order(kit.get("/desk?page=99")) == []


def test_a_member_names_a_list_and_takes_it_away_and_nobody_else_has_it(kit):
    kit.case(category="OSH")
    kit.sign_in()
    answer = kit.post("/desk/lists", {"name": " My\u202e safety ", "query": "list=all&category=OSH&page=3&evil=1"})
    assert answer.headers["location"] == "/desk?list=all&category=OSH"
    page = kit.get("/desk").text
    assert 'href="/desk?list=all&amp;category=OSH" dir="auto">My safety<' in page
    (remove,) = re.findall(r'action="(/desk/lists/\w+/remove)"', page)
    for name, query in (("", "list=all"), ("x", "list=nothing")):
        assert kit.post("/desk/lists", {"name": name, "query": query}).status_code == 422
    hers, kit.cookies = kit.cookies, Cookies()
    kit.sign_in(login="other@desk.example")
    assert "My safety" not in kit.get("/desk").text
    kit.post(remove)
    kit.cookies = hers
    assert "My safety" in kit.get("/desk").text
    kit.post(remove)
    assert "My safety" not in kit.get("/desk").text


def test_a_companys_cases_are_found_by_its_name_and_a_category_by_its_own(kit):
    company_id, other = "c" * 32, "d" * 32

    def register(unit):
        for id_, name in ((company_id, "Sakura Foods"), (other, "Sakura Food")):
            Companies(unit.cases).add(Company(id_, "member", name))
        Parties(unit.cases).add(Party("e" * 32, case_id, company_id, "site", "", 1))

    case_id = kit.case()
    kit.case()
    kit.write(register)
    kit.sign_in()
    several = kit.post("/desk/find", {"reference": "sakura foods"})
    assert several.status_code == 200
    assert f"/desk?list=all&amp;company={company_id}" in several.text
    page = kit.get(f"/desk?list=all&company={company_id}")
    assert order(page) == [case_id]
    assert "Sakura Foods" in words_of(page)
    assert kit.post("/desk/find", {"reference": "safety, injury"}).headers["location"] == "/desk?list=all&category=OSH"
