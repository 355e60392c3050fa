"""A demo's clock: forward only, whatever is due happens in its order, nobody is signed out by it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.rehearsal import BEHIND, AheadClock, Movable, rehearsal_of
from storage import rehearsal
from storage.conversations import CONVERSATION
from storage.recipients import RECIPIENT
from storage.times import DAY_MS, milliseconds, moment
from tests.console.conftest import NOW


def test_the_clock_goes_forward_only():
    clock = AheadClock(lambda: NOW)
    clock.forward(timedelta(hours=2))
    clock.forward(timedelta(0))
    assert clock() == NOW + timedelta(hours=2)
    with pytest.raises(ValueError, match="forward only"):
        clock.forward(timedelta(microseconds=-1))
    assert clock() == NOW + timedelta(hours=2)


def test_there_is_nothing_to_move_outside_a_demo_or_with_the_real_clock(demo):
    app, ahead = demo.app, AheadClock(lambda: NOW)
    assert isinstance(ahead, Movable)
    assert rehearsal_of(app.store, app.jobs, app.sender, ahead, demo=False) is None
    assert rehearsal_of(app.store, app.jobs, app.sender, lambda: NOW, demo=True) is None
    assert rehearsal_of(app.store, app.jobs, app.sender, ahead, demo=True) is not None


def test_a_week_is_passed_stop_by_stop_so_that_each_thing_happens_in_its_time(demo):
    """Her draft is reminded of after a day and gone after its days; whoever is signed in at the desk still is."""
    simulator, moves = demo.app.adapters["simulator"], demo.console.rehearsal
    demo.sign_in()
    for n, text in enumerate(("my boss keeps my passport", "yes", "1", "1", "1")):
        demo.run(demo.app.receiver.accept(simulator.parse(simulator.write("line:Linh", id=str(n), text=text))))
    demo.run(moves.forward(timedelta(0)))  # nothing sends by itself here
    demo.write(lambda unit: (unit.cases.run(TOMORROW), unit.cases.run(IN_FULL)))
    (draft,) = demo.read(lambda unit: unit.cases.one(select(CONVERSATION.c.id)))
    heard = simulator.messages("line:Linh")[-1].number
    due = demo.read(lambda unit: rehearsal.next_due(unit, at=milliseconds(demo.clock())))
    assert due == milliseconds(NOW) + DAY_MS
    demo.run(moves.forward(timedelta(days=9)))
    assert demo.clock() == NOW + timedelta(days=9)
    assert demo.get("/desk").status_code == 200
    assert {one.at for one in simulator.messages("line:Linh", after=heard)} == {moment(due) + BEHIND}
    assert demo.read(lambda unit: unit.cases.one(select(CONVERSATION.c.id))) != (draft,)


TOMORROW = CONVERSATION.update().values(remind_at=milliseconds(NOW) + DAY_MS)
IN_FULL = RECIPIENT.update().values(discreet=False)
