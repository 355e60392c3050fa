"""What WhatsApp says of the neutral notice in each language, asked now. `whatsapp` says what our own table knows."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence

from bot.checkups.asking import words_of
from bot.checkups.finding import Finding, ok, warn
from channels.content_calls import Approval, ContentCalls, Existing
from channels.contents import NOTICE, WITHOUT_TEMPLATES

NAME, APPROVED = "whatsapp templates", "approved"
SET_UP = "run: madoguchi channels setup twilio"
PAGE = "see docs/channels/whatsapp.md, “Buttons and templates”"
ADVICE = {
    "": SET_UP,
    "unsubmitted": SET_UP,
    "received": "WhatsApp decides, mostly within a day",
    "pending": "WhatsApp decides, mostly within a day",
}


async def look(calls: ContentCalls, languages: Sequence[str], by_hand: Mapping[str, str]) -> AsyncIterator[Finding]:
    """Raises SendError."""
    said = newest(await calls.existing())
    approved = [tag for tag in languages if tag in by_hand or (tag in said and said[tag].status == APPROVED)]
    if approved:
        yield ok(NAME, f"approved in {', '.join(approved)}")
    open_: dict[tuple[str, str], list[str]] = defaultdict(list)
    for tag in languages:
        if tag not in approved and tag not in WITHOUT_TEMPLATES:
            one = said.get(tag, Approval())
            open_[one.status, words_of(one.reason)].append(tag)
    for (status, reason), tags in open_.items():
        told = f"{', '.join(tags)}: {status or 'none was made'}{': ' if reason else ''}{reason}"
        yield warn(NAME, told, ADVICE.get(status, PAGE))


def newest(existing: Mapping[str, Existing]) -> dict[str, Approval]:
    """Language -> the best word on its notices: one that was approved serves until a newer one is."""
    said: dict[str, Approval] = {}
    for name, found in existing.items():
        product, _, rest = name.partition(" ")
        step, _, rest = rest.partition(" ")
        tag = rest.partition(" ")[0]
        if product == "madoguchi" and step == NOTICE and (tag not in said or said[tag].status != APPROVED):
            said[tag] = found.approval
    return said
