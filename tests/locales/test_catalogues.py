"""Every locale is whole. A new language is a new folder: these tests then hold for it too."""

import tomllib

import pytest
from babel import Locale
from babel.messages.pofile import read_po

from bot.conversation.script import SCRIPT
from bot.intake.locale_check import check, uses
from bot.intake.locale_exchange import template
from bot.intake.locale_files import load_locales
from bot.intake.locale_rules import TWILIO_WORDS
from bot.intake.locale_sms import costs, load_placeholders, share_of, too_dear, unlisted
from bot.intake.locale_table import LOCALES, load_languages
from bot.intake.reserved import fold
from bot.intake.wording import Wording, catalogue

KNOWN = load_languages()
WORDING = Wording.load(strict=True)
SHIPPED = tuple(WORDING.languages)


@pytest.mark.parametrize("tag", SHIPPED)
def test_a_language_with_a_catalogue_is_offered(tag):
    assert tag in WORDING.languages


def test_no_catalogue_has_a_flaw():
    assert [str(flaw) for flaw in check(uses(SCRIPT), load_locales())] == []


def test_no_text_becomes_more_than_three_sms_at_its_worst():
    assert too_dear(WORDING, SCRIPT, load_placeholders()) == []


def test_english_is_one_sms_nearly_always():
    """At its worst, filled in and with its list: the dearest texts are the exception."""
    parts = [
        cost.parts for cost in costs(WORDING, SCRIPT, load_placeholders()) if cost.language == "en" and not cost.long
    ]
    assert parts.count(1) > 0.9 * len(parts)


def test_every_placeholder_is_explained_with_a_sample_no_longer_than_its_limit():
    limits = load_placeholders()
    assert unlisted(WORDING, limits) == []
    for name, limit in limits.items():
        assert limit["sample"], name
        assert limit.get("long") or len(limit["sample"]) <= limit["max"], name


def test_the_template_for_translators_is_the_english_catalogue():
    pot = LOCALES / "bot.pot"
    assert pot.read_text("utf-8") == template(), "run: madoguchi locales template --into locales/bot.pot"
    with pot.open("rb") as file:
        texts = {message.context: message.id for message in read_po(file) if message.context}
    assert texts == {entry.message_id: entry.source for entry in load_locales()[0].entries.values()}


@pytest.mark.parametrize("tag", KNOWN)
def test_every_language_of_the_table_can_be_shown_and_dated(tag):
    row = KNOWN[tag]
    assert row.autonym.strip() == row.autonym != ""
    locale = Locale.parse(row.babel)
    assert locale.text_direction.startswith(row.dir)


def test_no_two_languages_share_a_name_a_folder_or_an_apps_tag():
    rows = KNOWN.values()
    for names in (
        [row.autonym for row in rows],
        [row.folder for row in rows],
        [app for row in rows for app in row.apps],
    ):
        assert len(names) == len(set(names))
    assert not {app for row in rows for app in row.apps} & {tag.lower() for tag in KNOWN}


def test_every_folder_belongs_to_a_language_of_the_table():
    folders = {path.name for path in LOCALES.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))}
    assert folders <= {row.folder for row in KNOWN.values()}


@pytest.mark.parametrize("tag", SHIPPED)
def test_a_machine_drafted_language_says_so(tag):
    header = catalogue(LOCALES, KNOWN[tag], "bot").read_text("utf-8")[:600]
    assert ("Review: source" if tag == "en" else "Review: ") in header
    assert share_of(WORDING, tag) == 1.0


def test_texts_of_a_locale_are_polite_and_free_of_words_that_frighten():
    """`conversation.md` B8: never "illegal"; a computer, not AI; a report, not a complaint."""
    frightening = {
        "en": ("illegal", "complaint", "grievance", "retaliat", " ai ", "visa"),
        "ja": ("不法", "違法", "苦情", "報復", "ビザ", "だぞ", "しろ。"),
        "id": ("ilegal", "keluhan", "pembalasan", " kamu ", " lu "),
    }
    for tag, words in frightening.items():
        for message_id, text in WORDING.texts[tag].items():
            assert not [word for word in words if word in f" {text.lower()} "], message_id


def test_the_carriers_words_are_accepted_as_answers_only():
    for locale in load_locales():
        for meaning, words in locale.words.items():
            if meaning not in ("yes", "no", "opt_out"):
                assert not TWILIO_WORDS & {fold(word) for word in words}


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*/*.toml")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_word_lists_hold_words_and_nothing_else(path):
    for row in tomllib.loads(path.read_text("utf-8")).values():
        lists = row.values() if isinstance(row, dict) else [row]
        for words in lists:
            assert words
            assert all(isinstance(word, str) and word.strip() == word != "" for word in words)
            assert len(words) == len(set(words))
