"""The simulated phones: what is done on one goes the way of every channel, and what the page shows of it."""

import asyncio
import html
import re

import pytest
from sqlalchemy import select

from bot.console.phone import inside, plays, table
from channels.simulator import Simulator
from storage.cases import Cases
from storage.media import MEDIA
from storage.vendor_ids import IDS
from tests.console.conftest import Kit, words_of

LINH, AUNG, SITA, BUDI = "line:Linh", "sms:Aung", "whatsapp:Sita", "telegram:Budi"


@pytest.fixture
def phone(demo, monkeypatch):
    """The demo with its sender at work, and a page that looks for answers more often than people could."""
    monkeypatch.setattr(table, "LOOK_AGAIN", 0.004)
    demo.run(demo.app.start())
    return demo


def bubbles(page, who="theirs"):
    found = re.findall(rf'<div class="bubble {who} [^>]*>\s*<p dir="auto">(.*?)</p>', page.text, re.DOTALL)
    return [html.unescape(one) for one in found]


def buttons(page):
    found = re.findall(r'<button name="choice" value="([^"]+)" dir="auto">(.*?)</button>', page.text)
    return {html.unescape(label): value for value, label in found}


def do(kit, path, **form):
    """A form of the page, and the page that follows it."""
    answer = kit.post(path, form)
    assert answer.status_code == 303, words_of(answer)
    return kit.get(answer.headers["location"])


def write(kit, address, **form):
    return do(kit, "/phone/write", phone=address, on="", **form)


def simulator(kit: Kit) -> Simulator:
    found = kit.app.adapters["simulator"]
    assert isinstance(found, Simulator)
    return found


def test_a_message_is_answered_on_the_same_page_without_a_script(phone):
    page = write(phone, LINH, text="my boss keeps my passport")
    assert bubbles(page, "mine") == ["my boss keeps my passport"]
    assert "Do you want to use English?" in bubbles(page)
    assert "Read" in words_of(page), "the desk has taken it"
    page = write(phone, LINH, choice=buttons(page)["Yes"])
    assert bubbles(page, "mine")[-1] == "Yes"
    assert "Is it safe" in bubbles(page)[-1]


def test_each_app_shows_choices_in_its_own_way(phone):
    """A keypad phone gets numbers and counts its SMS; WhatsApp opens a list where a message carries three keys only."""
    page = write(phone, AUNG, text="HI")
    assert buttons(page) == {}
    assert re.search(r"1\W+\w+", bubbles(page)[-1])
    assert re.search(r"\d SMS", words_of(page))
    assert page.text.count("data-key=") == 12
    assert 'data-price="0.08 USD"' in page.text
    assert page.text.count('name="text" value="1"') == 1, "a key sends its number without a script"
    page = write(phone, SITA, text="HI")
    assert '<details class="list"' in page.text
    assert len(buttons(page)) > 3


def test_phones_lie_side_by_side_and_know_nothing_of_each_other(phone):
    write(phone, LINH, text="secret of Linh")
    page = phone.get("/phone?phone=line:Linh&phone=line:Budi&phone=sms:Linh")
    assert bubbles(page, "mine") == ["secret of Linh"]
    page = phone.get("/phone?" + "&".join(f"phone=line:P{n}" for n in range(6)))
    assert page.text.count('class="handset look-line"') == 4
    assert "Another phone" not in page.text
    page = phone.get("/phone")
    assert page.text.count('class="handset look-') == 1
    assert all(one in words_of(page) for one in ("Linh", "Aung", "Sita", "Maria", "Play a script", "A look inside"))


def test_what_no_phone_sends_is_refused_with_a_reason(demo):
    for address in ("", "line:", "fax:Linh", "line:<script>", "line:" + "x" * 60, "Linh\x00", "sms:\u202e", "line:a/b"):
        assert demo.get("/phone", params={"phone": address}).status_code == 404, address
        assert demo.post("/phone/write", {"phone": address, "text": "HI"}).status_code in (404, 422), address
    for path, form in (
        *(("write", form) for form in ({}, {"text": "  "}, {"text": "x" * 1601}, {"choice": "c" * 65})),
        *(("attach", {"sample": one}) for one in ("", "bomb", "../voice")),
        *(("change", {"number": one, "text": "x"}) for one in ("", "0", "-1", "7", "x")),
        *(("line", {"deed": one}) for one in ("", "explode")),
        ("line", {"deed": "lose", "count": "99"}),
        *(("clock", {"way": one}) for one in ("", "back", "-1")),
    ):
        answer = demo.post(f"/phone/{path}", {"phone": LINH, **form})
        assert answer.status_code == 422, (path, form)
        assert "<h1>" in answer.text
    assert demo.post("/phone/attach", {"phone": AUNG, "sample": "photo"}).status_code == 422, "an SMS has no photo"
    assert demo.post("/phone/play", {"name": "none"}).status_code == 404
    assert demo.get("/phone/sample/../../etc").status_code == 404
    assert demo.get("/phone?phone=line:Linh&play=linh&step=x%00").status_code == 200


