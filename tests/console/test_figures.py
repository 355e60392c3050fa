"""The figures of a month as the desk sees them: by the words of the desk, held back where they are few."""

import csv
import io

import pytest

from storage.case_columns import Columns
from storage.cases import Cases
from storage.engine import Unit
from storage.times import milliseconds
from tests.console.conftest import Kit, words_of


def filled(kit: Kit) -> None:
    """A month with six cases about pay, two about safety, decisions, answers at the end and unfinished reports."""
    made = [kit.case(category="WAG", language="my") for _ in range(6)] + [kit.case(category="OSH") for _ in range(2)]
    at = milliseconds(kit.clock()) + 86_400_000

    def work(unit: Unit) -> None:
        for case_id in made:
            case = Cases(unit.cases).get(case_id)
            assert case is not None
            key = unit.vault.key(case.conversation_id)
            for kind, was, now in (
                ("moved", "received", "in_review"),
                ("moved", "in_review", "with_companies"),
                ("closing_said", "", "solved"),
                ("late", "", ""),
                ("company_wrote", "", "question"),
                ("company_wrote", "", "answer"),
            ):
                Cases(unit.cases).record(kit.id(), case_id, key, actor="m", kind=kind, at=at, was=was, now=now)
        for _ in range(7):
            Columns(unit.cases).stop("where.site", day=at // 86_400_000)

    kit.write(work)
    kit.clock.pass_(days=20)


def test_the_page_and_the_csv_say_the_same_and_hold_back_what_is_few(kit: Kit) -> None:
    filled(kit)
    kit.sign_in("member")
    page, table = kit.get("/desk/figures"), kit.get("/desk/figures.csv")
    assert page.status_code == 200
    read = {(row["figure"], row["name"]): row for row in csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff")))}
    assert {row["month"] for row in read.values()} == {"2026-11"}
    assert read["received_category", "WAG"]["count"] == read["received_category", "OSH"]["count"] == ""
    assert read["decided", "accepted"]["count"] == "8"
    assert read["closing", "solved"]["count"] == "8"
    assert (read["late_desk", "desk"]["count"], read["late_desk", "desk"]["of"]) == ("8", "8")
    assert read["days", "received"]["count"] == "1"
    assert (read["waits", "taken_up"]["count"], read["waits", "answered"]["count"]) == ("1", "1")
    assert ("waits", "ended") not in read, "none was closed"
    assert read["received_status", "with_companies"]["count"] == "8"
    assert (read["received", "2026-11"]["count"], read["received", "2026-10"]["count"]) == ("8", "0")
    assert read["stopped", "where.site"]["count"] == "7"
    said = words_of(page)
    assert "too few" in said
    assert "100 % (8/8)" in said
    assert page.text.count('viewBox="0 0 100') == page.text.count('scope="row"') > 5, "a bar in each row of each table"
    assert kit.get("/desk/figures?month=2026-12").status_code == 404, "the running month would be another tomorrow"
    assert kit.get("/desk/figures?month=%3Cscript").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("lead", 200), ("admin", 200), ("auditor", 200), ("translator", 404)])
def test_everybody_of_the_desk_looks_but_translators(kit: Kit, role: str, status: int) -> None:
    kit.sign_in(role)
    assert kit.get("/desk/figures").status_code == status
