"""The script itself: nothing hangs in the air, and what could be wrong with one is found when it is planted."""

from dataclasses import replace

import pytest

from bot.conversation.check import message_ids, problems
from bot.conversation.choices import LONGEST
from bot.conversation.machine import EffectKind, Event, EventKind, advance, begin, offered
from bot.conversation.script import STEPS, build
from bot.conversation.vocabulary import ANY, Choice, Only, Script, Step

SCRIPT = build(countries=[("JP", "Japan")])
SHORTEST = (
    "start.language safe.check consent.ask who.ask what.ask what.more danger.ask where.company anon.ask"
    " contact.discreet review.ask extra.ask"
)


def with_step(name: str, **changes: object) -> Script:
    return replace(SCRIPT, steps={**STEPS, name: replace(STEPS[name], **changes)})  # type: ignore[arg-type]


def test_has_no_problems():
    assert problems(SCRIPT) == ()


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("who.ask", {"go": {"me": "who.count"}}, "no *"),
        ("who.ask", {"go": {ANY: "nowhere"}}, "* leads to nowhere, which does not exist"),
        ("who.ask", {"go": {"them": "who.count", ANY: "who.count"}}, "them is routed but not offered"),
        ("who.ask", {"tells": {"them": ()}}, "them is routed but not offered"),
        ("who.ask", {"does": {ANY: "dance"}}, "no deed is called dance"),
        ("who.ask", {"arrive": "dance"}, "no deed is called dance"),
        ("who.ask", {"choices": ()}, "nothing can be answered"),
        ("who.ask", {"choices": (Choice("more", "x"),)}, "'more' cannot be a choice"),
        ("who.ask", {"choices": (Choice("", "x"),)}, "'' cannot be a choice"),
        ("who.ask", {"choices": (Choice("me", "x"), Choice("me", "y"))}, "a choice is offered twice"),
        ("who.count", {"only": Only("who.asked", ())}, "depends on who.asked, which is not kept"),
        ("who.count", {"only": Only("who.ask", ("crowd",))}, "depends on who.ask=crowd, which is not offered"),
        ("contact.pin", {"go": {ANY: "contact.when"}, "only": None}, "no way out"),
        ("menu.draft", {"only": STEPS["menu.main"].only, "otherwise": "menu.main"}, "passed by in a circle"),
    ],
)
def test_what_is_wrong_is_named(name, changes, said):
    assert f"{name}: {said}" in problems(with_step(name, **changes))


def test_a_question_that_nothing_leads_to_is_named():
    assert problems(with_step("when.ongoing", go={ANY: "remedy.ask"})) == ("people.names: cannot be reached",)


def test_the_shortest_path_is_the_one_that_was_agreed():
    asked, state = [], advance(SCRIPT, begin(SCRIPT), Event(EventKind.COMMAND, "hi"))[0]
    while state.step != "extra.ask":
        asked.append(state.step)
        values = [choice.value for choice in offered(SCRIPT, state)]
        told = state.step in ("what.ask", "where.company")
        event = Event(EventKind.SAID, "some words") if told else Event(EventKind.PICKED, values[0], step=state.step)
        if state.step == "danger.ask":
            event = Event(EventKind.PICKED, "no", step=state.step)
        state, effects = advance(SCRIPT, state, event)
    assert " ".join([*asked, state.step]) == SHORTEST
    assert any(effect.kind is EffectKind.SUBMIT for effect in effects)


def test_no_list_gives_0_or_9_a_meaning_of_its_own():
    assert all(step.first > 0 and step.first + LONGEST - 1 < 9 for step in STEPS.values() if step.first == 1)
    assert all(step.first + len(step.choices) - 1 < 9 for step in STEPS.values() if step.first > 1)


def test_a_button_fits_the_smallest_channel():
    """Telegram: 64 bytes for `<step>@<notice>:<value>`, notices being 32 hexadecimal digits."""
    for step in STEPS.values():
        if not (step.choices or step.source):
            continue
        about = 33 if step.notice else 0
        longest = max((len(choice.value) for choice in step.choices), default=len("contact.discreet"))
        assert len(step.name) + about + 1 + longest <= 64, step.name


def test_every_id_it_can_say_is_listed_once():
    ids = message_ids(SCRIPT)
    assert len(set(ids)) == len(ids)
    for expected in (
        "what.ask", "what.ask.done", "danger.ask.yes", "category.ask.wag", "list.more", "country.ask.other",
        "review.change.what.ask", "update.sent", "pin.wrong", "anon.small", "err.choice", "test.answer",
    ):  # fmt: skip
        assert expected in ids


def test_ids_of_a_step_that_is_added_are_listed():
    added = Step("mood.ask", "mood.ask", {ANY: "who.ask"}, (Choice("good", "mood.ask.good"),), keep=True)
    ids = message_ids(replace(SCRIPT, steps={**STEPS, "mood.ask": added}))
    assert {"mood.ask", "mood.ask.good", "review.change.mood.ask"} <= set(ids)
