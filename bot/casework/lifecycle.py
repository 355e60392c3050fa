"""Statuses of a case and of a disclosure thread: who acts, for how many days, where each may go, what she is told.

Rule 1: whatever decides about statuses lives in the table of this file. A case has one status; each company it is
disclosed to has a thread with a status of its own. Pure: no clock, no database, no wording, standard library only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Graph(StrEnum):
    CASE = "case"
    THREAD = "thread"  # one company


class Status(StrEnum):
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    NEEDS_INFO = "needs_info"
    WITH_COMPANIES = "with_companies"
    OUT_OF_SCOPE = "out_of_scope"
    KEPT_PRIVATE = "kept_private"
    DORMANT = "dormant"
    JOINED = "joined"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"

    CONSENT_WAIT = "consent_wait"
    ACCEPTED = "accepted"
    NOTIFIED = "notified"
    ASSESSING = "assessing"
    DIALOGUE = "dialogue"
    REMEDY_AGREED = "remedy_agreed"
    CLOSING_PROPOSED = "closing_proposed"
    ESCALATED = "escalated"


class Actor(StrEnum):
    WORKER = "worker"
    DESK = "desk"
    COMPANY = "company"
    CLOCK = "clock"  # a limit was reached


class Flag(StrEnum):
    """What may be true beside any status."""

    URGENT = "urgent"
    RETALIATION = "retaliation"
    COI_HOLD = "coi_hold"
    PARALLEL_PROCEEDING = "parallel_proceeding"
    LEGAL_HOLD = "legal_hold"
    MINOR_INVOLVED = "minor_involved"
    GBV_RESTRICTED = "gbv_restricted"
    LATE_DESK = "late_desk"
    LATE_COMPANY = "late_company"
    UNREACHABLE = "unreachable"


class Outcome(StrEnum):
    """How a closed case ended."""

    REMEDIED = "remedied"
    PARTLY_REMEDIED = "partly_remedied"
    NOT_UPHELD = "not_upheld"
    NO_AGREEMENT = "no_agreement"
    REFERRED = "referred"
    KEPT_PRIVATE = "kept_private"
    WITHDRAWN = "withdrawn"
    NO_REPLY = "no_reply"
    COMPANY_LEFT = "company_left"
    OUT_OF_SCOPE = "out_of_scope"


Edges = Mapping[Status, frozenset[Actor]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the table.

    `acts` is whose turn it is and `days` their limit in calendar days; `setting` names the configured number. While
    `paused` the desk's own clock stands still. `reminders` are days after entering. When the days are over the case
    goes to `expires`, with `outcome` if that closes it; where there is none, it is late. `counted_from` is the status
    whose beginning starts the days, if it is not this one. `tells` is the message that she gets on entering: empty
    where her own words brought it there, and the conversation has answered them.
    """

    graph: Graph
    status: Status
    acts: Actor | None
    days: int | None
    to: Edges
    tells: str = ""
    setting: str = ""
    urgent_days: int | None = None
    sms_days: int | None = None
    paused: bool = False
    reminders: tuple[int, ...] = ()
    expires: Status | None = None
    outcome: Outcome | None = None
    counted_from: Status | None = field(default=None)


WORKER, DESK, COMPANY, CLOCK = Actor.WORKER, Actor.DESK, Actor.COMPANY, Actor.CLOCK
CASE, THREAD, S = Graph.CASE, Graph.THREAD, Status
SILENCE_DAYS = 30
"""After so many days without a word from us she is told that there is nothing new."""


def by(*actors: Actor) -> frozenset[Actor]:
    return frozenset(actors)


