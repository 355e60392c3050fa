"""`madoguchi retention`: the same as the clock does, on demand."""

import json

from tests.backups.test_restore import Desk, delete_hers, desk, two_reports
from tests.intake.house import House

__all__ = ["desk"]


async def ask_to_delete(house: House) -> None:
    await house.report()
    await house.say("DELETE")
    await house.press("delete.ask:all")


def test_a_dry_run_counts_and_changes_nothing_then_a_run_erases_with_receipts(desk: Desk) -> None:
    desk.open(ask_to_delete)
    for _ in range(2):
        found = json.loads(desk.run("retention", "run", "--dry-run", "--json")[1])
        assert (found["dry_run"], found["asked"], found["cases"]) == (True, 1, 0)
    assert json.loads(desk.run("retention", "receipts", "--json")[1]) == []
    assert json.loads(desk.run("retention", "run", "--json")[1])["asked"] == 1
    (receipt,) = json.loads(desk.run("retention", "receipts", "--json")[1])
    assert (receipt["why"], receipt["verified"]) == ("worker", True)
    assert json.loads((desk.folder / "var/erasures.json").read_text())["keys"].keys() == {receipt["key"]}


def test_receipts_tell_of_what_the_clock_erased(desk: Desk) -> None:
    desk.open(two_reports)
    desk.open(delete_hers)
    code, told, _ = desk.run("retention", "receipts")
    assert code == 0
    assert told.split()[2:] == ["worker", "gone"]


def test_doctor_tells_the_age_of_the_last_backup(desk: Desk) -> None:
    def finding() -> tuple[str, str]:
        every = json.loads(desk.run("doctor", "--offline", "--json")[1])
        (one,) = (found for found in every if found["checked"] == "backup")
        return one["level"], one["found"]

    desk.open(two_reports)
    assert finding() == ("warn", "none was ever made with this program")
    desk.backup()
    assert finding() == ("ok", "the last is 0 days old")
