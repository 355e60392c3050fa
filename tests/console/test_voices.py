"""What is heard in a voice message: typed by a person, kept in every version, then translated like her own words."""

import re

import pytest

from storage.transcripts import Transcripts
from storage.translation_tasks import Tasks
from tests.console.conftest import Kit, words_of
from tests.console.test_case_page import HOSTILE
from tests.console.test_files import keep
from tests.console.translating import rendered
from tests.media.samples import PDF, VOICE

HEARD = "Bos tidak membayar gaji."


@pytest.fixture
def voice(kit):
    """A case with a voice message; the address of its transcript."""
    case_id = kit.case()
    (file_id,) = keep(kit, case_id, VOICE)
    kit.sign_in()
    return case_id, f"/desk/cases/{case_id}/files/{file_id}/transcript"


def versions(kit: Kit, case_id: str):
    conversation_id = kit.row(case_id).conversation_id
    found = kit.read(lambda unit: Transcripts(unit.cases, unit.vault.key(conversation_id)).of(conversation_id))
    return [one for typed in found.values() for one in typed]


def tasks(kit: Kit, case_id: str):
    conversation_id = kit.row(case_id).conversation_id
    return {(one.text_id, one.target) for one in kit.read(lambda unit: Tasks(unit.cases).of(conversation_id))}


def test_a_voice_message_offers_to_be_typed_in_her_language(kit, voice):
    case_id, path = voice
    page = kit.get(f"/desk/cases/{case_id}").text
    assert f'href="{path}"' in page
    assert "Type what is heard" in page
    form = kit.get(path).text
    assert "What she says, in Indonesian" in form
    assert re.search(r'<textarea name="text"[^>]*lang="id"', form)


def test_what_is_typed_is_shown_with_who_and_translated_for_every_reader(kit, voice):
    case_id, path = voice
    assert kit.post(path, {"seen": "0", "text": HEARD}).headers["location"] == f"/desk/cases/{case_id}#m-7"
    (typed,) = versions(kit, case_id)
    assert {(typed.id, "en"), (typed.id, "ja")} <= tasks(kit, case_id)
    text = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert f"What is heard Typed by Member · Mon, Nov 23 12:00 {HEARD}" in text
    assert "The computer is translating this" in text
    rendered(kit, case_id, typed.id, [(HEARD, "The boss does not pay wages.")])
    text = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert "The boss does not pay wages." in text
    assert "Voice message typed" in text


def test_a_corrected_transcript_is_translated_anew_and_the_old_one_is_kept(kit, voice):
    case_id, path = voice
    kit.post(path, {"seen": "0", "text": HEARD})
    kit.post(path, {"seen": "1", "text": "Bos tidak mau membayar gaji."})
    first, second = versions(kit, case_id)
    assert (first.text, second.text) == (HEARD, "Bos tidak mau membayar gaji.")
    wanted = tasks(kit, case_id)
    assert (second.id, "en") in wanted
    assert (first.id, "en") not in wanted
    shown = words_of(kit.get(path))
    assert HEARD in shown
    assert HEARD not in words_of(kit.get(f"/desk/cases/{case_id}"))


def test_of_two_who_type_at_once_the_second_is_told_and_loses_nothing(kit, voice):
    case_id, path = voice
    kit.post(path, {"seen": "0", "text": HEARD})
    late = kit.post(path, {"seen": "0", "text": "another ear"})
    assert late.status_code == 409
    assert "another ear</textarea>" in late.text
    assert HEARD in late.text
    assert len(versions(kit, case_id)) == 1


def test_taking_it_back_leaves_the_voice_alone(kit, voice):
    case_id, path = voice
    kit.post(path, {"seen": "0", "text": HEARD})
    assert kit.post(path, {"seen": "1", "text": ""}).status_code == 303
    text = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert HEARD not in text
    assert "Type what is heard" in text


def test_a_sentence_of_a_transcript_is_corrected_like_any_other(kit, voice):
    case_id, path = voice
    kit.post(path, {"seen": "0", "text": HEARD})
    (typed,) = versions(kit, case_id)
    rendered(kit, case_id, typed.id, [(HEARD, "Boss pays.", "bad", ("negation",))])
    form = {"in": "en", "seen": "1.0", "text": "The boss pays nothing."}
    assert kit.post(f"/desk/cases/{case_id}/texts/{typed.id}/sentences/0", form).status_code == 303
    assert "The boss pays nothing. Typed by Member" in words_of(kit.get(f"/desk/cases/{case_id}"))


def test_only_a_kept_voice_message_is_typed(kit):
    case_id = kit.case()
    pdf, refused = keep(kit, case_id, PDF, b"", kinds=("document", "voice"))
    kit.sign_in()
    for file_id in (pdf, refused, "0" * 32):
        path = f"/desk/cases/{case_id}/files/{file_id}/transcript"
        assert kit.get(path).status_code == 404
        assert kit.post(path, {"seen": "0", "text": "x"}).status_code == 404


@pytest.mark.parametrize("form", [{"seen": "0", "text": ""}, {"seen": "-1", "text": "x"}, {"seen": "x"}, {}])
def test_what_cannot_be_kept_is_a_page_with_the_reason(kit, voice, form):
    answer = kit.post(voice[1], form)
    assert answer.status_code == 422
    assert "<h1" in answer.text


def test_hostile_words_of_a_transcript_stay_words(kit, voice):
    case_id, path = voice
    text = "\n".join([*HOSTILE, "a\x00b", "a" + "\u202e" * 30])
    assert kit.post(path, {"seen": "0", "text": text}).status_code == 303
    for where in (path, f"/desk/cases/{case_id}"):
        page = kit.get(where)
        assert page.status_code == 200
        assert len(re.findall(r"<script src=", page.text)) == len(re.findall(r"<script\b", page.text)) == 3
        assert "\u202e" not in page.text
