"""Tables of the case database for the desk's review: what it found out about a report, who may see a restricted case,
and by which words a case is found to be like another.
"""

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field

from storage.models.cases import CaseTable


class Assessment(CaseTable, table=True):
    """What the desk found out about one report, sealed with the case's key. `version` grows with every change."""

    __tablename__ = "assessment"
    case_id: str = Field(primary_key=True, max_length=32)
    version: int
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    by_id: str = Field(max_length=32)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class CaseAccess(CaseTable, table=True):
    """A member who may see a restricted case, or (`granted` false) who must not see it whatever her role."""

    __tablename__ = "case_access"
    case_id: str = Field(primary_key=True, max_length=32)
    member_id: str = Field(primary_key=True, max_length=32)
    granted: bool
    by_id: str = Field(max_length=32)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class CaseTerm(CaseTable, table=True):
    """A word that a case holds, as a keyed digest that nobody can read back. Goes with the case (`docs/review.md`)."""

    __tablename__ = "case_term"
    case_id: str = Field(primary_key=True, max_length=32)
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, index=True))
