"""`madoguchi retention`: the same as the clock does, on demand."""

import json
from datetime import date
from pathlib import Path

from tests.backups.test_restore import Desk, delete_hers, desk, two_reports
from tests.casework.test_holding import hold
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


def aged(folder: Path, days: int) -> None:
    """Make a backup say that it is older than it is."""
    path = folder / "manifest.json"
    told = json.loads(path.read_text())
    told["made_at"] = {tree: at - days * 86_400_000 for tree, at in told["made_at"].items()}
    path.write_text(json.dumps(told))


def test_a_backup_throws_away_those_of_this_desk_that_are_too_old_and_says_so(desk: Desk) -> None:
    desk.open(two_reports)
    place = desk.folder / "copies"
    place.mkdir()
    made = [desk.backup(f"copies/{name}") for name in ("young", "old", "strange")]
    for folder, days in zip(made, (34, 36, 36), strict=True):
        aged(folder, days)
    strange = place / "strange/manifest.json"
    told = json.loads(strange.read_text())
    told["checks"] = {tree: {key: "00" + check[2:] for key, check in of.items()} for tree, of in told["checks"].items()}
    strange.write_text(json.dumps(told))
    (place / "photos").mkdir()
    (place / ".other.7.part").mkdir()
    (place / ".other.7.part/letter.txt").write_text("not ours")
    (place / ".copy.7.part").mkdir()
    (place / ".copy.7.part/vault.db").write_text("the rest of a backup that was killed")
    found = json.loads(desk.run("backup", "copies/new", "--json")[1])
    assert (found["removed"], found["too_old"]) == ([".copy.7.part", "old"], ["strange"])
    assert sorted(path.name for path in place.iterdir()) == [".other.7.part", "new", "photos", "strange", "young"]
    code, said, _ = desk.run("backup", "copies/newer")
    assert code == 0
    assert "not known to be of this desk: copies/strange" in said


def test_restoring_a_backup_that_is_too_old_says_so(desk: Desk) -> None:
    desk.open(two_reports)
    aged(desk.backup(), 40)
    code, told, _ = desk.restore()
    assert code == 0
    assert "40 days old: it should have been thrown away" in told


def test_a_dry_run_tells_what_a_legal_hold_keeps(desk: Desk) -> None:
    async def held(house: House) -> None:
        await hold(house, await house.report(), date(2027, 3, 31))

    desk.open(held)
    assert "kept: the words of 1 reports, by a legal hold" in desk.run("retention", "run", "--dry-run")[1]