STAGES = (
    Stage(
        CASE,
        S.RECEIVED,
        acts=DESK,
        days=3,
        urgent_days=1,
        tells="update.received",
        to={S.IN_REVIEW: by(DESK), S.WITHDRAWN: by(WORKER)},
    ),
    Stage(
        CASE,
        S.IN_REVIEW,
        acts=DESK,
        days=14,
        tells="update.reviewing",
        to={
            S.NEEDS_INFO: by(DESK),
            S.WITH_COMPANIES: by(DESK),
            S.OUT_OF_SCOPE: by(DESK),
            S.JOINED: by(DESK),
            S.WITHDRAWN: by(WORKER),
        },
    ),
    Stage(
        CASE,
        S.NEEDS_INFO,
        acts=WORKER,
        days=30,
        paused=True,
        reminders=(5, 10),
        tells="update.question",
        expires=S.DORMANT,
        to={S.IN_REVIEW: by(WORKER, DESK), S.DORMANT: by(CLOCK), S.WITHDRAWN: by(WORKER)},
    ),
    # Its threads decide who acts. The desk looks at it every month all the same: no silence is longer than that.
    Stage(
        CASE,
        S.WITH_COMPANIES,
        acts=DESK,
        days=SILENCE_DAYS,
        setting="silence",
        tells="update.accepted",
        to={
            S.IN_REVIEW: by(DESK),
            S.NEEDS_INFO: by(DESK),
            S.KEPT_PRIVATE: by(WORKER, CLOCK),
            S.JOINED: by(DESK),
            S.CLOSED: by(WORKER, CLOCK),
            S.WITHDRAWN: by(WORKER),
        },
    ),
    Stage(
        CASE,
        S.OUT_OF_SCOPE,
        acts=DESK,
        days=14,
        setting="in_review",
        tells="update.declined",
        expires=S.CLOSED,
        outcome=Outcome.OUT_OF_SCOPE,
        to={S.CLOSED: by(CLOCK), S.IN_REVIEW: by(WORKER, DESK), S.WITHDRAWN: by(WORKER)},
    ),
    Stage(
        CASE,
        S.KEPT_PRIVATE,
        acts=WORKER,
        days=90,
        reminders=(30,),
        expires=S.CLOSED,
        outcome=Outcome.KEPT_PRIVATE,
        to={S.WITH_COMPANIES: by(WORKER), S.IN_REVIEW: by(WORKER, DESK), S.CLOSED: by(CLOCK), S.WITHDRAWN: by(WORKER)},
    ),
    Stage(
        CASE,
        S.DORMANT,
        acts=WORKER,
        days=180,
        tells="update.dormant",
        expires=S.CLOSED,
        outcome=Outcome.NO_REPLY,
        to={S.IN_REVIEW: by(WORKER, DESK), S.CLOSED: by(CLOCK), S.WITHDRAWN: by(WORKER)},
    ),
    # Closes with its parent, or becomes a case of its own again.
    Stage(
        CASE,
        S.JOINED,
        acts=DESK,
        days=SILENCE_DAYS,
        setting="silence",
        to={S.CLOSED: by(CLOCK), S.IN_REVIEW: by(DESK), S.WITHDRAWN: by(WORKER)},
    ),
    Stage(
        CASE,
        S.WITHDRAWN,
        acts=WORKER,
        days=30,
        expires=S.CLOSED,
        outcome=Outcome.WITHDRAWN,
        to={S.IN_REVIEW: by(WORKER), S.CLOSED: by(CLOCK)},
    ),
    Stage(CASE, S.CLOSED, acts=None, days=None, tells="update.closed", to={S.IN_REVIEW: by(WORKER, DESK)}),
    # A summary is being written, or written anew because she asked for a change.
    Stage(
        THREAD,
        S.IN_REVIEW,
        acts=DESK,
        days=14,
        to={S.CONSENT_WAIT: by(DESK), S.WITHDRAWN: by(WORKER, DESK)},
    ),
    Stage(
        THREAD,
        S.CONSENT_WAIT,
        acts=WORKER,
        days=21,
        paused=True,
        reminders=(3, 7),
        tells="consent.preview",
        expires=S.KEPT_PRIVATE,
        to={
            S.ACCEPTED: by(WORKER),
            S.IN_REVIEW: by(WORKER, DESK),
            S.KEPT_PRIVATE: by(WORKER, CLOCK),
            S.WITHDRAWN: by(WORKER),
        },
    ),
    Stage(
        THREAD,
        S.ACCEPTED,
        acts=DESK,
        days=3,
        tells="update.accepted",
        to={S.NOTIFIED: by(DESK), S.IN_REVIEW: by(DESK, WORKER), S.WITHDRAWN: by(WORKER)},
    ),
    Stage(
        THREAD,
        S.NOTIFIED,
        acts=COMPANY,
        days=14,
        reminders=(7,),
        tells="update.sent",
        to={S.ASSESSING: by(COMPANY, DESK), S.ESCALATED: by(DESK, CLOCK), S.WITHDRAWN: by(WORKER)},
    ),
    Stage(
        THREAD,
        S.ASSESSING,
        acts=COMPANY,
        days=45,
        counted_from=S.NOTIFIED,
        tells="update.investigating",
        to={
            S.DIALOGUE: by(COMPANY, DESK),
            S.REMEDY_AGREED: by(DESK),
            S.ESCALATED: by(DESK, CLOCK),
            S.WITHDRAWN: by(WORKER),
        },
    ),
    Stage(
        THREAD,
        S.DIALOGUE,
        acts=DESK,
        days=30,
        tells="update.offer",
        to={
            S.REMEDY_AGREED: by(DESK),
            S.CLOSING_PROPOSED: by(COMPANY, DESK),
            S.ESCALATED: by(DESK),
            S.WITHDRAWN: by(WORKER),
        },
    ),
    Stage(
        THREAD,
        S.REMEDY_AGREED,
        acts=COMPANY,
        days=90,
        counted_from=S.NOTIFIED,
        reminders=(30, 60),
        tells="update.agreed",
        to={S.CLOSING_PROPOSED: by(COMPANY, DESK), S.ESCALATED: by(DESK, CLOCK), S.WITHDRAWN: by(WORKER)},
    ),
    Stage(
        THREAD,
        S.CLOSING_PROPOSED,
        acts=WORKER,
        days=14,
        sms_days=21,
        tells="closing.ask",
        expires=S.CLOSED,
        outcome=Outcome.NO_REPLY,
        to={S.CLOSED: by(WORKER, CLOCK), S.DIALOGUE: by(WORKER, DESK), S.WITHDRAWN: by(WORKER)},
    ),
    Stage(
        THREAD,
        S.ESCALATED,
        acts=DESK,
        days=14,
        tells="update.escalated",
        to={S.DIALOGUE: by(DESK), S.CLOSING_PROPOSED: by(DESK), S.WITHDRAWN: by(WORKER)},
    ),
    Stage(
        THREAD,
        S.KEPT_PRIVATE,
        acts=WORKER,
        days=90,
        reminders=(30,),
        expires=S.CLOSED,
        outcome=Outcome.KEPT_PRIVATE,
        to={S.CONSENT_WAIT: by(WORKER, DESK), S.CLOSED: by(CLOCK), S.WITHDRAWN: by(WORKER)},
    ),
    Stage(
        THREAD,
        S.WITHDRAWN,
        acts=DESK,
        days=30,
        expires=S.CLOSED,
        outcome=Outcome.WITHDRAWN,
        to={S.IN_REVIEW: by(DESK), S.CLOSED: by(DESK, CLOCK)},
    ),
    # Her case was opened again: another summary, asked about anew.
    Stage(THREAD, S.CLOSED, acts=None, days=None, to={S.IN_REVIEW: by(DESK)}),
)
TABLE = {(stage.graph, stage.status): stage for stage in STAGES}
ENDINGS = frozenset({S.OUT_OF_SCOPE, S.KEPT_PRIVATE, S.DORMANT, S.JOINED, S.WITHDRAWN, S.CLOSED})
# From what is furthest behind to what is nearly done: a list shows the first of them.
PROGRESS = (
    *(S.IN_REVIEW, S.CONSENT_WAIT, S.ACCEPTED, S.NOTIFIED, S.ESCALATED, S.ASSESSING, S.DIALOGUE, S.REMEDY_AGREED),
    *(S.CLOSING_PROPOSED, S.KEPT_PRIVATE, S.WITHDRAWN, S.CLOSED),
)
REOPENED = "update.reopened"


