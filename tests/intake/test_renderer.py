"""One turn, one message: what she reads, in which order, in which language, and what must never be in it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.lifecycle import Outcome, Status
from bot.conversation.check import message_ids
from bot.conversation.machine import (
    REST,
    Command,
    Effect,
    EffectKind,
    Event,
    EventKind,
    State,
    advance,
    begin,
    offered,
)
from bot.conversation.script import SCRIPT, build
from bot.intake.renderer import LONGEST_STORY, Facts, Report, Told, render
from bot.intake.spelling import spell
from bot.intake.wording import GAP, Wording
from channels.base import Purpose

WORDING = Wording.load(strict=True)
LANGUAGES = tuple(WORDING.languages)
DAY = date(2026, 3, 14)
DESK = {
    "desk": "Worker Desk",
    "phone": "+81 3 1234 5678",
    "links": ("t.me/desk", "line.me/desk"),
    "hours": "Mon-Fri 09:00-17:00",
    "wait": timedelta(hours=24),
    "days": 90,
    "months": 24,
    "minutes": 1,
    "url": "https://desk.example.org/privacy/en",
    "date": DAY,
}
NOTICE = {
    "ref": "12345678",
    "date": "2026-03-14",
    "until": "2026-09-14",
    "next": "accepted",
    "result": "remedied",
    "outcome": "remedied",
    "question": "Which month?",
    "code": "1234-5678-9012",
    "offer": "pay",
    "action": "pay",
    "reason": "out of reach",
    "referral": "Labour Office",
    "office": "Labour Office",
    "company": "Yamada Foods",
    "summary": "Not paid",
    "withheld": "your name",
    "text": "Not paid",
}
COMPANY = (("where.company", "Yamada Foods"),)
JAPAN = {"JP": ("110", "119")}
FACTS = Facts(DESK, JAPAN, reports=(Report("12345678", "in_review", DAY, DAY),), story="He took my passport")
ASK, TELL, SHOW = EffectKind.ASK, EffectKind.TELL, EffectKind.SHOW


def said(effects, state, *, language="en", facts=FACTS, script=SCRIPT):
    return render(effects, script=script, state=state, language=language, wording=WORDING, facts=facts)


def told(message_id, *, language="en", facts=FACTS, state=State(step=REST), **params):
    return said([Effect(TELL, message_id, params=tuple(params.items()))], state, language=language, facts=facts)


def asked(step, *, language="en", facts=FACTS, **state):
    return said([Effect(ASK, step)], State(step=step, language=language, **state), language=language, facts=facts)


def test_what_is_told_comes_before_what_is_asked_and_the_choices_belong_to_the_question():
    state = State(step="danger.ask", language="en")
    effects = [Effect(ASK, "danger.ask"), Effect(TELL, "what.photo")]
    message = said(effects, state)
    assert message.before == (WORDING.text("what.photo", "en"),)
    assert message.text == WORDING.text("danger.ask", "en")
    assert [(choice.id, choice.label) for choice in message.choices] == [
        ("danger.ask:yes", "Yes"),
        ("danger.ask:no", "No"),
        ("danger.ask:unsure", "Not sure"),
    ]
    assert (message.purpose, message.language, message.dir, message.protect) == (Purpose.PROMPT, "en", "ltr", False)


def test_of_two_questions_in_one_turn_only_the_one_that_stands_is_asked():
    state = State(step="who.ask", language="en")
    message = said([Effect(ASK, "consent.ask"), Effect(ASK, "who.ask")], state)
    assert (message.before, message.text) == ((), WORDING.text("who.ask", "en"))


def test_nothing_to_say_is_no_message():
    assert said([], State(step="danger.ask")) is None
    assert said([Effect(EffectKind.FILE, "narrative"), Effect(EffectKind.HIDE)], State()) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_hide_there_is_only_the_cover(language):
    state = State(step="danger.ask", language=language, hidden=True, reports=("12345678",))
    effects = [
        Effect(TELL, "submit.done"),
        Effect(EffectKind.HIDE),
        Effect(TELL, "hide.done"),
        Effect(ASK, "danger.ask"),
        Effect(EffectKind.STATUS),
    ]
    message = said(effects, state, language=language)
    assert (message.text, message.before, message.choices) == (WORDING.text("hide.done", language), (), ())
    assert not message.protect


def test_a_language_is_named_by_its_speakers_and_shown_as_they_write_it():
    message = asked("lang.detected", language="ja")
    assert message.text == "日本語を使いますか。"
    script = build(languages=[("en", "English"), ("my", "မြန်မာ")])
    picker = said([Effect(ASK, "start.language")], State(step="start.language"), script=script)
    assert [choice.label for choice in picker.choices] == ["English", "မြန်မာ"]
    assert [choice.id for choice in picker.choices] == ["start.language:en", "start.language:my"]


def test_a_country_is_named_in_her_language():
    script = build(countries=[("JP", "Japan"), ("XX", "Nowhere")])
    state = State(step="country.ask", language="id")
    message = said([Effect(ASK, "country.ask")], state, script=script, language="id")
    assert [choice.label for choice in message.choices] == ["Jepang", "Nowhere", "Negara lain"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_emergency_numbers_are_those_of_her_country_and_never_another_ones(language):
    here = told("safe.emergency", language=language, state=State(country="JP"))
    named = told("safe.emergency", language=language, country="JP")
    elsewhere = told("safe.emergency", language=language, country="TH", state=State(country="JP"))
    unknown = told("safe.emergency", language=language)
    assert "110" in here.text
    assert "119" in named.text
    for message in (elsewhere, unknown):
        assert message.text == WORDING.text("safe.anywhere", language)
        assert "110" not in message.text
    assert told("err.closed", language=language).text == WORDING.text(
        "err.closed.anywhere", language, date=WORDING.date(DAY, language)
    )


@pytest.mark.parametrize(
    ("message_id", "name", "instead"),
    [
        ("start.cost", "links", "start.cost.only"),
        ("consent.no", "phone", "consent.no.here"),
        ("human.ask", "hours", "human.ask.here"),
    ],
)
def test_nothing_is_promised_that_the_desk_does_not_have(message_id, name, instead):
    poor = Facts({key: value for key, value in DESK.items() if key != name})
    assert told(message_id, facts=poor).text == WORDING.text(instead, "en")
    assert GAP not in told(message_id).text


def test_a_reference_is_shown_in_two_halves_and_protected():
    message = told("submit.done", state=State(step=REST, reports=("11112222", "12345678")))
    assert "1234-5678" in message.text
    assert message.protect
    assert message.purpose is Purpose.RECEIPT
    assert not told("what.photo").protect


@pytest.mark.parametrize("message_id", ["submit.done", "add.done", "status.show", "update.received", "update.question"])
def test_every_text_with_a_reference_is_protected_where_the_channel_can(message_id: str):
    state = State(step=REST, reports=("12345678",), about="12345678")
    said = {"ref": "12345678", "date": "2026-12-01", "next": "received", "question": "When?", "status": "received"}
    assert told(message_id, state=state, **said).protect


def test_what_is_added_goes_to_the_report_she_chose():
    state = State(step=REST, reports=("11112222", "12345678"), about="11112222")
    assert "1111-2222" in told("add.done", state=state).text
    reports = asked("add.which", reports=("11112222", "12345678"))
    assert [choice.label for choice in reports.choices] == ["1111-2222", "1234-5678"]
    assert [choice.id for choice in reports.choices] == ["add.which:11112222", "add.which:12345678"]


def test_the_same_word_may_mean_another_day_in_another_text():
    facts = Facts({**DESK, "remind.draft.date": date(2026, 4, 1)})
    assert "Wed, Apr 1" in asked("remind.draft", facts=facts, consented=True).text
    assert "Sat, Mar 14" in told("submit.done", facts=facts, ref="12345678").text


def test_status_names_every_report_with_who_does_what_by_when():
    facts = Facts(DESK, reports=(Report("12345678", "needs_info", DAY, date(2026, 4, 13)), Report("1", "closed", DAY)))
    message = said([Effect(EffectKind.STATUS)], State(step=REST, language="en"), facts=facts)
    asked_her, closed = *message.before, message.text
    assert asked_her == (
        "1234-5678: We asked you a question. Last change: Sat, Mar 14. Next, by Mon, Apr 13: we wait for your answer."
    )
    assert closed == "1: Closed. Last change: Sat, Mar 14. Next: write to us if the problem comes back."
    assert message.purpose is Purpose.STATUS
    none = said([Effect(EffectKind.STATUS)], State(step=REST), facts=Facts())
    assert none.text == WORDING.text("status.none", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_has_every_answer_labelled_in_her_language_and_her_own_words(language):
    answers = (("who.ask", "group"), ("danger.ask", "no"), ("where.company", "Yamada {x} Foods"))
    message = asked("review.ask", language=language, answers=answers, story=True, consented=True)
    for part in ("who.ask.group", "danger.ask.no", "review.change.where.company", "review.change.what.ask"):
        assert WORDING.text(part, language) in message.text
    assert "Yamada {x} Foods" in message.text
    assert "He took my passport" in message.text


@pytest.mark.parametrize(
    "story", ["a" * 5000, "word " * 500, "ကျွန်တော့်" * 300, "e" + "\u0301" * 900, "\u0301" * 900, "👩‍👩‍👧" * 200]
)
def test_a_long_story_is_begun_not_repeated(story):
    facts = Facts(DESK, story=story)
    text = asked("review.ask", facts=facts, consented=True, story=True).text
    line = next(line for line in text.splitlines() if line.startswith("What happened"))
    assert line.endswith(GAP)
    assert len(line) <= LONGEST_STORY + 30


def test_a_company_of_any_length_leaves_room_for_the_question():
    message = asked("share.ask", answers=(("where.company", "x" * 120),), submitted=True)
    assert len(message.text) < 140


def test_a_notice_is_told_in_full_and_its_buttons_carry_its_id():
    state = State(step="update.offer", language="en", shown=("n1", "update.offer"))
    facts = Facts(DESK, notices={"n1": Told("update.offer", NOTICE), "n0": Told("update.sent", NOTICE)})
    message = said([Effect(SHOW, "n0"), Effect(SHOW, "n1")], state, facts=facts)
    assert message.before == (
        "1234-5678: We told the company about the problem. We did not give your name. They must answer by "
        "Sat, Mar 14. They must not punish anyone for this.",
    )
    assert message.text == "1234-5678: The company wants to do this: pay. Is this OK for you?"
    assert [choice.id for choice in message.choices] == [
        "update.offer@n1:yes",
        "update.offer@n1:no",
        "update.offer@n1:person",
    ]
    assert message.protect
    assert message.purpose is Purpose.STATUS


def test_a_notice_that_is_gone_says_nothing_of_itself():
    assert said([Effect(SHOW, "n9")], State(step=REST)) is None


def test_a_discreet_notice_tells_no_one_what_it_is_about():
    message = asked("update.notice", waiting=(("n1", "update.sent"),), reports=("12345678",))
    assert message.text == "You have a message. When you are alone, send 1 to read it."
    assert not message.protect
    for word in ("report", "company", "problem", "desk", "12345678"):
        assert word not in message.text.lower()


def test_every_button_fits_the_narrowest_channel():
    notice = "0" * 32
    for step in SCRIPT.steps:
        state = State(step=step, language="en", shown=(notice, step), reports=("12345678",), answers=COMPANY)
        message = said(
            [Effect(SHOW if SCRIPT.steps[step].notice else ASK, notice)], state, facts=_all_notices(notice, step)
        )
        for choice in message.choices:
            assert len(choice.id.encode()) <= 64, choice.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_machine_can_be_said_with_what_the_rim_knows(language):
    """Strict wording: a placeholder that nobody fills is a KeyError here, a gap for her."""
    state = State(step=REST, language=language, reports=("12345678",), about="12345678", country="JP")
    facts = Facts(DESK | NOTICE, JAPAN)
    for message_id in message_ids(SCRIPT):
        text = told(message_id, language=language, state=state, facts=facts).text
        assert text
        assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "codes"), [("status", Status), ("next", Status), ("result", Outcome), ("outcome", Outcome)]
)
def test_every_code_of_the_desk_has_words(language, name, codes):
    for code in codes:
        assert spell(name, code, language, WORDING) != code


@pytest.mark.parametrize(
    ("name", "value", "spelt"),
    [
        ("date", "2026-03-14", "Sab, 14 Mar"),
        ("date", "2026-03-14T10:00:00+00:00", "Sab, 14 Mar"),
        ("due", DAY, "Sab, 14 Mar"),
        ("date", "soon", "soon"),
        ("wait", timedelta(hours=24), "24 jam"),
        ("wait", timedelta(days=3), "3 hari"),
        ("hours", "Mon-Fri 09:00-17:00, Sat 09:00-12:00", "Sen-Jum 09:00-17:00, Sab 09:00-12:00"),
        ("links", ("a", "b"), "a b"),
        ("ref", "12345678", "1234-5678"),
        ("ref", "1234-5678", "1234-5678"),
        ("months", 24, "24"),
        ("result", "something else", "something else"),
        ("category", "wag", "Gaji"),
    ],
)
def test_values_are_spelt_by_what_they_stand_for(name, value, spelt):
    assert spell(name, value, "id", WORDING) == spelt


EVENTS = st.one_of(
    st.builds(
        Event, st.just(EventKind.SAID), st.sampled_from(["hello", "My boss took my passport and my phone", "1234"])
    ),
    st.builds(lambda place: place, st.integers(0, 7)),
    st.builds(Event, st.just(EventKind.COMMAND), st.sampled_from(sorted(Command))),
    st.builds(Event, st.just(EventKind.SENT), st.sampled_from(["image", "voice"])),
    st.just(Event(EventKind.NOTICE, "update.offer", ref="n1")),
    st.just(Event(EventKind.NOTICE, "update.sent", ref="n2")),
    st.just(Event(EventKind.REMIND)),
)


@given(st.lists(EVENTS, max_size=25), st.sampled_from(LANGUAGES), st.booleans())
def test_whatever_happens_each_turn_becomes_one_whole_message_or_none(events, language, costly):
    """Laws of every message: no gap, nothing empty, choices only of the question that stands, nothing while hidden."""
    state = begin(SCRIPT, language=language, costly=costly)
    facts = Facts(
        DESK, JAPAN, {"n1": Told("update.offer", NOTICE), "n2": Told("update.sent", NOTICE)}, FACTS.reports, "story"
    )
    for event in events:
        state, effects = advance(SCRIPT, state, _press(state, event) if isinstance(event, int) else event)
        if any(effect.kind is EffectKind.SUBMIT for effect in effects):
            state = State(**{**_fields(state), "reports": ("12345678",)})
        message = said(effects, state, language=state.language or "en", facts=facts)
        if message is None:
            continue
        for text in (*message.before, message.text, *(choice.label for choice in message.choices)):
            assert text.strip()
            assert GAP not in text
        assert [choice.id.rpartition(":")[2] for choice in message.choices] in (
            [],
            [c.value for c in offered(SCRIPT, state)],
        )
        if state.hidden:
            assert message.text == WORDING.text("hide.done", state.language or "en")


def _press(state, place):
    choices = offered(SCRIPT, state)
    return Event(EventKind.PICKED, choices[place % len(choices)].value if choices else "", step=state.step)


def _all_notices(notice, step):
    return Facts(DESK, JAPAN, {notice: Told(step, NOTICE)}, FACTS.reports, "story")


def _fields(state):
    return {name: getattr(state, name) for name in State.__dataclass_fields__}


def test_a_consent_preview_is_never_answered_with_one_two_or_three():
    told = Told("consent.preview", NOTICE)
    state, effects = advance(
        SCRIPT,
        State(step=REST, language="en", submitted=True, discreet=False),
        Event(EventKind.NOTICE, "consent.preview", ref="n1"),
    )
    outgoing = render(
        effects, script=SCRIPT, state=state, language="en", wording=WORDING, facts=Facts(DESK, notices={"n1": told})
    )
    assert outgoing is not None
    assert (len(outgoing.choices), outgoing.first) == (3, 4)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "your name, your team, and your voice"), ("ja", "your name、your team、your voice")],
)
def test_several_values_become_a_list_as_the_language_writes_one(language, told):
    assert spell("withheld", ("your name", "your team", "your voice"), language, WORDING) == told
    assert spell("links", ("t.me/a", "line.me/b"), language, WORDING) == "t.me/a line.me/b"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_has_no_year_no_full_stop_behind_it_and_latin_digits(language):
    for day in (date(2026, 3, 14), date(2026, 9, 5), date(2026, 12, 30)):
        text = spell("date", day, language, WORDING)
        assert str(day.day) in text
        assert str(day.year) not in text
        assert not text.endswith(".")
