"""The page of a case's end: a member proposes and looks, and no form of it closes anything."""

from datetime import timedelta

from bot.casework import desk, worry
from bot.intake.renderer import NOTE
from tests.casework.test_closing import asked, before, kinds, text
from tests.casework.test_thread_limits import at, now
from tests.casework.test_threads import hand
from tests.console.conftest import Kit, words_of
from tests.console.test_replies import send
from tests.console.translating import rendered

PLAIN = {"discreet": False, "language": "en"}


def here(case_id: str) -> str:
    return f"/desk/cases/{case_id}/closing"


def form(kit: Kit, thread, **more: object) -> dict[str, object]:
    return {"seen": kit.seen(thread.case_id), "version": thread.version, "outcome": "remedied", **more}


def test_a_member_proposes_and_only_she_closes(kit: Kit) -> None:
    kit.sign_in()
    thread = at(kit, "dialogue", **PLAIN)
    page = kit.get(here(thread.case_id))
    assert page.status_code == 200
    assert "Only she closes a case" in words_of(page)
    answer = kit.post(f"{here(thread.case_id)}/propose/{thread.id}", form(kit, thread))
    assert answer.status_code == 303
    assert now(kit, thread).status == "closing_proposed"
    assert kit.row(thread.case_id).status == "with_companies"
    again = kit.post(f"{here(thread.case_id)}/propose/{thread.id}", form(kit, thread))
    assert again.status_code == 409
    kit.hear(thread.case_id, "2")
    page = words_of(kit.get(here(thread.case_id)))
    assert "partly solved" in page
    assert "Partly remedied" in page
    assert kit.get(f"/desk/cases/{thread.case_id}").status_code == 200


def test_what_is_no_result_is_refused_and_another_cases_thread_is_not_there(kit: Kit) -> None:
    kit.sign_in()
    thread = at(kit, "dialogue", **PLAIN)
    wrong = kit.post(f"{here(thread.case_id)}/propose/{thread.id}", form(kit, thread, outcome="no_reply"))
    assert wrong.status_code == 422
    other = kit.case(status="with_companies")
    elsewhere = kit.post(f"{here(other)}/propose/{thread.id}", form(kit, thread))
    assert elsewhere.status_code == 404
    assert kit.get(here("f" * 32)).status_code == 404
    assert now(kit, thread).status == "dialogue"


def test_words_of_a_member_are_looked_at_before_she_is_asked(kit: Kit) -> None:
    kit.sign_in()
    thread = at(kit, "dialogue", discreet=False)
    sent = form(kit, thread, text="They gave all papers back.", tongue="en")
    path = kit.post(f"{here(thread.case_id)}/propose/{thread.id}", sent).headers["location"]
    row = ("They gave all papers back.", "Semua dokumen sudah dikembalikan.", "ok", (), "All papers were returned.")
    rendered(kit, thread.case_id, path.rsplit("/", 1)[1], [row], target="id", source="en")
    assert now(kit, thread).status == "dialogue"
    assert row[1] in kit.get(path).text
    assert send(kit, path).status_code == 303
    assert now(kit, thread).status == "closing_proposed"
    assert row[1] in kit.said_to_worker(thread.case_id)[-1]
    assert before(kit, thread.case_id) == [kit.console.intake.wording.text(NOTE, "id")]
    kit.hear(thread.case_id, "1")
    assert kit.row(thread.case_id).outcome == "remedied"


def test_words_in_her_own_language_need_no_translation_and_no_endless_ones_are_taken(kit: Kit) -> None:
    kit.sign_in()
    thread = at(kit, "dialogue", **PLAIN)
    long = form(kit, thread, text="x" * 201, tongue="en")
    assert kit.post(f"{here(thread.case_id)}/propose/{thread.id}", long).status_code == 422
    sent = form(kit, thread, text="They gave all papers back", tongue="en")
    assert kit.post(f"{here(thread.case_id)}/propose/{thread.id}", sent).status_code == 303
    assert "They gave all papers back" in kit.said_to_worker(thread.case_id)[-1]


def test_a_worry_is_on_every_page_of_the_case_until_somebody_has_looked(kit: Kit) -> None:
    kit.sign_in()
    thread = asked(kit)
    kit.hear(thread.case_id, "4")
    kit.hear(thread.case_id, "He hit me")
    assert "Treated badly" in kit.get(f"/desk/cases/{thread.case_id}").text
    assert kit.row(thread.case_id).reference[:4] in kit.get("/desk?list=danger").text
    page = words_of(kit.get(here(thread.case_id)))
    assert "A person has to look by" in page
    assert "it got worse" in page
    kit.clock.pass_(hours=25)
    kit.sign_in(login="other@desk.example")
    assert "Somebody should have looked by" in words_of(kit.get(here(thread.case_id)))
    sent = kit.post(f"{here(thread.case_id)}/propose/{thread.id}", form(kit, now(kit, thread)))
    assert sent.status_code == 409
    assert kit.post(f"{here(thread.case_id)}/looked", {"reason": " "}).status_code == 422
    found = "She moved to another shift and is content"
    assert kit.post(f"{here(thread.case_id)}/looked", {"reason": found}).status_code == 303
    assert found in kit.get(here(thread.case_id)).text
    assert not kit.row(thread.case_id).retaliation
    assert kit.post(f"{here(thread.case_id)}/looked", {"reason": found}).status_code == 409


def test_a_member_may_flag_what_she_heard_otherwise(kit: Kit) -> None:
    kit.sign_in()
    thread = asked(kit)
    assert kit.post(f"{here(thread.case_id)}/worry", {"reason": "She phoned"}).status_code == 303
    assert kit.row(thread.case_id).retaliation
    assert now(kit, thread).status == "dialogue"
    assert text(kit, "closing.ask.solved")
    assert any(kind == "worried" for _, kind, _ in kinds(kit, thread.case_id))
    case = kit.row(thread.case_id)
    assert worry.look_by(case) == case.worried_at + int(timedelta(days=1).total_seconds() * 1000)


def test_the_page_is_whole_in_japanese(kit: Kit) -> None:
    kit.sign_in()
    thread = at(kit, "dialogue", **PLAIN)
    kit.write(lambda unit: worry.flag(hand(kit, unit), desk.find(unit, thread.case_id)))
    page = kit.get(f"{here(thread.case_id)}?language=ja")
    assert "終了と本人の安全" in page.text
    assert "何も終了しません" in page.text
