"""A channel whose vendor answers as a script says: for what the sender does after each kind of answer."""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from channels.base import (
    Address,
    Capabilities,
    Download,
    Event,
    HandleRefused,
    HttpAnswer,
    InboundRequest,
    MediaRef,
    Outgoing,
    SendContext,
    SendResult,
    WireMessage,
)

CAPS = Capabilities(
    text_max=1000,
    text_unit="codepoint",
    soft_max=1000,
    buttons_max=0,
    button_label_max=20,
    label_unit="grapheme",
    button_data_max_bytes=64,
    messages_per_call=1,
)


class Scripted:
    """Each call takes the next answer: an exception to raise, or anything else for accepted."""

    name = "scripted"
    caps = CAPS

    def __init__(self, answers: Iterable[object] = ()) -> None:
        self.answers = deque(answers)
        self.sent: list[tuple[str, str, UUID]] = []
        self.tried: list[UUID] = []

    def authenticate(self, request: InboundRequest) -> None:
        return

    def parse(self, request: InboundRequest) -> list[Event]:
        return []

    def acknowledge(self, events: Sequence[Event]) -> HttpAnswer:
        return HttpAnswer()

    def render(self, message: Outgoing, to: Address, context: SendContext) -> list[WireMessage]:
        texts = (*message.before, message.text)
        return [WireMessage(self.name, to.value, "show", {"text": text}) for text in texts]

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        self.tried.append(key)
        answer = self.answers.popleft() if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        self.sent.append((wire.to, str(wire.payload["text"]), key))
        return SendResult((f"id-{len(self.sent)}",))

    async def fetch_media(self, ref: MediaRef, limit: int) -> Download:
        raise NotImplementedError

    def normalise_address(self, raw: str) -> Address:
        return Address(self.name, raw)

    def redact(self, text: str) -> str:
        return text

    async def close(self) -> None:
        return


class Free(Scripted):
    """Its first call uses a handle that works once, as LINE's reply does; else it pushes."""

    def render(self, message: Outgoing, to: Address, context: SendContext) -> list[WireMessage]:
        wires = super().render(message, to, context)
        return [replace(wires[0], free=True, otherwise=wires[0]), *wires[1:]]

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        try:
            return await super().send(wire, key)
        except HandleRefused:
            if wire.otherwise is None:
                raise
            return await super().send(wire.otherwise, key)


class Slow(Scripted):
    """Takes its time until `go_on` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on, self.begun = asyncio.Event(), 0

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        self.begun += 1
        await self.go_on.wait()
        return await super().send(wire, key)


class Asked(Scripted):
    """Its vendor can be asked what it accepted."""

    def __init__(self, answers: Iterable[object] = (), *, accepted: bool) -> None:
        super().__init__(answers)
        self.accepted, self.asked, self.found = accepted, 0, "found"

    async def find_sent(self, wire: WireMessage, since: datetime) -> SendResult | None:
        self.asked += 1
        return SendResult((self.found,)) if self.accepted else None
