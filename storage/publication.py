"""The public list: rows that were published, issues, and the issue that waits. Nothing here commits or decides."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

ROW, ISSUE, DRAFT = (METADATA.tables[name] for name in ("public_case", "public_issue", "public_draft"))
SAID = (
    *("region", "sector", "category", "quarter", "filer", "relation", "remedy"),
    *("ended_quarter", "outcome", "days"),
)
ROW_COLUMNS = ("case_id", "number", "place", "cluster", "ended", *SAID, "first_issue")
ISSUE_COLUMNS = ("number", "at", "proposed_by", "approved_by", "body", "digest", "amended")
DRAFT_COLUMNS = ("number", "plan", "digest", "proposed_by", "proposed_at", "approved_by")

ROWS = select(*[ROW.c[name] for name in ROW_COLUMNS]).order_by(ROW.c.place)
ADD_ROW = insert_or_ignore(ROW)
SAY = (
    update(ROW)
    .where(ROW.c.case_id == bindparam("of"))
    .values(
        cluster=bindparam("to_cluster"),
        ended=bindparam("to_ended"),
        ended_quarter=bindparam("to_quarter"),
        outcome=bindparam("to_outcome"),
        days=bindparam("to_days"),
    )
)
NUMBER_OF = select(ROW.c.number).where(ROW.c.case_id == bindparam("of"))
ISSUES = select(*[ISSUE.c[name] for name in ISSUE_COLUMNS]).order_by(ISSUE.c.number.desc()).limit(bindparam("most"))
ADD_ISSUE = insert_or_ignore(ISSUE)
EMPTY = update(ISSUE).where(ISSUE.c.number < bindparam("below")).values(body="")
AMEND = (
    update(ISSUE)
    .where(ISSUE.c.number == bindparam("of"))
    .values(body=bindparam("to_body"), digest=bindparam("to_digest"), amended=ISSUE.c.amended + 1)
)
DRAFTS = select(*[DRAFT.c[name] for name in DRAFT_COLUMNS]).limit(1)
ADD_DRAFT, DROP_DRAFT = insert_or_ignore(DRAFT), delete(DRAFT)
APPROVE = (
    update(DRAFT)
    .where(DRAFT.c.digest == bindparam("seen"), DRAFT.c.approved_by == "")
    .values(approved_by=bindparam("by"))
)
LAST_PLACE = select(func.max(ROW.c.place))


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One case as the list tells of it, with the case that nobody is told of."""

    case_id: str
    number: str
    place: int
    cluster: str
    ended: bool
    region: str
    sector: str
    category: str
    quarter: str
    filer: str
    relation: str
    remedy: str
    ended_quarter: str
    outcome: str
    days: str
    first_issue: int


@dataclass(frozen=True, slots=True)
class Issue:
    """`at` is ms since 1970; `digest` the SHA-256 of `body` in hexadecimal."""

    number: int
    at: int
    proposed_by: str
    approved_by: str
    body: str
    digest: str
    amended: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """The next issue as a member proposed it."""

    number: int
    plan: str
    digest: str
    proposed_by: str
    proposed_at: int
    approved_by: str = ""


def public_row(row: Sequence[object]) -> PublicRow:
    values = dict(zip(ROW_COLUMNS, row, strict=True))
    values["ended"] = bool(values["ended"])
    return PublicRow(**values)  # type: ignore[arg-type]


class PublicList:
    """Rows of `public_case`, `public_issue` and `public_draft`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self) -> Sequence[PublicRow]:
        """In the order in which they stand in every issue."""
        return [public_row(row) for row in self._connection.all(ROWS)]

    def add(self, row: PublicRow) -> bool:
        """False: this case is there already, or the number is taken."""
        return self._connection.run(ADD_ROW, **{name: getattr(row, name) for name in ROW_COLUMNS}) == 1

    def say(self, row: PublicRow) -> None:
        """How it ended. What else was said of it never changes."""
        self._connection.put(
            SAY,
            of=row.case_id,
            to_cluster=row.cluster,
            to_ended=row.ended,
            to_quarter=row.ended_quarter,
            to_outcome=row.outcome,
            to_days=row.days,
        )

    def number_of(self, case_id: str) -> str:
        """Its number on the list; empty where it is not on it."""
        row = self._connection.one(NUMBER_OF, of=case_id)
        return str(row[0]) if row else ""

    def last_place(self) -> int:
        row = self._connection.one(LAST_PLACE)
        return int(row[0] or 0) if row else 0

    def issues(self, most: int = 100) -> Sequence[Issue]:
        """The newest first."""
        return [Issue(*row) for row in self._connection.all(ISSUES, most=most)]

    def newest(self) -> Issue | None:
        return next(iter(self.issues(1)), None)

    def publish(self, issue: Issue) -> bool:
        """False: this number was issued already. Older issues keep their digest and lose their body."""
        if self._connection.run(ADD_ISSUE, **{name: getattr(issue, name) for name in ISSUE_COLUMNS}) != 1:
            return False
        self._connection.put(EMPTY, below=issue.number)
        self._connection.put(DROP_DRAFT)
        return True

    def amend(self, number: int, body: str, digest: str) -> None:
        """A text was taken out of it."""
        self._connection.put(AMEND, of=number, to_body=body, to_digest=digest)

    def unsay(self, case_id: str) -> None:
        """Take a case's text out of the issue that stands, bytes and all. The others have no body any more."""
        number, last = self.number_of(case_id), self.newest()
        if not number or last is None or not last.body:
            return
        body = json.loads(last.body)
        changed = [{**row, "text": None} if row["public_no"] == number else row for row in body["cases"]]
        if changed != body["cases"]:
            text = json.dumps({**body, "cases": changed}, ensure_ascii=False)
            self.amend(last.number, text, hashlib.sha256(text.encode()).hexdigest())

    def draft(self) -> Draft | None:
        row = self._connection.one(DRAFTS)
        return Draft(*row) if row else None

    def propose(self, draft: Draft) -> None:
        """Instead of what was proposed before."""
        self._connection.put(DROP_DRAFT)
        self._connection.put(ADD_DRAFT, **{name: getattr(draft, name) for name in DRAFT_COLUMNS})

    def approve(self, seen: str, by: str) -> bool:
        """False: it is not the one that she saw, or somebody approved it already."""
        return self._connection.run(APPROVE, seen=seen, by=by) == 1

    def discard(self) -> None:
        self._connection.put(DROP_DRAFT)
