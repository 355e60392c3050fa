"""The page of a review, the clock of a report of danger, and questions with their answers."""

import re
from datetime import timedelta

import pytest

from bot.casework.assessment import TREE, Detriment, Indicator
from bot.console.rows import look_hours, row
from storage.times import milliseconds
from tests.console.conftest import NOW, SENTENCE, Kit, words_of

WHOLE = {
    "seen": "0",
    "category": "HAR.sexual",
    "looked": "yes",
    "indicator": [Indicator.VIOLENCE.value, Indicator.THREATS.value],
    "note": "Sato asks her about the dates",
    **{f"tree.{one.id}": "no" if one.refuses is None else "yes" for one in TREE},
    **{f"detriment.{one}": "yes" if one is Detriment.AFRAID else "no" for one in Detriment},
}


def review(kit: Kit, case_id: str, **form: object) -> int:
    return kit.post(f"/desk/cases/{case_id}/review", {**WHOLE, **form}).status_code


def test_a_review_is_filled_in_shown_again_and_told_on_the_case(kit: Kit) -> None:
    kit.sign_in()
    case_id = kit.case(status="in_review")
    empty = words_of(kit.get(f"/desk/cases/{case_id}/review"))
    assert "Still missing: whether the desk can work on it" in empty
    assert review(kit, case_id) == 303
    page = kit.get(f"/desk/cases/{case_id}/review")
    assert page.text.count(" checked>") == len(TREE) + len(Detriment) + 3
    assert 'value="HAR.sexual" selected' in page.text
    assert "Sato asks her about the dates" in page.text
    told = words_of(kit.get(f"/desk/cases/{case_id}"))
    for part in ("The desk can work on it", "being punished for it: High", "Several signs of forced labour", "(2/11)"):
        assert part in told
    assert "Perhaps sexual violence: restrict the case. The category says it." in told
    assert "Assessment saved : The desk can work on it" in told
    assert "Still missing" not in told


def test_of_two_forms_of_one_version_the_second_is_refused_and_the_first_stands(kit: Kit) -> None:
    kit.sign_in()
    case_id = kit.case()
    assert review(kit, case_id) == 303
    assert review(kit, case_id, note="later") == 409
    assert review(kit, case_id, seen="1", note="later") == 303


@pytest.mark.parametrize(
    "form",
    [
        {"seen": "x"},
        {"seen": ""},
        {"seen": "9" * 20},
        {"tree.right": "maybe"},
        {"indicator": "pain"},
        {"detriment.afraid": "2"},
        {"category": "WAG.sexual"},
        {"category": "🙂"},
    ],
)
def test_what_no_form_of_ours_sends_is_refused_and_changes_nothing(kit: Kit, form: dict[str, str]) -> None:
    kit.sign_in()
    case_id = kit.case()
    assert review(kit, case_id, **form) == 422
    assert 'name="seen" value="0"' in kit.get(f"/desk/cases/{case_id}/review").text


def test_a_refusal_of_the_tree_is_told_in_her_language_and_holds_it_back(kit: Kit) -> None:
    kit.sign_in()
    case_id = kit.case(status="in_review", discreet=False)
    review(kit, case_id, **{"tree.link": "no"})
    refused = kit.post(f"/desk/cases/{case_id}/move", {"seen": kit.seen(case_id), "to": "with_companies"})
    assert refused.status_code == 409
    assert "By your review the desk cannot work on it" in words_of(refused)
    page = kit.get(f"/desk/cases/{case_id}").text
    assert 'value="reason.no_link" selected' in page
    form = {"seen": kit.seen(case_id), "to": "out_of_scope", "why": "reason.no_link"}
    assert kit.post(f"/desk/cases/{case_id}/move", {**form, "why": "update.sent"}).status_code == 422
    assert kit.post(f"/desk/cases/{case_id}/move", form).status_code == 303
    her_text = kit.console.intake.wording.text("reason.no_link", "id")
    assert her_text in kit.said_to_worker(case_id)[-1]
    assert "we found no link to a company of this desk" in words_of(kit.get(f"/desk/cases/{case_id}"))


