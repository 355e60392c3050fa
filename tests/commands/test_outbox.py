"""`madoguchi outbox`: what did not go out."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.conftest import Run


@pytest.fixture
def dead(desk: Path) -> list[str]:
    """Ids of two dead messages; a third is still being tried."""
    rows = [("a" * 32, "dead", 9), ("b" * 32, "dead", 9), ("c" * 32, "queued", 2)]
    insert = (
        "INSERT INTO outbox (id, seq, alias, channel, conversation_id, message_id, state, due_at, tries, parts_done,"
        " started, code, created_at, rank, about)"
        " VALUES (?, ?, ?, 'line', 'x', 'x', ?, 1, ?, 0, 1, '429', 1700000000000, 1, '')"
    )
    with closing(sqlite3.connect(desk / "var/cases.db")) as connection, connection:
        connection.executemany(insert, [(id, seq, id, state, tries) for seq, (id, state, tries) in enumerate(rows)])
    return [id for id, state, _ in rows if state == "dead"]


def states(desk: Path) -> Sequence[str]:
    with closing(sqlite3.connect(desk / "var/cases.db")) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM outbox ORDER BY id")]


def test_an_empty_list_says_so(run: Run, desk: Path) -> None:
    assert run("outbox", "list")[:2] == (0, "Nothing is waiting to be tried again and nothing is dead.\n")
    assert run("outbox", "list", "--json")[:2] == (0, "[]\n")


def test_the_list_shows_the_dead_and_the_retried(run: Run, dead: list[str]) -> None:
    lines = run("outbox", "list")[1].splitlines()
    assert [line.split()[2] for line in lines] == ["dead", "dead", "retrying"]
    (first, *_) = json.loads(run("outbox", "list", "--json")[1])
    assert first == {
        "id": dead[0], "channel": "line", "state": "dead", "tries": 9, "code": "429",
        "since": "2023-11-14T22:13:20+00:00",
    }  # fmt: skip


@pytest.mark.parametrize(("command", "state"), [("retry", "queued"), ("discard", "withheld")])
class TestRetryAndDiscard:
    def test_one(self, run: Run, desk: Path, dead: list[str], command: str, state: str) -> None:
        code, told, _ = run("outbox", command, dead[1])
        assert code == 0
        assert told.startswith("1 messages")
        assert states(desk) == ["dead", state, "queued"]

    def test_all(self, run: Run, desk: Path, dead: list[str], command: str, state: str) -> None:
        assert run("outbox", command, "--all")[1].startswith("2 messages")
        assert states(desk) == [state, state, "queued"]

    def test_nothing_unless_every_row_named_is_dead(
        self, run: Run, desk: Path, dead: list[str], command: str, state: str
    ) -> None:
        for words in ((), (dead[0], "c" * 32), (dead[0], "unknown"), (dead[0], "--all")):
            code, _, told = run("outbox", command, *words)
            assert code == 1
            assert "madoguchi outbox list" in told
        assert states(desk) == ["dead", "dead", "queued"]
