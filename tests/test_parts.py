"""What the composition root hands to everyone."""

from itertools import islice, pairwise
from uuid import UUID

from bot.parts import row_ids


def test_ids_of_rows_lie_one_after_the_other_and_start_anywhere() -> None:
    new = row_ids()
    made = [new() for _ in range(1000)]
    assert all(UUID(one).hex == one for one in made)
    assert [int(b, 16) - int(a, 16) for a, b in pairwise(made)] == [1] * 999
    starts = {int(row_ids()(), 16) >> 120 for _ in range(64)}
    assert len(list(islice(starts, 20))) == 20
