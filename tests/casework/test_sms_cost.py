"""What an SMS costs before it is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.sms_cost import cost, part_price

PRICES = {"": 0.1, "+8": 0.2, "+81": 0.09, "+81700": 0.5}


@pytest.mark.parametrize(
    ("number", "parts", "expected"),
    [
        ("+815012345678", 2, 0.18),
        ("+81", 1, 0.09),
        ("+86", 1, 0.2),
        ("+1", 3, 0.3),
        ("", 1, 0.1),
        ("+81700123", 1, 0.5),
    ],
)
def test_the_longest_beginning_that_has_a_price_counts(number: str, parts: int, expected: float) -> None:
    assert cost(PRICES, number, parts) == expected


def test_without_a_price_nobody_knows() -> None:
    assert cost({}, "+81", 2) is None
    assert cost({"+84": 1.0}, "+81", 2) is None
    assert cost(PRICES, "+81", 0) is None


@given(
    st.dictionaries(st.from_regex(r"\+\d{1,5}", fullmatch=True), st.floats(0, 9)),
    st.from_regex(r"\+\d{5,9}", fullmatch=True),
)
def test_a_price_is_one_that_was_given_for_the_beginning_of_the_number(prices: dict[str, float], number: str) -> None:
    price = part_price(prices, number)
    assert price is None or price in [one for start, one in prices.items() if number.startswith(start)]
