"""The pages on which a company's summary is written, shown to the worker, approved and withdrawn: by forms alone."""

import re

import pytest

from storage.shared import Shares
from tests.casework.desk_of_two import (
    ENGLISH,
    JAPANESE,
    SAKURA,
    begun,
    case_for,
    delivered,
    says,
    staffed,
    standing,
    written,
)
from tests.console.conftest import Kit, words_of
from tests.console.translating import rendered

DRAFT = {"en": ENGLISH, "ja": JAPANESE, "source": "en", "people": "40", "told": "place"}


@pytest.fixture
def case_id(kit: Kit) -> str:
    staffed(kit)
    kit.sign_in("member", "writer@desk.example")
    return case_for(kit)


def opened(kit: Kit, case_id: str) -> str:
    """The address of the thread that a form began."""
    answer = kit.post(f"/desk/cases/{case_id}/threads", {"company": SAKURA})
    assert answer.status_code == 303
    return answer.headers["location"]


def field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def sent(kit: Kit, path: str, act: str, **more: object) -> int:
    """A form of the page as it stands, with what was typed."""
    html = kit.get(path).text
    form = {"seen": field(html, "seen"), **more}
    if f'{path}/{act}"' in html and act in ("ask", "approve"):
        form["shown"] = field(html[html.index(f"{path}/{act}") :], "shown")
    return kit.post(f"{path}/{act}", form).status_code


def asked(kit: Kit, case_id: str) -> str:
    """By forms alone from the page of the case to her phone."""
    path = opened(kit, case_id)
    assert sent(kit, path, "text", **DRAFT) == 303
    assert sent(kit, path, "translate") == 303
    assert sent(kit, path, "ask") == 303
    delivered(kit)
    return path


def test_from_the_case_to_the_company_by_forms(kit: Kit, case_id: str) -> None:
    assert f"/desk/cases/{case_id}/threads" in kit.get(f"/desk/cases/{case_id}").text
    path = asked(kit, case_id)
    assert "She was asked" in words_of(kit.get(path))
    says(kit, case_id, "4")
    told = words_of(kit.get(path))
    assert "You wrote it or asked her about it yourself." in told
    assert "Approve and send" not in told
    kit.sign_in("member", "second@desk.example")
    assert sent(kit, path, "approve") == 422
    assert sent(kit, path, "approve", same="yes") == 303
    told = words_of(kit.get(path))
    assert "The company was told" in told
    assert "approved by Member" in told
    thread_id = path.rpartition("/")[2]
    assert len(kit.read(lambda unit: Shares(unit.cases).of(thread_id))) == 1
    assert kit.post(f"{path}/withdraw").status_code == 422
    assert kit.post(f"{path}/withdraw", {"sure": "yes"}).status_code == 303
    assert standing(kit, case_id, thread_id).thread.status == "withdrawn"
    assert "withdrawn" in words_of(kit.get(f"/desk/cases/{case_id}")).lower()


def test_marks_are_shown_with_their_words_and_what_could_stand_there(kit: Kit, case_id: str) -> None:
    path = opened(kit, case_id)
    text = "On 12 March 2026 he took 150,250 yen. Call 090-1234-5678."
    assert sent(kit, path, "text", **{**DRAFT, "en": text}) == 303
    html = kit.get(path).text
    told = words_of(kit.get(path))
    assert "<mark>12 March 2026</mark>" in html
    assert "Must go: a telephone number" in told
    assert "Write instead: March 2026" in told
    assert "Something names or reaches a person. It has to go." in told
    assert sent(kit, path, "translate") == 422
    take = re.findall(r'name="take" value="(en\.\d+)" checked', html)
    assert len(take) == 2
    assert sent(kit, path, "marks", take=take) == 303
    body = standing(kit, case_id, path.rpartition("/")[2]).body
    assert body.texts["en"] == "On March 2026 he took 150,250 yen. Call [phone number]."
    assert sent(kit, path, "translate") == 303


def test_what_somebody_else_changed_meanwhile_loses_nothing_that_was_typed(kit: Kit, case_id: str) -> None:
    path = opened(kit, case_id)
    stale = field(kit.get(path).text, "seen")
    written(kit, case_id, path.rpartition("/")[2])
    answer = kit.post(f"{path}/text", {**DRAFT, "en": "My own words for it.", "seen": stale})
    assert answer.status_code == 409
    assert "My own words for it." in answer.text
    assert standing(kit, case_id, path.rpartition("/")[2]).body.texts["en"] == ENGLISH


def test_the_panel_says_who_may_know_her(kit: Kit) -> None:
    staffed(kit)
    kit.sign_in("member", "writer@desk.example")
    report = {"prior.ask": "boss", "where.team": "to5", "share.ask": "first", "anon.ask": "none"}
    case_id = case_for(kit, report=report)
    told = words_of(kit.get(opened(kit, case_id)))
    for words in (
        "The company knows who she is.",
        "A lead has to approve.",
        "1 to 5",
        "ask me first",
        "months become quarters",
        "Tanaka Ichiro",
    ):
        assert words in told


