"""Tables about members of the desk beside `member` itself: factors, kept forms, what two people decide, the audit.

Nothing of a worker's words is here, but for a kept form and the reason of a request, which are sealed.
"""

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field

from storage.models.cases import CaseTable


class SecondFactor(CaseTable, table=True):
    """What a member's phone makes six digits of, sealed; `id` is hers. `last_step`: no code works twice.

    `confirmed_at` is 0 until she has shown that her phone makes the right digits.
    """

    __tablename__ = "second_factor"
    id: str = Field(primary_key=True, max_length=32)
    secret_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    last_step: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    confirmed_at: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))


class RecoveryCode(CaseTable, table=True):
    """One of a member's ten codes for the day her phone is gone: an HMAC under her factor's secret, used once."""

    __tablename__ = "recovery_code"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    member_id: str = Field(max_length=32, index=True)


class KeptForm(CaseTable, table=True):
    """What a member had typed when her session ended or she was asked who she is: sealed, hers alone, for an hour."""

    __tablename__ = "kept_form"
    id: str = Field(primary_key=True, max_length=32)
    member_id: str = Field(max_length=32, index=True)
    form_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    expires_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class Approval(CaseTable, table=True):
    """What one member asked for and another decides. `subject` is a case or a member; `wanted` holds codes and, for a
    new member, her login and name; `reason_ct` is sealed with the case's key.
    """

    __tablename__ = "approval"
    id: str = Field(primary_key=True, max_length=32)
    kind: str = Field(max_length=16)
    subject: str = Field(max_length=32, index=True)
    wanted: str = Field(default="", max_length=600)
    reason_ct: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    asked_by: str = Field(max_length=32)
    asked_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    decision: str = Field(default="", max_length=8)
    decided_by: str = Field(default="", max_length=32)
    decided_at: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))


class Audit(CaseTable, table=True):
    """Who did or looked at what: ids and codes, never a word. Each row's mac covers the row before it."""

    __tablename__ = "audit"
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
    actor: str = Field(max_length=32)
    kind: str = Field(max_length=40)
    subject: str = Field(default="", max_length=36, index=True)
    detail: str = Field(default="", max_length=120)
    mac: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AuditHead(CaseTable, table=True):
    """Where the chain ends, under a mac of its own, and its key, sealed. One row, which every writer waits for."""

    __tablename__ = "audit_head"
    id: str = Field(primary_key=True, max_length=32)
    key_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    mac: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    seal: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AuditAnchor(CaseTable, table=True):
    """The end of the chain on one day as a signed line, and whether it has left this machine by mail."""

    __tablename__ = "audit_anchor"
    day: int = Field(primary_key=True)
    line: str = Field(max_length=400)
    mailed: bool = False
