"""The simulated phone: a whole talk by its forms, through the way of every channel, and what an address may name."""

import html
import re

import pytest

from storage.cases import Cases
from tests.console.conftest import words_of


@pytest.fixture
def phone(demo):
    """The demo with its sender at work."""
    demo.run(demo.app.start())
    return demo


def bubbles(page, who="theirs"):
    found = re.findall(rf'<div class="bubble {who}"[^>]*>\s*<p dir="auto">(.*?)</p>', page.text, re.DOTALL)
    return [html.unescape(one) for one in found]


def buttons(page):
    found = re.findall(r'<button name="choice" value="([^"]+)" dir="auto">(.*?)</button>', page.text)
    return {html.unescape(label): value for value, label in found}


def write(kit, address, **form):
    answer = kit.post("/phone/write", {"phone": address, "on": "", **form})
    assert answer.status_code == 303
    return kit.get(answer.headers["location"])


def test_a_message_is_answered_on_the_same_page_without_a_script(phone):
    page = write(phone, "line:Linh", text="my boss keeps my passport")
    assert bubbles(page, "mine") == ["my boss keeps my passport"]
    assert "Do you want to use English?" in bubbles(page)
    assert "Yes" in buttons(page)
    page = write(phone, "line:Linh", choice=buttons(page)["Yes"])
    assert bubbles(page, "mine")[-1] == "Yes"
    assert "Is it safe" in bubbles(page)[-1]


def test_a_whole_talk_becomes_a_case(phone):
    page = write(phone, "telegram:Budi", text="my boss keeps my passport")
    for _ in range(20):
        if phone.read(lambda unit: Cases(unit.cases).all()):
            break
        choices = buttons(page)
        label = next((one for one in ("No", "No name") if one in choices and "danger" in bubbles(page)[-1]), None)
        page = write(
            phone, "telegram:Budi", **({"choice": choices[label or next(iter(choices))]} if choices else {"text": "9"})
        )
    (case,) = phone.read(lambda unit: Cases(unit.cases).all())
    assert (case.status, case.language, case.channel) == ("received", "en", "simulator")
    phone.sign_in()
    page = phone.get(f"/desk/cases/{case.id}")
    assert "my boss keeps my passport" in page.text
    assert 'href="/phone?phone=telegram%3ABudi"' in page.text


def test_a_keypad_phone_gets_numbers_and_counts_its_sms(phone):
    page = write(phone, "sms:Aung", text="HI")
    assert buttons(page) == {}
    assert re.search(r"1\W+\w+", bubbles(page)[-1])
    assert re.search(r"\d SMS", words_of(page))


def test_phones_know_nothing_of_each_other(phone):
    write(phone, "line:Linh", text="secret of Linh")
    page = phone.get("/phone?phone=line:Linh&phone=line:Budi&phone=sms:Linh")
    assert page.text.count("secret of Linh") == 1


def test_four_phones_lie_side_by_side_and_no_more(demo):
    page = demo.get("/phone?" + "&".join(f"phone=line:P{n}" for n in range(6)))
    assert page.text.count('class="handset look-line"') == 4
    assert "Another phone" not in page.text
    assert demo.get("/phone").text.count('class="handset look-') == 1


@pytest.mark.parametrize(
    "address", ["", "line:", "fax:Linh", "line:<script>", "line:" + "x" * 60, "Linh\x00", "sms:\u202e", "line:a/b"]
)
def test_an_address_that_is_no_phone_is_refused(demo, address):
    assert demo.get("/phone", params={"phone": address}).status_code == 404
    assert demo.post("/phone/write", {"phone": address, "text": "HI"}).status_code in (404, 422)


@pytest.mark.parametrize("form", [{}, {"text": "  "}, {"text": "x" * 1601}, {"choice": "c" * 65}])
def test_what_no_phone_sends_is_refused_with_a_reason(demo, form):
    answer = demo.post("/phone/write", {"phone": "line:Linh", **form})
    assert answer.status_code == 422
    assert "<h1>" in answer.text


def test_hostile_words_on_a_phone_stay_words(phone):
    text = "</p><script>alert(1)</script>"
    page = write(phone, "line:Linh", text=text)
    assert bubbles(page, "mine") == [text]
    assert len(re.findall(r"<script\b", page.text)) == 2


@pytest.mark.parametrize("on", ["https://evil.example", "phone=line:Linh\r\nX: y", "x"])
def test_the_phone_leads_nowhere_else(phone, on):
    answer = phone.post("/phone/write", {"phone": "line:Linh", "text": "HI", "on": on})
    assert answer.headers["location"] == "/phone?phone=line%3ALinh"


def test_without_a_demo_there_is_no_phone(kit):
    assert kit.get("/phone").status_code == 404
    assert kit.post("/phone/write", {"phone": "line:Linh", "text": "HI"}).status_code == 404
