"""Tables of the case database for what companies get: a thread for each company of a case, the versions of its summary,
and what goes back and forth.

A thread has a data key of its own in the vault, and so has each version that was sent: both go when the case goes, and
a version's key alone when it is withdrawn. No row holds the worker's reference: companies see `number`.
"""

from sqlalchemy import BigInteger, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field

from storage.models.cases import CaseTable


class Disclosure(CaseTable, table=True):
    """One company's part of a case: its thread. `number` is what company and desk call it in mails and pages.

    `planned` is the version that its deadlines were planned for, `checks` how many safety checks have been asked,
    counted from `notified_at`.
    """

    __tablename__ = "disclosure"
    __table_args__ = (UniqueConstraint("case_id", "company_id"),)
    id: str = Field(primary_key=True, max_length=32)
    number: str = Field(unique=True, max_length=12)
    case_id: str = Field(max_length=32)
    company_id: str = Field(max_length=32, index=True)
    contact_id: str = Field(default="", max_length=32)
    status: str = Field(max_length=20, index=True)
    version: int = 0
    moved_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    due_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    late: bool = False
    planned: int = -1
    notified_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    acknowledged_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    checks: int = 0
    outcome: str = Field(default="", max_length=16)
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class Summary(CaseTable, table=True):
    """One version of what a company is to get: the desk's words, hers, and what she said to it.

    `state` is one of `storage.summaries.State`, `revision` counts every change of the row. `body_ct` is sealed with the
    case's key; `digest` is over all that she was shown.
    """

    __tablename__ = "summary"
    __table_args__ = (UniqueConstraint("disclosure_id", "n"),)
    id: str = Field(primary_key=True, max_length=32)
    disclosure_id: str = Field(max_length=32)
    case_id: str = Field(max_length=32, index=True)
    n: int
    state: str = Field(max_length=12)
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False, server_default=""))
    revision: int = 0
    written_by: str = Field(max_length=32)
    approved_by: str = Field(default="", max_length=32)
    written_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    shown_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    answered_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    approved_at: int | None = Field(default=None, sa_column=Column(BigInteger))


class Shared(CaseTable, table=True):
    """What a company can read: a version that she agreed to and a second member approved, sealed with a key of its own.

    The row's id is the summary's and the data key's. Withdrawn, the key is destroyed and `body_ct` emptied.
    """

    __tablename__ = "shared"
    id: str = Field(primary_key=True, max_length=32)
    disclosure_id: str = Field(max_length=32, index=True)
    n: int
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sent_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    read_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    withdrawn_at: int | None = Field(default=None, sa_column=Column(BigInteger))


class CompanyPost(CaseTable, table=True):
    """What a company wrote or uploaded, or the desk wrote to it. Nothing of it reaches the worker before a member
    has read it.

    `kind` and `state` are those of `storage.company_posts`. `reply_id` is the desk's reply that tells the worker of it.
    `body_ct` is sealed with the thread's key.
    """

    __tablename__ = "company_post"
    __table_args__ = (UniqueConstraint("disclosure_id", "seq"),)
    id: str = Field(primary_key=True, max_length=32)
    disclosure_id: str = Field(max_length=32)
    seq: int
    author: str = Field(max_length=8)
    author_id: str = Field(max_length=32)
    kind: str = Field(max_length=12)
    state: str = Field(default="waiting", max_length=12)
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    handled_by: str = Field(default="", max_length=32)
    reply_id: str = Field(default="", max_length=32, index=True)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class PlanAction(CaseTable, table=True):
    """One action that a company promised, by a day. `state`: see `storage.plan_actions`."""

    __tablename__ = "plan_action"
    id: str = Field(primary_key=True, max_length=32)
    disclosure_id: str = Field(max_length=32, index=True)
    n: int
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    due_day: int
    state: str = Field(default="proposed", max_length=12)
