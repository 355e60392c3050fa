"""The simulated phones: what a worker holds in her hand, for trying out, training and tests. Only in a demo.

A message written here is signed, checked, parsed and applied like any vendor's. Nothing here answers for the desk.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from bot.console.console import Console
from bot.console.doors import Here, Refused, perhaps_signed_in
from bot.console.names import N_
from bot.console.pages import go, pages
from channels.base import InboundRequest
from channels.simulator import Bubble, Simulator
from channels.text import sms_parts

router = APIRouter(dependencies=[Depends(perhaps_signed_in)])
LOOKS = {"line": "LINE", "telegram": "Telegram", "whatsapp": "WhatsApp", "sms": N_("SMS")}
PEOPLE = ("Linh", "Budi", "Aung", "Sita", "Maria", "Sok", "Nimal", "Rahim")
MOST = 4
LONGEST = 1600
# A page without a script shows the answer at once if it comes within this time.
PATIENCE, LOOK_AGAIN = 2.0, 0.03


@dataclass(frozen=True, slots=True)
class Handset:
    """One phone on the page: `address` is what the simulator knows it by."""

    address: str
    look: str
    person: str
    bubbles: Sequence[Bubble]

    @property
    def id(self) -> str:
        return self.address.encode().hex()

    @property
    def buttons(self) -> Bubble | None:
        """The message whose buttons can be pressed: the last one from the desk, as on LINE."""
        heard = [bubble for bubble in self.bubbles if not bubble.mine]
        return heard[-1] if heard and heard[-1].buttons else None


@router.get("/phone")
async def phones(request: Request, given: Here) -> Response:
    """One to four phones, named in the address: `?phone=line:Linh&phone=sms:Budi`."""
    simulator = simulator_of(given)
    addresses = list(dict.fromkeys(known(simulator, one) for one in request.query_params.getlist("phone")[:MOST]))
    addresses = addresses or [f"line:{PEOPLE[0]}"]
    handsets = [handset(simulator, address) for address in addresses]
    return pages(request).page(
        request, "phone.html", handsets=handsets, looks=LOOKS, more=more(addresses), link=link, sms_parts=sms_parts
    )


@router.post("/phone/write")
async def write(
    given: Here,
    phone: Annotated[str, Form(max_length=64)],
    on: Annotated[str, Form(max_length=500)] = "",
    text: Annotated[str, Form(max_length=LONGEST)] = "",
    choice: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Send what is typed, or press a button of the last message."""
    simulator = simulator_of(given)
    address = known(simulator, phone)
    last = seen(simulator, address)
    if choice:
        label = label_of(handset(simulator, address), choice)
        request = simulator.press(address, id=given.ids(), choice=choice, label=label)
    elif text.strip():
        request = simulator.write(address, id=given.ids(), text=text.strip())
    else:
        raise Refused(422, "empty")
    await deliver(given, simulator, request)
    await answered(simulator, address, last)
    return go(f"/phone?{on}" if on.startswith("phone=") and on.isprintable() else link([address]))


async def deliver(given: Console, simulator: Simulator, request: InboundRequest) -> None:
    """The way of every channel: prove it, read it, apply it."""
    simulator.authenticate(request)
    events = simulator.parse(request)
    if given.accept is None:
        raise Refused(404, "nothing_here")
    await given.accept(events)


async def answered(simulator: Simulator, address: str, last: int) -> None:
    """Until the desk's answer is on the screen, or patience ends."""
    for _ in range(int(PATIENCE / LOOK_AGAIN)):
        if any(not bubble.mine for bubble in simulator.messages(address, last)):
            return
        await asyncio.sleep(LOOK_AGAIN)


def simulator_of(given: Console) -> Simulator:
    found = given.adapters.get("simulator")
    if not isinstance(found, Simulator):
        raise Refused(404, "nothing_here")
    return found


def handset(simulator: Simulator, address: str) -> Handset:
    look, _, person = address.partition(":")
    return Handset(address, look, person, simulator.messages(address))


def known(simulator: Simulator, address: str) -> str:
    """A phone as the simulator names it; else a page that says so."""
    try:
        return simulator.normalise_address(address).value
    except ValueError:
        raise Refused(404, "no_phone") from None


def seen(simulator: Simulator, address: str) -> int:
    bubbles = simulator.messages(address)
    return bubbles[-1].number if bubbles else 0


def label_of(handset: Handset, choice: str) -> str:
    shown = handset.buttons.buttons if handset.buttons else ()
    return next((button.label for button in shown if button.id == choice), "")


def link(addresses: Sequence[str]) -> str:
    return "/phone?" + urlencode([("phone", address) for address in addresses])


def more(addresses: Sequence[str]) -> dict[str, str]:
    """Where one more phone of each look is, or nothing when the table is full."""
    if len(addresses) >= MOST:
        return {}
    used = {address.partition(":")[2] for address in addresses}
    person = next(name for name in PEOPLE if name not in used)
    return {look: link([*addresses, f"{look}:{person}"]) for look in LOOKS}
