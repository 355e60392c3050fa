"""Tables for what laws cannot see: how a number, a PIN, a reference, a list's page is read."""

import pytest

from bot.conversation.digits import digits, of_length
from bot.conversation.machine import (
    MORE,
    Command,
    EffectKind,
    Event,
    EventKind,
    State,
    advance,
    begin,
    filed,
    numbered,
    offered,
    question,
)
from bot.conversation.reading import READERS, is_sentence
from bot.conversation.script import build
from bot.conversation.turn import SPOKEN
from bot.conversation.vocabulary import Filing, Reading

SCRIPT = build(languages=[(f"l{n}", f"Language {n}") for n in range(20)], countries=[("JP", "Japan")])
HERS = State(step="rest", submitted=True, consented=True, reports=("12345674",))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1234", "1234"),
        (" 12 34 ", "1234"),
        ("1234-5678", "12345678"),
        ("၁၂၃၄", "1234"),
        ("१२३४", "1234"),
        ("۱۲۳۴", "1234"),
        ("１２３４", "1234"),
        ("১২৩৪", "1234"),
        ("\u20661234\u2069", "1234"),
        ("", ""),
        ("  ", ""),
        ("²", ""),
        ("①", ""),
        ("-1", "1"),
        ("12a4", ""),
        ("one", ""),
        ("1234!", ""),
    ],
)
def test_digits_of_any_script_are_read_and_nothing_else(typed, read):
    assert digits(typed) == read


@pytest.mark.parametrize(
    ("reading", "typed", "read"),
    [
        (Reading.PIN, "123", None),
        (Reading.PIN, "1234", "1234"),
        (Reading.PIN, "12345678", "12345678"),
        (Reading.PIN, "123456789", None),
        (Reading.PIN, "abcd", None),
        (Reading.REFERENCE, "1234567", None),
        (Reading.REFERENCE, "1234-5674", "12345674"),
        (Reading.OWN, "1234 5674", "12345674"),
        (Reading.OWN, "12345675", None),
        (Reading.OWN, "", None),
        (Reading.OWN, "hello", None),
        (Reading.FREE, "  x ", "x"),
        (Reading.FREE, "   ", None),
        (Reading.SENTENCE, "ok", None),
        (Reading.SENTENCE, "that is not enough for me", "that is not enough for me"),
    ],
)
def test_words_that_must_have_a_form_have_it(reading, typed, read):
    assert READERS[reading](HERS, typed) == read


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("yes", False),
        ("7", False),
        ("Yes, it is safe", False),
        ("老板拿走护照", False),
        ("老板拿走了我的护照", True),
        ("my boss keeps my passport", True),
        ("\ud800", False),
    ],
)
def test_a_slip_of_the_finger_is_no_sentence(text, sentence):
    assert is_sentence(text) is sentence


def test_a_pin_has_at_most_eight_digits_in_any_script():
    assert of_length("၁၂၃၄၅၆၇၈", 4, 8) == "12345678"


class TestLists:
    def at(self, step: str, **fields: object) -> State:
        return State(step=step, consented=True).but(fields)

    def values(self, state: State) -> list[str]:
        return [choice.value for choice in offered(SCRIPT, state)]

    def test_twenty_languages_come_seven_at_a_time_and_round_again(self):
        state = begin(SCRIPT).but({"step": "start.language"})
        seen = []
        for _ in range(4):
            seen.append(self.values(state))
            state, _ = advance(SCRIPT, state, Event(EventKind.PICKED, MORE, step="start.language"))
        assert seen[0] == [f"l{n}" for n in range(7)] + [MORE]
        assert seen[1] == [f"l{n}" for n in range(7, 14)] + [MORE]
        assert seen[2] == [f"l{n}" for n in range(14, 20)] + [MORE]
        assert seen[3] == seen[0]

    def test_a_list_of_eight_needs_no_page(self):
        script = build(languages=[(f"l{n}", f"Language {n}") for n in range(8)])
        state = begin(script).but({"step": "start.language"})
        assert [choice.value for choice in offered(script, state)] == [f"l{n}" for n in range(8)]
        assert advance(script, state, Event(EventKind.PICKED, MORE, step="start.language"))[0].page == 0

    def test_an_autonym_is_wording_of_its_own_and_more_is_not(self):
        choices = offered(SCRIPT, begin(SCRIPT).but({"step": "start.language"}))
        assert (choices[0].label, choices[0].literal) == ("Language 0", True)
        assert (choices[-1].label, choices[-1].literal) == ("list.more", False)

    def test_the_preview_counts_from_four(self):
        state = self.at("consent.preview", shown=("n1", "consent.preview"))
        assert [(place, choice.value) for place, choice in numbered(SCRIPT, state)] == [
            (4, "send"),
            (5, "change"),
            (6, "no"),
        ]

    def test_all_else_counts_from_one(self):
        assert [place for place, _ in numbered(SCRIPT, self.at("safe.check"))] == [1, 2, 3]

    def test_what_was_answered_can_be_changed_her_story_first(self):
        state = self.at("review.change", story=True, answers=(("who.ask", "me"), ("where.company", "Toyo")))
        assert self.values(state) == ["what.ask", "who.ask", "where.company"]
        assert offered(SCRIPT, state)[2].label == "review.change.where.company"

    def test_a_country_that_is_not_listed_can_be_chosen(self):
        assert self.values(self.at("country.ask")) == ["JP", "other"]

    def test_nothing_is_offered_or_asked_while_she_is_hidden(self):
        state = self.at("danger.ask", hidden=True)
        assert offered(SCRIPT, state) == ()
        assert question(SCRIPT, state) == ""

    def test_a_step_this_script_does_not_have_asks_nothing(self):
        assert question(SCRIPT, State(step="gone")) == ""


