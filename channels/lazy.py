"""A vendor's SDK, imported at its first use: three of them together would more than double an idle server's memory."""

import asyncio
import logging
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """Holds what `build` makes, once. `build` imports the SDK, so it runs in a thread and never stops the loop."""

    def __init__(self, build: Callable[[], Callable[[], T]], *loggers: str) -> None:
        self._build, self._loggers = build, loggers
        self._lock = asyncio.Lock()
        self.made: T | None = None

    async def get(self) -> T:
        async with self._lock:
            if self.made is None:
                make = await asyncio.to_thread(self._build)
                quiet(*self._loggers)
                self.made = make()
            return self.made


def quiet(*loggers: str) -> None:
    """SDKs log URLs with tokens, addresses and whole answers at INFO and DEBUG: never let them."""
    for name in loggers:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
