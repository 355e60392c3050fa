"""A desk with all four channels, and vendors that deliver as the worst of them may: at once, again, late, in any order.

A worker sends her next message when the vendor was told 200 for the last; copies of it, and of much older ones, are
still on their way then. Nothing here waits for an answer to be shown. Only what is sent together through Twilio, which
numbers nothing, may overtake itself: it is filed in the order in which it came, and compared as a set.
"""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from bot.conversation import script, snapshot
from storage.engine import Unit
from storage.messages import Messages, Said
from storage.outbox import Outbox
from storage.recipients import Recipients
from tests.acceptance.house import Street
from tests.acceptance.workers import address_on
from tests.bench.dialogue import WORDS, words
from tests.intake.house import House
from tests.vendors.phone import Phones
from tests.vendors.webhooks import PUBLIC_URL, Webhook

CHANNELS = ("telegram", "line", "sms", "whatsapp")
IN_ANY_ORDER = ("sms", "whatsapp")  # Twilio has no queue for a sender: what is sent together may overtake itself
PIECES = (WORDS["what.ask"], "It was taken on my first day.", "My friend has seen it.")
EACH, GAP = re.compile("|".join(map(re.escape, PIECES))), "\x00"
CONNECTIONS = 40  # of each vendor at once: what Telegram opens unless told otherwise
REFERENCE = re.compile(r"\d{4}-?\d{4}")
SETTINGS = """
[server]
public_url = "{url}"
[conversation]
languages = ["en", "ja", "id"]
[limits]
address_per_minute = 1000000
channel_per_minute = 100000000
[channels.telegram]
token = "{street.telegram.token}"
secret_token = "{street.from_telegram.secret}"
api_url = "{street.telegram.url}"
per_second = 10000
per_chat = 1000
[channels.twilio]
account_sid = "{street.twilio.sid}"
auth_tokens = ["{street.twilio.auth_token}"]
api_url = "{street.twilio.url}"
[channels.sms]
from = "{street.twilio.number}"
per_second = 10000
[channels.whatsapp]
from = "{street.twilio.number}"
per_second = 10000
[channels.line]
channel_secret = "{street.from_line.secret}"
channel_access_token = "{street.line.token}"
api_url = "{street.line.url}"
data_url = "{street.line.url}"
per_second = 10000
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a conversation ended, without what differs from worker to worker: her reference."""

    state: str
    filed: tuple[tuple[str, str, str], ...]
    shown: tuple[str, ...]


def steps() -> list[tuple[str, ...]]:
    """What she sends, a message at a time; her story as three that leave together."""
    typed = words(script.build())
    return [PIECES if text == WORDS["what.ask"] else (text,) for text in typed]


class Crossroads(House):
    """A house on the real clock: vendors' times and tokens are real."""

    def __init__(self, folder: Path, street: Street) -> None:
        super().__init__(folder, SETTINGS.format(url=PUBLIC_URL, street=street))
        self.street, self.delivered, self.refused = street, 0, 0
        self._connections: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(CONNECTIONS))
        self.events: list[dict[str, object]] = []
        """LINE's, for batches of many people's old ones."""

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @now.setter
    def now(self, _: datetime) -> None: ...

    async def deliver_call(self, call: Webhook) -> None:
        """Until it is taken, as vendors do."""
        async with self._connections[call.path]:
            while (status := await self._once(call)) == 503:
                self.refused += 1
                await asyncio.sleep(0.05)
        assert status == 200, status
        self.delivered += 1

    async def _once(self, call: Webhook) -> int:
        answers: list[dict[str, Any]] = []
        headers = [(name.lower().encode(), value.encode()) for name, value in call.headers.items()]
        scope = {"type": "http", "method": "POST", "path": call.path, "raw_path": call.path.encode()}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": call.body}

        async def send(message: dict[str, Any]) -> None:
            answers.append(message)

        await self.app({**scope, "headers": headers, "query_string": b""}, receive, send)
        return int(answers[0]["status"])

    async def all_sent(self, seconds: float) -> None:
        for _ in range(int(seconds / 0.1)):
            await self.app.sender.settle()
            if not (await self.app.store.read(lambda unit: Outbox(unit.cases).figures()))[0]:
                return
            await asyncio.sleep(0.1)
        raise AssertionError("not all was sent")

    def phones(self, channel: str) -> Phones:
        vendors = {"telegram": self.street.telegram, "line": self.street.line}
        return vendors.get(channel, self.street.twilio).phones

    async def outcome(self, channel: str, address: str) -> Outcome:
        known = address.removeprefix("whatsapp:")

        def work(unit: Unit) -> tuple[str, list[Said]]:
            thread = Recipients(unit.cases).lock(unit.vault.find(channel, known) or "")
            assert thread is not None, "nobody of that address"
            id_ = thread.recipient.conversation_id
            key = unit.vault.key(id_)
            return thread.state(key) or "", list(Messages(unit.cases, key).of(id_))

        saved, said = await self.app.store.write(work)
        filed = [bare(str(one.body.get("text"))) for one in said]
        shown = [bare(bubble.text) for bubble in self.phones(channel).seen(address)]
        if channel in IN_ANY_ORDER:
            filed, shown = in_order(filed), in_order(shown)
        places = ((one.author, one.part, text) for one, text in zip(said, filed, strict=True))
        return Outcome(bare(snapshot.dump(snapshot.load(saved))), tuple(places), tuple(shown))


