"""Your desk: the name workers see, where it is, when it is open, and the numbers to call in danger."""

from collections.abc import Iterator, Sequence
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from bot.casework.register.checks import COUNTRIES
from bot.checkups.finding import Level
from bot.checkups.shown_name import neutral
from bot.config import Config, ConfigError
from bot.console.console import Console
from bot.console.doors import Here
from bot.console.setup.door import PAGE, Hand, Own, after, keep, show
from bot.settings_file import Changes, Key
from storage.companies import Companies

router = APIRouter()
SHORT, LONG = 400, 4000
BLANK = 2  # empty lines for more countries
Row = tuple[str, str, str]


class DeskForm(BaseModel):
    """Everything as it was typed. `sure`: keep a name that is not neutral."""

    name: str = Field("", max_length=SHORT)
    country: str = Field("", max_length=SHORT)
    time_zone: str = Field("", max_length=SHORT)
    hours: str = Field("", max_length=LONG)
    holidays: str = Field("", max_length=2 * LONG)
    phone: str = Field("", max_length=SHORT)
    where: list[str] = Field(default_factory=list, max_length=60)
    police: list[str] = Field(default_factory=list, max_length=60)
    ambulance: list[str] = Field(default_factory=list, max_length=60)
    sure: bool = False
    seen: str = Field("", max_length=64)

    @property
    def rows(self) -> Sequence[Row]:
        """Emergency numbers, line by line, without the empty ones."""
        lines = zip(self.where, self.police, self.ambulance, strict=False)
        return [row for row in lines if any(part.strip() for part in row)]


@router.get(f"{PAGE}/desk")
async def page(request: Request, given: Here, hand: Own) -> Response:
    return await shown(request, given, hand, filled(hand.config))


@router.post(f"{PAGE}/desk")
async def save(request: Request, given: Here, hand: Own, form: Annotated[DeskForm, Form()]) -> Response:
    doubts = [] if form.sure else await doubtful(given, form.name)
    if doubts:
        return await shown(request, given, hand, form, doubts=doubts)
    try:
        refused = await keep(request, given, hand, changes(form, hand.config), seen=form.seen)
    except ConfigError as error:
        return await shown(request, given, hand, form, wrong=error)
    return refused or after("desk")


def changes(form: DeskForm, config: Config) -> Changes:
    """Countries that were taken out of the form go out of the file."""
    told = {
        where.strip().upper(): {"police": police.strip(), "ambulance": car.strip()} for where, police, car in form.rows
    }
    gone: dict[Key, None] = {("desk", "emergency", one): None for one in config.desk.emergency if one not in told}
    kept: dict[Key, object] = {("desk", "emergency", one): numbers for one, numbers in told.items()}
    return {
        ("desk", "name"): form.name.strip(),
        ("desk", "country"): form.country.strip().upper(),
        ("desk", "time_zone"): form.time_zone.strip(),
        ("desk", "hours"): lines(form.hours),
        ("desk", "holidays"): lines(form.holidays),
        ("desk", "phone"): form.phone.strip(),
        **gone,
        **kept,
    }


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


async def doubtful(given: Console, name: str) -> Sequence[str]:
    """Why this name may give a worker away to whoever looks at her phone: `telling` words, or a company's name."""
    telling = any(finding.level is not Level.OK for finding in neutral("name", name, ""))
    companies = await given.store.read(lambda unit: [one.name for one in Companies(unit.cases).all()])
    folded = name.casefold()
    named = any(len(one) > 2 and one.casefold() in folded for one in companies) or any(legal_forms(folded))
    return [*(["telling"] if telling else []), *(["company"] if named else [])]


def legal_forms(name: str) -> Iterator[bool]:
    words = {word.strip(".,") for word in name.split()}
    yield bool(words & {"ltd", "inc", "corp", "co", "llc", "gmbh", "plc", "bhd", "pte", "k.k"})
    yield any(form in name for form in ("株式会社", "有限会社", "合同会社", "(株)", "㈱"))


def filled(config: Config) -> DeskForm:
    desk = config.desk
    return DeskForm.model_construct(
        name=desk.name,
        country=desk.country,
        time_zone=desk.time_zone,
        hours="\n".join(desk.hours),
        holidays="\n".join(day.isoformat() for day in desk.holidays),
        phone=desk.phone,
        where=list(desk.emergency),
        police=[one.police for one in desk.emergency.values()],
        ambulance=[one.ambulance for one in desk.emergency.values()],
    )


async def shown(
    request: Request,
    given: Console,
    hand: Hand,
    form: DeskForm,
    *,
    doubts: Sequence[str] = (),
    wrong: ConfigError | None = None,
) -> Response:
    code = 422 if doubts or wrong else 200
    rows = [*form.rows, *[("", "", "")] * BLANK]
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    values = {"form": form, "rows": rows, "zones": zones, "countries": sorted(COUNTRIES), "doubts": doubts}
    return await show(request, given, hand, "desk", code, wrong=wrong, **values)
