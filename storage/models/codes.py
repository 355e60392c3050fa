"""Tables of the case database for what is handed on outside the desk: codes that open a way in, and proofs of filing.

No code itself is kept, only what shows that it is one of ours.
"""

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field

from storage.models.cases import CaseTable


class BindCode(CaseTable, table=True):
    """A code that was given to somebody, as an HMAC under a master key. `purpose`: join, bind.

    `uses_left` is how often it still works. `by_id`: the member who gave it out.
    """

    __tablename__ = "bind_code"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    key_id: str = Field(max_length=32)
    purpose: str = Field(max_length=4)
    case_id: str = Field(max_length=32, index=True)
    by_id: str = Field(max_length=32)
    uses_left: int
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    expires_at: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))


class CodeTries(CaseTable, table=True):
    """Wrong codes of one contact, or (`alias` empty) of everybody, within the hour that began at `since` (ms)."""

    __tablename__ = "code_tries"
    alias: str = Field(primary_key=True, max_length=32)
    since: int = Field(sa_column=Column(BigInteger, nullable=False))
    wrong: int


class FilingProof(CaseTable, table=True):
    """What the proof of one report's filing is made of: the day, and a digest of what had been sent by then under the
    report's own data key. Nothing of it can be read back, and it says nothing any more when that key is gone.
    """

    __tablename__ = "filing_proof"
    reference: str = Field(primary_key=True, max_length=8)
    day: int
    last_seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ProofKey(CaseTable, table=True):
    """The key that proofs are signed with, sealed: it outlives every master key. One row."""

    __tablename__ = "proof_key"
    id: str = Field(primary_key=True, max_length=32)
    key_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Referral(CaseTable, table=True):
    """An office that may help: whom and where, in the words of whoever listed it. Nothing of a worker.

    `country` is an ISO 3166 code and `topic` a category of cases, either empty for any; `languages` are BCP 47 tags
    with spaces between. `checked_on` is the day (since 1970) on which somebody last made sure of it.
    """

    __tablename__ = "referral"
    id: str = Field(primary_key=True, max_length=32)
    country: str = Field(max_length=2)
    topic: str = Field(max_length=8)
    language: str = Field(max_length=20)
    office: str = Field(max_length=200)
    does: str = Field(default="", max_length=600)
    contact: str = Field(default="", max_length=200)
    hours: str = Field(default="", max_length=200)
    languages: str = Field(default="", max_length=200)
    source: str = Field(default="", max_length=300)
    checked_on: int | None = None
    version: int = 0
