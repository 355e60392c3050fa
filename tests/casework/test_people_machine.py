"""No order of what people do lets anything reach a company without her yes and a second member's approval."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.casework import consenting, disclosure
from bot.casework.lifecycle import Status
from storage.summaries import State
from tests.casework.desk_of_two import LEAD, WRITER
from tests.casework.people import People


def machine_at(migrated: Path, folder: Path) -> type[People]:
    return type("Run", (People,), {"migrated": migrated, "folder": folder, "count": 0, "reached": 0})


def run(migrated: Path, folder: Path, *, examples: int, steps: int) -> type[People]:
    machine = machine_at(migrated, folder)
    given = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(machine, settings=given)
    return machine


def test_a_few_orders(migrated: Path, tmp_path: Path) -> None:
    assert run(migrated, tmp_path, examples=2, steps=8).reached


@pytest.mark.parametrize("broken", ["no is taken for yes", "the writer approves"])
def test_what_it_looks_for_would_be_found(
    migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    if broken == "no is taken for yes":
        monkeypatch.setitem(consenting.LEADS, consenting.NO, (State.AGREED, Status.ACCEPTED))
        answer, member = "6", LEAD
    else:
        monkeypatch.setattr(disclosure, "may_approve", lambda hand, found: None)
        answer, member = "4", WRITER
    people = machine_at(migrated, tmp_path)()
    people.begin(answer=answer, member=member, people=40)
    with pytest.raises(AssertionError):
        people.nothing_reached_a_company_without_her_yes_and_a_second_member()
    people.teardown()


@pytest.mark.slow
def test_many_orders(migrated: Path, tmp_path: Path) -> None:
    assert run(migrated, tmp_path, examples=40, steps=25).reached
