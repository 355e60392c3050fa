"""The page of the simulated phones, and what is typed and pressed on one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.console.doors import Here, Refused
from bot.console.pages import pages
from bot.console.phone import acts, inside, people, plays, travel
from bot.console.phone.table import (
    LOOKS,
    MOST,
    PEOPLE,
    Address,
    Handset,
    On,
    Phones,
    back,
    handset,
    known,
    link,
    more,
    report,
    said,
)
from bot.console.phone.words import ENCODINGS, MARKS, part_of, price
from channels.text import is_gsm, sms_parts

router = APIRouter()
LONGEST = 1600


@router.get("/phone")
async def phones(request: Request, given: Here, simulator: Phones) -> Response:
    """One to four phones, named in the address: `?phone=line:Linh&phone=sms:Budi`."""
    query = request.query_params
    addresses = list(dict.fromkeys(known(simulator, one) for one in query.getlist("phone")[:MOST]))
    addresses = addresses or [f"line:{PEOPLE[0]}"]
    for address in addresses:
        await report(given, simulator, address)
    played = plays.at(query.get("play", ""), query.get("step", ""), going="go" in query)
    return pages(request).page(
        request,
        "phone.html",
        handsets=[handset(simulator, address, plays.first_words(address)) for address in addresses],
        addresses=addresses,
        on=str(request.url.query) if "phone" in query else link(addresses)[7:],
        looks=LOOKS,
        more=more(addresses),
        link=link,
        people=people.PERSONAS,
        all_four=people.all_four(),
        plays=plays.listed(),
        play=played,
        insides=await inside.look(given, addresses) if given.demo else (),
        now=given.now(),
        travels=travel.WAYS if given.rehearsal else {},
        samples=acts.offered,
        marks=MARKS,
        encodings=ENCODINGS,
        is_gsm=is_gsm,
        sms_parts=sms_parts,
        part_of=part_of,
        price=price(given),
    )


@router.post("/phone/write")
async def write(
    given: Here,
    simulator: Phones,
    phone: Address,
    on: On = "",
    text: Annotated[str, Form(max_length=LONGEST)] = "",
    choice: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Send what is typed, or press a button of the last message."""
    address = known(simulator, phone)
    if choice:
        label = label_of(handset(simulator, address), choice)
        request = simulator.press(address, id=given.ids(), choice=choice, label=label)
    elif text.strip():
        language = people.hint(address)
        request = simulator.write(address, id=given.ids(), text=text.strip(), language=language)
    else:
        raise Refused(422, "empty")
    await said(given, simulator, address, request)
    return back(on, address)


def label_of(of: Handset, choice: str) -> str:
    shown = of.buttons.buttons if of.buttons else ()
    return next((button.label for button in shown if button.id == choice), "")
