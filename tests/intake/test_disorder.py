"""However vendors deliver, each worker's conversation is the one that she would have had alone.

Real application, real SQLite, signed calls of all four channels, real SDKs to the stand-ins.
"""

import asyncio
from pathlib import Path

import pytest

from storage.cases import Cases
from tests.acceptance.house import open_street
from tests.intake.disorder import CHANNELS, Crossroads, crowd, singly, steps


def delivered_in_disorder(folder: Path, people: int, *, seed: int, seconds: float) -> None:
    with open_street() as street:

        async def whole() -> None:
            house = Crossroads(folder, street)
            await house.app.start()
            try:
                await compared(house)
            finally:
                await house.app.stop()

        async def compared(house: Crossroads) -> None:
            expected = await singly(house)
            assert all("submitted" in outcome.state for outcome in expected.values())
            chosen = await crowd(house, people, seed)
            await house.all_sent(seconds)
            ended = [(channel, await house.outcome(channel, address)) for channel, address in chosen]
            assert [channel for channel, one in ended if one != expected[channel]] == []
            cases = await house.app.store.read(
                lambda unit: [case.reference for case in Cases(unit.cases).all(10 * people)]
            )
            assert len(set(cases)) == len(cases) == people + len(CHANNELS)
            assert house.delivered > people * len(steps()) * 1.5, "hardly anything was delivered twice"

        asyncio.run(whole())


def test_sixty_workers_at_once_each_have_the_conversation_of_one_alone(tmp_path: Path) -> None:
    delivered_in_disorder(tmp_path, 60, seed=1, seconds=60)


@pytest.mark.slow(minutes=6)
def test_a_thousand_workers_at_once_each_have_the_conversation_of_one_alone(tmp_path: Path) -> None:
    """So many in one process with all vendors that an answer waits longer for its turn than its lease would last."""
    delivered_in_disorder(tmp_path, 1000, seed=2, seconds=600)
