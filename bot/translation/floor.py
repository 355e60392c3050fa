"""Who may speak to the translating process: several together, or one alone who is suspected of having killed it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Floor:
    def __init__(self) -> None:
        self._change = asyncio.Condition()
        self._speaking = 0
        self._alone = False

    @asynccontextmanager
    async def taken(self, *, alone: bool) -> AsyncIterator[None]:
        """Wait until the floor is free for this, and hold it."""
        async with self._change:
            await self._change.wait_for(lambda: not self._alone and not (alone and self._speaking))
            self._speaking += 1
            self._alone = alone
        try:
            yield
        finally:
            async with self._change:
                self._speaking -= 1
                self._alone = False
                self._change.notify_all()
