"""Tables of the case database for what workers sent as files, and for copies that vendors still hold.

A file is sealed with its conversation's data key, in chunks of a row each (`storage.crypto`): the destruction of that
key ends it. Which kind of file it is stands inside the seal as well.
"""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from storage.models.cases import CaseTable


class Media(CaseTable, table=True):
    """One file of one message: still to be fetched (`waiting`), `kept`, `refused` for what it is, or `lost`."""

    __tablename__ = "media"
    __table_args__ = (UniqueConstraint("message_id", "n"), Index("media_due", "state", "due_at"))
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str = Field(max_length=32, index=True)
    message_id: str = Field(max_length=32)
    n: int
    state: str = Field(default="waiting", max_length=8)
    code: str = Field(default="", max_length=32)
    source_ct: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    facts_ct: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    removal_id: str = Field(default="", max_length=32)
    due_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    lease_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    tries: int = 0
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class MediaChunk(CaseTable, table=True):
    """A piece of a file, sealed: of the `original`, or of the picture made from it to be `shown`."""

    __tablename__ = "media_chunk"
    media_id: str = Field(primary_key=True, max_length=32)
    form: str = Field(primary_key=True, max_length=8)
    n: int = Field(primary_key=True)
    chunk_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Removal(CaseTable, table=True):
    """What a vendor still holds of a message and is to delete. Names no conversation; its ids are sealed."""

    __tablename__ = "removal"
    __table_args__ = (Index("removal_due", "state", "due_at"),)
    id: str = Field(primary_key=True, max_length=32)
    channel: str = Field(max_length=16)
    what_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = Field(default="waiting", max_length=8)
    code: str = Field(default="", max_length=32)
    due_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    lease_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    tries: int = 0
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class MediaAnswer(CaseTable, table=True):
    """When a contact was last told that a file cannot be taken: once in a while is enough."""

    __tablename__ = "media_answer"
    alias: str = Field(primary_key=True, max_length=32)
    code: str = Field(primary_key=True, max_length=16)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
