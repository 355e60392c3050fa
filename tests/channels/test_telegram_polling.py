"""How far polling settles: what is settled is gone, so a number that cannot be is not believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.telegram_polling import FARTHEST, HIGHEST, settled


@pytest.mark.parametrize(
    ("numbers", "after", "last"),
    [
        ([], None, None),
        ([], 7, 7),
        ([8, 9, 10], 7, 10),
        ([8, 10], 7, 10),  # what expired unread leaves a gap
        ([8, 2**31], 7, 8),
        ([8, 10**18], 7, 8),
        ([8, 1_999_999_999], 7, 8),
        ([8, 1_999_999_999, 9], 7, 9),
        ([1_999_999_999], 7, 7),
        ([7, 3], 7, 7),
        ([0, -5, 8], 7, 8),
        ([True, "9", None, 9.0, [9], 8], 7, 8),
        ([500], None, 500),
        ([10**18, 500], None, 500),
        ([7 + FARTHEST], 7, 7 + FARTHEST),
    ],
    ids=str,
)
def test_only_a_number_that_can_be_next_is_settled(numbers: list[object], after: int | None, last: int | None) -> None:
    assert settled([{"update_id": number} for number in numbers], after, anywhere=False) == last


def test_after_a_quiet_week_numbers_begin_anywhere() -> None:
    assert settled([{"update_id": 3}, {"update_id": 4}], 1_000_000_000, anywhere=True) == 4
    assert settled([{"update_id": HIGHEST}], 5, anywhere=True) == HIGHEST
    assert settled([], 5, anywhere=True) == 5


@given(st.lists(st.one_of(st.integers(), st.none(), st.text())), st.one_of(st.none(), st.integers(1, HIGHEST)))
def test_nothing_that_comes_makes_it_settle_more_than_could_have_come(numbers: list[object], after: int | None) -> None:
    last = settled([{"update_id": number} for number in numbers] + [{}], after, anywhere=False)
    assert last is None or 0 < last <= HIGHEST
    if after is not None:
        assert last is not None
        assert after <= last <= after + FARTHEST * len(numbers)
