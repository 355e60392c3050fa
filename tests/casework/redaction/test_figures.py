"""The goals, on the half of the sentences that no rule was made for."""

from tests.casework.redaction.judge import DIRECT, SHOWN, STAY, judged


class TestSentencesNotTunedOn:
    def test_98_of_100_direct_identifiers_are_found(self) -> None:
        assert judged(held_back=True).share(DIRECT) >= 0.98

    def test_what_a_member_should_look_at_is_shown(self) -> None:
        assert judged(held_back=True).share(SHOWN) >= 0.95

    def test_at_most_one_of_100_wages_hours_and_head_counts_is_touched(self) -> None:
        assert judged(held_back=True).share(STAY) >= 0.99


def test_the_half_that_was_tuned_on_is_right_throughout() -> None:
    assert judged(held_back=False).wrong == []
