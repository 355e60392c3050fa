"""A translator's pages: single texts until a date, nothing else of the case, and every look in its history."""

import re

import pytest

from bot.console import accounts
from storage.sessions import Sessions
from tests.console.conftest import Kit, words_of
from tests.console.test_case_page import HOSTILE
from tests.console.test_replies import write
from tests.console.translating import asked, given_up, member_id, message

UNTIL = "2026-11-30"


def assigned(kit: Kit, text_id: str, case_id: str, *, until: str = UNTIL, target: str = "en") -> str:
    """A lead gives the text to the translator Mai; then Mai is at the browser. The address of her task."""
    kit.invite("mai@translators.example", "translator", "Mai")
    kit.sign_in("lead")
    form = {"in": target, "translator": member_id(kit, "translator"), "until": until}
    assert kit.post(f"/desk/cases/{case_id}/texts/{text_id}/assign", form).status_code == 303
    return as_mai(kit)


def as_mai(kit: Kit) -> str:
    token = f"session-{kit.id()}"

    def work(unit):
        now = int(kit.clock().timestamp() * 1000)
        mai = accounts.named(unit, "mai@translators.example")
        Sessions(unit.cases).begin(accounts.digest(token), mai.id, at=now)

    kit.write(work)
    kit.has_cookie(token)
    found = re.search(r'href="(/desk/translate/[0-9a-f]+)"', kit.get("/desk/translate").text)
    return found[1] if found else ""


def as_lead(kit: Kit) -> None:
    kit.sign_in("lead", login=f"lead{kit.counter}@desk.example")


@pytest.fixture
def case(kit):
    case_id = kit.case(text="Bos menahan paspor saya.")
    text_id = message(kit, case_id)
    asked(kit, case_id, text_id)
    given_up(kit, "no_package")
    return case_id, text_id


def test_she_sees_her_text_and_nothing_else_of_the_case(kit, case):
    case_id, text_id = case
    task = assigned(kit, text_id, case_id)
    page = kit.get(task)
    assert "Bos menahan paspor saya." in page.text
    case = kit.row(case_id)
    for secret in (case.reference, case.reference[:4] + "-", case.id, case.conversation_id, "Sakura", "Simulator"):
        assert secret not in page.text
        assert secret not in kit.get("/desk/translate").text


def test_no_other_page_of_the_desk_is_there_for_her(kit, case):
    case_id, text_id = case
    assigned(kit, text_id, case_id)
    assert kit.get("/desk").headers["location"] == "/desk/translate"
    for path in (
        f"/desk/cases/{case_id}",
        f"/desk/cases/{case_id}/texts/{text_id}",
        f"/desk/cases/{case_id}/texts/{text_id}/sentences/0",
        f"/desk/cases/{'0' * 32}",
    ):
        assert kit.get(path).status_code == 404
    assert kit.post("/desk/find", {"reference": kit.row(case_id).reference}).status_code == 404
    assert kit.post(f"/desk/cases/{case_id}/reply", {"seen": kit.seen(case_id), "text": "x"}).status_code == 404
    assert kit.said_to_worker(case_id) == []


def test_what_she_hands_in_is_the_desks_translation_and_leaves_her_list(kit, case):
    case_id, text_id = case
    task = assigned(kit, text_id, case_id)
    kit.get(task)
    assert kit.post(task, {"seen": "0", "text": "The boss keeps my passport."}).status_code == 303
    assert kit.get(task).status_code == 404
    assert kit.post(task, {"seen": "0", "text": "again"}).status_code == 404
    assert "No text waits for you" in words_of(kit.get("/desk/translate"))
    assert kit.row(case_id).unread
    as_lead(kit)
    text = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert "The boss keeps my passport. Typed by Mai" in text
    assert "ask a person" not in text


def test_every_look_and_the_work_itself_stand_in_the_history(kit, case):
    case_id, text_id = case
    task = assigned(kit, text_id, case_id)
    kit.get(task)
    kit.get(task)
    kit.post(task, {"seen": "0", "text": "The boss keeps my passport."})
    as_lead(kit)
    text = words_of(kit.get(f"/desk/cases/{case_id}")).split("History", 1)[1]
    assert text.count("A translator opened a text Mai") == 2
    assert "A text given to a translator Mai Lead" in text
    assert "A translator handed in a translation Mai" in text


def test_after_the_date_it_is_gone(kit, case):
    case_id, text_id = case
    task = assigned(kit, text_id, case_id, until="2026-11-24")
    kit.clock.pass_(days=1, hours=11)  # 23:00 of that day in Tokyo
    as_mai(kit)
    assert kit.get(task).status_code == 200
    kit.clock.pass_(hours=1, minutes=1)
    assert as_mai(kit) == ""
    assert kit.get(task).status_code == 404
    assert kit.post(task, {"seen": "0", "text": "late"}).status_code == 404


