"""What else a phone can do: files and places, changing and taking back, blocking, and what goes wrong on the line."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Form, UploadFile
from starlette.responses import Response

from bot.console.console import Console
from bot.console.doors import Here, Refused
from bot.console.phone.samples import HERE, SAMPLES, Sample
from bot.console.phone.table import Address, On, Phones, back, deliver, known, said
from channels.base import Capabilities, InboundRequest, MediaKind
from channels.simulator import Simulator

router = APIRouter()
ATTACH = "/phone/attach"
LARGEST = 12_000_000
"""Bytes of a form with a file. Larger ones are for real phones."""
MOST_LOST = 9
FAMILIES: Mapping[str, MediaKind] = {"image": "image", "audio": "audio", "video": "video"}


def offered(caps: Capabilities, look: str) -> Mapping[str, Sample]:
    """Samples that this app can send. A phone with keys has a camera and nothing else."""
    if look == "sms":
        return {}
    return {
        name: one for name, one in SAMPLES.items() if not one.needs or any(kind in caps.media for kind in one.needs)
    }


@router.post(ATTACH)
async def attach(
    given: Here,
    simulator: Phones,
    phone: Address,
    on: On = "",
    sample: Annotated[str, Form(max_length=16)] = "",
    file: UploadFile | None = None,
) -> Response:
    """A sample by its name, the place, or a file of one's own."""
    address = known(simulator, phone)
    if sample:
        request = sampled(simulator, address, sample, id=given.ids())
    elif file is not None and file.size:
        family, mime = (file.content_type or "").partition("/")[0], file.content_type or "application/octet-stream"
        content, name = await file.read(), (file.filename or "")[:80]
        kind = FAMILIES.get(family, "document")
        request = simulator.attach(address, id=given.ids(), kind=kind, content=content, mime=mime, name=name)
    else:
        raise Refused(422, "empty")
    await said(given, simulator, address, request)
    return back(on, address)


def sampled(simulator: Simulator, address: str, name: str, *, id: str) -> InboundRequest:
    """Raises Refused for what this app cannot send."""
    caps = simulator.look_caps(address)
    if name == "location" and caps.location_in:
        return simulator.locate(address, id=id, place=HERE)
    found = offered(caps, address.partition(":")[0]).get(name)
    if found is None:
        raise Refused(422, "form")
    kind = "audio" if found.kind == "voice" and "voice" not in caps.media else found.kind
    return simulator.attach(address, id=id, kind=kind, content=found.made(), mime=found.mime, name=found.name)


@router.post("/phone/change")
async def change(
    given: Here,
    simulator: Phones,
    phone: Address,
    number: Annotated[int, Form(ge=1)],
    on: On = "",
    text: Annotated[str, Form(max_length=1600)] = "",
) -> Response:
    """Another text for a message that she sent, or none: it is taken back."""
    address = known(simulator, phone)
    if text.strip():
        request = simulator.edit(address, number, id=given.ids(), text=text.strip())
    else:
        request = simulator.unsend(address, number, id=given.ids())
    if request is None:
        raise Refused(422, "form")
    await deliver(given, simulator, request)
    return back(on, address)


Deed = Literal["block", "unblock", "twice", "lose", "off", "on", "read"]


@router.post("/phone/line")
async def line(
    given: Here,
    simulator: Phones,
    phone: Address,
    deed: Annotated[Deed, Form()],
    on: On = "",
    count: Annotated[int, Form(ge=0, le=MOST_LOST)] = 1,
) -> Response:
    """What a person does to the whole chat, or the network to its messages."""
    address = known(simulator, phone)
    quiet: Mapping[str, Callable[[], None]] = {
        "lose": lambda: simulator.lose(address, count),
        "off": lambda: simulator.switch(address, off=True),
        "on": lambda: simulator.switch(address, off=False),
        "read": lambda: simulator.look_at(address),
    }
    if deed in quiet:
        quiet[deed]()
    else:
        await loud(given, simulator, address, deed)
    return back(on, address)


async def loud(given: Console, simulator: Simulator, address: str, deed: str) -> None:
    """What the desk hears of."""
    if deed == "twice":
        request = simulator.again(address)
    else:
        request = simulator.block(address, id=given.ids(), blocked=deed == "block")
    if request is not None:
        await deliver(given, simulator, request)


@router.get("/phone/sample/{name}")
async def sample_picture(name: str) -> Response:
    """The picture that was sent, as the phone shows it."""
    found = next((one for one in SAMPLES.values() if one.name == name and one.kind == "image"), None)
    if found is None:
        raise Refused(404, "nothing_here")
    return Response(found.made(), media_type=found.mime)
