"""Tables of the case database for what follows a report: what is to happen to a case because time passes."""

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field

from storage.models.cases import CaseTable


class Deadline(CaseTable, table=True):
    """Something that happens to a case at a time, unless the case moves on before. Done is deleted."""

    __tablename__ = "deadline"
    __table_args__ = (UniqueConstraint("case_id", "kind", "n"),)
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(max_length=32)
    kind: str = Field(max_length=8)
    n: int
    due_at: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    put_off: int = 0
