"""From a message id to words: what is missing must never stop a turn, and must never pass a test."""

import time
from datetime import date

import pytest

from bot.conversation.machine import Choice
from bot.intake.wording import GAP, Wording


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording.load()


@pytest.fixture(scope="module")
def strict() -> Wording:
    return Wording.load(strict=True)


def test_a_text_is_said_in_her_language_with_its_placeholders_filled(wording):
    assert wording.text("add.done", "en", ref="1234-5678") == "Done. We added it to 1234-5678."
    assert "1234-5678" in wording.text("add.done", "ja", ref="1234-5678")


def test_an_unknown_language_is_answered_in_english(wording):
    assert wording.text("hide.done", "xx") == wording.text("hide.done", "en")


def test_what_a_catalogue_lacks_is_said_in_english(tmp_path, wording):
    for name in ("languages.toml", "en/words.toml", "en/LC_MESSAGES/bot.po", "ja/words.toml"):
        _copy(name, tmp_path)
    poor = tmp_path / "ja" / "LC_MESSAGES" / "bot.po"
    poor.parent.mkdir(parents=True)
    poor.write_text('msgctxt "hide.done"\nmsgid "x"\nmsgstr "はい"\n\nmsgctxt "group.alone"\nmsgid "x"\nmsgstr ""\n')
    loaded = Wording.load(tmp_path)
    assert set(loaded.languages) == {"en", "ja"}
    assert loaded.text("hide.done", "ja") == "はい"
    assert loaded.text("group.alone", "ja") == wording.text("group.alone", "en")
    with pytest.raises(KeyError):
        Wording.load(tmp_path, strict=True).text("group.alone", "ja")


def test_a_doubtful_translation_is_not_used(tmp_path):
    for name in ("languages.toml", "en/words.toml", "en/LC_MESSAGES/bot.po", "ja/words.toml"):
        _copy(name, tmp_path)
    doubtful = tmp_path / "ja" / "LC_MESSAGES" / "bot.po"
    doubtful.parent.mkdir(parents=True)
    doubtful.write_text('#, fuzzy\nmsgctxt "hide.done"\nmsgid "x"\nmsgstr "はい"\n')
    assert Wording.load(tmp_path).text("hide.done", "ja") == Wording.load(tmp_path).text("hide.done", "en")


def test_a_missing_placeholder_leaves_a_gap_at_run_time_and_is_an_error_in_tests(wording, strict):
    assert wording.text("add.done", "en") == f"Done. We added it to {GAP}."
    with pytest.raises(KeyError):
        strict.text("add.done", "en")


def test_an_unknown_id_is_a_gap_at_run_time_and_an_error_in_tests(wording, strict):
    assert wording.text("no.such.id", "ja") == GAP
    with pytest.raises(KeyError):
        strict.text("no.such.id", "ja")


def test_a_worker_cannot_reach_into_a_text_with_braces(wording):
    assert "{phone.__class__}" in wording.text("add.done", "en", ref="{phone.__class__}")


def test_a_choice_is_labelled_from_the_catalogue_or_literally(wording):
    assert wording.label(Choice("yes", "lang.detected.yes"), "id") == "Ya"
    assert wording.label(Choice("my", "မြန်မာ", literal=True), "id") == "မြန်မာ"


@pytest.mark.parametrize(
    ("language", "spelt"), [("en", "Sat, Mar 14"), ("ja", "3月14日(土)"), ("id", "Sab, 14 Mar"), ("xx", "Sat, Mar 14")]
)
def test_a_day_is_spelt_without_a_year(wording, language, spelt):
    assert wording.date(date(2026, 3, 14), language) == spelt


def test_the_languages_are_those_with_a_catalogue_in_the_order_of_the_table(wording):
    assert list(wording.languages)[:2] == ["en", "ja"]
    assert "fr" not in wording.languages
    assert wording.autonym("id") == "Bahasa Indonesia"
    assert wording.direction("ja") == "ltr"


@pytest.mark.parametrize(
    ("tag", "language"),
    [("ja-JP", "ja"), ("in", "id"), ("id_ID", "id"), ("EN-us", "en"), ("fr", None), ("", None), ("-", None)],
)
def test_an_apps_language_tag_finds_the_catalogue_it_means(wording, tag, language):
    assert wording.nearest(tag) == language


def test_a_text_costs_a_look_up_not_a_parse(wording):
    """The budget is 5 µs; ten times that allows for a busy machine and still fails on a parse or a copy."""
    rounds = 2000
    begun = time.process_time()
    for _ in range(rounds):
        wording.text("update.accepted", "ja", ref="1234-5678", next="x", date="y")
    assert (time.process_time() - begun) / rounds < 200e-6


def _copy(name, folder):
    from bot.intake.locale_table import LOCALES

    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes((LOCALES / name).read_bytes())
