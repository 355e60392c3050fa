"""Waiting to be woken, or for a while."""

import asyncio


async def woken(wake: asyncio.Event, seconds: float) -> None:
    """Until `wake` is set, at the longest so many seconds.

    Not `asyncio.wait_for`: before Python 3.12 it loses a cancellation that meets the wake (cpython issue 86296), and
    whoever cancelled waits for ever.
    """
    try:
        async with asyncio.timeout(seconds):
            await wake.wait()
    except TimeoutError:
        pass
