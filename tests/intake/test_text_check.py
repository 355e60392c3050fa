"""A text of the desk's own: what would harm a worker is refused, what only may be wrong is asked about."""

from dataclasses import replace

import pytest

from bot.intake.locale_files import Entry
from bot.intake.locale_rules import denies
from bot.intake.own_wording import OwnWording
from bot.intake.text_check import Flaw, judged, rulebook
from storage.wordings import Change

RULES = rulebook()


def flaws(language, message_id, text, back="", **others):
    """Of this one change, with `others` (label -> text) changed by the desk before."""
    own = OwnWording(RULES.wording)
    own.take(
        [
            Change(language, id_, 1, said, "x", "", "edited", "m", 1, n)
            for n, (id_, said) in enumerate(others.items(), 1)
        ]
    )
    before = RULES.in_force(own, language)
    new = Entry(message_id, RULES.source(message_id), text, back or (text if language == "en" else ""))
    return judged(RULES, before, replace(before, entries={**before.entries, message_id: new}))


def errors(*args, **others):
    return [flaw.what for flaw in flaws(*args, **others) if not flaw.doubt]


def test_a_good_text_is_taken_in_a_translation_and_in_english():
    assert (
        flaws("id", "hide.done", "Terima kasih ya. Tidak ada pesan baru.", "Thank you. There is no new message.") == []
    )
    assert flaws("en", "start.greeting", RULES.source("start.greeting").replace("free help desk", "help desk")) == []


@pytest.mark.parametrize(
    ("language", "message_id", "text", "back", "what"),
    [
        ("id", "add.done", "Sudah masuk.", "It is in.", "has other placeholders than the source"),
        ("id", "add.done", "Sudah {ref", "It {ref", "has a brace that is not closed"),
        ("id", "hide.done", "Terima kasih.", "", "has no back-translation"),
        ("id", "hide.done", "Ada laporan baru? Tidak.", "No new report?", "tells whoever holds the phone"),
        ("id", "update.notice", "Halo semua. Kirim 1.", "Hello. Send 1.", "does not quote the first sentence"),
        (
            "id",
            "start.language",
            "Pilih yang mana.",
            "Choose.",
            "does not name the first word for 'language'",
        ),
        ("en", "start.language", "Choose. Send STOP.", "", "the carrier keeps for itself"),
        ("id", "consent.ask.no", "Ya, boleh", "Yes", "denies where the source does not"),
        ("id", "rest.done", "Tulis di https://evil.example", "No {x}", "has an address of its own"),
        ("id", "hide.done", "Tidak ada apa. " * 30, "Nothing. No. " * 9, "letters, at most 300 fit"),
        ("id", "consent.ask.yes", "STOP", "Yes", "is a word that stops all messages"),
        ("id", "consent.ask.yes", "HAPUS", "Yes", "is a command in some language"),
    ],
)
def test_what_would_harm_is_refused(language, message_id, text, back, what):
    assert [one for one in errors(language, message_id, text, back) if what in one], errors(language, message_id, text)


def test_two_answers_of_one_question_cannot_be_swapped_step_by_step():
    labels = RULES.wording.texts["id"]
    yes, no = labels["consent.ask.yes"], labels["consent.ask.no"]
    other = errors("id", "consent.ask.no", yes, "No", **{"consent.ask.yes": "Setuju sekali"})
    assert any(one.startswith("reads like consent.ask.yes") for one in other)
    assert "is a yes or a no that this answer is not" in errors("id", "consent.ask.yes", no, "Yes")


def test_a_text_may_not_become_dearer_than_three_sms():
    assert errors("ja", "hide.done", "あ" * 250, "There is nothing. Not now.") == ["takes up to 4 SMS"]
    assert [flaw.what for flaw in flaws("ja", "hide.done", "あ" * 100, "There is nothing. Not now.")] == [
        "takes up to 2 SMS, 1 before"
    ]


def test_what_only_may_be_wrong_is_a_doubt_but_not_where_she_consents():
    assert not denies(RULES.source("status.show"))
    back = RULES.locales["id"].entries["add.done"].back
    text = "Oke, laporan {ref} sudah bertambah."
    assert Flaw("add.done", "was changed, and its back-translation was not", doubt=True) in flaws(
        "id", "add.done", text, back
    )
    denied = flaws("id", "add.done", text, back + " Nothing is lost.")
    assert all(flaw.doubt for flaw in denied)
    assert [flaw.what for flaw in denied if "denies" in flaw.what]
    assert not any(flaw.doubt for flaw in flaws("id", "share.ask", RULES.wording.texts["id"]["share.ask"] + "!", "No."))