def bare(text: str) -> str:
    return REFERENCE.sub("1234-5678", text)


def in_order(texts: Sequence[str]) -> list[str]:
    """The pieces of her story, wherever they stand, as she sent them: once each, in a row, and nothing else moved."""
    whole = EACH.sub("#", GAP.join(texts))
    found = EACH.findall(GAP.join(texts))
    told = [sorted(found[at : at + len(PIECES)], key=PIECES.index) for at in range(0, len(found), len(PIECES))]
    pieces = iter([piece for group in told for piece in group])
    return "".join(next(pieces) if part == "#" else part for part in re.split("(#)", whole)).split(GAP)


@dataclass
class Sender:
    """One worker and the ways of her vendor. Without `chance` everything comes once and in order."""

    house: Crossroads
    channel: str
    address: str
    chance: Random | None = None
    _past: list[Webhook] = field(default_factory=list)
    _late: "list[asyncio.Task[None]]" = field(default_factory=list)

    async def talk(self) -> Outcome:
        for together in steps():
            if self.chance is None:
                for text in together:
                    await self.house.deliver_call(self._calls([text])[0])
                    await self.house.all_sent(10)
            else:
                await self._step(self._calls(together), self.chance)
        await asyncio.gather(*self._late)
        return await self.house.outcome(self.channel, self.address) if self.chance is None else Outcome("", (), ())

    async def _step(self, calls: Sequence[Webhook], chance: Random) -> None:
        if self.channel in IN_ANY_ORDER:
            mixed = chance.sample(calls, len(calls))
            await asyncio.gather(*(self._at_least_once(call, chance) for call in mixed))
        else:
            for call in calls:
                await self._at_least_once(call, chance)
        self._past += calls
        if self.channel == "line":
            self.house.events += [event for call in calls for event in json.loads(call.body)["events"]]
        if chance.random() < 0.4:
            self._begin(self._again(chance.choice(self._past)), chance)
        if self.channel == "line" and chance.random() < 0.2:
            events = chance.sample(self.house.events, min(4, len(self.house.events)))
            self._begin(self._again(self.house.street.from_line.batch(*events)), chance)

    async def _at_least_once(self, call: Webhook, chance: Random) -> None:
        """Back when one copy was taken; the others are still on their way."""
        tries = [asyncio.create_task(self.house.deliver_call(call))]
        tries += [
            asyncio.create_task(self.house.deliver_call(self._again(call))) for _ in range(chance.choice((0, 0, 1, 2)))
        ]
        chance.shuffle(tries)
        await asyncio.wait(tries, return_when=asyncio.FIRST_COMPLETED)
        self._late += tries

    def _begin(self, call: Webhook, chance: Random) -> None:
        async def later() -> None:
            await asyncio.sleep(chance.random() * 0.2)
            await self.house.deliver_call(call)

        self._late.append(asyncio.create_task(later()))

    def _calls(self, texts: Sequence[str]) -> list[Webhook]:
        street = self.house.street
        match self.channel:
            case "telegram":
                return [street.from_telegram.text(self.address, text) for text in texts]
            case "line":
                events = [street.from_line.text_event(self.address, text) for text in texts]
                return [street.from_line.batch(*events)]
            case "sms":
                return [street.from_twilio.text(self.address, text) for text in texts]
        return [street.from_whatsapp.text(self.address.removeprefix("whatsapp:"), text) for text in texts]

    def _again(self, call: Webhook) -> Webhook:
        return self.house.street.from_line.redelivered(call) if self.channel == "line" else call


async def singly(house: Crossroads) -> dict[str, Outcome]:
    """How it ends on each channel when nothing is in disorder."""
    return {name: await Sender(house, name, address_on(name, 1)).talk() for name in CHANNELS}


async def crowd(house: Crossroads, people: int, seed: int) -> list[tuple[str, str]]:
    """All at once. (channel, address) of each."""
    chance = Random(seed)
    chosen = [
        (name, address_on(name, 10 + number)) for number, name in zip(range(people), CHANNELS * people, strict=False)
    ]
    senders = [Sender(house, channel, address, Random(chance.random())) for channel, address in chosen]
    await asyncio.gather(*(sender.talk() for sender in senders))
    return chosen