class IllegalMove(ValueError):
    """The table has no such step for this actor: nothing happened. Reload the page; somebody may have moved it."""


def stage(status: str, graph: Graph = CASE) -> Stage:
    """Raises KeyError or ValueError for what is not a status of that graph."""
    return TABLE[graph, Status(status)]


def move(status: str, to: str, actor: Actor, *, graph: Graph = CASE) -> Stage:
    """The stage that `actor` brings it to. Raises IllegalMove."""
    try:
        allowed = actor in stage(status, graph).to.get(Status(to), frozenset())
    except (KeyError, ValueError):
        allowed = False
    if not allowed:
        raise IllegalMove(f"{graph}: {actor} may not move {status} to {to}")
    return TABLE[graph, Status(to)]


def open_to(status: str, actor: Actor, *, graph: Graph = CASE) -> tuple[Status, ...]:
    """Where `actor` may move it, in the order of the table."""
    return tuple(to for to, actors in stage(status, graph).to.items() if actor in actors)


def message(was: str, to: str, actor: Actor) -> str:
    """The id of what she is told when her case moves; empty where the conversation has answered her own words, and
    where she withdrew and wants to hear no more.
    """
    if to == S.IN_REVIEW and was in ENDINGS:
        return REOPENED
    return "" if actor is WORKER or was == S.WITHDRAWN else TABLE[CASE, Status(to)].tells


def days(
    at: Stage, *, urgent: bool = False, sms: bool = False, settings: Mapping[str, int] | None = None
) -> int | None:
    """The limit in calendar days. `settings` are the configured numbers, by the names of `[lifecycle]`."""
    name = at.setting or at.status.value
    for short, variant, applies in ((at.urgent_days, "urgent", urgent), (at.sms_days, "sms", sms)):
        if short is not None and applies:
            return (settings or {}).get(f"{name}_{variant}", short)
    return at.days if at.days is None else (settings or {}).get(name, at.days)


def due(
    status: str,
    since: datetime,
    *,
    graph: Graph = CASE,
    urgent: bool = False,
    sms: bool = False,
    settings: Mapping[str, int] | None = None,
) -> datetime | None:
    """When the limit of `status` ends, `since` being the moment its days are counted from. None: it has no limit."""
    limit = days(stage(status, graph), urgent=urgent, sms=sms, settings=settings)
    return None if limit is None else since + timedelta(days=limit)


def furthest_behind(threads: Iterable[Status]) -> Status | None:
    """The one status that stands for all threads of a case in a list."""
    return min(threads, key=PROGRESS.index, default=None)
