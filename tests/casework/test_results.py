"""With what a thread and a case are said to have ended: tables, and the laws behind them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.lifecycle import Outcome
from bot.casework.results import NOT_TRIED, OF_THREAD, PROPOSABLE, REMEDY, WORST_FIRST, Said, of_case

O = Outcome  # noqa: E741


@pytest.mark.parametrize(
    ("proposed", "said", "result"),
    [
        (O.REMEDIED, Said.SOLVED, O.REMEDIED),
        (O.REMEDIED, Said.PARTLY, O.PARTLY_REMEDIED),
        (O.PARTLY_REMEDIED, Said.SOLVED, O.REMEDIED),
        (O.PARTLY_REMEDIED, Said.PARTLY, O.PARTLY_REMEDIED),
        (O.NOT_UPHELD, Said.SOLVED, O.NOT_UPHELD),
        (O.NO_AGREEMENT, Said.PARTLY, O.NO_AGREEMENT),
        (O.REFERRED, Said.SOLVED, O.REFERRED),
        (O.COMPANY_LEFT, Said.SOLVED, O.COMPANY_LEFT),
    ],
)
def test_her_word_decides_how_much_of_a_remedy_it_was_and_credits_nobody_else(proposed, said, result):
    assert OF_THREAD[proposed, said] is result


def test_every_proposal_has_a_result_for_both_kinds_of_yes_and_for_nothing_else():
    assert set(OF_THREAD) == {(one, said) for one in PROPOSABLE for said in (Said.SOLVED, Said.PARTLY)}


@pytest.mark.parametrize(
    ("threads", "case"),
    [
        ([O.REMEDIED], O.REMEDIED),
        ([O.REMEDIED, O.REMEDIED], O.REMEDIED),
        ([O.REMEDIED, O.NO_REPLY], O.PARTLY_REMEDIED),
        ([O.REMEDIED, O.NO_AGREEMENT], O.PARTLY_REMEDIED),
        ([O.PARTLY_REMEDIED, O.NO_REPLY], O.PARTLY_REMEDIED),
        ([O.NO_REPLY, O.NOT_UPHELD], O.NOT_UPHELD),
        ([O.NO_AGREEMENT, O.COMPANY_LEFT, O.NO_REPLY], O.COMPANY_LEFT),
        ([O.REMEDIED, O.KEPT_PRIVATE], O.REMEDIED),
        ([O.NO_REPLY, O.WITHDRAWN], O.NO_REPLY),
        ([O.WITHDRAWN, O.KEPT_PRIVATE], O.WITHDRAWN),
        ([O.KEPT_PRIVATE], O.KEPT_PRIVATE),
    ],
)
def test_a_case_ended_as_the_table_says(threads, case):
    assert of_case(threads) is case


def test_the_order_knows_every_outcome_once():
    assert sorted(WORST_FIRST) == sorted(Outcome)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(list(Outcome)), min_size=1, max_size=5))
def test_no_case_ends_better_than_its_worst_company(threads):
    result = of_case(threads)
    tried = [one for one in threads if one not in NOT_TRIED]
    assert (result is O.REMEDIED) == (bool(tried) and set(tried) == {O.REMEDIED})
    assert (result in REMEDY) == bool(set(tried) & set(REMEDY))
    assert of_case(reversed(threads)) is result


def test_a_case_without_threads_has_no_result():
    with pytest.raises(ValueError, match="empty"):
        of_case([])
