"""Which languages workers are offered: how much of the bot's texts each has, and whether this machine translates it."""

from dataclasses import dataclass
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.config import Config, ConfigError
from bot.console.console import Console
from bot.console.doors import Here
from bot.console.setup.door import PAGE, Own, after, keep, show
from bot.intake.wording import SOURCE, Wording
from bot.translation import pins
from bot.translation.codes import packaged
from bot.translation.overview import overview
from bot.translation.shelf import shelf_of

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Tongue:
    """`machine`: `whole`, `partly` or `none` of what workers and desk write to each other is translated here;
    `offered`: a package could be installed.
    """

    tag: str
    autonym: str
    direction: str
    percent: int
    machine: str
    offered: bool
    chosen: bool


@router.get(f"{PAGE}/languages")
async def page(request: Request, given: Here, hand: Own) -> Response:
    tongues = await anyio.to_thread.run_sync(tongues_of, given, hand.config)
    return await show(request, given, hand, "languages", tongues=tongues)


@router.post(f"{PAGE}/languages")
async def save(
    request: Request,
    given: Here,
    hand: Own,
    language: Annotated[list[str] | None, Form(max_length=60)] = None,
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    wanted = [tag for tag in given.intake.wording.languages if tag in (language or ())]
    if not wanted:
        tongues = await anyio.to_thread.run_sync(tongues_of, given, hand.config)
        wrong = ConfigError("[conversation] languages", "")
        return await show(request, given, hand, "languages", 422, tongues=tongues, wrong=wrong)
    refused = await keep(request, given, hand, {("conversation", "languages"): wanted}, seen=seen)
    return refused or after("languages")


def tongues_of(given: Console, config: Config) -> list[Tongue]:
    """In the order of the worker's own list."""
    wording = given.intake.wording
    machine, offered = packages(config)
    chosen = config.conversation.languages or tuple(wording.languages)
    return [
        Tongue(
            tag,
            wording.autonym(tag),
            wording.direction(tag),
            percent(wording, tag),
            machine.get(packaged(tag), "none"),
            packaged(tag) in offered,
            tag in chosen,
        )
        for tag in wording.languages
    ]


def percent(wording: Wording, tag: str) -> int:
    """Of the bot's texts; rounded down, so that 100 is all of them."""
    every = wording.texts[SOURCE].keys()
    return 100 * len(every & wording.texts[tag].keys()) // len(every)


def packages(config: Config) -> tuple[dict[str, str], set[str]]:
    """By the packages' codes: what is translated now, and where a package would help."""
    try:
        shown = overview(config, shelf_of(config.translation))
    except pins.BadPins:
        return {}, set()
    machine = {one.language: "whole" if one.complete else "none" if one.idle else "partly" for one in shown.languages}
    return machine, {one.language for one in shown.languages if one.missing}