def test_a_life_in_danger_is_told_by_two(kit: Kit, case_id: str) -> None:
    path = f"/desk/cases/{case_id}/threads"
    assert kit.post(f"{path}/danger", {"office": "Fire", "words": "Gate 2."}).status_code == 303
    html = kit.get(path).text
    assert "I agree" not in html
    seen = field(html, "seen")
    assert kit.post(f"{path}/danger/decide", {"seen": seen, "answer": "agree"}).status_code == 403
    kit.sign_in("lead")
    assert "I agree" in kit.get(path).text
    assert kit.post(f"{path}/danger/decide", {"seen": seen, "answer": "agree"}).status_code == 303
    delivered(kit)
    assert "Fire" in kit.said_to_worker(case_id)[-1]


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("text", {"seen": "x"}),
        ("text", {"seen": "in_review.0.0.0", "source": "fr"}),
        ("text", {"seen": "in_review.0.0.0", "photo": "x", "en": "a", "ja": "b"}),
        ("marks", {"seen": "in_review.0.0.-1"}),
        ("ask", {"seen": "in_review.0.0.0", "shown": "x"}),
        ("ask", {"seen": "in_review.9.9.9", "shown": "x", "ok": ["9" * 30, "a"]}),
        ("approve", {"seen": "accepted.0.0.0", "shown": "x", "same": "yes"}),
        ("take-back", {"seen": "in_review.0.0.0"}),
        ("translate", {"seen": "in_review.0.0.0"}),
    ],
)
def test_any_form_gets_a_clear_answer(kit: Kit, case_id: str, act: str, form: dict[str, object]) -> None:
    path = f"/desk/cases/{case_id}/threads/{begun(kit, case_id)}"
    assert 400 <= kit.post(f"{path}/{act}", form).status_code < 500


def test_what_is_not_hers_to_see_is_not_there(kit: Kit, case_id: str) -> None:
    thread_id = begun(kit, case_id)
    other = case_for(kit)
    assert kit.get(f"/desk/cases/{other}/threads/{thread_id}").status_code == 404
    assert kit.post(f"/desk/cases/{other}/threads/{thread_id}/withdraw", {"sure": "yes"}).status_code == 404
    assert kit.get(f"/desk/cases/{case_id}/threads/of/{thread_id}").status_code == 404
    kit.sign_in("admin")
    assert kit.get(f"/desk/cases/{case_id}/threads").status_code == 403
    assert kit.get(f"/desk/cases/{case_id}/threads/{thread_id}").status_code == 403


def test_without_a_translation_she_cannot_be_asked_until_a_person_made_one(kit: Kit) -> None:
    staffed(kit)
    kit.sign_in("lead")
    case_id = case_for(kit, language="my")
    path = opened(kit, case_id)
    assert sent(kit, path, "text", **DRAFT) == 303
    assert sent(kit, path, "translate") == 303
    looked = standing(kit, case_id, path.rpartition("/")[2])
    reply_id = looked.body.reply_id
    html = kit.get(path).text
    assert f"/desk/cases/{case_id}/texts/{reply_id}" in html
    assert f"{path}/ask" not in html
    assert kit.get(f"/desk/cases/{case_id}/replies/{reply_id}").headers["location"].endswith(f"/of/{reply_id}")
    assert kit.get(f"/desk/cases/{case_id}/threads/of/{reply_id}").headers["location"] == path
    form = {"in": "my", "seen": "0.0", "text": "သူတို့က ပတ်စပို့ကို သိမ်းထားတယ်"}
    assert kit.post(f"/desk/cases/{case_id}/texts/{reply_id}/whole", form).status_code == 303
    assert sent(kit, path, "ask") == 303
    delivered(kit)
    assert form["text"] in kit.said_to_worker(case_id)[-1]


MACHINE = [
    (
        "A worker reports that the site keeps the passport of a foreign worker since spring.",
        "Seorang pekerja ...",
        "check",
        ("numbers",),
        "A worker ...",
    )
]


def test_every_doubtful_sentence_is_confirmed_by_a_person_before_she_is_asked(kit: Kit) -> None:
    staffed(kit)
    kit.sign_in("member", "writer@desk.example")
    case_id = case_for(kit, language="id")
    path = opened(kit, case_id)
    assert sent(kit, path, "text", **DRAFT) == 303
    assert sent(kit, path, "translate") == 303
    thread_id = path.rpartition("/")[2]
    rendered(kit, case_id, standing(kit, case_id, thread_id).body.reply_id, MACHINE, target="id", source="en")
    told = words_of(kit.get(path))
    assert "I have looked: it says the same" in told
    assert "A worker ..." in told
    assert sent(kit, path, "ask") == 422
    assert sent(kit, path, "ask", ok="0") == 303
    delivered(kit)
    read = standing(kit, case_id, thread_id).body.read
    assert read is not None
    assert (read.language, read.text, read.confirmed) == ("id", "Seorang pekerja ...", (0,))
    told = kit.said_to_worker(case_id)[-1]
    assert "Seorang pekerja ..." in told
    assert "nama Anda" in told
