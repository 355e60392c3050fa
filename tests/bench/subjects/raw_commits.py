"""What the disk and SQLite allow: one row, one durable commit, one after the other."""

import sqlite3
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench.figures import stretch
from tests.bench.subject import begin, obey

ROW = b"x" * 300


def opened(directory: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(directory / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    return connection


def main(directory: Path) -> None:
    begin()
    connection = opened(directory)

    def commits(seconds: float) -> dict[str, Any]:
        latencies: list[float] = []
        begun, spent = time.perf_counter(), time.process_time()
        now = begun
        while now < begun + seconds:
            connection.execute("INSERT INTO row (body) VALUES (?)", (ROW,))
            latencies.append(time.perf_counter() - now)
            now = time.perf_counter()
        return asdict(stretch(latencies, now - begun, cpu=time.process_time() - spent))

    obey(commits)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
