"""A planted name, number, handle and sentence are found in no byte that the desk leaves behind, but sealed."""

import base64
import http.client
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.translation import word_list
from bot.translation.engine import Direction
from bot.translation.installing import Terms, install
from bot.translation.packages import Packages
from bot.translation.receipts import Kind
from bot.translation.word_list import WordList
from tests.acceptance.dialogue import Dialogue, told_reference
from tests.acceptance.house import House, Street, open_street
from tests.acceptance.plans import plan
from tests.acceptance.workers import OnLine, OnSms, OnTelegram
from tests.faults.opened import opened
from tests.faults.traces import disguises, files_below, traces

NAME = "Siti Zubaidah Quokka"
HANDLE = "siti_quokka_9471"
PHONE = "+819094715823"
CHAT = "5947158231"
LINE_USER = "U9471582394715823947158239471582f"
SENTENCE = "The foreman Bramblewick locked the emergency exit on floor seven"
COMPANY = "Zanzibar Umbrella Works"
MAIL = "bram_ble_wick@zanzibar.example"
CANARIES = (NAME, MAIL, HANDLE, PHONE, PHONE.lstrip("+"), CHAT, LINE_USER, SENTENCE, "Bramblewick", COMPANY)
TRANSLATED_SECONDS = 60.0


@pytest.mark.parametrize(
    "form",
    [
        SENTENCE.encode(),
        SENTENCE.encode("utf-16-le"),
        SENTENCE.encode().hex().encode(),
        quote(SENTENCE).encode(),
        *(base64.b64encode(b"x" * lead + SENTENCE.encode() + b"tail") for lead in range(6)),
    ],
)
def test_the_search_finds_what_is_planted(tmp_path: Path, form: bytes) -> None:
    (tmp_path / "log").write_bytes(b"before " + form + b" after")
    assert traces([SENTENCE], files_below(tmp_path)) == [f"log: {SENTENCE}"]
    assert traces(["something else entirely"], files_below(tmp_path)) == []


def test_every_canary_is_looked_for_in_many_forms() -> None:
    assert all(len(disguises(canary)) >= 6 for canary in CANARIES)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_street() as street:
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        made = WordList(Direction("en", "ja"), {"emergency": "非常", "exit": "口", "locked": "閉めた"}, "1.0")
        archive = word_list.archive(made, tmp_path / f"{made.code}.argosmodel", kind=Kind.ARGOS)
        install(Packages(tmp_path / "packages"), archive, Terms(unpinned=True), now=datetime(2026, 11, 22, tzinfo=UTC))
        loud = f'\n[logging]\nlevel = "debug"\n[translation]\npackages = "{tmp_path}/packages"\n'
        desk = House(tmp_path / "desk", street, more=loud, environ={"TMPDIR": str(scratch)})
        desk.migrate().start()
        yield desk
        desk.close()


class _Named(OnTelegram):
    """Telegram tells us her name and handle with every message."""

    def say(self, text: str) -> int:
        call = self.street.from_telegram.text(self.address, text, name=NAME, handle=HANDLE)
        return self._deliver(call)


def _people(street: Street, house: House) -> list[OnTelegram | OnSms | OnLine]:
    carrier = house.carrier()
    return [_Named(street, carrier, CHAT), OnSms(street, carrier, PHONE), OnLine(street, carrier, LINE_USER)]


def test_nothing_that_is_left_behind_tells_who_or_what(house: House, tmp_path: Path) -> None:
    answers = {**plan("en", SENTENCE, COMPANY)}
    for person in _people(house.street, house):
        dialogue = Dialogue(person, "en", answers)
        dialogue.say(SENTENCE)
        dialogue.run(told_reference)
    _make_it_stumble(house)
    _is_translated(house)
    (tmp_path / "metrics").write_bytes(_metrics(house))
    places = (house.folder / "var", house.log, tmp_path / "scratch", tmp_path / "metrics")
    live = traces(CANARIES, _files(places))
    house.kill()
    assert live == []
    assert traces(CANARIES, _files(places)) == []
    _everything_is_really_there(house)


def _files(places: tuple[Path, ...]) -> list[Path]:
    found = [path for place in places for path in ([place] if place.is_file() else files_below(place))]
    assert any(path.name == "vault.db" for path in found)
    assert any(path.name.endswith("-wal") for path in found)
    return found


def _make_it_stumble(house: House) -> None:
    """Failures are where words slip into logs: a vendor that refuses, a body that cannot be read."""
    from tests.vendors.stand_in import Trouble

    street = house.street
    street.telegram.trouble.append(Trouble(status=500))
    street.twilio.trouble.append(Trouble(status=400, code=30007))
    street.line.trouble.append(Trouble(drop=True))
    for person in _people(street, house):
        person.say(f"{SENTENCE}. {NAME}, {PHONE}, {MAIL}")
    house.carrier().once(street.from_line.raw(f'{{"events": "{SENTENCE}"'.encode()))
    house.carrier().once(street.from_twilio.form({"Body": SENTENCE, "From": PHONE, "NumMedia": "x"}, ""))
    time.sleep(1.5)


def _is_translated(house: House) -> None:
    """What passes through a model has been in many more hands: all of it, before anything is searched."""
    end = time.monotonic() + TRANSLATED_SECONDS
    while time.monotonic() < end:
        with opened(*house.opened, house.key) as databases:
            if databases.count("translation_task") and not databases.count("translation_task", "state = 'waiting'"):
                return
        time.sleep(0.2)
    raise AssertionError("not all was translated")


def _metrics(house: House) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=5)
    connection.request("GET", "/metrics")
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status == 200
    assert b"# TYPE" in content
    return content


def _everything_is_really_there(house: House) -> None:
    """The search would also succeed on a desk that stores nothing."""
    with opened(*house.opened, house.key) as databases:
        assert databases.said().count(SENTENCE) >= 3
        assert databases.count("cases") == 3
        segments = [segment for made in databases.renderings() for segment in made["segments"]]
        assert sum("非常" in segment["text"] for segment in segments) >= 3
        assert sum(MAIL in segment["text"] for segment in segments) == 3, "an address has to come through whole"
