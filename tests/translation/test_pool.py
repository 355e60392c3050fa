"""Models in memory: within the budget, the longest unused goes first, what is in use stays."""

import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.lanes import Lanes
from bot.translation.model import Batch, Model, Piece, batches, repeats
from bot.translation.pool import Pool, TooLarge

SIZE = 100


@dataclass
class Toy:
    name: str
    unloaded: bool = False

    def unload(self) -> None:
        self.unloaded = True


@dataclass
class Toys:
    pool: Pool
    made: list[Toy] = field(default_factory=list)

    def load(self, name: str) -> Model:
        self.made.append(Toy(name))
        return cast(Model, self.made[-1])

    def use(self, name: str) -> None:
        with self.pool.lent(name, SIZE, lambda: self.load(name)):
            pass


@pytest.fixture
def toys() -> Toys:
    return Toys(Pool(3 * SIZE))


class TestBudget:
    def test_a_model_is_loaded_once(self, toys: Toys) -> None:
        for _ in range(3):
            toys.use("a")
        assert [toy.name for toy in toys.made] == ["a"]

    def test_the_longest_unused_goes_when_another_needs_its_place(self, toys: Toys) -> None:
        for name in "abcabd":
            toys.use(name)
        assert toys.pool.loaded() == ("a", "b", "d")
        assert [toy.name for toy in toys.made if toy.unloaded] == ["c"]

    def test_one_larger_than_all_may_have_is_refused_and_costs_nobody_a_place(self, toys: Toys) -> None:
        toys.use("a")
        with pytest.raises(TooLarge), toys.pool.lent("b", 4 * SIZE, lambda: toys.load("b")):
            pass
        assert toys.pool.loaded() == ("a",)

    def test_what_is_lent_is_waited_for(self, toys: Toys) -> None:
        with ExitStack() as lent:
            for name in "abc":
                lent.enter_context(toys.pool.lent(name, SIZE, lambda name=name: toys.load(name)))
            waiting = threading.Thread(target=toys.use, args=("d",))
            waiting.start()
            waiting.join(0.1)
            assert waiting.is_alive()
            assert not any(toy.unloaded for toy in toys.made)
        waiting.join(5)
        assert "d" in toys.pool.loaded()

    def test_a_model_that_cannot_be_loaded_leaves_its_place_free(self, toys: Toys) -> None:
        def broken() -> Model:
            raise OSError

        for _ in range(5):
            with pytest.raises(OSError), toys.pool.lent("a", SIZE, broken):  # noqa: PT011
                pass
        for name in "bcd":
            toys.use(name)
        assert toys.pool.loaded() == ("b", "c", "d")

    def test_what_was_removed_goes_with_its_last_user(self, toys: Toys) -> None:
        toys.use("a")
        with toys.pool.lent("b", SIZE, lambda: toys.load("b")):
            toys.pool.retire({"c"})
            assert [toy.unloaded for toy in toys.made] == [True, False]
        assert [toy.unloaded for toy in toys.made] == [True, True]

    def test_two_who_ask_at_once_load_one(self, toys: Toys) -> None:
        started = threading.Barrier(4)

        def ask() -> None:
            started.wait()
            toys.use("a")

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(5)
        assert len(toys.made) == 1


class TestLanes:
    def test_what_is_urgent_does_not_wait_for_batches_that_run(self) -> None:
        lanes, held, seen = Lanes(2), threading.Event(), []

        def hold(_batch: Batch) -> None:
            held.wait(10)
            seen.append("usual")

        others = threading.Thread(target=lanes.open(urgent=False)[1], args=(hold, [[], [], [], []]))
        others.start()
        lanes.open(urgent=True)[1](lambda _batch: seen.append("urgent"), [[]])
        assert seen == ["urgent"]
        held.set()
        others.join(10)
        assert seen == ["urgent"] + ["usual"] * 4
        lanes.close()

    def test_all_batches_have_ended_when_one_fails(self) -> None:
        lanes, done = Lanes(2), []

        def fail(batch: Batch) -> None:
            if not batch:
                raise RuntimeError
            threading.Event().wait(0.1)
            done.append(1)

        with pytest.raises(RuntimeError):
            lanes.open(urgent=False)[1](fail, [[], [(0, Piece(0, [], 0, False))]])
        assert done == [1]
        lanes.close()


@given(
    lengths=st.lists(st.tuples(st.integers(1, 200), st.booleans()), max_size=80),
    most=st.integers(200, 2000),
    lanes=st.integers(1, 8),
    rows=st.integers(1, 100),
)
def test_batches_hold_every_piece_once_and_no_more_than_they_may(
    lengths: list[tuple[int, bool]], most: int, lanes: int, rows: int
) -> None:
    pieces = [Piece(at, ["x"] * length, 0, again) for at, (length, again) in enumerate(lengths)]
    made = batches(pieces, most, lanes, rows=rows)
    assert sorted(place for batch in made for place, _ in batch) == list(range(len(pieces)))
    for batch in made:
        sizes = [len(piece.tokens) for _, piece in batch]
        assert len(sizes) <= rows
        assert len(sizes) == 1 or max(sizes) * len(sizes) <= most
        assert len({piece.repeats for _, piece in batch}) == 1


def test_a_text_that_repeats_itself_is_known() -> None:
    assert repeats(["no"] * 11)
    assert not repeats(["no"] * 10)
    assert not repeats([*"1,000,000"])
