"""Tables of the case database for companies: who they are, whom the desk writes to there, and which of them a case is
about.

Nothing here is sealed: a company's names must be searched and compared, and its contacts gave their business addresses
to be written to, as members gave their logins. No row tells of a worker; which case is about which company goes when
the case is erased.
"""

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field

from storage.models.cases import CaseTable


class Company(CaseTable, table=True):
    """A member of the mechanism, or a company around one. Never deleted, only disabled: cases name it.

    `external` is the operator's own key for it, empty where there is none. `version` counts every change to it and to
    its names.
    """

    __tablename__ = "company"
    id: str = Field(primary_key=True, max_length=32)
    kind: str = Field(max_length=8)
    name: str = Field(max_length=200)
    external: str = Field(default="", max_length=64, index=True)
    parent_id: str = Field(default="", max_length=32, index=True)
    country: str = Field(default="", max_length=2)
    sector: str = Field(default="", max_length=80)
    pledged_day: int | None = None
    disabled: bool = False
    version: int = 0
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class CompanyName(CaseTable, table=True):
    """Another name by which people know a company, in any script."""

    __tablename__ = "company_name"
    __table_args__ = (UniqueConstraint("company_id", "name"),)
    id: str = Field(primary_key=True, max_length=32)
    company_id: str = Field(max_length=32)
    name: str = Field(max_length=200)


class CompanyContact(CaseTable, table=True):
    """A person of a company whom the desk may write to. `other_names`: the same name in other scripts, one a line.

    `rank`: who is asked first, 1 before 2.
    """

    __tablename__ = "company_contact"
    id: str = Field(primary_key=True, max_length=32)
    company_id: str = Field(max_length=32, index=True)
    name: str = Field(max_length=120)
    other_names: str = Field(default="", max_length=400)
    role: str = Field(default="", max_length=80)
    language: str = Field(default="en", max_length=16)
    mail: str = Field(default="", max_length=254)
    rank: int = 1
    disabled: bool = False


class CompanyStaff(CaseTable, table=True):
    """A member of the desk who is employed by a company: she gets no case that is about it."""

    __tablename__ = "company_staff"
    member_id: str = Field(primary_key=True, max_length=32)
    company_id: str = Field(primary_key=True, max_length=32)


class CaseParty(CaseTable, table=True):
    """A company that a case is about, as a member confirmed it."""

    __tablename__ = "case_party"
    __table_args__ = (UniqueConstraint("case_id", "company_id", "role"),)
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(max_length=32)
    company_id: str = Field(max_length=32, index=True)
    role: str = Field(max_length=8)
    by_id: str = Field(max_length=32)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
