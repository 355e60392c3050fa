"""Every flag, reason and kind that a translation may carry is said in words at the desk."""

from bot.casework.anonymity import Left
from bot.casework.phrases import GROUPS
from bot.casework.texts import Kind
from bot.console import translation_names as flags
from bot.translation import reading, verdict
from bot.translation.engine import Refusal
from bot.translation.lexicon_file import Danger
from bot.translation.quality import Level, Reason
from storage.assignments import DONE, OPEN, WITHDRAWN


def test_every_level_and_reason_of_a_sentence_has_a_name():
    assert set(flags.FLAG) == {reason.value for reason in Reason}
    assert set(flags.LEVEL) == {level.value for level in Level if level is not Level.OK}


def test_every_reason_for_no_translation_has_a_name():
    of_the_backlog = {verdict.REFUSED, verdict.GIVEN_UP, verdict.FAILED, reading.UNREADABLE, reading.TOO_LONG}
    assert {refusal.value for refusal in Refusal} | of_the_backlog | {"", "no_start"} == set(flags.UNTRANSLATED)


def test_every_kind_has_a_name():
    assert set(flags.DANGER) == set(Danger)
    assert set(flags.PHRASES) == set(GROUPS)
    assert set(flags.KIND) == set(Kind)
    assert set(flags.LEFT) == set(Left)
    assert set(flags.ASSIGNED) == {OPEN, DONE, WITHDRAWN}
