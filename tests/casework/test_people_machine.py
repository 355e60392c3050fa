"""No order of what people do lets anything reach a company without her yes and a second member's approval."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.casework.people import People


def run(migrated: Path, folder: Path, *, examples: int, steps: int) -> type[People]:
    machine = type("Run", (People,), {"migrated": migrated, "folder": folder, "count": 0, "reached": 0})
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


@pytest.mark.slow
def test_many_orders(migrated: Path, tmp_path: Path) -> None:
    assert run(migrated, tmp_path, examples=20, steps=25).reached
