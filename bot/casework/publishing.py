"""Making an issue of the public list: proposed by one member, approved by a lead who is another, then published.

Each act is one transaction of the caller's. What is published is what was approved, less the texts that were taken
back since; the laws are those of `bot.casework.publication`, and `public_check` looks once more before it goes out.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta, tzinfo

from bot.casework import public_check
from bot.casework.desk import MovedMeanwhile, NotAllowed
from bot.casework.public_columns import Facts, Place, coded, may_be_told
from bot.casework.public_texts import texts
from bot.casework.publication import ANY, Coded, Group, issue
from bot.casework.threads import number
from storage.case_columns import CaseColumns, Columns, Notified, PartyColumns
from storage.cases import Cases
from storage.engine import Unit
from storage.publication import SAID, Draft, Issue, PublicList, PublicRow
from storage.times import milliseconds, moment
from storage.vault import KeyDestroyed

Draw = Callable[[], str]
"""128 random bits in hexadecimal."""
ASKED = ("who.ask", "who.role", "remedy.ask")


@dataclass(frozen=True, slots=True)
class Terms:
    """What `[publication]` says. `continents`: the part of the world that a country lies in."""

    k: int
    delay: timedelta
    every: timedelta
    zone: tzinfo
    continents: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The next issue whole: every row in its order. `waiting` cases may be told but have too few like them."""

    number: int
    rows: tuple[PublicRow, ...]
    waiting: int
    open_groups: int

    @property
    def text(self) -> str:
        return json.dumps([astuple(row) for row in self.rows], ensure_ascii=False)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def plan(unit: Unit, terms: Terms, *, now: datetime, ids: Draw) -> Plan:
    """What the next issue would be. Stores nothing; `ids` draws random numbers for new rows."""
    public = PublicList(unit.cases)
    known, last = public.rows(), public.newest()
    of = known_groups(known)
    every = facts(unit, {row.case_id for row in known}, terms, now)
    groups = issue(tuple(of.values()), [coded(one, terms.continents) for one in every], k=terms.k)
    next_number = last.number + 1 if last else 1
    rows = laid_out(known, groups, next_number, ids)
    told = {row.case_id for row in rows}
    unlisted = sum(not one.restricted and one.id not in told for one in every)
    open_groups = len({row.cluster for row in rows if not row.ended})
    return Plan(next_number, tuple(rows), unlisted, open_groups)


def facts(unit: Unit, listed: set[str], terms: Terms, now: datetime) -> list[Facts]:
    """Every case that is on the list or may come onto it."""
    columns = Columns(unit.cases)
    notified, parties = columns.notified(), columns.parties()
    found = []
    for case in columns.cases():
        one = known_of(case, notified.get(case.id), parties.get(case.id, ()), terms.zone)
        if case.id in listed:
            found.append(one)
        elif may_be_told(one, now=now, delay=terms.delay):
            found.append(replace(one, answers=answers(unit, case)))
    return found


def known_of(case: CaseColumns, told: Notified | None, parties: Sequence[PartyColumns], zone: tzinfo) -> Facts:
    return Facts(
        id=case.id,
        status=case.status,
        outcome=case.outcome or (told.outcome if told else ""),
        category=case.category,
        received=moment(case.created_at).astimezone(zone),
        moved=moment(case.moved_at).astimezone(zone),
        told=moment(told.at).astimezone(zone) if told else None,
        places=[Place(one.role, one.kind, one.country, one.sector) for one in parties],
        restricted=bool(case.restricted),
    )


def answers(unit: Unit, case: CaseColumns) -> Mapping[str, str]:
    try:
        report = Cases(unit.cases).report(case.id, unit.vault.key(case.conversation_id))
    except KeyDestroyed:
        return {}
    return {name: report[name] for name in ASKED if name in report}


def known_groups(rows: Sequence[PublicRow]) -> dict[str, Group]:
    """The groups of the last issue, by their cluster."""
    found: dict[str, Group] = {}
    for row in rows:
        members = found[row.cluster].members if row.cluster in found else frozenset[str]()
        labels = (row.region, row.sector, row.category, row.quarter)
        end = (row.ended_quarter, row.outcome, row.days) if row.ended else ()
        fixed = (row.filer, row.relation, row.remedy)
        found[row.cluster] = Group(labels, members | {row.case_id}, row.ended, fixed, end)
    return found


def laid_out(known: Sequence[PublicRow], groups: Sequence[Group], first_issue: int, ids: Draw) -> list[PublicRow]:
    """Old rows in their places, then the new ones in an order that chance makes: it tells nothing of when they came."""
    of = {case_id: group for group in groups for case_id in group.members}
    clusters = {id(group): ids() for group in groups}
    was = known_groups(known)
    rows = []
    for row in known:
        group = of[row.case_id]
        same = was[row.cluster].members == group.members
        rows.append(said(group, replace(row, cluster=row.cluster if same else clusters[id(group)])))
    old, place = {row.case_id for row in known}, max((row.place for row in known), default=0)
    blank = PublicRow("", "", 0, "", False, "", "", "", "", "", "", "", "", "", "", first_issue)
    drawn = sorted((number(int(ids(), 16)), case_id) for case_id in of if case_id not in old)
    for after, (public_number, case_id) in enumerate(drawn, place + 1):
        new = replace(blank, case_id=case_id, number=public_number, place=after, cluster=clusters[id(of[case_id])])
        rows.append(said(of[case_id], new))
    return rows


