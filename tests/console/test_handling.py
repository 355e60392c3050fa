"""A member takes a case on, notes, puts it aside, goes on to the next; two members at once lose nothing."""

import re
from dataclasses import replace

import pytest
from httpx import Cookies

from bot.casework import desk
from storage.cases import Cases
from storage.recipients import Recipients
from storage.times import milliseconds
from tests.console.conftest import NOW, SENTENCE, Kit, words_of
from tests.console.test_inbox import order

DAY = 86_400_000


def listed(kit: Kit, name: str) -> list[str]:
    return order(kit.get(f"/desk?list={name}"))


def test_a_case_is_taken_on_given_back_and_never_taken_from_somebody_unseen(kit: Kit) -> None:
    case_id = kit.case()
    kit.sign_in()
    assert kit.post(f"/desk/cases/{case_id}/owner", {"to": "me"}).status_code == 303
    mine = kit.row(case_id).owner_id
    assert mine
    assert listed(kit, "mine") == [case_id]
    assert "Yours" in words_of(kit.get("/desk"))
    kit.cookies = Cookies()
    kit.sign_in("lead")
    assert listed(kit, "mine") == []
    assert kit.post(f"/desk/cases/{case_id}/owner", {"to": "me", "was": ""}).status_code == 409, "Member was faster"
    assert kit.row(case_id).owner_id == mine
    assert kit.post(f"/desk/cases/{case_id}/owner", {"to": "me", "was": mine}).status_code == 303
    taken = kit.row(case_id).owner_id
    assert kit.post(f"/desk/cases/{case_id}/owner", {"to": "f" * 32, "was": taken}).status_code == 422
    assert kit.post(f"/desk/cases/{case_id}/owner", {"to": "", "was": taken}).status_code == 303
    assert kit.row(case_id).owner_id == ""
    page = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert page.count("Taken on") == 2
    assert "Given back" in page


def test_notes_of_two_members_stand_side_by_side_and_leave_the_worker_alone(kit: Kit) -> None:
    case_id = kit.case()
    kit.sign_in()
    told = kit.said_to_worker(case_id)
    kit.post(f"/desk/cases/{case_id}/note", {"text": "Call the embassy\u202e on Monday"})
    kit.sign_in("lead")
    kit.post(f"/desk/cases/{case_id}/note", {"text": "I have called"})
    page = kit.get(f"/desk/cases/{case_id}").text
    notes = page[page.index('id="notes"') :]
    assert notes.index("I have called") < notes.index("Call the embassy on Monday")
    assert kit.said_to_worker(case_id) == told
    long = "x" * (desk.LONGEST_TEXT + 1)
    refused = kit.post(f"/desk/cases/{case_id}/note", {"text": long})
    assert refused.status_code == 422
    assert long in refused.text, "what was typed stays in the box"


def test_what_is_put_aside_comes_back_in_time_with_danger_or_when_she_writes(kit: Kit) -> None:
    case_id, other = kit.case(status="in_review"), kit.case(status="in_review")
    for one in (case_id, other):
        kit.write(lambda unit, one=one: Cases(unit.cases).flag(one, "unread", False))
    kit.sign_in()
    day = (NOW.replace(tzinfo=None)).date().isoformat()
    for wrong in (day, "2099-01-01", "soon", "2026-02-30"):
        assert kit.post(f"/desk/cases/{case_id}/aside", {"until": wrong}).status_code == 422
    answer = kit.post(f"/desk/cases/{case_id}/aside", {"until": "2026-11-26"})
    assert answer.headers["location"] == "/desk?list=us"
    assert (listed(kit, "us"), listed(kit, "snoozed")) == ([other], [case_id])
    assert case_id in listed(kit, "week"), "deadlines know nothing of it"
    assert "Aside until" in words_of(kit.get(f"/desk/cases/{case_id}"))
    kit.write(lambda unit: Cases(unit.cases).flag(case_id, "urgent", True))
    assert listed(kit, "us") == [case_id, other]
    kit.write(lambda unit: Cases(unit.cases).flag(case_id, "urgent", False))
    kit.clock.pass_(days=2, hours=12)  # the midnight in Tokyo that begins the 26th is over
    kit.sign_in(login="later@desk.example")
    assert set(listed(kit, "us")) == {case_id, other}


def test_done_goes_on_to_the_next_of_the_list_one_came_from(kit: Kit) -> None:
    at = milliseconds(NOW)
    ids = [kit.case(due_at=at + n * DAY, category="OSH", status="in_review") for n in range(1, 4)]
    kit.case(category="WAG")
    kit.sign_in()
    kit.write(lambda unit: Cases(unit.cases).flag(ids[0], "wants_person", True))
    kit.get("/desk?list=us&category=OSH")
    page = kit.get(f"/desk/cases/{ids[0]}")
    assert 'href="/desk?list=us&amp;category=OSH" data-key-target="u"' in page.text
    (following,) = re.findall(r'name="following" value="(\w*)"', page.text)
    assert following == ids[1]
    answer = kit.post(f"/desk/cases/{ids[0]}/done", {"following": following})
    assert answer.headers["location"] == f"/desk/cases/{ids[1]}"
    assert not kit.row(ids[0]).wants_person
    assert kit.post(f"/desk/cases/{ids[1]}/done", {}).headers["location"] == f"/desk/cases/{ids[2]}"
    kit.get(f"/desk/cases/{ids[2]}")
    assert kit.post(f"/desk/cases/{ids[2]}/done", {}).headers["location"] == "/desk?list=us&category=OSH"


def test_the_case_beside_the_inbox_shows_her_first_words_and_marks_nothing_as_read(kit: Kit) -> None:
    case_id = kit.case()
    kit.sign_in()
    page = kit.get(f"/desk/cases/{case_id}/glance")
    assert SENTENCE in page.text
    assert "Papers, debt, freedom" in words_of(page)
    assert kit.row(case_id).unread
    assert f'hx-get="/desk/cases/{case_id}/glance"' in kit.get("/desk").text


@pytest.mark.parametrize(("country", "hour"), [("VN", "10:00"), ("ID", "10:00 / 11:00 / 12:00"), ("", "12:00")])
def test_the_hour_where_she_is_stands_beside_the_reply_box(kit: Kit, country: str, hour: str) -> None:
    case_id = kit.case(report={"contact.when": "evening"})
    recipient = kit.read(lambda unit: desk.open_case(unit, case_id)).recipient
    kit.write(lambda unit: Recipients(unit.cases).save(replace(recipient, country=country)))
    kit.sign_in()
    page = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert f"It is {hour} " in page
    assert "She called the evening safe" in page
