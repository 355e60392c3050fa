"""What stands beside a preview for a worker who is written to by SMS: how many, and what they cost."""

import re
from dataclasses import replace

import pytest

from bot.console.app import build_console
from storage.models.cases import METADATA
from tests.console.conftest import words_of

RECIPIENT = METADATA.tables["recipient"]


@pytest.fixture(autouse=True)
def signed_in(kit):
    kit.sign_in()


def priced(kit, **settings):
    kit.console = replace(kit.console, sms=replace(kit.console.sms, **settings))
    kit.pages = build_console(kit.console)


def previewed(kit, text="Kapan?", country="JP", channel="sms"):
    case_id = kit.case(channel=channel)
    kit.write(lambda unit: unit.cases.put(RECIPIENT.update().values(country=country)))
    return words_of(kit.post(f"/desk/cases/{case_id}/preview", {"text": text}))


def parts(words):
    found = re.search(r"What the worker will see · (\d+) SMS", words)
    return int(found[1]) if found else 0


@pytest.mark.parametrize(
    ("price", "country", "each"),
    [({"": 0.5}, "JP", 0.5), ({"": 0.5, "+81": 0.09}, "JP", 0.09), ({"": 0.5, "+81": 0.09}, "ID", 0.5)],
)
def test_the_price_is_that_of_her_numbers_country_for_every_part(kit, price, country, each):
    priced(kit, price=price, currency="EUR")
    words = previewed(kit, country=country)
    assert parts(words) >= 2, "the neutral notice and the message itself"
    assert f"{parts(words)} SMS · {parts(words) * each:.2f} EUR" in words


def test_a_longer_text_costs_more(kit):
    priced(kit, price={"": 1.0})
    short, long = previewed(kit), previewed(kit, text="Kapan? " * 60)
    assert parts(long) > parts(short)
    assert f"{parts(long):.2f} USD" in long


def test_letters_outside_the_alphabet_of_sms_are_counted_as_such(kit):
    plain, foreign = previewed(kit, text="k" * 150), previewed(kit, text="k" * 149 + "ş")
    assert parts(foreign) > parts(plain)


@pytest.mark.parametrize(("price", "country"), [({}, "JP"), ({"+84": 1.0}, "JP"), ({"+84": 1.0}, "")])
def test_where_no_price_is_known_only_the_number_is_shown(kit, price, country):
    priced(kit, price=price)
    words = previewed(kit, country=country)
    assert parts(words) >= 2
    assert "USD" not in words


def test_other_channels_show_neither(kit):
    priced(kit, price={"": 1.0})
    words = previewed(kit, channel="line")
    assert "What the worker will see" in words
    assert "SMS" not in words.split("What the worker will see", 1)[1][:40]
    assert "USD" not in words