def said(group: Group, row: PublicRow) -> PublicRow:
    region, sector, category, quarter = group.labels
    filer, relation, remedy = group.fixed or (ANY,) * 3
    ended_quarter, outcome, days = group.end or ((ANY,) * 3 if group.ended else ("",) * 3)
    return replace(
        row,
        ended=group.ended,
        region=region,
        sector=sector,
        category=category,
        quarter=quarter,
        filer=filer,
        relation=relation,
        remedy=remedy,
        ended_quarter=ended_quarter,
        outcome=outcome,
        days=days,
    )


def columns(row: PublicRow) -> public_check.Row:
    """All that is said of a row, as the check sees it."""
    return (row.ended, *(getattr(row, name) for name in SAID))


def breaches(unit: Unit, rows: Sequence[PublicRow], k: int) -> list[str]:
    before = {row.number: columns(row) for row in PublicList(unit.cases).rows()}
    return list(public_check.breaches(before, {row.number: columns(row) for row in rows}, k))


def propose(unit: Unit, terms: Terms, *, by: str, now: datetime, ids: Draw) -> Plan:
    """A member has this made: a lead looks at it next. Raises NotAllowed `nothing_to_publish`."""
    made = plan(unit, terms, now=now, ids=ids)
    if not made.rows:
        raise NotAllowed("nothing_to_publish")
    draft = Draft(made.number, made.text, made.digest, by, milliseconds(now))
    PublicList(unit.cases).propose(draft)
    return made


def approve(unit: Unit, seen: str, *, by: str) -> None:
    """A lead, and not who proposed it, agrees to exactly what she saw. Raises NotAllowed, MovedMeanwhile."""
    public = PublicList(unit.cases)
    draft = public.draft()
    if draft is None:
        raise MovedMeanwhile
    if draft.proposed_by == by:
        raise NotAllowed("second_person", status=403)
    if not public.approve(seen, by):
        raise MovedMeanwhile


def drafted(draft: Draft) -> list[PublicRow]:
    return [PublicRow(*row) for row in json.loads(draft.plan)]


def refusal(unit: Unit, terms: Terms, *, now: datetime) -> str:
    """Why nothing may be published now: a word for the desk, empty if all is well."""
    public = PublicList(unit.cases)
    draft, last = public.draft(), public.newest()
    if draft is None:
        return "not_proposed"
    if not draft.approved_by:
        return "not_approved"
    if last and (draft.number != last.number + 1 or milliseconds(now - terms.every) < last.at):
        return "too_early" if draft.number == last.number + 1 else "changed"
    rows = drafted(draft)
    listed = {row.case_id for row in public.rows()}
    may = {one.id for one in facts(unit, listed, terms, now)}
    if any(row.case_id not in may for row in rows):
        return "changed"
    return "breach" if breaches(unit, rows, terms.k) else ""


def publish(unit: Unit, terms: Terms, *, now: datetime) -> Issue:
    """The approved issue goes out. Raises NotAllowed with what `refusal` says."""
    if why := refusal(unit, terms, now=now):
        raise NotAllowed(why)
    public = PublicList(unit.cases)
    draft = public.draft()
    if draft is None:
        raise MovedMeanwhile
    rows, listed = drafted(draft), {row.case_id for row in public.rows()}
    for row in rows:
        if row.case_id in listed:
            public.say(row)
        elif not public.add(row):
            raise MovedMeanwhile
    text = body(draft.number, now.astimezone(terms.zone).date().isoformat(), terms.k, rows, texts(unit))
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = Issue(draft.number, milliseconds(now), draft.proposed_by, draft.approved_by, text, digest)
    if not public.publish(made):
        raise MovedMeanwhile
    return made


def body(number_: int, day: str, k: int, rows: Sequence[PublicRow], said_of: Mapping[str, Mapping[str, str]]) -> str:
    """Exactly what is published, as JSON. No id of a case, a group or a member is in it."""
    cases = [
        {
            "public_no": row.number,
            "quarter_received": row.quarter,
            "filer_type": row.filer,
            "region": row.region,
            "sector": row.sector,
            "relation": row.relation,
            "category": row.category,
            "requested_remedy_class": row.remedy,
            "status": "ended" if row.ended else "open",
            "quarter_status": row.ended_quarter,
            "outcome_class": row.outcome,
            "days_band": row.days,
            "text": said_of.get(row.case_id),
        }
        for row in rows
    ]
    return json.dumps({"issue": number_, "issued": day, "k": k, "cases": cases}, ensure_ascii=False)


def rows_of(coded_: Sequence[Coded], known: Sequence[PublicRow], *, k: int, ids: Draw) -> list[PublicRow]:
    """The table builder over columns alone: what `plan` does when the cases are read."""
    groups = issue(tuple(known_groups(known).values()), coded_, k=k)
    return laid_out(known, groups, 1, ids)
