"""Rows of `filing_proof`, and the key that proofs are signed with. Nothing here commits."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from storage.crypto import Place
from storage.engine import Connection
from storage.keyring import Keyring, Purpose
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

FILING_PROOF, PROOF_KEY = METADATA.tables["filing_proof"], METADATA.tables["proof_key"]
COLUMNS = ("reference", "day", "last_seq", "digest")
WHOLE = select(*[FILING_PROOF.c[name] for name in COLUMNS])
ONLY = "proof"

ADD = insert_or_ignore(FILING_PROOF)
GET = WHOLE.where(FILING_PROOF.c.reference == bindparam("called"))
BEGIN = insert_or_ignore(PROOF_KEY)
KEY = select(PROOF_KEY.c.key_ct).where(PROOF_KEY.c.id == ONLY)


@dataclass(frozen=True, slots=True)
class FilingProof:
    """`day` counts from 1970, `last_seq` is the last message that `digest` covers."""

    reference: str
    day: int
    last_seq: int
    digest: bytes


class Proofs:
    """The key is made once and moved with every rotation: a proof outlives the master keys of its time."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring

    def get(self, reference: str) -> FilingProof | None:
        row = self._connection.one(GET, called=reference)
        return None if row is None else FilingProof(row[0], int(row[1]), int(row[2]), bytes(row[3]))

    def keep(self, proof: FilingProof) -> FilingProof:
        """This one, or the one that was faster."""
        self._connection.run(ADD, **{name: getattr(proof, name) for name in COLUMNS})
        return self.get(proof.reference) or proof

    def key(self) -> bytes | None:
        """None: nothing was ever signed."""
        row = self._connection.one(KEY)
        return None if row is None else self._keyring.open(Purpose.PROOF, self._place(), bytes(row[0]))

    def new_key(self) -> bytes:
        """The key, made where there is none."""
        fresh = self._keyring.new_data_key(ONLY).secret
        self._connection.run(BEGIN, id=ONLY, key_ct=self._keyring.seal(Purpose.PROOF, self._place(), fresh))
        key = self.key()
        if key is None:
            raise LookupError("the key of proofs just written is not there")
        return key

    @staticmethod
    def _place() -> Place:
        return Place("proof_key", "key_ct", ONLY)
