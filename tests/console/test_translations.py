"""A machine's words beside hers: flagged in words, corrected in place, never one member over another, never markup."""

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.corrections import Corrections
from storage.memory import Memory
from storage.messages import Messages
from tests.console.conftest import SAME_SITE, Kit, words_of
from tests.console.test_case_page import HOSTILE
from tests.console.translating import asked, given_up, message, rendered, translated_case

PASSPORT = ("Paspor saya dipegang bos.", "The boss has my passport.")
WAGES = ("Gaji belum dibayar.", "Wages are paid.", "bad", ("negation",))
DOUBT = ("Saya takut.", "I am afraid.", "check", ("pivot",))


def page(kit: Kit, case_id: str, **more: str) -> str:
    return words_of(kit.get(f"/desk/cases/{case_id}", **more))


def sentence(kit: Kit, case_id: str, text_id: str, n: int, form: dict[str, str], *, seen: str = "1.0"):
    path = f"/desk/cases/{case_id}/texts/{text_id}/sentences/{n}"
    return kit.post(path, {"in": "en", "seen": seen, **form})


def typed(kit: Kit, case_id: str) -> list[tuple[int, int, str, str]]:
    conversation_id = kit.row(case_id).conversation_id
    found = kit.read(lambda unit: Corrections(unit.cases, unit.vault.key(conversation_id)).of(conversation_id))
    return [(one.n, one.seq, one.text, one.machine) for one in found]


def test_each_sentence_stands_beside_its_translation_with_its_flag(kit):
    case_id, _ = translated_case(kit, [PASSPORT, WAGES, DOUBT])
    kit.sign_in()
    shown = kit.get(f"/desk/cases/{case_id}").text
    rows = re.findall(r'<div class="sentence([^"]*)" id="s-[^"]*">(.*?)</div>\s*</div>', shown, re.DOTALL)
    assert [row[0].strip() for row in rows] == ["", "bad", "check"]
    assert 'lang="id"' in rows[0][1]
    assert 'lang="en"' in rows[0][1]
    text = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert "A computer translated this · 2 sentences to check" in text
    assert "Probably wrong:" in text
    assert "translate-id_en 1.9 (argos)" in text
    assert text.index(PASSPORT[0]) < text.index(PASSPORT[1]) < text.index(WAGES[0]) < text.index(WAGES[1])


def test_what_waits_and_what_nobody_translated_is_said(kit):
    case_id = kit.case()
    text_id = message(kit, case_id)
    asked(kit, case_id, text_id)
    kit.sign_in()
    assert "The computer is translating this" in page(kit, case_id)
    given_up(kit, "no_package")
    assert "No machine translation for Indonesian yet: ask a person" in page(kit, case_id)


@pytest.mark.parametrize("why", ["broken_package", "too_large", "failed", "too_long", "a_new_reason"])
def test_every_reason_is_a_sentence_that_sends_to_a_person(kit, why):
    case_id = kit.case()
    asked(kit, case_id, message(kit, case_id))
    given_up(kit, why)
    kit.sign_in()
    assert re.search("ask a person", page(kit, case_id))


def test_a_correction_is_shown_with_who_and_when_and_the_machines_words_are_kept(kit):
    case_id, text_id = translated_case(kit, [PASSPORT, WAGES])
    kit.sign_in()
    answer = sentence(kit, case_id, text_id, 1, {"text": "My wages were not paid."})
    assert answer.headers["location"] == f"/desk/cases/{case_id}#s-{text_id}-1"
    assert typed(kit, case_id) == [(1, 1, "My wages were not paid.", WAGES[1])]
    text = page(kit, case_id)
    assert "My wages were not paid. Typed by Member · Mon, Nov 23 12:00" in text
    assert "Probably wrong" not in text
    history = words_of(kit.get(f"/desk/cases/{case_id}/texts/{text_id}/sentences/1?in=en"))
    assert WAGES[1] in history
    assert WAGES[0] in history


