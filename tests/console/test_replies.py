"""Writing to a worker in the desk's own language: what goes out was shown, and what may be wrong was confirmed."""

import html
import re

import pytest

from bot.intake.renderer import NOTE
from storage.messages import Messages
from storage.replies import Replies
from storage.translation_tasks import DONE, Tasks
from tests.console.conftest import Kit, words_of
from tests.console.test_case_page import HOSTILE, shown
from tests.console.translating import given_up, rendered

ASKED = ("Where is your passport?", "Di mana paspor Anda?", "ok", (), "Where is your passport?")
LOST = ("Do not go alone.", "Pergi sendiri.", "bad", ("negation",), "Go alone.")


def write(kit: Kit, case_id: str, text: str = "Where is your passport?", **more: str):
    form = {"seen": kit.seen(case_id), "text": text, "kind": "ask", "tongue": "en", **more}
    return kit.post(f"/desk/cases/{case_id}/replies", form)


def written(kit: Kit, case_id: str, rows, **more: str) -> str:
    """The address of a reply that is translated."""
    path = write(kit, case_id, " ".join(row[0] for row in rows), **more).headers["location"]
    rendered(kit, case_id, path.rsplit("/", 1)[1], rows, target="id", source="en")
    return path


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def send(kit: Kit, path: str, **more):
    page = kit.get(path)
    return kit.post(f"{path}/send", {"seen": hidden(page, "seen"), "shown": hidden(page, "shown"), **more})


def history(kit: Kit, case_id: str) -> str:
    return words_of(kit.get(f"/desk/cases/{case_id}")).split("History", 1)[1]


@pytest.fixture
def case_id(kit):
    kit.sign_in()
    return kit.case(status="in_review", discreet=False)


def test_nothing_is_sent_while_it_is_translated(kit, case_id):
    path = write(kit, case_id).headers["location"]
    page = kit.get(path)
    assert "The computer is translating it into Indonesian and back" in page.text
    assert '<meta http-equiv="refresh" content="2">' in page.text
    assert kit.said_to_worker(case_id) == []
    assert kit.row(case_id).status == "in_review"


def test_it_is_read_three_times_and_sent_exactly_as_it_was_shown(kit, case_id):
    path = written(kit, case_id, [ASKED])
    page = kit.get(path)
    assert words_of(page).count("Where is your passport?") == 2
    assert "http-equiv" not in page.text
    preview = shown(page, 'class="preview"')
    assert send(kit, path).status_code == 303
    (told,) = kit.said_to_worker(case_id)
    assert told == preview[-1]
    assert ASKED[1] in told
    assert preview[0] == kit.console.intake.wording.text(NOTE, "id")
    assert kit.row(case_id).status == "needs_info"


def test_the_worker_is_told_that_a_computer_translated(kit, case_id):
    path = written(kit, case_id, [ASKED])
    send(kit, path)
    conversation_id = kit.row(case_id).conversation_id
    said = kit.read(lambda unit: Messages(unit.cases, unit.vault.key(conversation_id)).of(conversation_id))
    assert list(said[-1].body["before"]) == [kit.console.intake.wording.text(NOTE, "id")]


def test_what_the_desk_wrote_is_kept_beside_what_was_sent(kit, case_id):
    path = written(kit, case_id, [ASKED])
    send(kit, path)
    case = kit.get(f"/desk/cases/{case_id}")
    text = words_of(case)
    assert ASKED[1] in text
    assert "We have a question: Where is your passport?" in text
    assert "As Member wrote it · translated by a computer (translate-en_id 1.9)" in text
    assert "Question to the worker Where is your passport?" in history(kit, case_id)
    assert "What was sent" in kit.get(path).text


