"""The desk's own wording: whole in both languages, and the same texts as code and templates have."""

import re

import pytest
from babel.messages.pofile import read_po

from bot.casework.lifecycle import CASE, STAGES, Outcome
from bot.console import catalogues, names
from bot.console.accounts import Role
from bot.console.reverse import ours
from bot.console.words import LANGUAGES, Words, accepted, chosen
from bot.intake.wording import Wording
from tests.console.conftest import NOW

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def read(path):
    with path.open("rb") as file:
        return read_po(file)


def texts(value):
    return (value,) if isinstance(value, str) else tuple(value)


def messages(catalog):
    return {message.id: message for message in catalog if message.id}


def test_the_template_holds_every_text_of_code_and_pages():
    """If not: python -m bot.console.catalogues."""
    assert set(messages(read(catalogues.LOCALES / "console.pot"))) == set(messages(catalogues.template()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_whole_and_fills_the_same_gaps(language):
    whole, here = messages(catalogues.template()), messages(read(catalogues.path(language)))
    assert set(here) == set(whole)
    for key, message in here.items():
        assert all(texts(message.string)), key
        wanted = set(PLACEHOLDER.findall(texts(key)[-1]))
        for text in texts(message.string):
            assert set(PLACEHOLDER.findall(text)) == wanted, key
        assert not message.fuzzy


def test_japanese_is_japanese():
    same = {"SMS", "%(num)d SMS", "Account SID", "Auth token"}  # written so in Twilio's own console, in every language
    for key, message in messages(read(catalogues.path("ja"))).items():
        assert texts(key)[0] in same or re.search(r"[ぁ-んァ-ン一-龯]", texts(message.string)[0]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_catalogue_is_markup(language):
    for message in messages(read(catalogues.path(language))).values():
        assert not re.search(r"[<>]|&\w+;", "".join(texts(message.string)))


def test_everything_that_is_coded_has_a_name():
    statuses = {stage.status for stage in STAGES if stage.graph is CASE}
    assert set(names.STATUS) == set(names.NEXT) == statuses
    assert set(names.OUTCOME) == set(Outcome)
    assert set(names.ROLE) == set(Role)
    assert len({name for name, _ in names.CATEGORY.values()}) == len(names.CATEGORY)


def test_days_are_written_as_the_language_writes_them():
    english, japanese = Words("en", "Asia/Tokyo"), Words("ja", "Asia/Tokyo")
    assert english.day_and_time(NOW) == "Mon, Nov 23 12:00"
    assert japanese.day_and_time(NOW) == "11月23日(月) 12:00"
    assert "2026" in english.full(NOW)
    assert "Asia/Tokyo" in english.full(NOW)


@pytest.mark.parametrize(
    ("tag", "english", "japanese"),
    [
        ("id", "Indonesian", "インドネシア語"),
        ("zh-Hans", "Simplified Chinese", "簡体中国語"),
        ("pt-BR", "Brazilian Portuguese", "ポルトガル語"),
        ("ja-simple", "Japanese", "日本語"),
        ("xx-nothing", "xx-nothing", "xx-nothing"),
        ("", "?", "?"),
    ],
)
def test_a_workers_language_has_a_name(tag, english, japanese):
    assert Words("en", "UTC").language_name(tag) == english
    assert Words("ja", "UTC").language_name(tag) == japanese


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"asked": "ja", "member": "en"}, "ja"),
        ({"asked": "xx", "member": "ja"}, "ja"),
        ({"cookie": "ja", "accepts": "en"}, "ja"),
        ({"accepts": "de, ja-JP;q=0.9"}, "ja"),
        ({"accepts": "de"}, "en"),
        ({}, "en"),
    ],
)
def test_which_language_a_page_has(given, expected):
    assert chosen(["en", "ja"], **given) == expected


@pytest.mark.parametrize("header", ["", ",,,", "ja;q=", "ja;q=x", "*", ";q=1", "ja;q=0.5;x=1", "a" * 10_000])
def test_any_accept_language_header_is_read(header):
    assert isinstance(list(accepted(header)), list)


def test_our_own_texts_are_found_again_with_what_filled_them():
    wording = Wording.load()
    asked = wording.text("update.question", "id", ref="1234-5678", question="Kapan?\nDi mana?")
    found = ours(wording, asked, "id")
    assert found.message_id == "update.question"
    assert found.said_in(wording, "en") == wording.text(
        "update.question", "en", ref="1234-5678", question="Kapan?\nDi mana?"
    )


def test_every_text_without_gaps_is_found_again_in_every_language():
    wording = Wording.load()
    for language, catalogue in wording.texts.items():
        for text in catalogue.values():
            if "{" not in text:
                assert wording.texts[language][ours(wording, text, language).message_id].strip() == text.strip()


@pytest.mark.parametrize("text", ["Paspor saya dipegang bos", "1", "", "12345-678: x", "{ref}"])
def test_a_workers_words_are_not_taken_for_ours(text):
    assert ours(Wording.load(), text, "id") is None


def test_who_has_read_a_catalogue_is_told_from_its_header():
    wording = Wording.load()
    assert set(wording.reviews) == set(wording.languages)
    assert wording.reviews["en"] == "source"
    assert not wording.is_drafted("en")
    assert not wording.is_drafted("xx")
    assert all(re.fullmatch(r"source|machine-drafted|reviewed by .+ on .+", told) for told in wording.reviews.values())
