"""`madoguchi proof verify` as a person types it."""

from pathlib import Path

from tests.commands.conftest import Run


def test_what_is_no_proof_is_refused_in_one_line(run: Run, desk: Path) -> None:
    code, told, wrong = run("proof", "verify", "1234-5678", "K7QF-2M9X-B4TH")
    assert (code, told) == (1, "")
    assert "not a proof of this report" in wrong
