"""/healthz (alive), /readyz (database, migrations, backlog), /metrics. No language, no person, no word in any."""

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.config import Config
from bot.metrics import CONTENT_TYPE, Metrics
from channels.base import HttpAnswer
from storage import revision
from storage.engine import Store, Unavailable, Unit
from storage.inbox import Inbox
from storage.keyring import Keyring
from storage.leases import held_until
from storage.media import Media
from storage.outbox import Outbox
from storage.removals import Removals
from storage.tallies import Tallies
from storage.times import MINUTE_MS, milliseconds
from storage.translation_tasks import Tasks

LATE_MS = 5 * MINUTE_MS
UNREAD_MS = 60 * MINUTE_MS


class Health:
    """Three small doors for whoever watches the machine."""

    PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

    def __init__(
        self, store: Store, metrics: Metrics, *, config: Config, clock: Callable[[], datetime], keyring: Keyring
    ) -> None:
        self._store, self._metrics, self._config, self._clock = store, metrics, config, clock
        self._keyring = keyring

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        answer = await self._answer(scope)
        headers = [
            (b"content-type", answer.content_type.encode()),
            (b"content-length", str(len(answer.body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Any) -> HttpAnswer:
        if scope["method"] not in ("GET", "HEAD"):
            return HttpAnswer(405, b"GET only\n")
        if scope["path"] == "/healthz":
            return self._alive()
        if scope["path"] == "/readyz":
            return await self._ready()
        return await self._figures(scope)

    def _alive(self) -> HttpAnswer:
        if self._store.healthy:
            return HttpAnswer(200, b"ok\n")
        return HttpAnswer(503, b"the database does not take writes: look at its disk and its log\n")

    async def _ready(self) -> HttpAnswer:
        storage = self._config.storage
        try:
            missing = revision.pending(storage.cases_url, storage.vault_url)
            if missing:
                return HttpAnswer(503, b"databases are not migrated; run: madoguchi migrate\n")
            late, unread, beat = await self._store.read(self._backlog)
        except Unavailable:
            return HttpAnswer(503, b"the database cannot be read\n")
        notes = []
        if late:
            notes.append("messages wait for more than five minutes; see: madoguchi outbox list")
        if not beat:
            notes.append("no scheduler is running")
        said = notes or ["ready"]
        if unread:  # a case is seen untranslated too: no reason to take the desk from the net
            said = [*said, "texts wait to be translated for more than an hour; see the log of the worker"]
        return HttpAnswer(503 if notes else 200, ("\n".join(said) + "\n").encode())

    def _backlog(self, unit: Unit) -> tuple[bool, bool, bool]:
        now = milliseconds(self._clock())
        _, _, oldest = Outbox(unit.cases).figures()
        _, unread, _ = Tasks(unit.cases).backlog()
        return (
            oldest is not None and now - oldest > LATE_MS,
            unread is not None and now - unread > UNREAD_MS,
            (held_until(unit.cases, "scheduler") or 0) > now,
        )

    async def _figures(self, scope: Any) -> HttpAnswer:
        """Open on loopback only, unless a token is set."""
        if not self._allowed(scope):
            return HttpAnswer(403, b"metrics need the token of [metrics]\n")
        try:
            queued, dead, oldest, waits, kept = await self._store.read(self._counts)
            files, removals = await self._store.read(self._files)
            texts, unread, for_a_person = await self._store.read(lambda unit: Tasks(unit.cases).backlog())
            month = await self._store.read(self._month)
        except Unavailable:
            return HttpAnswer(503, b"the database cannot be read\n")
        metrics, now = self._metrics, milliseconds(self._clock())
        metrics.queued.set(queued)
        metrics.dead.set(dead)
        metrics.waits.set(waits)
        metrics.oldest_due.set(max(0, now - oldest) / 1000 if oldest is not None else 0)
        metrics.held.set(kept.get("held", 0))
        metrics.set_aside.set(kept.get("set_aside", 0))
        metrics.to_translate.set(texts)
        metrics.oldest_text.set(max(0, now - unread) / 1000 if unread is not None else 0)
        metrics.for_a_person.set(for_a_person)
        for channel, parts in month.items():
            metrics.parts.labels(channel).set(parts)
        metrics.media_waiting.set(files.get("waiting", (0, 0))[0])
        metrics.removals_waiting.set(removals.get("waiting", 0))
        metrics.removals_dead.set(removals.get("dead", 0))
        return HttpAnswer(200, metrics.page(), CONTENT_TYPE)

    def _files(self, unit: Unit) -> tuple[Mapping[str, tuple[int, int]], Mapping[str, int]]:
        return Media(unit.cases).figures(), Removals(unit.cases, self._keyring).figures()

    def _month(self, unit: Unit) -> Mapping[str, int]:
        """Message parts sent since the first of the desk's month, by channel."""
        now = self._clock().astimezone(ZoneInfo(self._config.desk.time_zone))
        parts: dict[str, int] = {}
        for one in Tallies(unit.cases).of(now.strftime("%Y-%m")):
            parts[one.channel] = parts.get(one.channel, 0) + one.parts
        return parts

    def _counts(self, unit: Unit) -> tuple[int, int, int | None, int, dict[str, int]]:
        outbox = Outbox(unit.cases)
        return *outbox.figures(), outbox.waiting(), Inbox(unit.cases, self._keyring).figures()

    def _allowed(self, scope: Any) -> bool:
        token = self._config.metrics.token
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        if token:
            return hmac.compare_digest(given, f"Bearer {token}".encode())
        client = scope.get("client")
        return bool(client) and client[0] in ("127.0.0.1", "::1")
