"""The sets by which the redaction is judged are whole."""

from collections import Counter

from tests.casework.redaction.sentences import sentences

CLASSES = set("pehubiyfnramdtgqwoc")


def test_there_are_enough_sentences_of_every_language_in_both_halves() -> None:
    count = Counter((one.language, one.held_back) for one in sentences())
    full = {language for language, _ in count if count[language, True] >= 15 and count[language, False] >= 15}
    assert len(full) >= 12
    assert count.total() >= 360


def test_every_mark_is_of_a_known_class_and_both_halves_have_each() -> None:
    for half in (True, False):
        found = {mark.kind for one in sentences() if one.held_back is half for mark in one.marks}
        assert found == CLASSES


def test_no_mark_was_left_in_a_text() -> None:
    assert [one for one in sentences() if "{" in one.text or "}" in one.text or "<" in one.text] == []
