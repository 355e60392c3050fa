"""What one `Outgoing` becomes on a channel with buttons and on one without."""

from dataclasses import replace

import pytest

from channels.base import Choice, Outgoing
from channels.layout import Button, Layout, buttons_for, lay_out, list_lines, numbered
from channels.line import CAPS as LINE
from channels.sms import CAPS as SMS
from channels.telegram import CAPS as TELEGRAM
from channels.text import sms_parts

YES, NO = Choice("safe.check:yes", "Yes, it is safe"), Choice("safe.check:no", "Not now")


def test_labels_that_all_fit_become_buttons() -> None:
    layout = lay_out(Outgoing(text="Is it safe?", choices=(YES, NO)), LINE)
    assert layout == Layout(
        ("Is it safe?",), (Button("safe.check:yes", "Yes, it is safe"), Button("safe.check:no", "Not now"))
    )


def test_a_long_label_gives_way_to_its_short_form() -> None:
    long = Choice("a:b", "A label of more than twenty letters", "A short one")
    assert buttons_for((YES, long), LINE)[1] == Button("a:b", "A short one")


def test_a_language_may_be_written_without_marks_where_that_makes_it_cheaper():
    """Vietnamese on SMS: 70 letters a part become 160 (decision: the desk's, off unless it says so)."""
    message = Outgoing("Bạn có an toàn không? Đừng sợ.", (Choice("a:1", "Có, an toàn"),), language="vi")
    plain = replace(SMS, unmarked=frozenset({"vi"}))
    assert lay_out(message, plain).texts == ("Ban co an toan khong? Dung so.\n1. Co, an toan",)
    assert lay_out(message, SMS).texts == ("Bạn có an toàn không? Đừng sợ.\n1. Có, an toàn",)
    assert lay_out(replace(message, language="th", text="ไม่ใช่"), plain).texts[0].startswith("ไม่ใช่")


@pytest.mark.parametrize(
    "odd",
    [
        Choice("a:b", "A label of more than twenty letters"),
        Choice("a:b", "A label of more than twenty letters", "its short form is no better"),
        Choice("a:b", " \n"),
        Choice("", "no id"),
    ],
)
def test_one_choice_that_cannot_be_a_button_makes_all_of_them_a_list(odd: Choice) -> None:
    layout = lay_out(Outgoing(text="?", choices=(YES, odd)), LINE)
    assert layout.buttons == ()
    assert layout.texts[0].splitlines()[:2] == ["?", "1. Yes, it is safe"]


def test_labels_are_measured_as_a_reader_counts_letters() -> None:
    burmese = Choice("a:b", "နိုင်ငံခြားသား")
    assert len(burmese.label) > 12
    assert buttons_for((burmese,), LINE)
    assert buttons_for((Choice("a:b", "👩‍👩‍👧" * 20),), LINE)
    assert not buttons_for((Choice("a:b", "👩‍👩‍👧" * 21),), LINE)


def test_an_id_of_too_many_bytes_is_never_sent_to_telegram() -> None:
    assert buttons_for((Choice("क" * 21, "x"),), TELEGRAM)
    assert not buttons_for((Choice("क" * 22, "x"),), TELEGRAM)


def test_more_choices_than_a_channel_has_buttons_for_become_a_list() -> None:
    choices = tuple(Choice(f"s:{n}", str(n)) for n in range(14))
    assert len(buttons_for(choices[:13], LINE)) == 13
    assert buttons_for(choices, LINE) == ()


def test_no_option_is_ever_number_nine_or_zero() -> None:
    choices = tuple(Choice(f"s:{n}", f"option {n}") for n in range(12))
    numbers = [number for number, _ in numbered(choices)]
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13]
    assert list_lines(choices)[8] == "10. option 8"


def test_a_label_that_begins_with_a_number_stays_clear() -> None:
    assert list_lines((Choice("who.count:few", "2 to 5"),)) == ["1. 2 to 5"]


def test_short_bubbles_and_the_question_are_one_sms() -> None:
    message = Outgoing(text="Is it safe?", choices=(YES, NO), before=("Thank you.", "We saved it."))
    assert lay_out(message, SMS).texts == ("Thank you.\nWe saved it.\nIs it safe?\n1. Yes, it is safe\n2. Not now",)


def test_bubbles_that_do_not_fit_together_stay_apart_and_in_order() -> None:
    message = Outgoing(text="Q" * 100, choices=(YES, NO), before=("a" * 200, "b" * 200))
    texts = lay_out(message, SMS).texts
    assert [text[0] for text in texts] == ["a", "Q"]
    assert texts[0] == "a" * 200 + "\n" + "b" * 200
    assert texts[1].endswith("2. Not now")
    assert all(sms_parts(text) <= 3 for text in texts)


def test_on_chat_channels_bubbles_stay_bubbles() -> None:
    message = Outgoing(text="Is it safe?", choices=(YES,), before=("Thank you.",))
    assert lay_out(message, LINE).texts == ("Thank you.", "Is it safe?")


def test_a_list_longer_than_an_sms_goes_on_in_the_next_one_without_a_torn_label() -> None:
    choices = tuple(Choice(f"s:{n}", f"職場のできごとについての選択肢その{n}") for n in range(20))
    texts = lay_out(Outgoing(text="どれですか", choices=choices), SMS).texts
    assert len(texts) > 1
    shown = "\n".join(texts).splitlines()
    assert all(any(line.endswith(row) for line in shown) for row in list_lines(choices))
    assert all(sms_parts(text) <= 3 for text in texts)


def test_look_alikes_do_not_double_the_price_of_an_sms() -> None:
    text = "We’ll read your report – usually in 3 days…" * 3
    (said,) = lay_out(Outgoing(text=text), SMS).texts
    assert sms_parts(said) < sms_parts(text)
    assert lay_out(Outgoing(text=text), LINE).texts == (text,)


def test_a_list_begins_at_the_number_the_question_wants() -> None:
    choices = (Choice("consent.preview:send", "Send it"), Choice("consent.preview:change", "Change it"))
    told = lay_out(Outgoing("Shall we?", choices, first=4), SMS)
    assert told.texts[-1].splitlines()[-2:] == ["4. Send it", "5. Change it"]
