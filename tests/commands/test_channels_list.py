"""`madoguchi channels list`: what is on, how it receives, how it stands. No vendor is asked."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.commands.conftest import Run, Vendors, switch_on


def test_channels_that_are_off_say_so(run: Run, desk: Path) -> None:
    code, told, _ = run("channels", "list")
    assert code == 0
    assert told.splitlines() == [f"{name:<9} off" for name in ("telegram", "line", "sms", "whatsapp")]


def test_one_that_is_on_says_how_it_receives_and_stands(run: Run, desk: Path, vendors: Vendors) -> None:
    switch_on(desk, vendors.tables["line"])
    add = "INSERT INTO recipient (alias, channel, stopped, language, country, discreet, hidden, window_wait,"
    add += " conversation_id, last_in_at, rate_count, held) VALUES (?, 'line', ?, '', '', 1, 0, '', '', 0, 0, 0)"
    with closing(sqlite3.connect(desk / "var/cases.db")) as connection, connection:
        connection.executemany(add, [("a", ""), ("b", "blocked"), ("c", "opted_out"), ("d", "blocked")])
    line = run("channels", "list")[1].splitlines()[1]
    assert line == (
        "line      on   webhook https://desk.example/webhooks/line; 4 workers (2 blocked, 1 opted out),"
        " 0 messages retried, 0 dead"
    )
    (_, row, *_) = json.loads(run("channels", "list", "--json")[1])
    assert (row["channel"], row["on"], row["silent"]) == ("line", True, {"blocked": 2, "opted_out": 1})
    assert vendors.line.calls == []


def test_nothing_it_says_is_a_secret(run: Run, desk: Path, vendors: Vendors) -> None:
    for table in vendors.tables.values():
        switch_on(desk, table)
    told = run("channels", "list")[1] + run("channels", "list", "--json")[1]
    for secret in (vendors.telegram.token, vendors.line.token, vendors.twilio.auth_token, vendors.twilio.sid):
        assert secret not in told