class TestBeginnings:
    def test_a_conversation_begins_with_what_is_known_of_the_channel_and_the_number(self):
        state = begin(SCRIPT, language="l3", country="JP", costly=True)
        assert (state.step, state.language, state.country, state.costly) == ("start", "l3", "JP", True)

    def test_the_rim_adds_the_reference(self):
        assert filed(HERS, "87654321").reports == ("12345674", "87654321")

    def test_nothing_unknown_can_be_remembered(self):
        with pytest.raises(TypeError, match="mood"):
            State().but({"mood": "good"})


@pytest.mark.parametrize("text", ["0", "5", "", "-1", "²", "two", "more", "yes "])
def test_only_the_exact_value_of_a_choice_answers(text):
    """`0` and numbers past the end of a list are the interpreter's business; here they are no value at all."""
    state = State(step="who.ask", consented=True)
    after, effects = advance(SCRIPT, state, Event(EventKind.PICKED, text, step="who.ask"))
    assert after.answers == ()
    assert [effect.ref for effect in effects] == ["who.ask"]


@pytest.mark.parametrize(
    ("kind", "step", "filed_as", "tells"),
    [
        ("voice", "what.ask", Filing.NARRATIVE, ["what.voice"]),
        ("image", "what.ask", Filing.NARRATIVE, ["what.photo"]),
        ("location", "what.ask", Filing.NARRATIVE, []),
        ("voice", "who.ask", Filing.NARRATIVE, ["what.voice"]),
        ("image", "who.ask", Filing.EVIDENCE, ["what.photo"]),
        ("image", "evidence.ask", Filing.EVIDENCE, ["what.photo"]),
        ("voice", "people.names", Filing.NAMES, ["what.voice"]),
        ("voice", "where.company", Filing.ANSWER, ["what.voice"]),
        ("image", "contact.pin", Filing.EVIDENCE, ["what.photo"]),
        ("image", "human.ask", Filing.CHAT, ["what.photo"]),
        ("voice", "human.ask", Filing.CHAT, ["what.voice"]),
        ("sticker", "what.ask", Filing.CHAT, ["err.media"]),
        ("sticker", "who.ask", Filing.CHAT, ["err.media"]),
        ("contact", "start", Filing.CHAT, ["err.media", "start.greeting"]),
        ("voice", "start", Filing.NARRATIVE, ["what.voice", "start.greeting"]),
        ("document", "rest", Filing.CHAT, ["what.file", "human.wait"]),
        ("video", "what.ask", Filing.NARRATIVE, ["what.file"]),
    ],
)
def test_a_file_is_kept_where_it_belongs(kind, step, filed_as, tells):
    state = HERS.but({"step": step}) if step == "rest" else State(step=step, consented=step != "start")
    _, effects = advance(SCRIPT, state, Event(EventKind.SENT, kind))
    assert [effect.ref for effect in effects if effect.kind is EffectKind.FILE] == [filed_as]
    assert [effect.ref for effect in effects if effect.kind is EffectKind.TELL] == tells


@pytest.mark.parametrize("command", [*Command])
def test_every_reserved_word_is_answered_in_every_step(command):
    for step in SCRIPT.steps.values():
        shown = ("n1", step.name) if step.notice else ("", "")
        state = HERS.but({"step": step.name, "shown": shown, "about": "12345674"})
        after, effects = advance(SCRIPT, state, Event(EventKind.COMMAND, command))
        assert {effect.kind for effect in effects} & SPOKEN, step.name
        assert after.answers == ()
