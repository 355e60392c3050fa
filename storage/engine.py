"""Connections that run the same compiled statements on SQLite and PostgreSQL, and the unit of work around them.

Statements are SQLAlchemy Core, built once at import from the SQLModel tables, compiled once per database and run on the
driver's own cursor: the ORM costs twelve times as much per write. Values are plain: str, int, bytes, bool, None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy.sql.base import Executable

if TYPE_CHECKING:
    from storage.vault import Vault

T = TypeVar("T")
Row = tuple[Any, ...]


class Unavailable(Exception):
    """The database did not take the write (full, locked, gone): nothing was stored, the caller may try again."""


class NotMigrated(Exception):
    """A database is missing or older than this version; the message names it. Run: madoguchi migrate"""


class Connection(Protocol):
    """One open transaction on one database. Nobody but the store commits."""

    def all(self, statement: Executable, /, **values: object) -> Sequence[Row]: ...

    def one(self, statement: Executable, /, **values: object) -> Row | None:
        """The first row, or None."""

    def run(self, statement: Executable, /, **values: object) -> int:
        """How many rows it touched. Costs a round trip on PostgreSQL; use `put` where nobody asks."""

    def put(self, statement: Executable, /, **values: object) -> None:
        """A write whose count nobody needs: PostgreSQL may pipeline it with the next, and tells of an error later."""

    def notify(self, topic: str) -> None:
        """Wake whoever listens to `topic`, after the commit. A hint only: it may be lost, the rows are the truth."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One transaction: the case database and the vault. Vault writes are durable before the case commit."""

    cases: Connection
    vault: "Vault"


Work = Callable[[Unit], T]
VaultOver = Callable[[Connection], "Vault"]


class Store(Protocol):
    """Where work is done in transactions. `work` may run in another thread and must not await.

    It may be run again when another work in its batch failed or two transactions met (deadlock): it keeps nothing from
    a run that was taken back.
    """

    @property
    def healthy(self) -> bool:
        """False while the database does not take writes."""

    async def write(self, work: Work[T]) -> T:
        """Run `work`; return once its commit is durable. Its own exception rolls back it alone, and is raised here.

        Raises Unavailable when the database could not commit.
        """

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a connection that cannot write."""

    async def scrub(self) -> bool:
        """After an erasure: leave no copy of an erased row in a write-ahead log. False: a reader was in the way."""

    def listen(self, topic: str, wake: Callable[[], None]) -> None:
        """Call `wake` in the running event loop after a commit that notified `topic`."""

    async def close(self) -> None:
        """Finish what is queued, then let go of the databases."""
