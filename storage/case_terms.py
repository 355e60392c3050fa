"""By which words a case is like another: keyed digests that nobody reads back. The caller owns the transaction."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, delete, func, insert, select

from storage.engine import Connection
from storage.models.cases import METADATA

TERM = METADATA.tables["case_term"]
OF = select(TERM.c.digest).where(TERM.c.case_id == bindparam("of"))
ADD = insert(TERM).values(case_id=bindparam("case_id"), digest=bindparam("digest"))
FORGET = delete(TERM).where(TERM.c.case_id == bindparam("of"))
SHARED = select(TERM.c.digest, TERM.c.case_id).where(TERM.c.digest.in_(bindparam("digests", expanding=True)))
CASES = select(func.count(TERM.c.case_id.distinct()))


class CaseTerms:
    """Rows of `case_term`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, case_id: str) -> frozenset[bytes]:
        return frozenset(bytes(row[0]) for row in self._connection.all(OF, of=case_id))

    def set(self, case_id: str, digests: Collection[bytes]) -> None:
        """Instead of what was there."""
        self.forget(case_id)
        for digest in sorted(set(digests)):
            self._connection.put(ADD, case_id=case_id, digest=digest)

    def shared(self, digests: Collection[bytes]) -> Mapping[bytes, Sequence[str]]:
        """Which cases have each of these."""
        found: dict[bytes, list[str]] = {}
        for digest, case_id in self._connection.all(SHARED, digests=sorted(digests)) if digests else ():
            found.setdefault(bytes(digest), []).append(case_id)
        return found

    def cases(self) -> int:
        """How many cases have any."""
        row = self._connection.one(CASES)
        return row[0] if row else 0

    def forget(self, case_id: str) -> None:
        self._connection.put(FORGET, of=case_id)