def test_a_lead_takes_a_text_back_before_its_date(kit, case):
    case_id, text_id = case
    task = assigned(kit, text_id, case_id)
    as_lead(kit)
    page = kit.get(f"/desk/cases/{case_id}/texts/{text_id}?in=en").text
    path = re.search(r'action="(/desk/cases/[^"]+/withdraw)"', page)[1]
    assert kit.post(path).status_code == 303
    assert kit.post(path).status_code == 404
    as_mai(kit)
    assert kit.get(task).status_code == 404


def test_another_translators_text_is_not_there(kit, case):
    case_id, text_id = case
    task = assigned(kit, text_id, case_id)
    kit.sign_in("translator", login="other@translators.example")
    assert kit.get(task).status_code == 404
    assert kit.post(task, {"seen": "0", "text": "x"}).status_code == 404
    as_lead(kit)
    assert kit.get(task).status_code == 403


def test_an_erased_report_is_nobodys_text(kit, case):
    case_id, text_id = case
    task = assigned(kit, text_id, case_id)
    conversation_id = kit.row(case_id).conversation_id
    kit.write(lambda unit: unit.vault.destroy_key(conversation_id, 1))
    assert kit.get(task).status_code == 404


def test_a_member_who_is_no_lead_gives_nothing_away(kit, case):
    case_id, text_id = case
    kit.invite("mai@translators.example", "translator", "Mai")
    kit.sign_in()
    assert "A lead gives texts to translators" in words_of(kit.get(f"/desk/cases/{case_id}/texts/{text_id}?in=en"))
    form = {"in": "en", "translator": member_id(kit, "translator"), "until": UNTIL}
    assert kit.post(f"/desk/cases/{case_id}/texts/{text_id}/assign", form).status_code == 403
    assert as_mai(kit) == ""


@pytest.mark.parametrize("until", ["2026-11-22", "2027-11-22", "nonsense", ""])
def test_a_date_that_makes_no_sense_is_refused(kit, case, until):
    case_id, text_id = case
    kit.invite("mai@translators.example", "translator", "Mai")
    kit.sign_in("lead")
    form = {"in": "en", "translator": member_id(kit, "translator"), "until": until}
    assert kit.post(f"/desk/cases/{case_id}/texts/{text_id}/assign", form).status_code == 422
    form = {"in": "en", "translator": member_id(kit, "lead"), "until": UNTIL}
    assert kit.post(f"/desk/cases/{case_id}/texts/{text_id}/assign", form).status_code == 422


def test_she_translates_a_reply_of_the_desk_too(kit, case):
    case_id, _ = case
    kit.sign_in()
    path = write(kit, case_id, "Where is it now?").headers["location"]
    given_up(kit, "no_package")
    task = assigned(kit, path.rsplit("/", 1)[1], case_id, target="id")
    page = words_of(kit.get(task))
    assert "English → Indonesian" in page
    assert "Where is it now?" in page
    kit.post(task, {"seen": "0", "text": "Di mana sekarang?"})
    as_lead(kit)
    assert "Di mana sekarang?" in words_of(kit.get(path))
    assert kit.said_to_worker(case_id) == []


def test_of_a_member_and_a_translator_at_once_neither_is_overwritten(kit, case):
    case_id, text_id = case
    task = assigned(kit, text_id, case_id)
    as_lead(kit)
    whole = {"in": "en", "seen": "0.0", "text": "by the lead"}
    assert kit.post(f"/desk/cases/{case_id}/texts/{text_id}/whole", whole).status_code == 303
    as_mai(kit)
    late = kit.post(task, {"seen": "0", "text": "by Mai"})
    assert late.status_code == 409
    assert "by Mai</textarea>" in late.text
    assert "by the lead" not in late.text
    assert kit.post(task, {"seen": "1", "text": "by Mai"}).status_code == 303


def test_hostile_words_stay_words_for_a_translator(kit):
    text = "\n".join([*HOSTILE, "a\x00b", "a" + "\u202e" * 30])
    case_id = kit.case(text=text)
    task = assigned(kit, message(kit, case_id), case_id)
    page = kit.get(task)
    assert page.status_code == 200
    assert len(re.findall(r"<script\b", page.text)) == 3
    assert kit.post(task, {"seen": "0", "text": text}).status_code == 303


@pytest.mark.parametrize(
    "form", [{}, {"seen": "x", "text": "x"}, {"seen": "0", "text": ""}, {"seen": "0", "text": "x" * 15_001}]
)
def test_what_cannot_be_kept_is_a_page_with_the_reason(kit, case, form):
    case_id, text_id = case
    task = assigned(kit, text_id, case_id)
    answer = kit.post(task, form)
    assert answer.status_code == 422
    assert "<h1" in answer.text
    assert kit.get(task).status_code == 200
