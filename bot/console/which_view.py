"""Which companies the name that a worker typed may mean, each with the name it was found by, and what is confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.casework.desk import Opened
from bot.console.console import Console
from storage.cases import Case
from storage.companies import Companies, Company
from storage.engine import Unit
from storage.parties import Parties, Party

TYPED = ("where.company", "where.site")
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """`by` is the name in the register that was found."""

    company: Company
    by: str
    parent: str


@dataclass(frozen=True, slots=True)
class Which:
    """`typed` are her words for it, `parties` what is confirmed, each with its company."""

    typed: Sequence[str] = ()
    parties: Sequence[tuple[Party, Company]] = ()
    candidates: Sequence[Candidate] = ()
    known: bool = False  # there is a register to look in


def which(unit: Unit, given: Console, opened: Opened) -> Which:
    """For the page of the case."""
    typed = typed_in(opened.report)
    return looked_for(unit, given, opened.case, typed, typed)


def looked_for(unit: Unit, given: Console, case: Case, typed: Sequence[str], words: Sequence[str]) -> Which:
    """What `words` may mean, without what is confirmed already."""
    companies, best = Companies(unit.cases), dict[str, str]()
    for word in words:
        for found in given.register.find(unit, word, most=SHOWN):
            best.setdefault(found.company_id, found.by)
    confirmed = Parties(unit.cases).of(case.id)
    needed = {one: companies.get(one) for one in {*best, *(party.company_id for party in confirmed)}}
    there = {one: company for one, company in needed.items() if company is not None}
    return Which(
        typed,
        [(party, there[party.company_id]) for party in confirmed if party.company_id in there],
        [Candidate(there[one], by, parent_of(companies, there[one])) for one, by in best.items() if one in there],
        companies.revision()[0] > 0,
    )


def parent_of(companies: Companies, company: Company) -> str:
    parent = companies.get(company.parent_id) if company.parent_id else None
    return parent.name if parent else ""


def typed_in(report: Mapping[str, str]) -> list[str]:
    """Her words for the company and the place."""
    return [word for question in TYPED if (word := report.get(question, "").strip())]
