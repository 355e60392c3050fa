"""Another process that keeps SQLite's write lock for a while: `python -m tests.storage.holder PATH SECONDS`."""

import sqlite3
import sys
import time


def hold(path: str, seconds: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    print("held", flush=True)
    time.sleep(float(seconds))
    connection.execute("ROLLBACK")


if __name__ == "__main__":
    hold(*sys.argv[1:])
