"""What is to happen because time passes, planned from the table of statuses: a question repeated, a lateness, an end.

Pure: no clock, no database, no wording, standard library only. `bot.casework.limits` does what is planned here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.casework import lifecycle
from bot.casework.lifecycle import Actor, Graph, Stage
from bot.casework.working_days import WorkingDays

SILENCE = "silence"
SHARES = (0.5, 0.8)
"""Of its time, when the desk is reminded (`domain.md` 5, 13)."""


class Kind(StrEnum):
    """What happens at a deadline."""

    DUE = "due"  # half, then four fifths of the desk's time are over: the desk hears of it
    ASK = "ask"  # what she was asked and did not answer is asked once more
    LATE = "late"  # who has the turn missed the limit: she is told, with a new date
    SILENCE = "silence"  # nothing has happened for so long: she is told that
    EXPIRE = "expire"  # her own days are over: on to the status that the table names
    SAFETY = "safety"  # she is asked how she is, so many days after a company was told
    WORRY = "worry"  # a day ago she said that she is treated badly, and nobody has looked yet
    SURVEY = "survey"  # some days after the end she is asked how it was


@dataclass(frozen=True, slots=True)
class Deadline:
    kind: Kind
    n: int  # of several of one kind, from 0
    at: datetime


@dataclass(frozen=True, slots=True)
class Timetable:
    """The configured numbers of `[lifecycle]`, by their names, and the days on which the desk works.

    `late` are the days that a missed limit is put off by, each time.
    """

    days: Mapping[str, int] = field(default_factory=dict)
    reminders: Mapping[str, Sequence[int]] = field(default_factory=dict)
    working: WorkingDays = field(default_factory=WorkingDays)
    late: int = 7

    def due(
        self, status: str, since: datetime, *, graph: Graph = Graph.CASE, urgent: bool = False, sms: bool = False
    ) -> datetime | None:
        """When the limit of `status` ends. Desk and company get until their next working day, a worker in danger and
        the worker's own days do not wait for one. None: it has no limit.
        """
        limit = lifecycle.due(status, since, graph=graph, urgent=urgent, sms=sms, settings=self.days)
        stage = lifecycle.stage(status, graph)
        shortened = urgent and stage.urgent_days is not None
        if limit is None or shortened or stage.acts not in (Actor.DESK, Actor.COMPANY):
            return limit
        return self.working.moved(limit)

    def put_off(self, now: datetime) -> datetime:
        """The new date of what is late."""
        return self.working.moved(now + timedelta(days=self.late))

    def quiet_until(self, since: datetime) -> datetime:
        """When somebody who last heard of us at `since` hears again, news or not."""
        return since + timedelta(days=self.days.get(SILENCE, lifecycle.SILENCE_DAYS))

    def plan(
        self, status: str, since: datetime, due: datetime | None, *, graph: Graph = Graph.CASE
    ) -> tuple[Deadline, ...]:
        """All deadlines of what is in `status` since `since` with its limit at `due`, the earliest first."""
        stage = lifecycle.stage(status, graph)
        if due is None:
            return ()
        if ends(stage) is Kind.LATE:
            shares = [since + (due - since) * share for share in SHARES]
            before = [
                Deadline(Kind.DUE, n, at) for n, at in enumerate(sorted({*shares, *self._repeated(stage, since)}))
            ]
        else:
            repeated = self._repeated(stage, since) if stage.acts is Actor.WORKER else []
            before = [Deadline(Kind.ASK, n, at) for n, at in enumerate(repeated)]
        return (*(one for one in before if one.at < due), Deadline(ends(stage), 0, due))

    def _repeated(self, stage: Stage, since: datetime) -> list[datetime]:
        """The days of the table on which whoever has the turn is reminded, as configured."""
        days = self.reminders.get(stage.status.value, stage.reminders)
        return [since + timedelta(days=each) for each in days]


def ends(stage: Stage) -> Kind:
    """What the end of its days means."""
    if stage.expires is not None:
        return Kind.EXPIRE
    return Kind.SILENCE if stage.setting == SILENCE else Kind.LATE
