"""Each rule finds the mistake it is there for. A translator's slip, planted in a good catalogue, must be named."""

from dataclasses import replace

import pytest

from bot.conversation.script import SCRIPT
from bot.intake.locale_check import Uses, check, uses
from bot.intake.locale_files import load_locales
from bot.intake.locale_sms import Cost, costs, load_placeholders, too_dear
from bot.intake.wording import Wording

BY_TAG = {locale.tag: locale for locale in load_locales()}
EN, JA, ID = BY_TAG["en"], BY_TAG["ja"], BY_TAG["id"]
USED = uses(SCRIPT)


def flaws(*locales, used=USED):
    return [(flaw.language, flaw.message_id, flaw.what) for flaw in check(used, locales)]


def changed(locale, message_id, **changes):
    return replace(locale, entries={**locale.entries, message_id: replace(locale.entries[message_id], **changes)})


def only(locale, message_id):
    return replace(locale, entries={message_id: locale.entries[message_id]})


def worded(locale, **words):
    return replace(locale, words={**locale.words, **words})


@pytest.mark.parametrize(
    ("locale", "message_id", "changes", "what"),
    [
        (JA, "add.done", {"text": ""}, "is not translated"),
        (JA, "add.done", {"source": "Done."}, "was translated from another English text"),
        (JA, "add.done", {"text": "できました。相談に足しました。"}, "has other placeholders than the source"),
        (JA, "add.done", {"text": "{ref}{ref}に足しました。"}, "has other placeholders than the source"),
        (JA, "add.done", {"text": "{ref に足しました。"}, "has a brace that is not closed"),
        (JA, "add.done", {"text": "{ref!r}に足しました。"}, "has something else than a plain name between braces"),
        (JA, "add.done", {"text": "{ref}\nに足しました。"}, "has other line breaks than the source"),
        (JA, "hide.done", {"text": "あ" * 301}, "has 301 letters, at most 300 fit"),
        (ID, "who.ask.me", {"text": "a" * 21}, "has 21 letters, at most 20 fit"),
        (ID, "hide.done", {"text": "Terima kasih.  Tidak ada."}, "has stray spaces"),
        (ID, "hide.done", {"text": "Terima kasih "}, "has stray spaces"),
        (ID, "hide.done", {"text": "1) Terima kasih"}, "numbers something in the text: 1) reads like an option"),
        (ID, "hide.done", {"text": "Terima kasih \U0001f64f"}, "has emoji or invisible marks"),
        (ID, "hide.done", {"text": "Terima\u202e kasih"}, "has emoji or invisible marks"),
        (ID, "who.ask.me", {"text": "Saya\nAku"}, "is a label: one line, no placeholders"),
        (JA, "hide.done", {"text": "Thank you. There are no messages."}, "is mostly in another alphabet"),
        (JA, "hide.done", {"text": "ありがとうございますспасибо"}, "has letters of another alphabet: Cyrl"),
        (JA, "what.ask", {"text": JA.entries["what.ask"].text.replace("1", "2")}, "has other numbers than the source"),
        (JA, "what.ask", {"back": "When finished, send 3."}, "has other numbers than its back-translation"),
        (JA, "hide.done", {"back": ""}, "has no back-translation"),
        (JA, "hide.done", {"back": "There is one."}, "denies where the source does not, or the other way round"),
        (JA, "safe.check.yes", {"back": "No"}, "denies where the source does not, or the other way round"),
        (JA, "add.ask", {"text": "{ref}に写真を足します。1", "back": "{ref} 1"}, None),
        (JA, "menu.main.new", {"text": "新しい話"}, "does not call 'report' what the glossary does"),
        (ID, "pause.done", {"text": "Baik. Kirim HI."}, "does not name the first word for 'hi' of words.toml"),
        (EN, "pause.done", {"text": "OK. Send STOP."}, "tells to send 'stop', which the carrier keeps for itself"),
        (EN, "pause.done", {"text": "OK. Send AGAIN."}, "tells to send 'again', which nobody understands"),
        (EN, "hide.done", {"text": "Thank you\u2026"}, "has a character outside GSM-7"),
    ],
)  # fmt: skip
def test_a_planted_slip_is_named(locale, message_id, changes, what):
    planted = changed(locale, message_id, **changes)
    found = flaws(*(only(planted if one is locale else one, message_id) for one in (EN, JA, ID)))
    named = [text for tag, about, text in found if (tag, about) == (locale.tag, message_id)]
    assert (what in named) if what else not named


