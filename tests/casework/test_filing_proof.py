"""A proof of filing: the same each time, true after a rotation, and it says nothing of what was sent."""

from zoneinfo import ZoneInfo

import pytest

from bot.casework import filing_proof
from bot.casework.filing_proof import Verdict
from storage.keyring import Keyring
from storage.messages import Messages
from tests.console.conftest import Kit

TOKYO = ZoneInfo("Asia/Tokyo")


def shown(kit: Kit, case_id: str, keyring: Keyring | None = None):
    case = kit.row(case_id)
    return kit.write(lambda unit: filing_proof.proof(unit, keyring or kit.console.intake.keyring, case, TOKYO))


def judged(kit: Kit, reference: str, code: str, keyring: Keyring | None = None) -> Verdict:
    ring = keyring or kit.console.intake.keyring
    return kit.read(lambda unit: filing_proof.verify(unit, ring, reference, code))[0]


def test_the_code_is_the_same_each_time_and_however_it_is_copied(kit: Kit) -> None:
    case_id = kit.case()
    reference = kit.row(case_id).reference
    day, code = shown(kit, case_id)
    assert len(code) == 14
    assert shown(kit, case_id) == (day, code)
    for copied in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert judged(kit, reference, copied) is Verdict.GENUINE


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA", "ÄÖ", "A" * 1000])
def test_what_is_not_ours_is_told_so(kit: Kit, code: str) -> None:
    case_id = kit.case()
    assert judged(kit, kit.row(case_id).reference, code) is Verdict.NOT, "nobody asked for one"
    shown(kit, case_id)
    assert judged(kit, kit.row(case_id).reference, code) is Verdict.NOT
    assert judged(kit, "00000000", shown(kit, case_id)[1]) is Verdict.NOT


def test_a_code_of_one_report_proves_no_other(kit: Kit) -> None:
    one, other = kit.case(), kit.case()
    shown(kit, other)
    assert judged(kit, kit.row(other).reference, shown(kit, one)[1]) is Verdict.NOT


def test_what_she_sends_later_changes_nothing_and_what_is_changed_is_seen(kit: Kit) -> None:
    case_id = kit.case()
    case = kit.row(case_id)
    _, code = shown(kit, case_id)

    def said(unit, seq: int) -> None:
        body = {"text": "more", "at": 1}
        messages = Messages(unit.cases, unit.vault.key(case.conversation_id))
        messages.add(kit.id(), case.conversation_id, seq=seq, author="worker", part="chat", body=body, day=1)

    kit.write(lambda unit: said(unit, 1000))
    assert judged(kit, case.reference, code) is Verdict.GENUINE
    kit.write(lambda unit: said(unit, 0))
    assert judged(kit, case.reference, code) is Verdict.CHANGED


def test_it_outlives_the_report_itself(kit: Kit) -> None:
    case_id = kit.case()
    case = kit.row(case_id)
    _, code = shown(kit, case_id)
    kit.write(lambda unit: unit.vault.destroy_key(case.conversation_id, day=1))
    assert judged(kit, case.reference, code) is Verdict.ERASED
    assert judged(kit, case.reference, "AAAA-AAAA-AAAA") is Verdict.NOT
