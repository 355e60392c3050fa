"""Tables of the vault: where a person is reached, what she is called, and the wrapped keys. Nothing about any case."""

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

METADATA = MetaData()


class VaultTable(SQLModel):
    """Tables of the vault have a registry of their own, so that migrations never mix the two databases."""

    metadata = METADATA


class Contact(VaultTable, table=True):
    """An address, sealed, found again only by its keyed index. The alias is random and means nothing."""

    __tablename__ = "contact"
    alias: str = Field(primary_key=True, max_length=32)
    blind_index: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    key_id: str = Field(max_length=8)
    channel: str = Field(max_length=16)
    address_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_day: int


class OtherAddress(VaultTable, table=True):
    """Another spelling or id of an address: WhatsApp names one person by her number, by two spellings of it, by an id.

    Never written to, only found by.
    """

    __tablename__ = "other_address"
    id: str = Field(primary_key=True, max_length=32)
    alias: str = Field(max_length=32, index=True)
    blind_index: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    key_id: str = Field(max_length=8)
    address_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PersonName(VaultTable, table=True):
    """What a worker wants to be called, sealed with her conversation's data key."""

    __tablename__ = "person_name"
    conversation_id: str = Field(primary_key=True, max_length=32)
    name_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class KeyWrap(VaultTable, table=True):
    """A data key, wrapped for a holder. `holder` is `server` today; people may follow without a new table."""

    __tablename__ = "key_wrap"
    __table_args__ = (UniqueConstraint("data_key_id", "holder", "holder_id", "generation"),)
    id: str = Field(primary_key=True, max_length=32)
    data_key_id: str = Field(max_length=32, index=True)
    holder: str = Field(default="server", max_length=12)
    holder_id: str = Field(default="", max_length=32)
    generation: int = 1
    key_id: str = Field(max_length=8, index=True)
    wrap: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class DestroyedKey(VaultTable, table=True):
    """The receipt of an erasure: which key, when, why, and no person. A restored backup destroys these keys again."""

    __tablename__ = "destroyed_key"
    data_key_id: str = Field(primary_key=True, max_length=32)
    day: int
    why: str = Field(default="", max_length=12)


class ForgottenContact(VaultTable, table=True):
    """A contact that was erased: the SHA-256 of its random alias, so that a restored backup can erase it again."""

    __tablename__ = "forgotten_contact"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    day: int


class HeldReport(VaultTable, table=True):
    """A report that its worker deleted while a legal hold keeps its words: its key goes when the hold is over. Told to
    a restored backup too, which may know neither her wish nor the hold. `until` is ms since 1970.
    """

    __tablename__ = "held_report"
    data_key_id: str = Field(primary_key=True, max_length=32)
    until: int = Field(sa_column=Column(BigInteger, nullable=False))


class VaultKeyCheck(VaultTable, table=True):
    """As `keycheck` in the case database."""

    __tablename__ = "keycheck"
    key_id: str = Field(primary_key=True, max_length=8)
    check_ct: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
