"""The desk's own wording over the shipped one, in every process and without a restart.

A language's texts are replaced whole and in one step: whoever says something says it in the old words or in the new
ones. Saying costs what it did. What an upgrade made unfit (a text that is gone, other placeholders) is kept and not
said. Nothing here changes a text.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import structlog

from bot.intake.wording import Own, Wording, placeholders
from storage.engine import Store, Unavailable, Unit
from storage.wordings import TOPIC, Change, Wordings

TICK_SECONDS = 5.0
log = structlog.stdlib.get_logger(__name__)
Key = tuple[str, str]


class OwnWording:
    """`live` is what is said; every part of a process is given this one. `shipped` is what came with the program."""

    def __init__(self, shipped: Wording) -> None:
        self.shipped = shipped
        self._texts, self._own = dict(shipped.texts), dict[str, Sequence[Own]]()
        self.live = replace(shipped, texts=self._texts, own=self._own)
        self.number, self.changes = 0, tuple[Change, ...]()
        self._woken = asyncio.Event()

    def take(self, changes: Sequence[Change]) -> None:
        """Say what they say, all of them being all there are."""
        self.changes, self.number = tuple(changes), max((one.number for one in changes), default=0)
        for language in {*self._own, *(one.language for one in changes)} & self.shipped.texts.keys():
            here = [one for one in changes if one.language == language]
            self._own[language] = tuple(self._ever_said(here))
            self._texts[language] = {**self.shipped.texts[language], **self._said(here)}

    def _said(self, changes: Iterable[Change]) -> dict[str, str]:
        return {one.message_id: one.text for one in newest(changes).values() if one.text and self.fits(one)}

    def _ever_said(self, changes: Iterable[Change]) -> Iterable[Own]:
        """What may stand in conversations that began before the last change, the shipped words among it."""
        for one in changes:
            shipped = self.shipped.texts[one.language].get(one.message_id)
            if one.text:
                yield Own(one.message_id, one.text, one.back)
            if shipped:
                yield Own(one.message_id, shipped)

    def fits(self, change: Change) -> bool:
        """Whether the program still says this text, with these placeholders."""
        try:
            return set(placeholders(change.text)) == set(self.shipped.fields[change.message_id])
        except (KeyError, ValueError):
            return False

    async def refresh(self, store: Store) -> bool:
        """Read what was changed since; whether anything was."""
        known = self.number

        def work(unit: Unit) -> Sequence[Change] | None:
            kept = Wordings(unit.cases)
            return kept.all() if kept.last() != known else None

        found = await store.read(work)
        if found is not None:
            self.take(found)
        return found is not None

    async def run(self, store: Store) -> None:
        """Until cancelled. A tick is the safety net of what other processes tell."""
        store.listen(TOPIC, self._woken.set)
        while True:
            try:
                async with asyncio.timeout(TICK_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                pass
            self._woken.clear()
            try:
                await self.refresh(store)
            except Unavailable as error:
                log.warning("own wording not read", exc_info=error)


def newest(changes: Iterable[Change]) -> Mapping[Key, Change]:
    """The last change of each text; in the order in which they were first changed."""
    return {(one.language, one.message_id): one for one in changes}
