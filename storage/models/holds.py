"""Table of the case database for legal holds: who asked that the words of a case stay longer than promised, until when,
why, and which other member agreed. What holds now stands in `cases.hold_until`.
"""

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field

from storage.models.cases import CaseTable


class Hold(CaseTable, table=True):
    """A wish about a legal hold: `until` in ms, or null to end it. `state`: asked, agreed, refused.

    `reason_ct` is sealed with the case's key, in the worker's language: she is told it if she deletes her report.
    """

    __tablename__ = "hold"
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(max_length=32, index=True)
    state: str = Field(default="asked", max_length=8)
    until: int | None = Field(default=None, sa_column=Column(BigInteger))
    reason_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    asked_by: str = Field(max_length=32)
    asked_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    decided_by: str = Field(default="", max_length=32)
    decided_at: int | None = Field(default=None, sa_column=Column(BigInteger))