def test_hostile_words_stay_words_and_lead_nowhere_else(phone):
    text = "</p><script>alert(1)</script>"
    page = write(phone, LINH, text=text)
    assert bubbles(page, "mine") == [text]
    assert len(re.findall(r"<script\b", page.text)) == 3
    for on in ("https://evil.example", "phone=line:Linh\r\nX: y", "x"):
        answer = phone.post("/phone/write", {"phone": LINH, "text": "HI", "on": on})
        assert answer.headers["location"] == "/phone?phone=line%3ALinh"


def test_photos_voices_places_and_files_of_ones_own_arrive(phone):
    write(phone, LINH, text="HI")
    for sample in ("photo", "voice", "location", "sticker", "contact"):
        page = do(phone, "/phone/attach", phone=LINH, sample=sample)
    assert phone.get("/phone/sample/payslip.jpg").content.startswith(b"\xff\xd8\xff")
    assert page.text.count("kind-image") == page.text.count("kind-audio") == page.text.count("kind-location") == 1
    own = {"file": ("my slip.pdf", b"%PDF-1.4", "application/pdf")}
    answer = phone.post("/phone/attach", {"phone": LINH}, files=own)
    assert "my slip.pdf" in words_of(phone.get(answer.headers["location"]))
    for _ in range(100):
        if not phone.read(lambda unit: unit.cases.one(select(MEDIA.c.id).where(MEDIA.c.state == "waiting"))):
            break
        phone.run(asyncio.sleep(0.05))
    kept = phone.read(lambda unit: unit.cases.all(select(MEDIA.c.state)))
    assert len(kept) == 3, "the sticker, the card and the place are no files"
    assert {row[0] for row in kept} == {"kept"}


def test_a_message_is_changed_and_taken_back_where_the_app_can(phone):
    write(phone, LINH, text="it was monday")
    page = do(phone, "/phone/change", phone=LINH, number=1, text="it was tuesday")
    assert bubbles(page, "mine") == ["it was tuesday"]
    page = do(phone, "/phone/change", phone=LINH, number=1)
    assert "Message taken back" in words_of(page)
    assert "tuesday" not in page.text
    write(phone, AUNG, text="sent is sent")
    assert phone.post("/phone/change", {"phone": AUNG, "number": 1}).status_code == 422


def test_whoever_blocks_the_desk_hears_nothing_until_she_lets_it_in_again(phone):
    write(phone, LINH, text="HI")
    page = do(phone, "/phone/line", phone=LINH, deed="block")
    assert "The desk is blocked" in words_of(page)
    assert "<dd>blocked</dd>" in page.text
    page = do(phone, "/phone/line", phone=LINH, deed="unblock")
    assert "let in again" in words_of(page)
    assert "language" in write(phone, LINH, text="HI").text


def test_a_message_delivered_twice_is_known(phone):
    first = write(phone, LINH, text="HI")
    again = do(phone, "/phone/line", phone=LINH, deed="twice")
    assert bubbles(again) == bubbles(first)
    assert "The desk knew it already" in words_of(again)


def test_what_the_network_loses_is_sent_again(demo):
    """Nothing sends by itself here: the first try is ours to see, and the second after its wait."""
    do(demo, "/phone/line", phone=LINH, deed="lose", count=1)
    request = simulator(demo).write(LINH, id="1", text="HI")
    demo.run(demo.app.receiver.accept(simulator(demo).parse(request)))
    demo.run(demo.app.sender.settle())
    page = demo.get("/phone")
    assert bubbles(page) == []
    assert "It tries again by itself" in words_of(page)
    assert "1 try" in words_of(page), "the look inside shows what waits"
    demo.clock.pass_(seconds=10)
    demo.run(demo.app.sender.drain())
    demo.run(demo.app.sender.settle())
    page = demo.get("/phone")
    assert bubbles(page)
    assert "Not read yet" in words_of(page)
    assert "Not read yet" not in words_of(do(demo, "/phone/line", phone=LINH, deed="read"))


