"""Fetches what workers sent, looks at it, seals it: each file under a lease, after the turn that it came with.

The vendor's answer is held in memory and nowhere else until it is sealed. A kill at any moment leaves the row waiting,
and the next fetch begins anew. No name, type or word of a file is ever logged.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import structlog

from bot.intake import files
from bot.intake.scene import Intake
from bot.media import answers
from bot.media.crew import Crew
from bot.media.kinds import sniff
from bot.media.patience import Patience
from bot.media.pictures import NoPicture, drawn
from bot.metrics import Metrics
from channels.base import BadMessage, ChannelAdapter, MediaRef, Retryable, SendError
from channels.download import FOREIGN, TOO_LARGE
from storage.cases import Cases
from storage.crypto import CHUNK
from storage.engine import Store, Unit
from storage.media import KEPT, LOST, ORIGINAL, REFUSED, SHOWN, Media, Wanted, facts_place, source_place
from storage.removals import Removals
from storage.times import milliseconds, moment
from storage.vault import KeyDestroyed

log = structlog.stdlib.get_logger(__name__)
MARGIN = timedelta(minutes=2)
"""Beyond the time of a download: drawing, sealing, a busy database."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What one file may take: bytes, seconds of a download, files at once, seconds until we look by ourselves."""

    most_bytes: int
    seconds: float
    at_once: int
    tick: float

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.seconds) + MARGIN


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file turned out to be: its forms as they will be sealed, and what is known of it."""

    forms: Mapping[str, bytes]
    facts: Mapping[str, object]


class Unwanted(Exception):
    """The file is not taken. `answer` is what she is told, `code` what the desk sees."""

    def __init__(self, answer: str, code: str) -> None:
        super().__init__(code)
        self.answer, self.code = answer, code


class Fetcher:
    """One for each process that sends."""

    def __init__(
        self,
        store: Store,
        adapters: Mapping[str, ChannelAdapter],
        intake: Intake,
        *,
        clock: Callable[[], datetime],
        patience: Patience,
        terms: Terms,
        metrics: Metrics,
        woken: Callable[[], None],
    ) -> None:
        self._store, self._adapters, self._intake, self._clock = store, adapters, intake, clock
        self._patience, self._terms, self._metrics, self._woken = patience, terms, metrics, woken
        self.crew: Crew[Wanted] = Crew(
            "media", claim=self._claim, do=self.fetch, at_once=terms.at_once, tick=terms.tick
        )

    async def _claim(self, most: int) -> Sequence[Wanted]:
        at, until = milliseconds(self._clock()), self._until()
        return await self._store.write(lambda unit: Media(unit.cases).claim(at=at, until=until, most=most))

    def _until(self) -> int:
        return milliseconds(self._clock() + self._terms.lease)

    async def fetch(self, wanted: Wanted) -> None:
        """One claimed file, to whatever end it comes this time."""
        source = await self._store.read(lambda unit: _source(unit, wanted))
        if source is None:  # erased meanwhile: nobody wants it any more
            return
        try:
            examined = await self._examined(source)
        except Unwanted as refused:
            state = LOST if refused.answer == files.LOST else REFUSED
            await self._finish(wanted, state, why=refused.code, answer=refused.answer)
        except SendError as error:
            await self._again(wanted, error)
        else:
            await self._keep(wanted, examined)

    async def _examined(self, source: Mapping[str, object]) -> Examined:
        """Raises Unwanted for what will never be taken, SendError for what may come later."""
        ref = MediaRef(str(source["kind"]), str(source["ref"]), mime=_text(source["mime"]))  # type: ignore[arg-type]
        adapter = self._adapters.get(str(source["channel"]))
        if adapter is None:
            raise Retryable("channel_off")
        size = source.get("size")
        if isinstance(size, int) and size > self._terms.most_bytes:
            raise Unwanted(files.TOO_LARGE, "size")
        return await examined(await self._content(adapter, ref))

    async def _content(self, adapter: ChannelAdapter, ref: MediaRef) -> bytes:
        try:
            async with asyncio.timeout(self._terms.seconds):
                return (await adapter.fetch_media(ref, self._terms.most_bytes)).content
        except TimeoutError:
            raise Retryable("slow") from None
        except BadMessage as error:
            if error.code == TOO_LARGE:
                raise Unwanted(files.TOO_LARGE, "size") from None
            if error.code == FOREIGN:
                raise Unwanted(files.UNOPENED, "foreign") from None
            raise

    async def _again(self, wanted: Wanted, error: SendError) -> None:
        """Later, or never."""
        now = self._clock()
        wait = self._patience.again(error, tries=wanted.tries, age=now - moment(wanted.created_at))
        code = f"{type(error).__name__}:{error.code}"[:32]
        if wait is None:
            await self._finish(wanted, LOST, why=code, answer=files.LOST)
            return
        at = milliseconds(now + wait)
        await self._store.write(lambda unit: Media(unit.cases).retry(wanted, at=at, why=code))

    async def _keep(self, wanted: Wanted, found: Examined) -> None:
        """Seal it piece by piece, so that turns go on in between, and let it count at once."""
        until = self._until()
        held = await self._store.write(lambda unit: Media(unit.cases).begin(wanted, until=until))
        for form, content in found.forms.items():
            for n in range(-(-len(content) // CHUNK)):
                held = held and await self._store.write(_piece(wanted, form, n, content, until))
        if held:
            await self._finish(wanted, KEPT, facts=json.dumps(found.facts).encode())

    async def _finish(
        self, wanted: Wanted, to: str, *, why: str = "", answer: str = "", facts: bytes | None = None
    ) -> None:
        at, keyring, intake = milliseconds(self._clock()), self._intake.keyring, self._intake

        def work(unit: Unit) -> bool:
            media = Media(unit.cases)
            try:
                key = unit.vault.key(wanted.conversation_id)
            except KeyDestroyed:
                return False
            sealed = key.seal(facts_place(wanted.id), facts) if facts else None
            if not media.finish(wanted, to, why=why, facts=sealed):
                return False
            if removal := media.removal_when_done(wanted.message_id):
                Removals(unit.cases, keyring).hasten(removal, at=at)
            if case := Cases(unit.cases).of_conversation(wanted.conversation_id):
                Cases(unit.cases).flag(case.id, "unread", True)
            return bool(answer) and answers.tell(intake, unit, wanted.conversation_id, answer, at=at)

        if await self._store.write(work):
            self._woken()
        if to == LOST:
            self._metrics.media_lost.inc()
            log.error("a file could not be fetched", code=why, tries=wanted.tries)


def _source(unit: Unit, wanted: Wanted) -> Mapping[str, object] | None:
    try:
        key = unit.vault.key(wanted.conversation_id)
    except KeyDestroyed:
        return None
    found: Mapping[str, object] = json.loads(key.open(source_place(wanted.id), wanted.source_ct))
    return found


def _piece(wanted: Wanted, form: str, n: int, content: bytes, until: int) -> Callable[[Unit], bool]:
    plain, last = content[n * CHUNK : (n + 1) * CHUNK], (n + 1) * CHUNK >= len(content)

    def work(unit: Unit) -> bool:
        try:
            key = unit.vault.key(wanted.conversation_id)
        except KeyDestroyed:
            return False
        return Media(unit.cases).write(wanted, key, form, n, plain, last=last, until=until)

    return work


async def examined(content: bytes) -> Examined:
    """By its bytes alone. A picture must be one: it is drawn anew, or refused. Raises Unwanted."""
    kind = sniff(content)
    if kind is None:
        raise Unwanted(files.UNOPENED, "kind")
    digest = sha256(content).hexdigest()
    facts: dict[str, object] = {"mime": kind.mime, "family": kind.family, "size": len(content), "sha256": digest}
    if not kind.shown:
        return Examined({ORIGINAL: content}, facts)
    try:
        picture = await drawn(content)
    except NoPicture as error:
        answer, code = (files.TOO_LARGE, "pixels") if error.large else (files.UNOPENED, "broken")
        raise Unwanted(answer, code) from None
    facts |= {SHOWN: len(picture.jpeg), "width": picture.width, "height": picture.height}
    return Examined({ORIGINAL: content, SHOWN: picture.jpeg}, facts)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