def test_a_lead_restricts_names_and_lifts_on_the_page(kit: Kit) -> None:
    kit.sign_in("member")
    kit.sign_in("lead")
    case_id = kit.case()
    path = f"/desk/cases/{case_id}/review"
    assert kit.post(f"{path}/restrict", {"why": "gbv"}).headers["location"] == f"{path}#access"
    page = kit.get(path)
    assert "Nobody is named: every lead sees it" in words_of(page)
    (member_id,) = re.findall(r'<option value="(\w{32})">Member ·', page.text)
    assert kit.post(f"{path}/name", {"whom": member_id}).status_code == 303
    assert "Keep out : Member" in words_of(kit.get(path))
    assert "Restricted" in words_of(kit.get("/desk?list=restricted"))
    assert case_id in kit.get("/desk?list=restricted").text
    assert kit.post(f"{path}/keep-out", {"whom": member_id}).status_code == 303
    assert kit.post(f"{path}/lift", {"reason": "she asked"}).status_code == 303
    assert kit.row(case_id).restricted == ""


def test_a_member_who_restricts_is_sent_to_the_inbox(kit: Kit) -> None:
    kit.invite("lead@desk.example", "lead", name="Lead")
    kit.sign_in("member")
    case_id = kit.case()
    answer = kit.post(f"/desk/cases/{case_id}/review/restrict", {"why": "gbv"})
    assert answer.headers["location"] == "/desk"
    assert kit.get(f"/desk/cases/{case_id}").status_code == 404


class TestTheClockOfDanger:
    def test_it_stands_on_top_until_somebody_looked_and_the_look_is_recorded(self, kit: Kit) -> None:
        kit.sign_in()
        at = milliseconds(kit.clock())
        seen = kit.case(urgent=True, due_at=at + 1)
        kit.get(f"/desk/cases/{seen}")
        fresh = kit.case(urgent=True, due_at=at + 24 * 3_600_000)
        kit.case(due_at=at)
        kit.clock.pass_(hours=3)
        kit.sign_in("lead")
        inbox = kit.get("/desk?list=us")
        assert re.findall(r'id="c-(\w{32})"', inbox.text)[:2] == [fresh, seen]
        assert "Nobody has looked yet: 21 hours left" in words_of(inbox)
        kit.get(f"/desk/cases/{fresh}")
        assert "Nobody has looked yet" not in words_of(kit.get("/desk?list=us"))
        assert "First look: Lead" in words_of(kit.get(f"/desk/cases/{fresh}"))

    @pytest.mark.parametrize(("passed", "left"), [(0, 24), (1, 23), (23.5, 1), (24, 0), (30, -6)])
    def test_hours_are_whole_and_never_too_many(self, kit: Kit, passed: float, left: int) -> None:
        case_id = kit.case(urgent=True, due_at=milliseconds(NOW + timedelta(days=1)))
        now = NOW + timedelta(hours=passed)
        assert look_hours(kit.row(case_id), now) == left
        assert row(kit.row(case_id), now, kit.console.zone).look_hours == left

    def test_a_member_marks_danger_and_takes_it_back(self, kit: Kit) -> None:
        kit.sign_in()
        case_id = kit.case()
        for to, urgent in (("yes", True), ("no", False)):
            assert kit.post(f"/desk/cases/{case_id}/review/urgent", {"to": to}).status_code == 303
            assert kit.row(case_id).urgent is urgent


def section(page: str) -> str:
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition('id="asked-title"')[2].partition("</section>")[0])
    )


def ask(kit: Kit, case_id: str, text: str) -> None:
    form = {"seen": kit.seen(case_id), "text": text, "kind": "ask"}
    assert kit.post(f"/desk/cases/{case_id}/reply", form).status_code == 303


def test_a_question_has_its_own_answer_beneath_it(kit: Kit) -> None:
    kit.sign_in()
    case_id = kit.case(discreet=False)
    ask(kit, case_id, "Kapan gaji terakhir?")
    told = section(kit.get(f"/desk/cases/{case_id}").text)
    assert re.search(r"Kapan gaji terakhir\?.*She has not", told)
    kit.hear(case_id, "Bulan Juni, hanya setengah")
    kit.clock.pass_(minutes=1)
    ask(kit, case_id, "Siapa yang membayar?")
    kit.hear(case_id, "Pak Budi dari kantor")
    told = section(kit.get(f"/desk/cases/{case_id}").text)
    assert re.search(r"Siapa yang membayar\?.*Pak Budi.*Kapan gaji terakhir\?.*Bulan Juni", told)
    assert SENTENCE not in told


def test_a_question_that_she_skips_says_so(kit: Kit) -> None:
    kit.sign_in()
    case_id = kit.case(discreet=False)
    ask(kit, case_id, "Kapan?")
    kit.hear(case_id, "9")
    assert "She skipped it." in section(kit.get(f"/desk/cases/{case_id}").text)
