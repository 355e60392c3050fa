"""`madoguchi referral import` as a person types it. The table that is shipped names no office."""

import shutil
from pathlib import Path

from tests.casework.register.test_sheets import xlsx
from tests.commands.conftest import Run

TEMPLATE = Path(__file__).parents[2] / "docs" / "referrals.csv"


def test_a_table_is_brought_in_whole_or_not_at_all(run: Run, desk: Path) -> None:
    shutil.copy(TEMPLATE, "offices.csv")
    assert run("referral", "import", "offices.csv")[:2] == (0, "added 0, changed 0, unchanged 0\n")
    with Path("offices.csv").open("a") as file:
        file.write("日本,WAG,vi,Văn phòng,,0120-000-000,,ja vi,,2026-11-22\n")
    assert run("referral", "import", "offices.csv")[:2] == (0, "added 1, changed 0, unchanged 0\n")
    assert run("referral", "import", "offices.csv")[:2] == (0, "added 0, changed 0, unchanged 1\n")
    with Path("offices.csv").open("a") as file:
        file.write(",XXX,,Second,,,,,,\n,,,Third,,,,,,\n")
    code, told, wrong = run("referral", "import", "offices.csv")
    assert (code, told) == (1, "")
    assert "line 3" in wrong
    assert "nothing was stored" in wrong
    Path("o.xlsx").write_bytes(xlsx(["窓口", "国"], ["Office", "JP"]))
    assert run("referral", "import", "o.xlsx")[:2] == (0, "added 1, changed 0, unchanged 0\n")
    Path("bad.csv").write_text("country,topic\nJP,WAG\n")
    assert "no column for the office" in run("referral", "import", "bad.csv")[2]
