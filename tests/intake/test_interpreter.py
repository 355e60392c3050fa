"""What workers really type, press and send, and what the machine is told of it. Laws do not find these: tables do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.choices import LAST
from bot.conversation.machine import CHAT, REST, START, Command, Event, EventKind, State, numbered
from bot.conversation.script import SCRIPT, build
from bot.intake.interpreter import ASKS_LANGUAGE, YES_AND_NO, interpret
from bot.intake.numbers import number
from bot.intake.wording import Wording
from channels.base import ActionAnswer, Location, MediaRef
from channels.base import Event as Arrived

WORDING = Wording.load(strict=True)
MANY = build(languages=[(f"x{place}", f"Autonym {place}") for place in range(20)])
STEPS = sorted(set(SCRIPT.steps) - set(ASKS_LANGUAGE))
SAID, PICKED, COMMAND, SENT = EventKind.SAID, EventKind.PICKED, EventKind.COMMAND, EventKind.SENT


def arrived(text=None, **parts):
    return Arrived(parts.pop("kind", "message"), "telegram", "bot", "1", text=text, **parts)


def heard(text, step, *, language="en", script=SCRIPT, **state):
    (event,) = interpret(arrived(text), script, State(step=step, language=language, **state), WORDING)
    return event


def picked(step, value):
    return Event(PICKED, value, step=step)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "2",
            " 2 ",
            "2.",
            "2)",
            "(2)",
            "2,",
            "#2",
            "2 .",
            "2-",
            "\n2\n",
            "\u200f2",
            "２",
            "（２）",
            "２．",
            "2。",
            "2、",
        ),
        *("②", "❷", "➋", "⓶", "⑵", "⒉", "2️⃣", "2⃣"),
        *("२", "২", "၂", "២", "໒", "๒", "٢", "۲", "௨", "෨", "᠒", "𝟐", "𝟚", "႒"),
        *("२.", "၂)", "٢-", "۲۔"),
    ],
)
def test_a_two_in_any_digits_is_the_second_choice(typed):
    assert heard(typed, "danger.ask") == picked("danger.ask", "no")


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "²",
            "₂",
            "½",
            "Ⅱ",
            "二",
            "-2",
            "+2",
            "2.0",
            "2 2",
            "22",
            "02",
            "１０",
            "٣٣",
            "4",
            "2nd",
            "2 to 5",
            "02",
            "2️⃣2️⃣",
        ),
        *("2 months ago my boss", "1 month ago my boss took my passport", "٣ شهور", "२ महिना", "_2_", "2:30"),
        "2" * 5000,
    ],
)
def test_what_only_looks_like_a_number_stays_her_own_words(typed):
    assert heard(typed, "danger.ask") == Event(SAID, typed)


@pytest.mark.parametrize("typed", ["0", "０", "०", "၀", "٠", "0️⃣", "⓪", "0.", "person", "人と話す"])
@pytest.mark.parametrize("step", ["danger.ask", "what.ask", "where.company", REST, START, "contact.pin"])
def test_zero_is_a_person_everywhere(typed, step):
    assert heard(typed, step) == Event(COMMAND, Command.PERSON)


@pytest.mark.parametrize("typed", ["9", "９", "९", "၉", "٩", "⑨", "skip", "とばす", "SKIP."])
@pytest.mark.parametrize("step", ["danger.ask", "what.ask", "where.company", REST, "consent.preview"])
def test_nine_skips_everywhere(typed, step):
    assert heard(typed, step) == Event(COMMAND, Command.SKIP)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        *(("hi", "hi"), ("HI!", "hi"), ("Hello", "hi"), ("こんにちは。", "hi"), ("halo", "hi"), ("/start", "hi")),
        *(("/start poster-7", "hi"), ("/START@desk_bot", "hi"), ("ＨＩ", "hi")),
        *(("menu", "menu"), ("/menu", "menu"), ("メニュー", "menu"), ("ﾒﾆｭｰ", "menu")),
        *(("STATUS", "status"), ("/status@desk_bot", "status"), ("状況", "status")),
        *(("HIDE", "hide"), ("hide ", "hide"), ("かくす", "hide"), ("sembunyi", "hide"), ("Hide\n", "hide")),
        *(("delete", "delete"), ("HAPUS", "delete"), ("削除", "delete"), ("「消す」", "delete")),
        *(("L", "language"), ("l", "language"), ("/l", "language"), ("ことば", "language"), ("Bahasa", "language")),
        *(("test", "test"), ("テスト", "test"), ("tes", "test"), ("/help", "person")),
    ],
)
@pytest.mark.parametrize("step", ["safe.check", "what.ask", "when.ask", "update.question", REST, CHAT, START])
@pytest.mark.parametrize("language", ["en", "id", "my", ""])
def test_reserved_words_of_every_language_work_in_every_place(typed, command, step, language):
    assert heard(typed, step, language=language) == Event(COMMAND, Command(command))


@pytest.mark.parametrize(
    "told",
    [
        *(
            "hi boss took my passport",
            "hide my name please",
            "he said delete this",
            "stop",
            "STOP",
            "status of my visa",
        ),
        *("1 month ago my boss hit me", "Hello, I need help", "the test at work was unfair", "/tmp is not a command"),
        *("menu was bad", "消すと言われた", "bahasa saya jelek", "no", "yes", "I finish work at 9", "0 yen was paid"),
        *("9 hours a day", "", "   x   ", "“hi” he said", "hi\nhi"),
    ],
)
def test_in_a_story_only_a_whole_reserved_word_is_a_command(told):
    said = heard(told, "what.ask")
    if told.strip():
        assert said == Event(SAID, told)
    else:
        assert said == Event(SENT, "other")


def test_one_means_finished_only_where_it_is_offered():
    assert heard("1", "what.ask") == picked("what.ask", "done")
    assert heard("1", "add.ask", reports=("12345678",)) == picked("add.ask", "done")
    assert heard("1", "where.company") == Event(SAID, "1")
    assert heard("1", "update.question", shown=("n", "update.question")) == Event(SAID, "1")
    assert heard("1", REST) == Event(SAID, "1")


@pytest.mark.parametrize(
    ("typed", "language", "step", "value"),
    [
        *(
            ("Pay", "en", "category.ask", "wag"),
            ("pay", "en", "category.ask", "wag"),
            ("PAY.", "en", "category.ask", "wag"),
        ),
        *(("1. Pay", "en", "category.ask", "wag"), ("1 Pay", "en", "category.ask", "wag")),
        *(("1 - Pay", "en", "category.ask", "wag"), ("１．給料", "ja", "category.ask", "wag")),
        *(("給料", "ja", "category.ask", "wag"), ("給", "ja", "category.ask", None)),
        *(("Violence or insult", "en", "category.ask", "har"), ("voilence or insults", "en", "category.ask", "har")),
        ("2. Pay", "en", "category.ask", None),
        *(
            ("Gaji", "id", "category.ask", "wag"),
            ("Gaji", "en", "category.ask", None),
            ("Pat", "en", "category.ask", None),
        ),
        *(("More", "en", "category.ask", "more"), ("Me", "en", "who.ask", "me")),
        *(("me and others", "en", "who.ask", "group"), ("This week", "en", "when.ask", "week")),
        *(
            ("This weak", "en", "when.ask", "week"),
            ("I agree", "en", "consent.ask", "yes"),
        ),
        *(("消す", "ja", "start.resume", "delete"), ("Co-worker or friend", "en", "who.role", "coworker")),
    ],
)
def test_a_label_may_be_typed_and_one_slip_is_forgiven_in_a_long_one(typed, language, step, value):
    expected = Event(SAID, typed) if value is None else picked(step, value)
    assert heard(typed, step, language=language, consented=True) == expected


@pytest.mark.parametrize(
    ("typed", "language", "value"),
    [
        *(("yes", "en", "yes"), ("Yeah!", "en", "yes"), ("OK", "en", "yes"), ("y", "id", "yes"), ("ya", "id", "yes")),
        *(
            ("はい", "ja", "yes"),
            ("うん。", "ja", "yes"),
            ("no", "ja", "no"),
            ("tidak", "id", "no"),
            ("nggak", "id", "no"),
        ),
        *(("tidak", "en", None), ("はい", "id", None), ("yes no", "en", None), ("yes because he hit me", "en", None)),
    ],
)
def test_yes_and_no_are_understood_in_her_language_and_in_english(typed, language, value):
    expected = Event(SAID, typed) if value is None else picked("danger.ask", value)
    assert heard(typed, "danger.ask", language=language) == expected


@pytest.mark.parametrize(
    ("step", "yes", "no"),
    [
        ("safe.check", "yes", "later"),
        ("safe.again", "yes", "later"),
        ("what.more", "add", "on"),
        ("extra.ask", "on", "stop"),
        ("human.ask", "call", "write"),
        ("closing.ask", "solved", "not"),
        ("review.ask", "yes", "no"),
        ("consent.preview", None, "no"),
        ("what.ask", None, None),
        ("menu.main", None, None),
    ],
)
def test_a_question_worded_as_one_takes_yes_and_no(step, yes, no):
    for typed, value in (("ya", yes), ("tidak", no)):
        event = heard(typed, step, language="id", shown=("n", step))
        assert event == (Event(SAID, typed) if value is None else picked(step, value))


def test_every_yes_and_no_leads_to_a_choice_that_is_offered():
    for ask, answers in YES_AND_NO.items():
        step = next(step for step in SCRIPT.steps.values() if step.ask == ask)
        below = LAST.get(step.source)
        assert set(answers.values()) <= {choice.value for choice in (*step.choices, *([below] if below else []))}


def test_yes_means_nothing_where_it_is_not_offered():
    assert heard("yes", "category.ask") == Event(SAID, "yes")
    assert heard("yes", "where.company") == Event(SAID, "yes")


def test_consent_is_numbered_from_four_so_that_a_late_one_cannot_send_her_story():
    shown = ("n1", "consent.preview")
    for late in ("1", "2", "3", "7", "8"):
        assert heard(late, "consent.preview", shown=shown) == Event(SAID, late)
    assert heard("4", "consent.preview", shown=shown) == picked("consent.preview", "send")
    assert heard("６", "consent.preview", shown=shown) == picked("consent.preview", "no")


def test_a_long_list_is_numbered_alike_on_every_page():
    assert heard("3", "start.language", script=MANY, page=1) == picked("start.language", "x9")
    assert heard("8", "start.language", script=MANY) == picked("start.language", "more")
    assert heard("Autonym 5", "start.language", script=MANY) == picked("start.language", "x5")


@pytest.mark.parametrize(
    ("autonym", "tag"), [("日本語", "ja"), ("bahasa indonesia", "id"), ("ENGLISH", "en"), ("မြန်မာ", "my")]
)
def test_a_language_may_be_named_in_itself(autonym, tag):
    script = build(languages=[("en", "English"), ("ja", "日本語"), ("id", "Bahasa Indonesia"), ("my", "မြန်မာ")])
    assert heard(autonym, "start.language", language="", script=script) == picked("start.language", tag)


@pytest.mark.parametrize(
    ("option", "event"),
    [
        ("danger.ask:yes", Event(PICKED, "yes", step="danger.ask")),
        ("what.ask:done", Event(PICKED, "done", step="what.ask")),
        ("consent.preview@0f1e:send", Event(PICKED, "send", step="consent.preview", ref="0f1e")),
        ("review.change:contact.discreet", Event(PICKED, "contact.discreet", step="review.change")),
        ("nonsense", Event(PICKED, "", step="nonsense")),
        ("", Event(PICKED, "", step="")),
        (":", Event(PICKED, "", step="")),
        ("a:b:c", Event(PICKED, "b:c", step="a")),
    ],
)
def test_a_button_keeps_its_question_so_that_an_old_one_can_be_told(option, event):
    assert interpret(_pressed(option), SCRIPT, State(step="danger.ask", language="en"), WORDING) == (event,)


def test_a_button_without_a_name_is_read_by_its_label():
    pressed = _pressed("x", label="Not sure")
    assert interpret(pressed, SCRIPT, State(step="danger.ask", language="en"), WORDING) == (
        picked("danger.ask", "unsure"),
    )


@pytest.mark.parametrize(
    ("kinds", "sent"),
    [
        (["image"], "image"),
        (["voice"], "voice"),
        (["sticker"], "sticker"),
        (["sticker", "image"], "image"),
        (["document", "image", "voice"], "voice"),
        (["contact", "other"], "contact"),
    ],
)
def test_of_several_files_the_one_that_tells_most_gives_the_kind(kinds, sent):
    refs = tuple(MediaRef(kind, "r") for kind in kinds)
    event = arrived("1", attachments=refs)
    assert interpret(event, SCRIPT, State(step="what.ask", language="en"), WORDING) == (Event(SENT, sent),)


def test_a_place_is_sent_and_an_empty_message_is_something_else():
    state = State(step="where.site", language="en")
    assert interpret(arrived(location=Location(35.0, 139.0)), SCRIPT, state, WORDING) == (Event(SENT, "location"),)
    assert interpret(arrived(None), SCRIPT, state, WORDING) == (Event(SENT, "other"),)


@pytest.mark.parametrize(
    ("kind", "command"),
    [("start", Command.HI), ("optin", Command.HI), ("unblocked", Command.HI), ("help", Command.PERSON)],
)
def test_coming_back_is_a_greeting_and_help_is_a_person(kind, command):
    assert interpret(arrived(kind=kind), SCRIPT, State(), WORDING) == (Event(COMMAND, command),)


@pytest.mark.parametrize(
    "kind",
    ["message_edited", "message_unsent", "blocked", "optout", "status", "group_joined", "group_message", "ignored"],
)
def test_what_is_not_said_to_us_says_nothing(kind):
    assert interpret(arrived("1", kind=kind), SCRIPT, State(step="danger.ask"), WORDING) == ()


def test_a_wish_to_be_left_alone_is_known_but_never_a_command():
    for word in ("STOP", "stop.", "berhenti", "配信停止"):
        assert WORDING.words.opts_out(word)
        assert WORDING.words.command(word) is None
    assert not WORDING.words.opts_out("stop hitting me")


@given(st.text(max_size=80), st.sampled_from(STEPS), st.sampled_from(["en", "ja", "id", "", "xx"]))
def test_any_text_in_any_place_gives_one_event_that_offers_nothing_new(text, step, language):
    state = State(step=step, language=language, reports=("12345678",), shown=("n", step))
    (event,) = interpret(arrived(text), SCRIPT, state, WORDING)
    if event.kind is PICKED:
        assert event.text in [choice.value for _, choice in numbered(SCRIPT, state)]
    elif event.kind is SAID:
        assert event.text == text
    elif event.kind is EventKind.NEAR:
        assert set(event.text.split("+")) <= {choice.value for _, choice in numbered(SCRIPT, state)}
    else:
        assert event.kind in (COMMAND, SENT)


@given(st.text(max_size=100), st.text(max_size=60))
def test_any_button_gives_one_event(option, label):
    (event,) = interpret(_pressed(option, label=label), SCRIPT, State(step="danger.ask"), WORDING)
    assert event.kind in (PICKED, SAID, COMMAND)


@given(st.text(max_size=20))
def test_a_number_is_none_or_below_a_hundred(text):
    found = number(text)
    assert found is None or 0 <= found < 100


def _pressed(option, label=None):
    return arrived(kind="action", action=ActionAnswer(option, label=label))
