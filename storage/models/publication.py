"""Tables of the case database for what the public is told, and for what the desk learns from all cases together.

What a row of the public list says is in clear: it was published. A case's own words are sealed with its key until she
said yes to exactly these, and go with it.
"""

from sqlalchemy import BigInteger, Column, LargeBinary, Text
from sqlmodel import Field

from storage.models.cases import CaseTable


class PublicCase(CaseTable, table=True):
    """A case on the public list: its random number there, its place, which never changes, and what was said of it.

    All rows of one `cluster` say the same (`bot.casework.publication`). A case that is erased stays in its row: taking
    it out would single her out.
    """

    __tablename__ = "public_case"
    case_id: str = Field(primary_key=True, max_length=32)
    number: str = Field(unique=True, max_length=12)
    place: int = Field(unique=True)
    cluster: str = Field(max_length=32, index=True)
    ended: bool = False
    region: str = Field(max_length=32)
    sector: str = Field(max_length=80)
    category: str = Field(max_length=8)
    quarter: str = Field(max_length=8)
    filer: str = Field(default="", max_length=16)
    relation: str = Field(default="", max_length=16)
    remedy: str = Field(default="", max_length=16)
    ended_quarter: str = Field(default="", max_length=8)
    outcome: str = Field(default="", max_length=20)
    days: str = Field(default="", max_length=8)
    first_issue: int


class PublicIssue(CaseTable, table=True):
    """One issue. `body` is exactly what is published, as JSON; only the newest keeps it, the others their SHA-256.

    `amended`: how often a text was taken out of it because its case was erased.
    """

    __tablename__ = "public_issue"
    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
    proposed_by: str = Field(max_length=32)
    approved_by: str = Field(max_length=32)
    body: str = Field(default="", sa_column=Column(Text, nullable=False))
    digest: str = Field(max_length=64)
    amended: int = 0


class PublicDraft(CaseTable, table=True):
    """The issue that waits to be approved or published. `plan` holds case ids beside what would be published."""

    __tablename__ = "public_draft"
    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    plan: str = Field(sa_column=Column(Text, nullable=False))
    digest: str = Field(max_length=64)
    proposed_by: str = Field(max_length=32)
    proposed_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    approved_by: str = Field(default="", max_length=32)


class PublishText(CaseTable, table=True):
    """A case's own text for the public list: what a member wrote, and what the worker said to it.

    `state`: written, asked, yes, no, withdrawn. `digest` is over the text in all languages, and binds her yes to it.
    """

    __tablename__ = "publish_text"
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(max_length=32, index=True)
    state: str = Field(max_length=12)
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: str = Field(default="", max_length=64)
    notice_id: str = Field(default="", max_length=32, index=True)
    by_id: str = Field(max_length=32)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class StoppedAt(CaseTable, table=True):
    """How many unfinished reports of a day were left at a question. Of nobody in particular: a name of a question, a
    day, a number.
    """

    __tablename__ = "stopped_at"
    day: int = Field(primary_key=True)
    step: str = Field(primary_key=True, max_length=32)
    reports: int = 0


class Trend(CaseTable, table=True):
    """Which cases of one company and category the leads were alarmed of. `cases`: their ids, as JSON."""

    __tablename__ = "trend"
    company_id: str = Field(primary_key=True, max_length=32)
    category: str = Field(primary_key=True, max_length=3)
    cases: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