def test_a_bad_sentence_is_not_sent_unconfirmed(kit, case_id):
    path = written(kit, case_id, [ASKED, LOST])
    assert "Probably wrong" in kit.get(path).text
    refused = send(kit, path)
    assert refused.status_code == 422
    assert "Some sentences are probably wrong" in refused.text
    assert send(kit, path, ok="0").status_code == 422
    assert kit.said_to_worker(case_id) == []
    assert send(kit, path, ok=["1"]).status_code == 303
    conversation_id = kit.row(case_id).conversation_id
    (kept,) = kit.read(lambda unit: Replies(unit.cases, unit.vault.key(conversation_id)).of(conversation_id))
    assert kept.how["confirmed"] == [1]
    assert (kept.text, kept.sent) == (f"{ASKED[0]} {LOST[0]}", f"{ASKED[1]} {LOST[1]}")


def test_a_sentence_that_a_member_corrects_needs_no_confirming(kit, case_id):
    path = written(kit, case_id, [ASKED, LOST])
    reply_id = path.rsplit("/", 1)[1]
    fixed = kit.post(
        f"/desk/cases/{case_id}/texts/{reply_id}/sentences/1",
        {"in": "id", "seen": "1.0", "text": "Jangan pergi sendiri."},
    )
    assert fixed.headers["location"] == path
    assert send(kit, path).status_code == 303
    assert "Jangan pergi sendiri." in kit.said_to_worker(case_id)[-1]


def test_what_changed_after_it_was_shown_is_not_sent(kit, case_id):
    path = written(kit, case_id, [ASKED])
    page = kit.get(path)
    kit.post(f"/desk/cases/{case_id}/translate-again")
    rendered(kit, case_id, path.rsplit("/", 1)[1], [("Where is your passport?", "Paspor?")], target="id", source="en")
    late = kit.post(f"{path}/send", {"seen": hidden(page, "seen"), "shown": hidden(page, "shown")})
    assert late.status_code == 409
    assert kit.said_to_worker(case_id) == []
    assert send(kit, path).status_code == 303


def test_a_reply_that_she_has_read_is_not_translated_again(kit, case_id):
    path = written(kit, case_id, [ASKED])
    assert send(kit, path).status_code == 303
    kit.post(f"/desk/cases/{case_id}/translate-again")
    conversation_id = kit.row(case_id).conversation_id
    standing = kit.read(lambda unit: Tasks(unit.cases).of(conversation_id))
    assert [one.state for one in standing if one.text_id == path.rsplit("/", 1)[1]] == [DONE]


def test_pressing_send_twice_sends_once(kit, case_id):
    path = written(kit, case_id, [ASKED], kind="tell")
    page = kit.get(path)
    form = {"seen": hidden(page, "seen"), "shown": hidden(page, "shown")}
    assert kit.post(f"{path}/send", form).status_code == 303
    assert kit.post(f"{path}/send", form).status_code == 409
    assert len(kit.said_to_worker(case_id)) == 1


def test_a_case_that_moved_meanwhile_is_not_written_to(kit, case_id):
    path = written(kit, case_id, [ASKED])
    page = kit.get(path)
    kit.assess(case_id)
    kit.post(f"/desk/cases/{case_id}/move", {"seen": kit.seen(case_id), "to": "with_companies"})
    told = kit.said_to_worker(case_id)
    late = kit.post(f"{path}/send", {"seen": hidden(page, "seen"), "shown": hidden(page, "shown")})
    assert late.status_code == 409
    assert kit.said_to_worker(case_id) == told


def test_without_a_package_it_points_to_ready_sentences_and_translators(kit, case_id):
    path = write(kit, case_id).headers["location"]
    given_up(kit, "no_package")
    text = words_of(kit.get(path))
    assert "No computer on this desk translates from English into Indonesian" in text
    assert "Choose a ready sentence" in text
    forged = kit.post(f"{path}/send", {"seen": kit.seen(case_id), "shown": "0" * 64})
    assert forged.status_code == 409


