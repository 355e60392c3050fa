"""Tables of the case database for what passes between the desk and a worker in two languages: what members wrote to be
translated for her, and single texts that a translator was given for some days.

All words are sealed with the conversation's data key and go with it.
"""

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field

from storage.models.cases import CaseTable


class Reply(CaseTable, table=True):
    """What a member wrote in her own language (`source`) for a worker (`target`), and what was sent of it."""

    __tablename__ = "reply"
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str = Field(max_length=32, index=True)
    member_id: str = Field(max_length=32)
    kind: str = Field(max_length=8)
    source: str = Field(max_length=16)
    target: str = Field(max_length=16)
    state: str = Field(default="written", max_length=8)
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class Assignment(CaseTable, table=True):
    """One text that a translator may read and translate until `until`. No word of it is here."""

    __tablename__ = "assignment"
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str = Field(max_length=32, index=True)
    message_id: str = Field(max_length=32, index=True)
    text_id: str = Field(max_length=32)
    kind: str = Field(max_length=12)
    source: str = Field(max_length=16)
    target: str = Field(max_length=16)
    member_id: str = Field(max_length=32, index=True)
    by_id: str = Field(max_length=32)
    until: int = Field(sa_column=Column(BigInteger, nullable=False))
    state: str = Field(default="open", max_length=12)
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))
