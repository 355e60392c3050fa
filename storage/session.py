"""What a writer works on: both SQLite databases open for one batch of works, each work kept or taken back alone."""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storage.engine import Unavailable, Unit, VaultOver
from storage.handoff import Job
from storage.sqlite import LazyConnection, SqliteConnection, connect, of_the_database, unavailable, writing

# A lock of another process is waited for in slices, so that those who come meanwhile wait with the first, not after it.
SLICE_MS = 250
CHECKPOINT_PAGES = 4_000  # 16 MB of log: pages that many turns touch are copied once for all of them


@dataclass(frozen=True, slots=True)
class Files:
    """The two databases and how durably they are written. Anything but FULL loses acknowledged rows in a power cut."""

    cases: Path
    vault: Path
    synchronous: str = "FULL"
    beside: bool = False  # a running `serve` does the checkpoints


class Session:
    """The two connections and the unit over them, made anew after an I/O error."""

    def __init__(self, files: Files, vault_over: VaultOver) -> None:
        pragmas = writing(synchronous=files.synchronous, autocheckpoint=0 if files.beside else CHECKPOINT_PAGES)
        self.cases = connect(files.cases, mode="rw", pragmas=pragmas, busy_ms=SLICE_MS)
        try:
            self.vault = connect(files.vault, mode="rw", pragmas=pragmas, busy_ms=SLICE_MS)
        except BaseException:
            self.cases.close()
            raise
        self.on_cases = SqliteConnection(self.cases)
        self.on_vault = LazyConnection(self.vault)
        self.unit = Unit(cases=self.on_cases, vault=vault_over(self.on_vault))

    @property
    def lost(self) -> bool:
        """SQLite itself rolled back (disk full, I/O error): nothing of the batch is left, in one database at least."""
        return not self.cases.in_transaction or self.on_vault.lost

    def together(self, jobs: Sequence[Job]) -> bool:
        """Run every work with nothing in between. False: one failed, and nothing of any is kept.

        A savepoint around each costs a tenth of a turn, and nearly always nobody needs it.
        """
        self.on_vault.apart = False
        try:
            for job in jobs:
                self.on_cases.topics = job.topics
                self.on_vault.until = job.until
                job.value = job.work(self.unit)
                if self.lost:  # the work swallowed the error
                    raise Unavailable("the transaction was lost")
        except BaseException:
            if self.lost:
                raise
            self._start_over(jobs)
            return False
        finally:
            self.on_vault.apart = True
        return True

    def _start_over(self, jobs: Sequence[Job]) -> None:
        refused = self.on_vault.refused
        self.rollback()
        self.on_vault.refused = refused  # the vault's lock has been waited for once
        for job in jobs:
            job.topics.clear()

    def attempt(self, job: Job) -> None:
        """Run one work. What it raises takes back its own rows only, unless the whole batch is lost."""
        self.on_cases.topics = job.topics
        self.on_vault.until = job.until
        self.cases.execute("SAVEPOINT work")
        try:
            job.value = job.work(self.unit)
            self.on_vault.keep()
        except BaseException as error:
            job.error = unavailable(error) if of_the_database(error) else error
            if self.lost:
                raise
            self.on_vault.undo()
            self.cases.execute("ROLLBACK TO work")
        if self.lost:  # the work swallowed the error
            raise Unavailable("the transaction was lost")
        self.cases.execute("RELEASE work")

    def commit(self) -> None:
        self.on_vault.commit()
        self.cases.execute("COMMIT")

    def rollback(self) -> None:
        self.on_vault.rollback()
        if self.cases.in_transaction:
            self.cases.execute("ROLLBACK")

    def truncate(self) -> bool:
        rows = [raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() for raw in (self.vault, self.cases)]
        return all(busy == 0 for busy, _, _ in rows)

    def close(self) -> None:
        for connection in (self.cases, self.vault):
            with suppress(sqlite3.Error):
                connection.close()