def test_confirming_keeps_the_machines_words_and_the_flag_goes(kit):
    case_id, text_id = translated_case(kit, [PASSPORT, DOUBT])
    kit.sign_in()
    sentence(kit, case_id, text_id, 1, {"text": "anything in the box", "confirm": "yes"})
    assert typed(kit, case_id) == [(1, 1, DOUBT[1], DOUBT[1])]
    assert "I am afraid. Confirmed by Member" in page(kit, case_id)


def test_of_two_who_type_at_once_the_second_is_told_and_loses_nothing(kit):
    case_id, text_id = translated_case(kit, [WAGES])
    kit.sign_in()
    sentence(kit, case_id, text_id, 0, {"text": "first"})
    late = sentence(kit, case_id, text_id, 0, {"text": "second, long and careful"})
    assert late.status_code == 409
    text = html.unescape(late.text)
    assert "Somebody typed here meanwhile" in text
    assert "second, long and careful</textarea>" in text
    assert "first" in words_of(late)
    assert [one[2] for one in typed(kit, case_id)] == ["first"]
    assert sentence(kit, case_id, text_id, 0, {"text": "second"}, seen="1.1").status_code == 303
    assert [one[2] for one in typed(kit, case_id)] == ["first", "second"]


def test_what_is_translated_anew_cannot_be_confirmed_unseen(kit):
    case_id, text_id = translated_case(kit, [WAGES])
    kit.sign_in()
    assert kit.post(f"/desk/cases/{case_id}/translate-again").status_code == 303
    rendered(kit, case_id, text_id, [("Gaji belum dibayar.", "Wages not paid yet.")])
    assert "Wages not paid yet." in page(kit, case_id)
    assert sentence(kit, case_id, text_id, 0, {"confirm": "yes"}, seen="1.0").status_code == 409
    assert typed(kit, case_id) == []
    assert "Translated again" in page(kit, case_id)


def test_a_correction_stays_when_it_is_translated_again(kit):
    case_id, text_id = translated_case(kit, [WAGES])
    kit.sign_in()
    sentence(kit, case_id, text_id, 0, {"text": "Wages were not paid."})
    kit.post(f"/desk/cases/{case_id}/translate-again")
    assert "being translated again" in page(kit, case_id)
    rendered(kit, case_id, text_id, [("Gaji belum dibayar.", "Salary unpaid?")])
    text = page(kit, case_id)
    assert "Wages were not paid. Typed by Member" in text
    assert "Salary unpaid?" not in text


def test_taking_a_correction_back_lets_the_machines_words_stand_again(kit):
    case_id, text_id = translated_case(kit, [WAGES])
    kit.sign_in()
    sentence(kit, case_id, text_id, 0, {"text": "typed"})
    assert sentence(kit, case_id, text_id, 0, {"text": ""}, seen="1.1").status_code == 303
    assert WAGES[1] in page(kit, case_id)
    assert "Taken back" in words_of(kit.get(f"/desk/cases/{case_id}/texts/{text_id}/sentences/0?in=en"))


def test_who_opens_one_text_has_looked_at_the_case(kit):
    case_id, text_id = translated_case(kit, [PASSPORT])
    kit.sign_in()
    assert kit.row(case_id).unread
    assert kit.get(f"/desk/cases/{case_id}/texts/{text_id}").status_code == 200
    assert not kit.row(case_id).unread


def test_the_original_is_never_changed(kit):
    case_id, text_id = translated_case(kit, [PASSPORT, WAGES])
    conversation_id = kit.row(case_id).conversation_id

    def original():
        return kit.read(lambda unit: Messages(unit.cases, unit.vault.key(conversation_id)).body(text_id))

    before = original()
    kit.sign_in()
    sentence(kit, case_id, text_id, 0, {"text": "typed"})
    kit.post(f"/desk/cases/{case_id}/texts/{text_id}/whole", {"in": "en", "seen": "1.0", "text": "whole"})
    assert original() == before


