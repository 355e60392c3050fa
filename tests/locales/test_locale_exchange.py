"""To a translator and back: nothing is lost on the way, and nothing comes back that the checks refuse."""

import shutil
from datetime import date
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from bot.conversation.script import SCRIPT
from bot.intake.locale_exchange import Refused, exported, imported
from bot.intake.locale_files import load_locales
from bot.intake.locale_table import LOCALES

TODAY = date(2026, 3, 14)
DONE = "Terima kasih. Tidak ada pesan baru."


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "locales"
    shutil.copytree(LOCALES, copy)
    return copy


def locale(folder, tag):
    return next(one for one in load_locales(folder) if one.tag == tag)


def refused(text, folder):
    with pytest.raises(Refused) as raised:
        imported(text.encode(), SCRIPT, on=TODAY, folder=folder)
    return raised.value.flaws


def test_what_went_out_comes_back_the_same(folder):
    before = locale(folder, "id")
    path, text = imported(exported("id", SCRIPT, folder).encode(), SCRIPT, on=TODAY, folder=folder)
    path.write_text(text, "utf-8")
    assert locale(folder, "id") == before


def test_a_translator_sees_note_limit_sample_and_back_translation(folder):
    text = exported("id", SCRIPT, folder)
    block = next(block for block in text.split("\n\n") if 'msgctxt "safe.emergency"' in block)
    assert "# Back: " in block
    assert "#. Limit: 300 letters" in block
    assert "#. Sample: {police} = 110; {ambulance} = 119" in block
    assert "#. {police} and {ambulance} are the numbers of the country she is in." in block
    assert "#. Limit: a button: 20 letters" in text


def test_every_editor_can_read_it_and_a_new_language_comes_empty(folder):
    shutil.rmtree(folder / "vi", ignore_errors=True)
    po = read_po(BytesIO(exported("vi", SCRIPT, folder).encode()))
    texts = [message for message in po if message.context]
    assert len(texts) == len(locale(folder, "en").entries)
    assert not any(message.string for message in texts)
    with pytest.raises(KeyError):
        exported("tlh", SCRIPT, folder)


def test_a_reviewer_signs_the_whole(folder):
    text = exported("id", SCRIPT, folder)
    _, taken = imported(text.encode(), SCRIPT, reviewer="Sari Dewi", on=TODAY, folder=folder)
    assert "Review: reviewed by Sari Dewi on 2026-03-14" in taken


def test_a_text_that_was_changed_needs_a_new_back_translation(folder):
    text = exported("id", SCRIPT, folder).replace(DONE, "Terima kasih. Tidak ada apa-apa.")
    assert refused(text, folder) == ("id hide.done: was changed, and its back-translation was not",)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (DONE, "", "hide.done: is not translated"),
        ("Language: id", "Language: en", "names the language 'en'"),
        ("Language: id", "Language: xx", "names the language"),
        ('msgctxt "hide.done"', 'msgctxt "hide.gone"', "hide.gone: is not in the source"),
    ],
)
def test_what_the_checks_refuse_is_not_taken_and_every_reason_is_told(folder, old, new, why):
    before = locale(folder, "id")
    assert any(why in flaw for flaw in refused(exported("id", SCRIPT, folder).replace(old, new), folder))
    assert locale(folder, "id") == before


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe\x00", b"hello", b'msgid "a', b"\x00" * 100])
def test_what_is_no_catalogue_is_refused_in_one_line(folder, junk):
    with pytest.raises(Refused) as raised:
        imported(junk, SCRIPT, on=TODAY, folder=folder)
    assert len(raised.value.flaws) == 1
