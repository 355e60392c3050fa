"""The law of statuses: nothing is stuck, nothing illegal passes, and no company closes anything."""

import ast
import sys
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework import lifecycle
from bot.casework.lifecycle import (
    ENDINGS,
    PROGRESS,
    STAGES,
    TABLE,
    Actor,
    Graph,
    IllegalMove,
    Outcome,
    Status,
    days,
    due,
    furthest_behind,
    message,
    move,
    open_to,
    stage,
)
from bot.config import Lifecycle

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SETTINGS = {f.name: getattr(Lifecycle(), f.name) for f in fields(Lifecycle)}
OPEN = [each for each in STAGES if each.status is not Status.CLOSED]


def name(each):
    return f"{each.graph}-{each.status}"


@pytest.mark.parametrize("each", OPEN, ids=name)
def test_every_status_that_is_not_closed_has_an_actor_a_date_and_a_successor(each):
    assert each.acts is not None
    assert due(each.status, NOW, graph=each.graph) > NOW
    assert each.to


@pytest.mark.parametrize("each", OPEN, ids=name)
def test_whoever_has_the_turn_can_do_something_or_the_clock_does_it(each):
    assert open_to(each.status, each.acts, graph=each.graph) or each.expires


@pytest.mark.parametrize("each", STAGES, ids=name)
def test_every_successor_is_a_status_of_the_same_graph(each):
    assert all((each.graph, to) in TABLE for to in each.to)


@pytest.mark.parametrize("graph", Graph)
def test_every_status_is_reached_from_the_first_and_reaches_the_end(graph):
    first = Status.RECEIVED if graph is Graph.CASE else Status.IN_REVIEW
    inside = {each.status for each in STAGES if each.graph is graph}
    assert reached({first}, graph) == inside
    assert all(Status.CLOSED in reached({each}, graph) for each in inside)


def reached(start, graph):
    seen, ahead = set(), set(start)
    while ahead:
        one = ahead.pop()
        seen.add(one)
        ahead |= set(stage(one, graph).to) - seen
    return seen


@pytest.mark.parametrize("each", STAGES, ids=name)
def test_no_company_can_close_anything(each):
    with pytest.raises(IllegalMove):
        move(each.status, Status.CLOSED, Actor.COMPANY, graph=each.graph)


@pytest.mark.parametrize("each", [each for each in OPEN if each.status is not Status.WITHDRAWN], ids=name)
def test_a_worker_can_withdraw_from_wherever_it_is_open(each):
    assert move(each.status, Status.WITHDRAWN, Actor.WORKER, graph=each.graph).status is Status.WITHDRAWN


@pytest.mark.parametrize("each", [each for each in STAGES if each.expires], ids=name)
def test_where_the_days_end_the_clock_may_go_there_and_a_closing_has_its_outcome(each):
    assert move(each.status, each.expires, Actor.CLOCK, graph=each.graph)
    assert (each.outcome is None) == (each.expires is not Status.CLOSED)


@given(
    st.sampled_from([*Status, "", "open", "CLOSED"]),
    st.sampled_from([*Status, "", "open"]),
    st.sampled_from(Actor),
    st.sampled_from(Graph),
)
def test_a_move_is_in_the_table_or_is_refused(was, to, actor, graph):
    known = TABLE.get((graph, was))
    if known and actor in known.to.get(to, ()):
        assert move(was, to, actor, graph=graph).status == to
    else:
        with pytest.raises(IllegalMove):
            move(was, to, actor, graph=graph)


@pytest.mark.parametrize(
    ("status", "variant", "expected"),
    [
        ("received", {}, 3),
        ("received", {"urgent": True}, 1),
        ("in_review", {"urgent": True}, 14),
        ("needs_info", {}, 30),
        ("with_companies", {}, 30),
        ("dormant", {}, 180),
        ("withdrawn", {}, 30),
        ("kept_private", {}, 90),
        ("closed", {}, None),
    ],
)
def test_the_days_of_a_case_are_those_of_the_decisions(status, variant, expected):
    assert days(stage(status), **variant) == expected
    assert days(stage(status), settings=SETTINGS, **variant) == expected


@pytest.mark.parametrize(
    ("status", "variant", "expected"),
    [
        ("consent_wait", {}, 21),
        ("accepted", {}, 3),
        ("notified", {}, 14),
        ("assessing", {}, 45),
        ("closing_proposed", {}, 14),
        ("closing_proposed", {"sms": True}, 21),
        ("escalated", {}, 14),
    ],
)
def test_the_days_of_a_thread_are_those_of_the_decisions(status, variant, expected):
    assert days(stage(status, Graph.THREAD), **variant) == expected
    assert days(stage(status, Graph.THREAD), settings=SETTINGS, **variant) == expected


def test_days_can_be_configured():
    assert due("received", NOW, urgent=True, settings={"received_urgent": 2}).day == 24
    assert due("received", NOW, settings={"received": 5}).day == 27


@pytest.mark.parametrize(
    ("was", "to", "actor", "expected"),
    [
        ("received", "in_review", Actor.DESK, "update.reviewing"),
        ("in_review", "needs_info", Actor.DESK, "update.question"),
        ("needs_info", "in_review", Actor.WORKER, ""),
        ("needs_info", "dormant", Actor.CLOCK, "update.dormant"),
        ("closed", "in_review", Actor.WORKER, "update.reopened"),
        ("dormant", "in_review", Actor.DESK, "update.reopened"),
        ("with_companies", "closed", Actor.DESK, "update.closed"),
        ("in_review", "out_of_scope", Actor.DESK, "update.declined"),
    ],
)
def test_a_change_of_status_names_what_she_is_told(was, to, actor, expected):
    assert message(was, to, actor) == expected


def test_a_change_made_by_the_desk_is_always_told_but_for_a_joining_which_has_its_own_words():
    silent = {to for each in STAGES for to in each.to if each.graph is Graph.CASE and Actor.DESK in each.to[to]}
    assert {to for to in silent if not message("received", to, Actor.DESK)} == {Status.JOINED}


def test_a_list_shows_the_thread_that_is_furthest_behind():
    assert furthest_behind([Status.CLOSED, Status.NOTIFIED, Status.DIALOGUE]) is Status.NOTIFIED
    assert furthest_behind([]) is None
    assert set(PROGRESS) == {each.status for each in STAGES if each.graph is Graph.THREAD}


def test_an_ending_leads_to_the_closing_or_is_it():
    assert all(each is Status.CLOSED or Status.CLOSED in stage(each).to for each in ENDINGS)


def test_each_outcome_that_the_clock_gives_is_a_known_one():
    assert {each.outcome for each in STAGES if each.outcome} <= set(Outcome)


def test_the_rules_import_nothing_but_the_standard_library():
    tree = ast.parse(Path(lifecycle.__file__).read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {each.split(".")[0] for each in names} <= sys.stdlib_module_names
