"""Dialogues through an engine in its own process, a given number of turns in flight, without any network."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any

from tests.bench.figures import stretch
from tests.bench.load import OPEN, Dialogue, interleaved

Apply = Callable[[bytes], Awaitable[object]]


async def drive(apply: Apply, dialogues: Sequence[Dialogue], in_flight: int, seconds: float) -> dict[str, Any]:
    """Until the dialogues run out or the time is over. CPU is that of this whole process."""
    latencies: list[float] = []
    shared, width = iter(dialogues), max(1, OPEN // in_flight)
    begun, spent = time.perf_counter(), time.process_time()
    deadline = begun + seconds

    async def lane() -> None:
        for update in interleaved(shared, width):
            before = time.perf_counter()
            if before > deadline:
                return
            await apply(update)
            latencies.append(time.perf_counter() - before)

    await asyncio.gather(*(lane() for _ in range(in_flight)))
    cpu = time.process_time() - spent
    return asdict(stretch(latencies, time.perf_counter() - begun, cpu=cpu))
