"""What the address of the inbox asks for, and the rows that answer it: lists, filters, pages. SQL decides the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from bot.casework import access
from bot.casework.lifecycle import PROGRESS, STAGES, Actor, Graph, Status
from bot.console.rows import FINISHED, Row, behind, row
from storage.case_lists import Asked, CaseLists, Turns
from storage.cases import Case
from storage.disclosures import Disclosures
from storage.engine import Unit
from storage.members import Member
from storage.times import milliseconds

FIRST_LIST = "us"
WEEK_DAYS = 7
A_PAGE = 50
FARTHEST = 10_000  # pages
FILTERS = {"category": "category", "in": "language", "channel": "channel", "company": "company"}
"""By their names in an address."""


def turns(graph: Graph) -> Mapping[str, str]:
    """Whose turn each status is; what is nobody's is the desk's, so that nothing disappears from its lists."""
    known = {Actor.WORKER: "worker", Actor.COMPANY: "company"}
    return {
        one.status.value: known.get(one.acts, "desk") if one.acts else "desk" for one in STAGES if one.graph is graph
    }


LISTS = CaseLists(
    Turns(
        tuple(sorted(one.value for one in FINISHED)),
        Status.WITH_COMPANIES.value,
        Status.RECEIVED.value,
        turns(Graph.CASE),
        turns(Graph.THREAD),
        tuple(one.value for one in PROGRESS),
    )
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list, as it stands in an address: codes only, never a word of anybody."""

    list: str = FIRST_LIST
    category: str = ""
    language: str = ""
    channel: str = ""
    company: str = ""
    page: int = 1

    @property
    def filtered(self) -> bool:
        return any((self.category, self.language, self.channel, self.company))

    @property
    def query(self) -> str:
        """Of its first page."""
        pairs = {"list": self.list, **{name: getattr(self, field) for name, field in FILTERS.items()}}
        return urlencode({name: value for name, value in pairs.items() if value})

    def to(self, **changes: object) -> str:
        """The query of a list like this one."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        return other.query + (f"&page={other.page}" if other.page > 1 else "")


def wanted(query: str) -> Wanted | None:
    """None for a list that there is not."""
    said = dict(parse_qsl(query, max_num_fields=20))
    listed, page = said.get("list", FIRST_LIST), said.get("page", "1")
    if listed not in LISTS.lists:
        return None
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
    filters = {field: said.get(name, "")[:32] for name, field in FILTERS.items()}
    filters["company"] = hex_of(filters["company"])
    return Wanted(listed, **filters, page=min(max(number, 1), FARTHEST))


def hex_of(text: str) -> str:
    try:
        return UUID(text).hex
    except ValueError:
        return ""


def asked(want: Wanted, member: Member, *, now: datetime, zone: tzinfo, reader: str) -> Asked:
    """The same for the database: by whom, and until when this week is."""
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    soon = milliseconds(midnight + timedelta(days=WEEK_DAYS))
    kind = {field: getattr(want, field) for field in FILTERS.values()}
    return Asked(member.id, member.role == access.LEAD, reader, milliseconds(now), soon, want.list, **kind)


def rows(unit: Unit, cases: Sequence[Case], *, now: datetime, zone: tzinfo) -> list[Row]:
    """Each with the company's part that is furthest behind."""
    threads = behind(Disclosures(unit.cases).going_on_of([case.id for case in cases]))
    return [row(case, now, zone, threads.get(case.id)) for case in cases]


def page(unit: Unit, want: Wanted, of: Asked) -> Sequence[Case]:
    return LISTS.page(unit.cases, of, most=A_PAGE, skip=(want.page - 1) * A_PAGE)


def pages_of(fitting: int) -> int:
    return max(1, -(-fitting // A_PAGE))


def choices(known: Iterable[str], chosen: str) -> list[str]:
    """What a filter offers: what is known, and what the address names although nobody knows it."""
    return list(dict.fromkeys((*known, *filter(None, (chosen,)))))
