"""Tables of the case database for what follows a report: what time brings, and who of the desk is to hear of it."""

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field

from storage.models.cases import CaseTable


class Deadline(CaseTable, table=True):
    """Something that happens to a case, or to one thread of it, at a time, unless it moves on before. Done is deleted.

    `thread_id` is empty where it is about the case itself.
    """

    __tablename__ = "deadline"
    __table_args__ = (UniqueConstraint("case_id", "thread_id", "kind", "n"),)
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(max_length=32)
    thread_id: str = Field(default="", max_length=32)
    kind: str = Field(max_length=8)
    n: int
    due_at: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    put_off: int = 0


class BackupMade(CaseTable, table=True):
    """When the last backup was finished: `doctor` warns when it is old."""

    __tablename__ = "backup_made"
    name: str = Field(primary_key=True, max_length=8)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class Alert(CaseTable, table=True):
    """A case that a member of the desk is to hear of by mail. Several of one member go out as one."""

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("member_id", "case_id", "occasion"), Index("alert_due", "due_at"))
    id: str = Field(primary_key=True, max_length=32)
    member_id: str = Field(max_length=32)
    case_id: str = Field(max_length=32)
    occasion: str = Field(max_length=8)
    due_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    lease_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    tries: int = 0
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class SurveyAnswer(CaseTable, table=True):
    """What she ticked after the end, 1 to 5, or 9 for what she skipped. No word of hers, and no time of day."""

    __tablename__ = "survey_answer"
    case_id: str = Field(primary_key=True, max_length=32)
    question: str = Field(primary_key=True, max_length=16)
    value: int
    day: int = Field(index=True)
