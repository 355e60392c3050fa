"""The channels: what is pasted is tried at the vendor before it is kept. A secret goes into the settings file, which
only this user reads, and is never shown again.
"""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from bot.channel_setup.clicks import by_hand
from bot.channel_setup.registering import register
from bot.channel_setup.requirements import CannotSetUp, require_address, require_table
from bot.channel_setup.trying import Tried, Verdict, tried
from bot.checkups import vendors
from bot.checkups.finding import Finding
from bot.checkups.places import LINE, SMS, TELEGRAM, WHATSAPP, place
from bot.checkups.vendor import Vendor
from bot.config import Config, ConfigError
from bot.console.console import Console
from bot.console.doors import Here
from bot.console.pages import go
from bot.console.setup.channel_changes import ChannelForm, changes, filled, with_address
from bot.console.setup.door import PAGE, Hand, Own, keep, show
from bot.console.setup.progress import channels_on
from bot.settings_file import changed

router = APIRouter()
PLACES = {Vendor.TELEGRAM: (TELEGRAM,), Vendor.LINE: (LINE,), Vendor.TWILIO: (SMS, WHATSAPP)}


class AddressForm(BaseModel):
    public_url: str = Field("", max_length=400)
    seen: str = Field("", max_length=64)


@router.get(f"{PAGE}/channels")
async def page(request: Request, given: Here, hand: Own) -> Response:
    return await overview(request, given, hand)


@router.post(f"{PAGE}/channels")
async def address(request: Request, given: Here, hand: Own, form: Annotated[AddressForm, Form()]) -> Response:
    """The address under which vendors, companies and members reach this server."""
    try:
        refused = await keep(request, given, hand, with_address(form.public_url), seen=form.seen)
    except ConfigError as error:
        return await overview(request, given, hand, typed=form.public_url, wrong=error)
    return refused or go(f"{PAGE}/channels")


async def overview(
    request: Request, given: Console, hand: Hand, typed: str = "", wrong: ConfigError | None = None
) -> Response:
    on, running = channels_on(hand.config), channels_on(given.intake.config)
    values = {"on": on, "running": running, "public_url": typed or hand.config.server.public_url}
    return await show(request, given, hand, "channels", 422 if wrong else 200, wrong=wrong, **values)


@router.get(PAGE + "/channels/{vendor}")
async def channel_page(request: Request, given: Here, hand: Own, vendor: Vendor) -> Response:
    return await one(request, given, hand, vendor, filled(vendor, hand.config))


@router.post(PAGE + "/channels/{vendor}")
async def save(
    request: Request, given: Here, hand: Own, vendor: Vendor, form: Annotated[ChannelForm, Form()]
) -> Response:
    """Tried first. What the vendor refuses is not kept; what it could not be asked only if she says so."""
    try:
        wanted = changes(vendor, form, hand.config, given.tokens)
        candidate = hand.file.read(changed(hand.text, wanted))
        result = await tried(vendor, candidate)
        if result.verdict is Verdict.REFUSED or (result.verdict is Verdict.UNREACHABLE and not form.untried):
            return await one(request, given, hand, vendor, form, tried=result)
        refused = await keep(request, given, hand, wanted, seen=form.seen)
    except ConfigError as error:
        return await one(request, given, hand, vendor, form, wrong=error)
    return refused or go(f"{PAGE}/channels/{vendor}?kept=yes")


@router.post(PAGE + "/channels/{vendor}/check")
async def check(request: Request, given: Here, hand: Own, vendor: Vendor) -> Response:
    """What the doctor finds at this vendor. Changes nothing."""
    found = await vendors.ask(vendor, hand.config, given.now())
    return await one(request, given, hand, vendor, filled(vendor, hand.config), found=found)


@router.post(PAGE + "/channels/{vendor}/register")
async def tell(request: Request, given: Here, hand: Own, vendor: Vendor) -> Response:
    """Tell the vendor where to deliver, then look whether it does."""
    cannot, done = "", list[Finding]()
    try:
        require_table(vendor, hand.config)
        require_address(vendor, hand.config)
        async with asyncio.timeout(60):
            done = await register(vendor, hand.config)
    except CannotSetUp as reason:
        cannot = str(reason)
    except TimeoutError:
        cannot = "timeout"
    found = [] if cannot else [*done, *await vendors.ask(vendor, hand.config, given.now())]
    return await one(request, given, hand, vendor, filled(vendor, hand.config), found=found, cannot=cannot)


async def one(
    request: Request,
    given: Console,
    hand: Hand,
    vendor: Vendor,
    form: ChannelForm,
    *,
    tried: Tried | None = None,
    found: Sequence[Finding] = (),
    cannot: str = "",
    wrong: ConfigError | None = None,
) -> Response:
    there = getattr(hand.config.channels, vendor) is not None
    values: dict[str, Any] = {
        "vendor": vendor.value,
        "form": form,
        "there": there,
        "tried": tried,
        "found": found,
        "cannot": cannot,
        "places": [place(hand.config, path) for path in PLACES[vendor]],
        "clicks": clicks(vendor, hand.config) if there else (),
        "kept": request.query_params.get("kept") == "yes",
    }
    code = 422 if wrong or tried else 200
    return await show(request, given, hand, "channel", code, wrong=wrong, **values)


def clicks(vendor: Vendor, config: Config) -> Sequence[str]:
    """What only a person can do at the vendor's, in English as the vendors' own pages are."""
    return list(by_hand(vendor, config))
