"""Keeps a WhatsApp adapter's shelf as the table says, and asks about templates that are not decided yet."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.delivery import content_setup
from bot.delivery.contents import shelf
from channels.base import SendError
from channels.content_calls import ContentCalls
from channels.contents import Content
from channels.whatsapp import WhatsApp
from storage.contents import Contents
from storage.engine import Store, Unavailable
from storage.leases import take
from storage.times import milliseconds

log = structlog.stdlib.get_logger(__name__)
REFRESH = timedelta(minutes=5)
ASK = timedelta(minutes=30)


class Stock:
    """For a process that sends."""

    def __init__(
        self,
        store: Store,
        adapter: WhatsApp,
        contents: Callable[[], Sequence[Content]],
        *,
        templates: Mapping[str, str],
        fallback: Sequence[str],
        clock: Callable[[], datetime],
        owner: str,
    ) -> None:
        self._store, self._adapter, self._contents = store, adapter, contents
        self._templates, self._fallback = templates, fallback
        self._clock, self._owner = clock, owner

    async def refresh(self) -> None:
        """What is on the shelf is what the table holds now, of the words that are said now."""
        made = await self._store.read(lambda unit: Contents(unit.cases).all())
        wanted = await asyncio.to_thread(self._contents) if made else ()
        self._adapter.shelf = shelf(made, wanted, templates=self._templates, fallback=self._fallback)

    async def ask(self) -> None:
        """One process at a time asks about undecided templates."""
        at = milliseconds(self._clock())
        until = at + int(ASK / timedelta(milliseconds=1))
        if await self._store.write(lambda unit: take(unit.cases, "contents", owner=self._owner, at=at, until=until)):
            await content_setup.poll(self._store, ContentCalls(self._adapter.calls))

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.refresh()
                await self.ask()
                await self.refresh()
            except (Unavailable, SendError) as error:
                log.warning("whatsapp contents not read", exc_info=error)
            await asyncio.sleep(REFRESH.total_seconds())
