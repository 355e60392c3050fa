"""Tables of the case database for what the desk says in its own words instead of the shipped ones.

In clear: these are texts that every worker is sent, and no worker's words.
"""

from sqlalchemy import BigInteger, Column, Text, UniqueConstraint
from sqlmodel import Field

from storage.models.cases import CaseTable


class WordingChange(CaseTable, table=True):
    """One change of one text, never altered afterwards: the newest `version` of a text is what is said.

    `number` counts the changes of all texts, so that a process sees by one number whether it is behind. An empty `text`
    is the way back to the shipped wording. `back` says in English what the text says; `source` is the English text that
    it was written for. `kind`: edited, imported, shipped.
    """

    __tablename__ = "wording_change"
    __table_args__ = (UniqueConstraint("language", "message_id", "version"),)
    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    language: str = Field(max_length=16)
    message_id: str = Field(max_length=64)
    version: int
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    back: str = Field(default="", sa_column=Column(Text, nullable=False))
    source: str = Field(default="", sa_column=Column(Text, nullable=False))
    kind: str = Field(max_length=12)
    by_id: str = Field(max_length=32)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class WordingRead(CaseTable, table=True):
    """That a native speaker has read exactly this text. `digest` is its SHA-256: a changed text is unread again."""

    __tablename__ = "wording_read"
    language: str = Field(primary_key=True, max_length=16)
    message_id: str = Field(primary_key=True, max_length=64)
    digest: str = Field(primary_key=True, max_length=64)
    by_id: str = Field(max_length=32)
    name: str = Field(max_length=80)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
