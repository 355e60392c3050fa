"""Tables of the case database that are about a channel and not about a person: its pace, what it took in a month, and
what was made at a vendor beforehand.
"""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from storage.models.cases import CaseTable


class Pace(CaseTable, table=True):
    """How far ahead a channel's allowance is used up, for all processes that send. `spent_until` is microseconds."""

    __tablename__ = "pace"
    channel: str = Field(primary_key=True, max_length=16)
    spent_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    paused_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    strikes: int = 0
    quota: int = 0
    quota_used: int = 0
    quota_at: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))


class Tally(CaseTable, table=True):
    """What a channel took in a month: messages and the parts they are billed by. Of nobody in particular."""

    __tablename__ = "tally"
    month: str = Field(primary_key=True, max_length=7)
    channel: str = Field(primary_key=True, max_length=16)
    country: str = Field(primary_key=True, max_length=2)
    messages: int = 0
    parts: int = 0


class Content(CaseTable, table=True):
    """A question with buttons, or a template, that was made at Twilio for WhatsApp. `digest` is over all it shows."""

    __tablename__ = "content"
    digest: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=64)
    language: str = Field(max_length=16)
    kind: str = Field(max_length=12)
    sid: str = Field(max_length=34)
    approval: str = Field(default="", max_length=16)
    reason: str = Field(default="", max_length=200)
    made_at: int = Field(sa_column=Column(BigInteger, nullable=False))