def test_a_missing_text_an_unknown_one_and_one_that_nobody_says_are_named():
    poor = replace(JA, entries={id_: entry for id_, entry in JA.entries.items() if id_ != "hide.done"})
    assert ("ja", "hide.done", "is missing") in flaws(EN, poor)
    rich = replace(JA, entries={**JA.entries, "x.y": JA.entries["hide.done"]})
    assert ("ja", "x.y", "is not in the source") in flaws(EN, rich)
    idle = replace(EN, entries={**EN.entries, "x.y": EN.entries["hide.done"]})
    assert ("en", "x.y", "is never said") in flaws(idle)
    more = Uses(USED.ids | {"new.ask"}, USED.labels, USED.lists)
    assert ("en", "new.ask", "is said by the program, but has no text") in flaws(EN, used=more)


def test_two_choices_that_read_alike_are_named():
    alike = changed(ID, "danger.ask.unsure", text="TIDAK.")
    assert ("id", "danger.ask.unsure", "reads like danger.ask.no, which danger.ask offers too") in flaws(EN, alike)
    slip = changed(ID, "when.ask.month", text="Minggu ani")
    assert ("id", "when.ask.month", "reads like when.ask.week, which when.ask offers too") in flaws(EN, slip)


def test_a_label_may_not_be_the_word_that_hides_everything():
    hiding = changed(ID, "contact.discreet.yes", text="Sembunyi")
    assert ("id", "contact.discreet.yes", "is the word that hides everything") in flaws(EN, hiding)


def test_a_label_may_not_be_a_word_that_stops_our_messages_in_any_language():
    """Such a word is heard before any label, whatever her language: `baja` is stop in Spanish, steel in Indonesian."""
    silenced = changed(ID, "category.ask.osh", text="Baja")
    stops = ("id", "category.ask.osh", "is a word that stops all messages")
    assert stops in flaws(EN, silenced, worded(JA, opt_out=["baja"]))
    assert stops not in flaws(EN, silenced, JA)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ({"delete": ["Hide!"]}, "'hide' means delete and hide"),
        ({"hi": ["start"]}, "'start' is a word that the carrier keeps for itself"),
        ({"hi": ["Help"]}, "'help' is a word that the carrier keeps for itself"),
        ({"menu": ["5"]}, "a word for 'menu' is empty or a number"),
        ({"menu": ["..."]}, "a word for 'menu' is empty or a number"),
        ({"yes": ["hapus"]}, "'hapus' means yes and delete"),
        ({"yes": ["tidak"]}, "'tidak' means no and yes"),
        ({"hide": []}, "has no word for 'hide'"),
        ({"opt_out": []}, "has no word for 'opt_out'"),
    ],
)
def test_a_word_that_means_two_things_is_named(words, what):
    locales = (only(locale, "hide.done") for locale in (EN, JA, worded(ID, **words)))
    found = [text for _, about, text in flaws(*locales) if about == "words.toml"]
    assert what in found


def test_the_state_of_review_must_be_told():
    assert any(about == "header" for _, about, _ in flaws(EN, replace(JA, review="")))
    assert ("ja", "header", "Language must be ja") in flaws(EN, replace(JA, named="id"))
    assert not any(
        about == "header" for _, about, _ in flaws(EN, replace(JA, review="reviewed by A. B. on 2026-11-02"))
    )


def test_a_text_that_outgrows_three_sms_is_named():
    wording = Wording.load(strict=True)
    texts = {**wording.texts, "ja": {**wording.texts["ja"], "hide.done": "あ" * 202, "what.tip": "あ" * 201}}
    found = too_dear(replace(wording, texts=texts), SCRIPT, load_placeholders())
    assert found == [Cost("ja", "hide.done", 4, long=False)]


def test_the_list_counts_with_its_question():
    wording = Wording.load(strict=True)
    by_id = {
        cost.message_id: cost.parts for cost in costs(wording, SCRIPT, load_placeholders()) if cost.language == "ja"
    }
    assert by_id["category.ask"] > 1
