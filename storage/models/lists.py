"""Tables of the case database for each member's own way of working through the inbox. No word of a case is in them."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from storage.models.cases import CaseTable


class CaseSnooze(CaseTable, table=True):
    """Until then (ms) this member does not want to meet the case in her lists. Deadlines do not know of it."""

    __tablename__ = "case_snooze"
    case_id: str = Field(primary_key=True, max_length=32)
    member_id: str = Field(primary_key=True, max_length=32)
    until: int = Field(sa_column=Column(BigInteger, nullable=False))


class SavedList(CaseTable, table=True):
    """A list that a member gave a name: `query` is the query string of the inbox, codes only."""

    __tablename__ = "saved_list"
    id: str = Field(primary_key=True, max_length=32)
    member_id: str = Field(max_length=32, index=True)
    name: str = Field(max_length=60)
    query: str = Field(max_length=300)
