"""How long things are kept, and what workers are told about it: the privacy text itself, in each of their languages."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.config import Config, ConfigError
from bot.console import privacy
from bot.console.console import Console
from bot.console.doors import Here
from bot.console.setup.door import PAGE, Hand, Own, after, keep, show
from bot.settings_file import Changes

router = APIRouter()
Short = Annotated[str, Form(max_length=20)]


@router.get(f"{PAGE}/retention")
async def page(request: Request, given: Here, hand: Own) -> Response:
    kept = hand.config.retention
    return await shown(request, given, hand, str(kept.contact_days), str(kept.text_months))


@router.post(f"{PAGE}/retention")
async def save(
    request: Request,
    given: Here,
    hand: Own,
    contact_days: Short = "",
    text_months: Short = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    numbers: Changes = {
        ("retention", "contact_days"): whole(contact_days),
        ("retention", "text_months"): whole(text_months),
    }
    try:
        refused = await keep(request, given, hand, numbers, seen=seen)
    except ConfigError as error:
        return await shown(request, given, hand, contact_days, text_months, wrong=error)
    return refused or after("retention")


def whole(typed: str) -> int:
    """0 for what is no number: the configuration refuses it with its key."""
    digits = typed.strip()[:6]
    return int(digits) if digits.isdecimal() else 0


async def shown(
    request: Request, given: Console, hand: Hand, days: str, months: str, *, wrong: ConfigError | None = None
) -> Response:
    kept_days = hand.config.retention.key_backup_days
    values = {"days": days, "months": months, "told": told(given, hand.config), "kept_days": kept_days}
    return await show(request, given, hand, "retention", 422 if wrong else 200, wrong=wrong, **values)


def told(given: Console, config: Config) -> list[tuple[str, str, str, list[str]]]:
    """(tag, its own name, direction, the text) as the settings in the file have it."""
    wording = given.intake.wording
    offered = config.conversation.languages or tuple(wording.languages)
    here = replace(given, desk=config.desk)
    return [
        (tag, wording.autonym(tag), wording.direction(tag), privacy.texts(here, wording, tag, config.retention))
        for tag in wording.languages
        if tag in offered
    ]
