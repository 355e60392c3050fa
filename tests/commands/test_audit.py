"""`madoguchi audit`: verifying alone and against a line that was kept elsewhere, whatever it was saved as."""

import json
from email.message import EmailMessage
from pathlib import Path

from tests.commands.conftest import Run


def test_a_kept_line_is_held_against_the_audit_however_it_was_saved(run: Run, desk: Path) -> None:
    code, _, told = run("audit", "anchor")
    assert (code, "nothing was written" in told) == (1, True)
    run("user", "add", "sato")
    code, line, _ = run("audit", "anchor")
    assert code == 0
    assert run("audit", "anchor")[1] == line, "one a day"
    mail = EmailMessage()
    mail.set_content("監査の終わり\n" + line.replace(" ", "\n"), cte="base64")
    (desk / "mail.eml").write_bytes(mail.as_bytes())
    (desk / "line.txt").write_text(line)
    for given in (line, "mail.eml", "line.txt"):
        code, told, _ = run("audit", "verify", "--anchor", given)
        assert code == 0
        assert "fits" in told
    code, told, _ = run("audit", "verify", "--json", "--anchor", line.replace(" 1 ", " 2 "))
    assert (code, json.loads(told)["anchors"][0]["fault"]) == (1, "forged")
    assert run("audit", "verify")[0] == 0


def test_what_is_no_line_is_refused(run: Run, desk: Path) -> None:
    for given in ("nothing", "config.toml", "x" * 5000, "a\0b"):
        code, _, told = run("audit", "verify", "--anchor", given)
        assert (code, told.startswith("madoguchi: ")) == (1, True)