def test_a_person_translates_a_reply_and_no_computer_is_named(kit, case_id):
    path = write(kit, case_id).headers["location"]
    given_up(kit, "no_package")
    reply_id = path.rsplit("/", 1)[1]
    whole = {"in": "id", "seen": "0.0", "text": "Di mana paspor Anda sekarang?"}
    kit.post(f"/desk/cases/{case_id}/texts/{reply_id}/whole", whole)
    assert "Typed by Member" in words_of(kit.get(path))
    assert send(kit, path).status_code == 303
    assert "Di mana paspor Anda sekarang?" in kit.said_to_worker(case_id)[-1]
    assert kit.console.intake.wording.text(NOTE, "id") not in words_of(kit.get(f"/desk/cases/{case_id}"))


def test_changing_the_words_brings_them_back_into_the_box(kit, case_id):
    path = written(kit, case_id, [ASKED])
    text = kit.get(f"/desk/cases/{case_id}?edit={path.rsplit('/', 1)[1]}").text
    assert "Where is your passport?</textarea>" in text
    assert "Written, not sent yet" in text


def test_ready_sentences_go_out_as_they_were_worded(kit, case_id):
    wording = kit.console.intake.wording
    page = kit.get(f"/desk/cases/{case_id}").text
    assert html.escape(wording.text("phrase.where", "id"), quote=False) in html.unescape(page)
    asked = kit.post(f"/desk/cases/{case_id}/phrase", {"seen": kit.seen(case_id), "phrase": "phrase.where"})
    assert asked.status_code == 303
    assert wording.text("phrase.where", "id") in kit.said_to_worker(case_id)[-1]
    assert kit.row(case_id).status == "needs_info"
    kit.post(f"/desk/cases/{case_id}/phrase", {"seen": kit.seen(case_id), "phrase": "phrase.sorry"})
    assert kit.row(case_id).status == "needs_info"
    assert wording.text("phrase.sorry", "en") in history(kit, case_id)
    for made_up in ("consent.ask", "", "phrase."):
        answer = kit.post(f"/desk/cases/{case_id}/phrase", {"seen": kit.seen(case_id), "phrase": made_up})
        assert answer.status_code == 422
    assert wording.text("phrase.sorry", "en") in words_of(kit.get(f"/desk/cases/{case_id}"))


def test_who_writes_in_her_language_is_asked_for_no_other(kit):
    kit.sign_in()
    english = kit.case(language="en", status="in_review", text="my boss keeps my passport")
    page = kit.get(f"/desk/cases/{english}").text
    assert "It is sent exactly as you write it" in page
    assert "Ready sentences" in page


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "x" * 1001}, 422),
        ({"seen": "x"}, 422),
        ({"kind": "shout"}, 422),
        ({"tongue": "xx"}, 303),
    ],
)
def test_what_cannot_be_kept_is_a_page_with_the_reason(kit, case_id, form, status):
    answer = write(kit, case_id, **form)
    assert answer.status_code == status
    assert status == 303 or "<h1" in answer.text


def test_hostile_words_stay_words_on_the_way_out(kit, case_id):
    texts = [*HOSTILE, "a\x00b"]
    path = written(kit, case_id, [(text, text, "bad", (), text) for text in texts])
    page = kit.get(path)
    assert page.status_code == 200
    assert len(re.findall(r"<script src=", page.text)) == len(re.findall(r"<script\b", page.text)) == 3
    assert not re.search(r"<[^>]+\son(?:error|load)\s*=", page.text)
    assert send(kit, path, ok=[str(n) for n in range(len(texts))]).status_code == 303
    assert len(re.findall(r"<script\b", kit.get(path).text)) == 3


def test_a_reply_of_another_case_is_not_there(kit, case_id):
    path = written(kit, case_id, [ASKED])
    other = kit.case(status="in_review")
    reply_id = path.rsplit("/", 1)[1]
    assert kit.get(f"/desk/cases/{other}/replies/{reply_id}").status_code == 404
    sent = kit.post(f"/desk/cases/{other}/replies/{reply_id}/send", {"seen": kit.seen(other), "shown": "x"})
    assert sent.status_code == 404
