"""Tables of the case database for reports that are worked on together."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from storage.models.cases import CaseTable


class JoinedCase(CaseTable, table=True):
    """One worker's report in the shared report of another, or her wish to be in it.

    `state`: waiting (a member has to accept her), joined, declined, left. `way`: code, desk.
    """

    __tablename__ = "joined_case"
    case_id: str = Field(primary_key=True, max_length=32)
    shared_id: str = Field(max_length=32, index=True)
    state: str = Field(max_length=8)
    way: str = Field(max_length=4)
    by_id: str = Field(default="", max_length=32)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
