"""Tables of the case database: everything but the person.

No address, no name and no key that opens one is ever stored here. Columns that end in `_ct` hold sealed bytes
(`storage.crypto`), with AAD table|column|row id. Times are whole milliseconds since 1970 UTC, days are days since then:
both databases read and write them alike, with no time zone to get wrong.
"""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

METADATA = MetaData()


class CaseTable(SQLModel):
    """Tables of the case database have a registry of their own, so that migrations never mix the two databases."""

    metadata = METADATA


class Seen(CaseTable, table=True):
    """A vendor event already applied. The digest is an HMAC; the row leads to no conversation."""

    __tablename__ = "seen"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    key_id: str = Field(max_length=8)
    day: int = Field(index=True)


class Recipient(CaseTable, table=True):
    """One contact as the desk may know it: how to write to her, never where or to whom."""

    __tablename__ = "recipient"
    alias: str = Field(primary_key=True, max_length=32)
    channel: str = Field(max_length=16)
    language: str = Field(default="", max_length=16)
    country: str = Field(default="", max_length=2)
    discreet: bool = True
    hidden: bool = False
    stopped: str = Field(default="", max_length=16)
    stopped_until: int | None = Field(default=None, sa_column=Column(BigInteger))
    window_until: int | None = Field(default=None, sa_column=Column(BigInteger))
    window_wait: str = Field(default="", max_length=8)
    conversation_id: str = Field(default="", max_length=32)
    last_in_at: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    last_order: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    rate_from: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    rate_count: int = 0
    held: int = 0


class Conversation(CaseTable, table=True):
    """One dialogue from first contact to a case. Its data key is in the vault: without it all of this is gone."""

    __tablename__ = "conversation"
    id: str = Field(primary_key=True, max_length=32)
    alias: str = Field(max_length=32, index=True)
    person: str = Field(max_length=32)
    state_ct: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    pin_ct: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    seq: int = 0
    case_id: str | None = Field(default=None, max_length=32)
    expires_at: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
    remind_at: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
    erase_at: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
    erase_scope: str = Field(default="", max_length=8)


class Message(CaseTable, table=True):
    """One thing said, by the worker, the bot or the desk. The exact time is inside the sealed body."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("conversation_id", "seq"),)
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str = Field(max_length=32)
    seq: int
    author: str = Field(max_length=8)
    part: str = Field(default="", max_length=16)
    body_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    day: int
    vendor_digest: bytes | None = Field(default=None, sa_column=Column(LargeBinary, index=True))
    delivery: str = Field(default="", max_length=12)


class Notice(CaseTable, table=True):
    """A pushed update: what the desk wants the worker to know, and whether she has been shown it."""

    __tablename__ = "notice"
    id: str = Field(primary_key=True, max_length=32)
    conversation_id: str = Field(max_length=32, index=True)
    message_id: str = Field(max_length=32)
    params_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = Field(default="waiting", max_length=8)
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class Outbox(CaseTable, table=True):
    """A message to be sent: claimed under a lease, strictly in order for each alias. The words are in `message`."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_due", "state", "rank", "due_at"),
        Index("outbox_order", "alias", "seq"),
    )
    id: str = Field(primary_key=True, max_length=32)
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    alias: str = Field(max_length=32)
    channel: str = Field(max_length=16)
    conversation_id: str = Field(max_length=32)
    message_id: str = Field(max_length=32)
    handle_ct: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    state: str = Field(default="queued", max_length=8)
    rank: int = 1
    about: str = Field(default="", max_length=32)
    due_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    lease_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    tries: int = 0
    parts_done: int = 0
    started: bool = False
    code: str = Field(default="", max_length=32)
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class VendorId(CaseTable, table=True):
    """A vendor's id of one message, or of one part of it. `id_ct` is there where it must be presented again.

    `message_id` is empty while all we have is a status that was faster than our own commit.
    """

    __tablename__ = "vendor_id"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    message_id: str = Field(default="", max_length=32, index=True)
    conversation_id: str = Field(default="", max_length=32, index=True)
    part: int = 0
    state: str = Field(default="", max_length=12)
    code: str = Field(default="", max_length=8)
    id_ct: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    day: int
    wipe_at: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
    wipe_tries: int = 0