def test_a_whole_text_is_translated_by_a_person_where_no_machine_does(kit):
    case_id = kit.case()
    text_id = message(kit, case_id)
    asked(kit, case_id, text_id)
    given_up(kit, "no_package")
    kit.sign_in()
    path = f"/desk/cases/{case_id}/texts/{text_id}/whole"
    assert kit.post(path, {"in": "en", "seen": "0.0", "text": "The boss holds my passport."}).status_code == 303
    text = page(kit, case_id)
    assert "The boss holds my passport. Typed by Member" in text
    assert "ask a person" not in text
    late = kit.post(path, {"in": "en", "seen": "0.0", "text": "Mine"})
    assert late.status_code == 409
    assert "Mine</textarea>" in late.text


def test_a_text_that_was_converted_is_there_letter_by_letter_too(kit):
    case_id, _ = translated_case(kit, [("အလုပ်", "work")], text="အလုပ္", language="my")
    kit.sign_in()
    assert "Letter by letter as she sent it အလုပ္" in page(kit, case_id)


def test_a_long_text_is_paged_and_the_page_of_the_case_stays_light(kit):
    rows = [(f"Kalimat {n}.", f"Sentence {n}.") for n in range(250)]
    case_id, text_id = translated_case(kit, rows)
    kit.sign_in()
    shown = kit.get(f"/desk/cases/{case_id}").text
    assert "Sentence 39." in shown
    assert "Sentence 40." not in shown
    assert "210 more sentences" in shown
    last = kit.get(f"/desk/cases/{case_id}/texts/{text_id}?in=en&from=200").text
    assert "Sentence 249." in last
    assert "Sentence 199." not in last


def test_released_sentences_are_the_desks_and_name_nobody(kit):
    case_id, text_id = translated_case(kit, [("Bos di Sakura Foods memukul saya.", "The boss at Sakura Foods hit me.")])
    kit.sign_in()
    path = f"/desk/cases/{case_id}/texts/{text_id}/sentences/0"
    form = {"in": "en", "looked": "yes", "segment": "Bos memukul saya.", "text": "The boss hit me."}
    assert "Nobody has confirmed it yet" in kit.post(f"{path}/release", {**form, "seen": "1.0"}).text
    sentence(kit, case_id, text_id, 0, {"confirm": "yes"})
    named = kit.post(f"{path}/release", {**form, "seen": "1.1", "text": "The boss at sakura foods hit me."})
    assert named.status_code == 422
    assert "a name, company or place from this case" in words_of(named)
    assert "sakura foods hit me.</textarea>" in named.text
    assert kit.post(f"{path}/release", {**form, "seen": "1.1", "looked": ""}).status_code == 422
    keyring = kit.console.intake.keyring
    assert kit.read(lambda unit: Memory(unit.cases, keyring).all()) == []
    done = kit.post(f"{path}/release", {**form, "seen": "1.1"})
    assert done.status_code == 303
    (kept,) = kit.read(lambda unit: Memory(unit.cases, keyring).all())
    assert (kept.segment, kept.text, kept.source, kept.target) == ("Bos memukul saya.", "The boss hit me.", "id", "en")
    assert "The whole desk may use this sentence" in words_of(kit.get(done.headers["location"]))


def test_hostile_words_stay_words_in_every_place(kit):
    texts = [*HOSTILE, "a\x00b", "a" + "\u202e" * 50, "a" * 3000]
    case_id, text_id = translated_case(kit, [(text, text, "bad", (text[:40],), text) for text in texts])
    kit.sign_in()
    base = f"/desk/cases/{case_id}"
    paths = [base, f"{base}/texts/{text_id}?in=en"]
    for n, text in enumerate(texts):
        sentence(kit, case_id, text_id, n, {"text": text + "!"})
        paths.append(f"{base}/texts/{text_id}/sentences/{n}?in=en")
    for path in paths:
        answer = kit.get(path)
        assert answer.status_code == 200
        assert len(re.findall(r"<script\b", answer.text)) == 3
        assert not re.search(r"<[^>]+\son(?:error|load)\s*=", answer.text)


