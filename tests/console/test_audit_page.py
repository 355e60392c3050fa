"""The page of the audit: who may look, what it shows and never shows, its filters, its file, its lines."""

import csv
import io

import pytest

from bot.casework.alerting import Alarm
from storage.anchors import Anchors
from storage.audit import AUDIT, Audit
from tests.console.conftest import NOW, SENTENCE, Kit, words_of
from tests.console.test_auditing import entries, member_id


@pytest.mark.parametrize("role", ["lead", "member", "translator"])
def test_only_auditors_and_administrators_look_at_the_audit(kit: Kit, role: str) -> None:
    kit.sign_in(role)
    assert kit.get("/desk/audit").status_code == 404
    assert kit.post("/desk/audit/verify").status_code == 404
    assert kit.get("/desk/audit.csv").status_code == 404


def test_an_auditor_finds_who_looked_at_which_case_and_reads_no_word_of_it(kit: Kit) -> None:
    case_id, other = kit.case(), kit.case()
    kit.sign_in("member")
    for one in (case_id, other):
        kit.get(f"/desk/cases/{one}")
    kit.sign_in("auditor")
    page = kit.get("/desk/audit")
    assert page.status_code == 200
    assert "Looked at a case" in words_of(page)
    assert SENTENCE not in page.text
    found = kit.post("/desk/audit/find", {"reference": kit.row(case_id).reference})
    assert found.headers["location"] == f"/desk/audit?subject={case_id}"
    rows = list(
        csv.DictReader(io.StringIO(kit.get(f"/desk/audit.csv?subject={case_id}&kind=looks").text.lstrip("\ufeff")))
    )
    assert {row["subject"] for row in rows} == {case_id}
    assert {row["kind"] for row in rows} == {"case.viewed"}
    hers = kit.get(f"/desk/audit?actor={member_id(kit, 'auditor@desk.example')}")
    assert "Took the audit" in words_of(hers)
    assert "Looked at a case" not in words_of(hers).partition("Row When")[2]
    assert "Nothing of that kind" in words_of(kit.get("/desk/audit?day=2026-11-22"))
    for crooked in ("day=2026-13-45", "kind=king", "before=x", "day=9999-12-31"):
        assert kit.get(f"/desk/audit?{crooked}").status_code in (404, 422), crooked
    assert kit.post("/desk/audit/find", {"reference": "99999999"}).status_code == 404


def test_a_case_is_not_there_for_an_auditor_and_her_own_page_is_the_audit(kit: Kit) -> None:
    case_id = kit.case()
    kit.sign_in("auditor")
    assert kit.get("/desk").headers["location"] == "/desk/audit"
    for path in (f"/desk/cases/{case_id}", "/desk/companies", "/desk/messages", "/desk/languages", "/desk/publish"):
        assert kit.get(path).status_code == 404, path
    menu = kit.get("/desk/figures").text
    assert 'href="/desk/audit"' in menu
    assert 'href="/desk/companies"' not in menu


def test_older_rows_are_a_page_away(kit: Kit) -> None:
    kit.sign_in("auditor")

    def many(unit):
        audit = Audit(unit.cases, unit.vault.keyring)
        for n in range(130):
            audit.append(at=n, actor="a", kind="case.viewed", subject=f"c{n}")

    kit.write(many)
    first = kit.get("/desk/audit?kind=looks").text
    assert first.count("<tr>") == 101
    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert kit.get(older).text.count("<tr>") == 31


def test_verifying_tells_rows_anchors_and_what_was_changed(kit: Kit) -> None:
    kit.sign_in("auditor")
    kit.write(lambda unit: Anchors(unit.cases, Audit(unit.cases, unit.vault.keyring)).take(NOW.date()))
    whole = kit.post("/desk/audit/verify")
    assert "1 row, as it was written." in words_of(whole)
    assert "The line of 2026-11-23: fits" in words_of(whole)
    assert entries(kit, "audit.")[0].detail == "1:whole"
    kit.write(lambda unit: unit.cases.put(AUDIT.update().where(AUDIT.c.seq == 1).values(actor="b")))
    assert "Row 1 was changed" in words_of(kit.post("/desk/audit/verify"))


def test_the_line_of_a_day_is_mailed_to_auditors_only(kit: Kit) -> None:
    from bot.delivery.mailing import Bundle, days_of, lines_of, still_hers
    from storage.alerts import Alerts

    for role in ("auditor", "lead"):
        kit.invite(f"{role}@desk.example", role)
    day = NOW.date().toordinal()
    kit.write(lambda unit: Anchors(unit.cases, Audit(unit.cases, unit.vault.keyring)).take(NOW.date()))
    kit.write(lambda unit: Alarm(kit.id, on=True).auditors(unit, day, at=1))
    (alerts,) = kit.write(lambda unit: Alerts(unit.cases).claim(at=2, until=3, most=9))
    member, hers = kit.read(lambda unit: still_hers(unit, Bundle(alerts, 3)))
    assert (member.role, days_of(hers)) == ("auditor", [day])
    (line,) = kit.read(lambda unit: lines_of(unit, hers))
    assert line.startswith("madoguchi-audit-1\n2026-11-23\n2\n")
