"""Saved conversations go on after every deploy; what cannot be read is lost aloud, never started afresh."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from bot.conversation.machine import Event, EventKind, State, advance
from bot.conversation.script import SCRIPT, VERSION
from bot.conversation.snapshot import Lost, dump, load

SAVED = Path(__file__).parent / "saved"
FULL = State(
    step="menu.main", language="vi", guesses=("vi", "fil"), near=("a",), country="JP",
    answers=(("who.ask", "group"), ("who.count", "to20"), ("where.company", "Toyo")),
    trail=("category.ask",), wanted="status.ask", misses=1, page=1, story=True, consented=True, danger=True,
    submitted=True, editing=True, discreet=False, hidden=True, pin=True, locked=True, costly=True,
    reports=("12345674",), about="12345674", waiting=(("n1", "update.sent"),), shown=("n2", "update.offer"),
    joins="c1", explains="n3",
)  # fmt: skip


def test_every_shipped_version_has_a_saved_state():
    assert sorted(path.name for path in SAVED.iterdir()) == [f"version_{n}.json" for n in range(1, VERSION + 1)]


@pytest.mark.parametrize("path", sorted(SAVED.iterdir()), ids=lambda path: path.stem)
def test_a_saved_conversation_of_any_version_goes_on(path):
    state = load(path.read_text())
    assert state.version == VERSION
    advance(SCRIPT, state, Event(EventKind.SAID, "hello"))


def test_what_was_saved_by_this_version_is_what_was_remembered():
    assert load((SAVED / "version_1.json").read_text()) == FULL
    assert load(dump(FULL)) == FULL


def test_the_saved_example_has_no_field_left_at_its_default():
    assert [field.name for field in fields(State) if getattr(FULL, field.name) == getattr(State(), field.name)] == [
        "version"
    ]


def test_a_conversation_in_which_little_happened_is_saved_small():
    assert dump(State()) == '{"version":1}'
    assert load('{"version":1}') == State()


def test_an_upgrade_renames_a_step_where_it_stands_where_it_waits_and_in_her_answers():
    old = {"version": 1, "step": "group.size", "trail": ["group.size"], "answers": [["group.size", "to5"]]}

    def renamed(saved):
        new = {"group.size": "who.count"}
        return saved | {
            "step": new.get(saved["step"], saved["step"]),
            "trail": [new.get(name, name) for name in saved["trail"]],
            "answers": [[new.get(name, name), value] for name, value in saved["answers"]],
        }

    with pytest.raises(Lost):
        load(json.dumps(old))
    state = load(json.dumps(old), current=2, upgrades={1: renamed})
    assert (state.version, state.step, state.trail, state.answers) == (
        2, "who.count", ("who.count",), (("who.count", "to5"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "1",
        '"x"',
        "{",
        "{}",
        '{"version":2}',
        '{"version":0}',
        '{"version":"1"}',
        '{"version":[]}',
        '{"version":1,"step":"gone"}',
        '{"version":1,"trail":["gone"]}',
        '{"version":1,"mood":"good"}',
        '{"version":1,"pin":"yes"}',
        '{"version":1,"answers":{"who.ask":"me"}}',
        '{"version":1,"step":["a"]}',
        '{"version":1,"reports":"12345674"}',
        "[" * 100_000,
    ],
)
def test_what_cannot_be_read_is_lost_and_never_a_fresh_start(text):
    with pytest.raises(Lost):
        load(text)


def test_the_error_says_nothing_of_what_was_saved():
    with pytest.raises(Lost) as caught:
        load('{"version":1,"step":"my boss keeps my passport"}')
    assert "passport" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
