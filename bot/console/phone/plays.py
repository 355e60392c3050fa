"""Talks that play by themselves: `bot/plays/*.talk`, a line at a time, on the phone that they name.

Where a play stands is in the page's address, so it can be paused, gone on with and stopped without a script.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from bot.console.console import Console
from bot.console.doors import Here, Refused
from bot.console.names import N_
from bot.console.pages import go
from bot.console.phone import acts, people, travel
from bot.console.phone.table import On, Phones, known, link, said
from bot.spoken import SENDS, Talk, talks
from channels.simulator import Simulator

router = APIRouter()
FOLDER = Path(__file__).parents[2] / "plays"
TITLES = {
    "linh": N_("The shortest way: a passport is kept"),
    "aung": N_("Plain SMS, Zawgyi, digits, a message delivered twice"),
    "sita": N_("Told by voice, with a photo"),
    "maria": N_("A shared phone: PIN, HIDE, a stranger"),
    "budi": N_("Somebody is in danger"),
    "rahim": N_("She changes her mind: everything is deleted"),
}
DEEDS = {
    "+": {
        "voice": N_("She sends a voice note."),
        "photo": N_("She sends a photo."),
        "location": N_("She sends a place."),
    },
    "@": {"hour": N_("An hour passes."), "day": N_("A day passes."), "due": N_("Time passes until something is due.")},
    "!": {"twice": N_("Her app delivers the last message once more.")},
}


@dataclass(frozen=True, slots=True)
class Act:
    """One step: what happens, and the question that must stand then, if the talk says so."""

    mark: str
    rest: str
    then: str = ""

    @property
    def deed(self) -> str:
        """What is done, in the desk's words; empty where she types."""
        return DEEDS.get(self.mark, {}).get(self.rest, "")


@dataclass(frozen=True, slots=True)
class Play:
    name: str
    title: str
    phone: str
    acts: Sequence[Act]
    step: int = 0
    going: bool = False

    @property
    def over(self) -> bool:
        return self.step >= len(self.acts)

    @property
    def next(self) -> Act | None:
        return None if self.over else self.acts[self.step]

    def link(self, *, step: int | None = None, going: bool) -> str:
        more = {"go": 1} if going else {}
        return link([self.phone], play=self.name, step=self.step if step is None else step, **more)


@cache
def talk(name: str) -> Talk:
    (found,) = talks((FOLDER / f"{name}.talk").read_text("utf-8"))
    return found


@cache
def acts_of(name: str) -> tuple[Act, ...]:
    found: list[Act] = []
    for mark, rest in talk(name).lines:
        if mark in SENDS:
            found.append(Act(mark, rest))
        elif mark == "?":
            found[-1] = Act(found[-1].mark, found[-1].rest, rest)
    return tuple(found)


def first_words(phone: str) -> str:
    """What the owner of this phone may begin with; empty for a phone that no script knows."""
    return next((acts_of(name)[0].rest for name in TITLES if talk(name).phone == phone), "")


def listed() -> Sequence[Play]:
    return [Play(name, TITLES[name], talk(name).phone, acts_of(name)) for name in TITLES]


def at(name: str, step: str, *, going: bool = False) -> Play | None:
    """The play that the address names; None for no play."""
    if name not in TITLES:
        return None
    place = int(step) if step.isascii() and step.isdecimal() and len(step) < 4 else 0
    return Play(name, TITLES[name], talk(name).phone, acts_of(name), place, going)


@router.post("/phone/play")
async def play(
    given: Here,
    simulator: Phones,
    name: Annotated[str, Form(max_length=16)],
    step: Annotated[str, Form(max_length=3)] = "0",
    go_on: Annotated[str, Form(alias="go", max_length=1)] = "",
    on: On = "",
) -> Response:
    """Do the next step of a play and show what came of it."""
    found = at(name, step, going=bool(go_on))
    if found is None or not given.demo:
        raise Refused(404, "nothing_here")
    if found.next is not None:
        await perform(given, simulator, found.phone, found.next)
    here = min(found.step + 1, len(found.acts))
    return go(found.link(step=here, going=found.going and here < len(found.acts)))


async def perform(given: Console, simulator: Simulator, phone: str, act: Act) -> None:
    address = known(simulator, phone)
    if act.mark == "@":
        await travel.forward(given, act.rest)
    elif act.mark == "!":
        await acts.loud(given, simulator, address, act.rest)
    elif act.mark == "+":
        await said(given, simulator, address, acts.sampled(simulator, address, act.rest, id=given.ids()))
    else:
        hint = people.hint(address)
        await said(given, simulator, address, simulator.write(address, id=given.ids(), text=act.rest, language=hint))
