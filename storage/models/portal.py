"""Tables of the case database for the page that companies come to: who is signed in there, whom a mail calls, files.

No row here tells of a worker. What a company uploaded is sealed with its thread's key and goes with the thread.
"""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from storage.models.cases import CaseTable


class CompanySession(CaseTable, table=True):
    """A browser of a company's contact. `stage` is empty once the second factor was shown; until then no page opens."""

    __tablename__ = "company_session"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    contact_id: str = Field(max_length=32, index=True)
    stage: str = Field(default="", max_length=8)
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    seen_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class CompanyLink(CaseTable, table=True):
    """A one-time link that was mailed to a contact: only the digest of its token."""

    __tablename__ = "company_link"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    contact_id: str = Field(max_length=32, index=True)
    expires_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class CompanyDoor(CaseTable, table=True):
    """What the door knows of a contact (`id` is hers): wrong codes, when she asked for a link, when mail came back."""

    __tablename__ = "company_door"
    id: str = Field(primary_key=True, max_length=32)
    failures: int = 0
    wait_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    asked_at: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    refused_at: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))


class CompanyCall(CaseTable, table=True):
    """A contact is to be called by mail: to look at her page (`call`), or to come in (`link`, of no thread)."""

    __tablename__ = "company_call"
    __table_args__ = (
        UniqueConstraint("contact_id", "disclosure_id", "occasion"),
        Index("company_call_due", "due_at"),
    )
    id: str = Field(primary_key=True, max_length=32)
    contact_id: str = Field(max_length=32)
    disclosure_id: str = Field(default="", max_length=32, index=True)
    kind: str = Field(max_length=4)
    occasion: str = Field(max_length=12)
    due_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    lease_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    tries: int = 0
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class CompanyChunk(CaseTable, table=True):
    """A piece of a file that a company uploaded; `post_id` is the row of `company_post` that says what it is."""

    __tablename__ = "company_chunk"
    post_id: str = Field(primary_key=True, max_length=32)
    n: int = Field(primary_key=True)
    disclosure_id: str = Field(max_length=32, index=True)
    chunk_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
