"""`madoguchi company …` as a person types it."""

import json
import shutil
from pathlib import Path

from openpyxl import load_workbook

from tests.casework.register.test_sheets import xlsx
from tests.commands.conftest import Run

EXAMPLE = Path(__file__).parents[2] / "docs" / "companies.csv"


def listed(run: Run, *words: str) -> list[dict[str, object]]:
    code, told, wrong = run("company", "list", "--json", *words)
    assert code == 0, wrong
    found: list[dict[str, object]] = json.loads(told)
    return found


def test_a_table_is_tried_brought_in_and_searched_in_any_script(run: Run, desk: Path) -> None:
    shutil.copy(EXAMPLE, "companies.csv")
    assert run("company", "list")[1] == "No companies yet: madoguchi company import FILE\n"
    code, told, _ = run("company", "import", "companies.csv", "--dry-run")
    assert (code, told) == (0, "would be added 4, changed 0, unchanged 0, contacts added 4, contacts changed 0\n")
    assert listed(run) == []
    assert run("company", "import", "companies.csv")[:2] == (0, told.removeprefix("would be "))
    assert json.loads(run("company", "import", "companies.csv", "--json")[1])["unchanged"] == 4
    (found, *_) = listed(run, "--search", "Sakura Fuds")
    assert (found["name"], found["pledged"]) == ("さくらフーズ株式会社", "2026-04-01")
    assert found["found_by"] in (found["name"], *found["other_names"])  # type: ignore[misc]
    assert "found by" in run("company", "list", "--search", "サクラフーズ")[1]
    assert run("company", "list", "--search", "!!")[1] == "Nothing found.\n"


def test_a_workbook_is_as_good_as_a_csv(run: Run, desk: Path) -> None:
    Path("c.xlsx").write_bytes(xlsx(["会社名", "国"], ["Aoba Staff", "日本"]))
    load_workbook("c.xlsx").close()
    assert run("company", "import", "c.xlsx")[0] == 0
    assert [one["country"] for one in listed(run)] == ["JP"]


def test_every_refused_line_is_named_with_its_reason_and_nothing_is_stored(run: Run, desk: Path) -> None:
    Path("c.csv").write_text("name,country\nGood,JP\nBad,Atlantis\nWorse,Moon\n")
    code, told, wrong = run("company", "import", "c.csv")
    assert (code, told) == (1, "")
    assert "line 3: unknown country; two letters, or its English or Japanese name: Atlantis" in wrong
    assert "line 4: unknown country" in wrong
    assert "2 lines refused, nothing was stored" in wrong
    assert listed(run) == []
    code, told, _ = run("company", "import", "c.csv", "--json")
    assert (code, json.loads(told)["stored"], len(json.loads(told)["refused"])) == (1, False, 2)


def test_a_file_that_is_no_table_is_refused_in_one_line(run: Run, desk: Path) -> None:
    Path("c.csv").write_bytes(b"\xff\xfe\x00")
    code, _, wrong = run("company", "import", "c.csv")
    assert (code, wrong.count("\n")) == (1, 1)
    assert "c.csv: neither UTF-8" in wrong
    assert "No such file" in run("company", "import", "nowhere.csv")[2]


def test_a_contact_is_added_once_to_the_company_that_is_meant(run: Run, desk: Path) -> None:
    shutil.copy(EXAMPLE, "companies.csv")
    run("company", "import", "companies.csv")
    add = ("company", "contact", "add")
    code, told, wrong = run(
        *add, "B-001", "Kato Yuki", "--mail", "kato@aoba.example", "--other-names", "加藤 由紀;カトウ"
    )
    assert (code, told) == (0, "Kato Yuki is a contact of Aoba Staff K.K..\n"), wrong
    assert listed(run, "--search", "Aoba")[0]["contacts"] == 1
    assert "has a contact with this address" in run(*add, "aoba", "K", "--mail", "KATO@aoba.example")[2]
    assert "no company is called so" in run(*add, "Nobody Inc", "Kato")[2]
    assert "not a mail address" in run(*add, "B-001", "Sato", "--mail", "x")[2]