def test_reports_of_delivery_come_when_the_phone_is_looked_at_and_late_where_they_were_held(phone):
    page = write(phone, SITA, text="HI")
    assert "· read" in words_of(page)
    page = do(phone, "/phone/line", phone=AUNG, deed="off")
    page = write(phone, AUNG, text="HI")
    assert "no report yet" in words_of(page)
    page = do(phone, "/phone/line", phone=AUNG, deed="on")
    assert "came late, the newest first" in words_of(page)
    assert "· delivered" in words_of(page)
    states = phone.read(lambda unit: [row[0] for row in unit.cases.all(select(IDS.c.state))])
    heard = sum(len(bubbles(phone.get(f"/phone?phone={one}"))) for one in (SITA, AUNG))
    assert sum(state in ("delivered", "read") for state in states) == heard, "a late 'sent' moves nothing back"


def test_the_clock_goes_forward_and_everything_due_happens(phone):
    phone.sign_in()
    write(phone, LINH, text="my boss keeps my passport")
    for _ in range(3):
        page = write(phone, LINH, choice=next(iter(buttons(phone.get("/phone?phone=line:Linh")).values())))
    before = phone.clock()
    asked = len(bubbles(page))
    page = do(phone, "/phone/clock", way="day", on="phone=line%3ALinh")
    assert (phone.clock() - before).days == 1
    assert phone.get("/desk").status_code == 200, "whoever was signed in still is"
    assert len(bubbles(page)) >= asked
    do(phone, "/phone/clock", way="due")
    assert (phone.clock() - before).days >= 1
    do(phone, "/phone/clock", way="week")
    assert "Nobody has written" in words_of(phone.get("/phone?phone=sms:Aung"))
    page = do(phone, "/phone/clock", way="week", on="phone=line%3ALinh")
    assert "what.ask" not in page.text, "an unfinished report is gone after its days"


@pytest.mark.parametrize("name", [name for name in plays.TITLES if name != "linh"])
def test_a_script_goes_as_written(phone, name):
    play = plays.at(name, "0")
    for act in play.acts:
        phone.run(plays.perform(phone.console, simulator(phone), play.phone, act))
        if act.then:
            (seen,) = phone.run(inside.look(phone.console, [play.phone]))
            assert seen.state.step == act.then, act
    wanted = [rest for mark, rest in plays.talk(name).lines if mark == "="]
    (seen,) = phone.run(inside.look(phone.console, [play.phone]))
    assert bool(seen.case) == bool(wanted)
    assert not wanted or f"urgent={'yes' if seen.case.urgent else 'no'}" in wanted[0]


def test_a_report_told_on_a_phone_is_a_case_that_leads_back_to_it(phone):
    for act in plays.at("linh", "0").acts:
        phone.run(plays.perform(phone.console, simulator(phone), LINH, act))
    (case,) = phone.read(lambda unit: Cases(unit.cases).all())
    assert (case.status, case.language, case.channel) == ("received", "vi", "simulator")
    assert case.reference in words_of(phone.get("/phone")), "the look inside names her report"
    phone.sign_in()
    page = phone.get(f"/desk/cases/{case.id}")
    assert "Nghiệp đoàn giữ hộ chiếu" in page.text
    assert 'href="/phone?phone=line%3ALinh"' in page.text


def test_a_script_is_played_step_by_step_paused_and_stopped(phone):
    page = phone.get(plays.at("linh", "0").link(going=True))
    assert 'data-go="linh-0"' in page.text
    page = do(phone, "/phone/play", name="linh", step="0", go="1")
    assert "Step 1 of 12" in words_of(page)
    assert 'data-go="linh-1"' in page.text
    paused = re.search(r'href="([^"]+)">[^>]*<[^>]*>.*?Pause', page.text)
    assert paused
    assert "data-go" not in phone.get(plays.at("linh", "1").link(going=False)).text
    assert "The script is over" in words_of(do(phone, "/phone/play", name="linh", step="99"))


def test_outside_a_demo_an_administrator_alone_has_phones_and_only_before_the_first_channel(kit):
    def meets():
        return [kit.get("/phone").status_code, kit.post("/phone/write", {"phone": LINH, "text": "HI"}).status_code]

    assert meets() == [404, 404]
    for role in ("member", "lead"):
        kit.sign_in(role)
        assert meets() == [404, 404]
    kit.sign_in("admin")
    assert meets() == [200, 303]
    page = kit.get("/phone")
    assert "A look inside" not in words_of(page)
    assert "Play a script" not in words_of(page)
    assert kit.post("/phone/clock", {"way": "day"}).status_code == 404
    assert kit.post("/phone/play", {"name": "linh"}).status_code == 404
    kit.app.adapters["sms"] = kit.app.adapters["simulator"]
    assert meets() == [404, 404]
