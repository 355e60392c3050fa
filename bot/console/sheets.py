"""A paper filled in, in Japanese or English as it was asked for, with the line that stands at the foot of each sheet.

Made for the desk and for companies: nothing here knows who may draw it, or decides what stands in it.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import Query

from bot.console import names
from bot.console.console import Console
from bot.console.doors import Refused
from bot.console.pages import environment
from bot.console.papers import NoPaper, NotNow, pdf
from bot.console.words import LANGUAGES, Words
from storage.times import DAY_MS, moment

InLanguage = Annotated[str, Query(alias="in", max_length=8)]
LONGEST_TEXT = 12_000
"""Letters of one text on paper: what is longer is cut there, and says so. The desk's page has all of it."""
ENDLESS = re.compile(r"[!-\u058f]{20}(?=[!-~\u00a1-\u02ff\u0370-\u0482\u048a-\u058f])")
"""Letters with space between words, and no mark that would lose its letter behind them."""
SERIAL = 8
WAIT = {"paper_busy": 10}
"""Seconds until it is worth another try."""


def tongue(asked: str, otherwise: str) -> str:
    """The language of the paper. Raises Refused for one that there is none in."""
    if asked and asked not in LANGUAGES:
        raise Refused(404, "nothing_here")
    return asked or otherwise


def mark(given: Console, words: Words, *parts: str) -> str:
    """Who drew it, when, of what, and its serial number."""
    who, *rest = parts
    return " · ".join([who, words.full(given.now()), *filter(None, rest)])


def filled(given: Console, template: str, language: str, **values: object) -> str:
    """`template` below templates/paper. `screen` is for a browser; otherwise for the press."""
    words = Words(language, given.desk.time_zone)

    def day_of(at: int, *, days: bool = False) -> date:
        """The desk's day of a moment (ms), or of a day counted from 1970."""
        return moment(at * DAY_MS).date() if days else words.local_date(at)

    shared = {"words": words, "names": names, "desk": given.desk, "screen": False, "short": short, "day_of": day_of}
    return environment(language).get_template(f"paper/{template}").render({**shared, **values})


def short(text: str) -> tuple[str, bool]:
    """As much of a text as a sheet takes, and whether some is missing. Endless words may be broken: breaking them
    anywhere costs the press ten times as much as words do.
    """
    return ENDLESS.sub("\\g<0>\u200b", text[:LONGEST_TEXT]), len(text) > LONGEST_TEXT


async def printed(html: str) -> bytes:
    """Raises Refused with what to do."""
    try:
        return await pdf(html)
    except NoPaper:
        raise Refused(503, "no_paper") from None
    except NotNow as why:
        raise Refused(503 if why.reason == "paper_busy" else 413, why.reason, wait=WAIT.get(why.reason, 0)) from None


def serial(ids: Callable[[], str]) -> str:
    return ids()[:SERIAL]
