"""Whoever waits to be woken can always be stopped."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.media.crew import Crew
from bot.waking import woken

LATER = range(8)  # turns of the event loop between the wake and the stop


def test_it_ends_with_the_wake_or_with_the_time() -> None:
    async def both() -> None:
        wake = asyncio.Event()
        await woken(wake, 0.01)
        assert not wake.is_set()
        wake.set()
        await asyncio.wait_for(woken(wake, 60), 1)

    asyncio.run(both())


@pytest.mark.parametrize("turns", LATER)
def test_a_stop_that_meets_the_wake_is_heard(turns: int) -> None:
    async def nothing(_most: int) -> Sequence[object]:
        return ()

    async def done(_piece: object) -> None: ...

    async def whole() -> None:
        crew = Crew("work", claim=nothing, do=done, at_once=1, tick=60)
        running = asyncio.create_task(crew.run())
        await asyncio.sleep(0.01)
        crew.wake()
        for _ in range(turns):
            await asyncio.sleep(0)
        running.cancel()
        ended, _ = await asyncio.wait({running}, timeout=1)
        assert ended, "it went on for ever"

    asyncio.run(whole())