def test_a_megabyte_is_a_page_still(kit):
    case_id, text_id = translated_case(kit, [("kata " * 200_000, "word " * 200_000)])
    kit.sign_in()
    assert kit.get(f"/desk/cases/{case_id}").status_code == 200
    assert kit.get(f"/desk/cases/{case_id}/texts/{text_id}/sentences/0?in=en").status_code == 200


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("sentences/0", {"seen": "x.y"}, 422),
        ("sentences/0", {"seen": "1.0", "text": ""}, 422),
        ("sentences/0", {"seen": "1.0", "text": "x" * 4001}, 422),
        ("sentences/9", {"seen": "1.0", "text": "x"}, 404),
        ("sentences/-1", {"seen": "1.0", "text": "x"}, 404),
        ("sentences/0", {"seen": "1.0", "text": "x", "in": "xx"}, 404),
        ("whole", {"seen": "1.0", "text": ""}, 422),
        ("whole", {}, 422),
        ("sentences/0/release", {"seen": "1.0"}, 422),
    ],
)
def test_a_form_that_cannot_be_done_is_a_page_with_the_reason(kit, path, form, status):
    case_id, text_id = translated_case(kit, [PASSPORT])
    kit.sign_in()
    answer = kit.post(f"/desk/cases/{case_id}/texts/{text_id}/{path}", {"in": "en", **form})
    assert answer.status_code == status
    assert "<h1" in answer.text
    assert typed(kit, case_id) == []


def test_a_text_of_another_case_is_not_there(kit):
    case_id, _ = translated_case(kit, [PASSPORT])
    _, other = translated_case(kit, [WAGES])
    kit.sign_in()
    for path in (f"texts/{other}", f"texts/{other}/sentences/0", "texts/" + "0" * 32):
        assert kit.get(f"/desk/cases/{case_id}/{path}").status_code == 404
    late = kit.post(f"/desk/cases/{case_id}/texts/{other}/whole", {"in": "en", "seen": "0.0", "text": "x"})
    assert late.status_code == 404


def test_the_inbox_lists_what_needs_a_translator_until_a_person_has_translated_it(kit):
    case_id = kit.case()
    text_id = message(kit, case_id)
    asked(kit, case_id, text_id)
    kit.sign_in()
    assert f"c-{case_id}" not in kit.get("/desk?list=translator").text
    given_up(kit, "no_package")
    assert f"c-{case_id}" in kit.get("/desk?list=translator").text
    assert f"c-{case_id}" not in kit.get("/desk?list=translator&language=ja").text
    whole = {"in": "en", "seen": "0.0", "text": "The boss holds my passport."}
    kit.post(f"/desk/cases/{case_id}/texts/{text_id}/whole", whole)
    assert f"c-{case_id}" not in kit.get("/desk?list=translator").text


ODD = st.one_of(
    st.text(max_size=40), st.sampled_from(["", "1.0", "0.0", "0", "en", "yes", "2026-11-30", "\x00", "\ud83d"])
)
FIELDS = (
    "in",
    "seen",
    "text",
    "confirm",
    "segment",
    "looked",
    "translator",
    "until",
    "shown",
    "ok",
    "phrase",
    "tongue",
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=6), place=st.integers(0, 9))
def test_whatever_a_form_holds_the_answer_is_a_page_and_never_a_fault(kit, form, place):
    case_id, text_id = translated_case(kit, [PASSPORT])
    kit.sign_in("lead", login=f"m{kit.counter}@desk.example")
    text = f"texts/{text_id}"
    rooms = (
        text + "/sentences/0",
        text + "/sentences/0/release",
        text + "/whole",
        text + "/assign",
        "replies",
        "phrase",
    )
    rooms += (
        f"replies/{text_id}/send",
        f"assignments/{text_id}/withdraw",
        "translate-again",
        f"files/{text_id}/transcript",
    )
    data = {name: value.encode("utf-8", "surrogatepass") for name, value in form.items()}
    answer = kit.ask("POST", f"/desk/cases/{case_id}/{rooms[place]}", data=data, headers=SAME_SITE)
    assert answer.status_code in (303, 404, 409, 422)
    assert answer.status_code == 303 or "<h1" in answer.text
