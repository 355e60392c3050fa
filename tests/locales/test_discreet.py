"""What may stand on a phone that somebody else holds: nothing of it says work, wages, a report or who we are."""

import re
from dataclasses import replace

import pytest

from bot.intake.locale_discreet import SHOWN, discreet, load_telling, quoted
from bot.intake.locale_files import load_locales
from bot.intake.wording import Wording

LOCALES = {locale.tag: locale for locale in load_locales()}
TELLING = load_telling()
WORDING = Wording.load(strict=True)


@pytest.mark.parametrize("tag", WORDING.languages)
def test_nothing_that_is_shown_unasked_tells_what_it_is_about(tag):
    """Renderings of the glossary's terms, and words for work, wages and complaints that it does not list."""
    locale = LOCALES[tag]
    assert len(TELLING[tag]) >= 6
    assert [said for id_ in SHOWN for said in discreet(locale.entries[id_], locale, TELLING[tag])] == []
    for word in (TELLING[tag][0], *locale.terms.get("company", ())[:1]):
        telling = replace(locale.entries["hide.done"], text=f"... {word} ...")
        assert list(discreet(telling, locale, TELLING[tag])), word


@pytest.mark.parametrize("tag", WORDING.languages)
def test_what_hiding_promises_is_what_the_notice_says(tag):
    """`contact.discreet` quotes the notice: our messages then only say that."""
    locale = LOCALES[tag]
    assert list(quoted(locale)) == []
    other = replace(locale.entries["contact.discreet"], text="?")
    assert list(quoted(replace(locale, entries={**locale.entries, "contact.discreet": other})))


@pytest.mark.parametrize("tag", WORDING.languages)
def test_no_notice_names_a_person_a_number_or_a_day(tag):
    for message_id in ("update.notice", "hide.done"):
        assert WORDING.fields[message_id] == ()
        assert set(re.findall(r"\d+", WORDING.texts[tag][message_id])) <= {"1"}
