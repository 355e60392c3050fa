"""The phones that lie on the page: which, who may touch them, and how what is done on one reaches the desk."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Request
from starlette.responses import Response

from bot.console.accounts import Role
from bot.console.console import Console
from bot.console.doors import Refused, perhaps_signed_in, session_of
from bot.console.names import N_
from bot.console.pages import console, go
from channels.base import Capabilities, InboundRequest
from channels.simulator import Bubble, Phone, Simulator

LOOKS = {"line": "LINE", "telegram": "Telegram", "whatsapp": "WhatsApp", "sms": N_("SMS")}
PEOPLE = ("Linh", "Budi", "Aung", "Sita", "Maria", "Sok", "Nimal", "Rahim")
MOST = 4
# A page without a script shows the answer at once if it comes within this time.
PATIENCE, LOOK_AGAIN = 2.0, 0.03


@dataclass(frozen=True, slots=True)
class Item:
    """One bubble on the page. `fresh`: the first that nobody has looked at yet."""

    bubble: Bubble
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Handset:
    """One phone on the page: the simulator knows it by `address`; `first_words` is what its owner may begin with."""

    address: str
    phone: Phone
    caps: Capabilities
    first_words: str = ""

    @property
    def look(self) -> str:
        return self.address.partition(":")[0]

    @property
    def person(self) -> str:
        return self.address.partition(":")[2]

    @property
    def id(self) -> str:
        return self.address.encode().hex()

    @property
    def items(self) -> Iterator[Item]:
        met = False
        for bubble in self.phone.bubbles:
            fresh = not met and bubble in self.unread
            met = met or fresh
            yield Item(bubble, fresh)

    @property
    def unread(self) -> Sequence[Bubble]:
        heard = (one for one in self.phone.bubbles if not one.mine and one.kind != "mark")
        return [one for one in heard if one.number > self.phone.seen]

    @property
    def buttons(self) -> Bubble | None:
        """The message whose buttons can be pressed: the last one from the desk, as on LINE."""
        heard = [one for one in self.phone.bubbles if not one.mine and one.kind != "mark"]
        return heard[-1] if heard and heard[-1].buttons else None

    @property
    def reports(self) -> bool:
        """Its vendor tells the desk what became of a message."""
        return self.look in ("sms", "whatsapp")


async def may_play(request: Request) -> None:
    """Everybody in a demo. Elsewhere an administrator, as long as no real channel is there; for others no such page."""
    given = console(request)
    await perhaps_signed_in(request)
    if given.demo:
        return
    session = await session_of(request)
    if session is None or session.member.role != Role.ADMIN or given.adapters.keys() != {"simulator"}:
        raise Refused(404, "nothing_here")


def simulator_of(request: Request) -> Simulator:
    found = console(request).adapters.get("simulator")
    if not isinstance(found, Simulator):
        raise Refused(404, "nothing_here")
    return found


Phones = Annotated[Simulator, Depends(simulator_of)]
Address = Annotated[str, Form(alias="phone", max_length=64)]
On = Annotated[str, Form(max_length=700)]


def handset(simulator: Simulator, address: str, first_words: str = "") -> Handset:
    return Handset(address, simulator.phone(address), simulator.look_caps(address), first_words)


def known(simulator: Simulator, address: str) -> str:
    """A phone as the simulator names it; else a page that says so."""
    try:
        return simulator.normalise_address(address).value
    except ValueError:
        raise Refused(404, "no_phone") from None


async def deliver(given: Console, simulator: Simulator, request: InboundRequest) -> None:
    """The way of every channel: prove it, read it, apply it."""
    simulator.authenticate(request)
    events = simulator.parse(request)
    if given.accept is None:
        raise Refused(404, "nothing_here")
    await given.accept(events)
    for event in events:
        if event.sender is not None and event.message_id:
            simulator.arrived(event.sender.value, event.message_id)


async def said(given: Console, simulator: Simulator, address: str, request: InboundRequest) -> None:
    """Deliver it and wait for the answer; whoever writes has read what is on the screen."""
    simulator.look_at(address)
    last = simulator.phone(address).count
    await deliver(given, simulator, request)
    await answered(simulator, address, last)
    simulator.look_at(address)
    await report(given, simulator, address)


async def report(given: Console, simulator: Simulator, address: str) -> None:
    """What the vendor tells of the desk's messages, if it has anything to tell."""
    for request in simulator.reports(address, id=given.ids()):
        await deliver(given, simulator, request)


async def answered(simulator: Simulator, address: str, last: int) -> None:
    """Until the desk's answer is on the screen, all of it, or patience ends."""
    heard = False
    for _ in range(int(PATIENCE / LOOK_AGAIN)):
        fresh = [one for one in simulator.phone(address).bubbles if one.number > last]
        if heard and not fresh:
            return
        heard = heard or any(not one.mine for one in fresh)
        last = fresh[-1].number if heard and fresh else last
        await asyncio.sleep(LOOK_AGAIN)


def back(on: str, address: str = "") -> Response:
    """To the page that the form was on; a crafted address leads to the phone alone."""
    return go(f"/phone?{on}" if on.startswith("phone=") and on.isprintable() else link([address] if address else []))


def link(addresses: Sequence[str], **more: object) -> str:
    pairs = [*(("phone", address) for address in addresses), *((name, str(one)) for name, one in more.items())]
    return "/phone?" + urlencode(pairs) if pairs else "/phone"


def more(addresses: Sequence[str]) -> dict[str, str]:
    """Where one more phone of each look is, or nothing when the table is full."""
    if len(addresses) >= MOST:
        return {}
    used = {address.partition(":")[2] for address in addresses}
    person = next(name for name in PEOPLE if name not in used)
    return {look: link([*addresses, f"{look}:{person}"]) for look in LOOKS}
