"""Report numbers."""

from hypothesis import given
from hypothesis import strategies as st

from bot.casework.reference import luhn, reference, shown

NUMBERS = st.integers(min_value=0, max_value=10**7 - 1)


def test_the_check_digit_is_luhns():
    # ISO/IEC 7812-1 annex B gives 7992739871 -> 3.
    assert luhn("79927398713") == 0
    assert luhn("79927398710") != 0


@given(NUMBERS)
def test_every_reference_has_eight_digits_and_a_right_check_digit(number: int):
    made = reference(number)
    assert len(made) == 8
    assert luhn(made) == 0
    assert made.startswith(f"{number:07d}")


@given(NUMBERS, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: int, place: int, by: int):
    made = reference(number)
    wrong = made[:place] + str((int(made[place]) + by) % 10) + made[place + 1 :]
    assert luhn(wrong) != 0


def test_it_is_shown_like_a_telephone_number():
    assert shown("12345674") == "1234-5674"