class GroupTold(CaseTable, table=True):
    """A group that was told to write to us alone. The digest is an HMAC; the row leads to no group and no person."""

    __tablename__ = "group_told"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    until_day: int = Field(index=True)


class Inbox(CaseTable, table=True):
    """An inbound event kept for later: over a limit (`held`) or one our code could not apply (`set_aside`)."""

    __tablename__ = "inbox"
    id: str = Field(primary_key=True, max_length=32)
    seq: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    channel: str = Field(max_length=16)
    alias: str = Field(default="", max_length=32, index=True)
    event_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    reason: str = Field(max_length=12)
    tries: int = 0
    due_at: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))


class Case(CaseTable, table=True):
    """A submitted report. What was said is in `message`; `report_ct` is the answers given, in order.

    `retaliation`: she was treated worse since, or fears it; nothing closes before a member has looked. `worried_at` is
    when she said so. `safety_later`: she agreed to be asked again after half a year. `late`: its limit was missed and
    put off. `planned` is the version that its deadlines were planned for. `restricted`: only named members see it,
    because of sexual violence (`gbv`) or a conflict of interest (`coi`). `parallel`: a court or an office works on it
    too. `minor`: a child is involved. It was opened again `reopened` times. Until `hold_until` a legal hold keeps the
    words, no contact. `owner_id`: the member who took it on, empty for nobody.
    """

    __tablename__ = "cases"
    id: str = Field(primary_key=True, max_length=32)
    reference: str = Field(unique=True, max_length=8)
    conversation_id: str = Field(unique=True, max_length=32)
    status: str = Field(max_length=20, index=True)
    urgent: bool = False
    wants_person: bool = False
    unread: bool = True
    unreachable: str = Field(default="", max_length=16)
    pin_wrong: int = 0
    pin_wrong_from: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    pin_wrong_lately: int = 0
    retaliation: bool = False
    worried_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    safety_later: bool = False
    owner_id: str = Field(default="", max_length=32)
    restricted: str = Field(default="", max_length=8)
    parallel: bool = False
    minor: bool = False
    reopened: int = 0
    category: str = Field(default="UNK", max_length=3)
    language: str = Field(max_length=16)
    channel: str = Field(max_length=16)
    report_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    moved_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    due_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    late: bool = False
    outcome: str = Field(default="", max_length=16)
    hold_until: int | None = Field(default=None, sa_column=Column(BigInteger))
    version: int = 0
    planned: int = -1


class CaseEvent(CaseTable, table=True):
    """What happened to a case, by whom, when, why: append only."""

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(max_length=32)
    seq: int
    actor: str = Field(max_length=32)
    kind: str = Field(max_length=16)
    was: str = Field(default="", max_length=20)
    now: str = Field(default="", max_length=20)
    reason_ct: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class Member(CaseTable, table=True):
    """A person of the desk, who signs in with a one-time link and a password."""

    __tablename__ = "member"
    id: str = Field(primary_key=True, max_length=32)
    login: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=80)
    role: str = Field(max_length=12)
    language: str = Field(default="en", max_length=2)
    password: str = Field(default="", max_length=256)
    disabled: bool = False
    failures: int = 0
    wait_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    """0: as long as she is a member; else no door opens from then on (ms)."""


class SignInLink(CaseTable, table=True):
    """A one-time link to set a password. Only the SHA-256 of its token is stored."""

    __tablename__ = "sign_in_link"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    member_id: str = Field(max_length=32, index=True)
    expires_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class DeskSession(CaseTable, table=True):
    """A signed-in browser. Only the SHA-256 of its token is stored. `stage` tells what is still to be shown before it
    opens a door; `fresh_at` is when somebody last proved who she is; `browser` is no more than its kind.
    """

    __tablename__ = "desk_session"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    member_id: str = Field(max_length=32, index=True)
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    seen_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    stage: str = Field(default="", max_length=8)
    fresh_at: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    browser: str = Field(default="", max_length=24)


class KeyCheck(CaseTable, table=True):
    """A known text sealed with the master key: tells a wrong key from a damaged row before anything is written."""

    __tablename__ = "keycheck"
    key_id: str = Field(primary_key=True, max_length=8)
    check_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Lease(CaseTable, table=True):
    """Who does a job that only one process may do, and until when."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True, max_length=32)
    owner: str = Field(max_length=32)
    until: int = Field(sa_column=Column(BigInteger, nullable=False))
