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
from storage.times import moment
from storage.wordings import TOPIC, Change, HasRead, Wordings, digest

TICK_SECONDS = 5.0
log = structlog.stdlib.get_logger(__name__)
Key = tuple[str, str]


class OwnWording:
    """`live` is what is said; every part of a process is given this one. `shipped` is what came with the program."""

    def __init__(self, shipped: Wording) -> None:
        self.shipped = shipped
        self._texts, self._own = dict(shipped.texts), dict[str, Sequence[Own]]()
        self._reviews = dict(shipped.reviews)
        self.live = replace(shipped, texts=self._texts, own=self._own, reviews=self._reviews)
        self.number, self.marks, self.changes = 0, 0, tuple[Change, ...]()
        self._woken = asyncio.Event()

    def take(self, changes: Sequence[Change]) -> None:
        """Say what they say, all of them being all there are."""
        self.changes, self.number = tuple(changes), max((one.number for one in changes), default=0)
        for language in {*self._own, *(one.language for one in changes)} & self.shipped.texts.keys():
            here = [one for one in changes if one.language == language]
            self._own[language] = tuple(self._ever_said(here))
            self._texts[language] = {**self.shipped.texts[language], **self._said(here)}

    def take_reads(self, reads: Sequence[HasRead]) -> None:
        """A language of which every text was read, as it is said now, is reviewed: by whoever read the last of them."""
        self.marks = len(reads)
        known = {(one.language, one.message_id, one.digest) for one in reads}
        for language in {one.language for one in reads} & self._texts.keys():
            texts, last = self._texts[language], [one for one in reads if one.language == language][-1]
            whole = all((language, id_, digest(text)) in known for id_, text in texts.items())
            day = moment(last.at).date().isoformat()
            by_desk = f"reviewed by {last.name} on {day}"
            self._reviews[language] = by_desk if whole else self.shipped.reviews.get(language, "")

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
        known = self.number, self.marks

        def work(unit: Unit) -> tuple[Sequence[Change], Sequence[HasRead]] | None:
            kept = Wordings(unit.cases)
            return (kept.all(), kept.every_read()) if (kept.last(), kept.marks()) != known else None

        found = await store.read(work)
        if found is not None:
            changes, reads = found
            if max((one.number for one in changes), default=0) != self.number:
                self.take(changes)
            self.take_reads(reads)
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
