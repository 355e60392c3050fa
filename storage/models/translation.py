"""Tables of the case database for what workers wrote, as others read it: what is to be translated, what a machine made
of it, what members typed.

All words are sealed with the conversation's data key and go with it. Only a segment that a person released for the
whole desk is sealed with a key of that purpose, and names no conversation.
"""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from storage.models.cases import CaseTable


class Transcript(CaseTable, table=True):
    """What a member typed of a voice message: append-only, the last one counts."""

    __tablename__ = "transcript"
    __table_args__ = (UniqueConstraint("media_id", "seq"),)
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str = Field(max_length=32, index=True)
    message_id: str = Field(max_length=32, index=True)
    media_id: str = Field(max_length=32)
    seq: int
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    member_id: str = Field(max_length=32)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class TranslationTask(CaseTable, table=True):
    """One text for readers of one language: `waiting`, `done`, or `untranslated` for a reason.

    `text_id` is the message, or the transcript of a voice message. `generation` counts how often it was asked for anew.
    `strikes`: how the translating process fared with it.
    """

    __tablename__ = "translation_task"
    __table_args__ = (
        UniqueConstraint("text_id", "target"),
        Index("translation_due", "state", "rank", "due_at"),
    )
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str = Field(max_length=32, index=True)
    message_id: str = Field(max_length=32, index=True)
    text_id: str = Field(max_length=32)
    source: str = Field(max_length=16)
    target: str = Field(max_length=16)
    generation: int = 1
    state: str = Field(default="waiting", max_length=12)
    reason: str = Field(default="", max_length=16)
    rank: int = 1
    due_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    lease_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    tries: int = 0
    strikes: int = 0
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class Rendering(CaseTable, table=True):
    """What a machine made of one text for readers of one language, segment by segment: one row a generation."""

    __tablename__ = "rendering"
    __table_args__ = (UniqueConstraint("text_id", "target", "generation"),)
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str = Field(max_length=32, index=True)
    message_id: str = Field(max_length=32, index=True)
    text_id: str = Field(max_length=32)
    target: str = Field(max_length=16)
    generation: int
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class Correction(CaseTable, table=True):
    """What a member typed instead of segment `n`, or of the whole text: append-only, the last one counts."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("text_id", "target", "n", "seq"),)
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str = Field(max_length=32, index=True)
    message_id: str = Field(max_length=32, index=True)
    text_id: str = Field(max_length=32)
    target: str = Field(max_length=16)
    n: int
    seq: int
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    member_id: str = Field(max_length=32)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class ReleasedSegment(CaseTable, table=True):
    """A segment and its translation, released by a person for all cases after what could name anybody was removed."""

    __tablename__ = "released_segment"
    __table_args__ = (Index("released_for", "source", "target"),)
    id: str = Field(primary_key=True, max_length=32)
    source: str = Field(max_length=16)
    target: str = Field(max_length=16)
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    member_id: str = Field(max_length=32)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
