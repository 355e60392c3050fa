"""The models in memory: loaded when asked for, the longest unused let go when another needs the room.

What is lent is never let go. A package that was upgraded or removed goes with its last user.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.translation import heap
from bot.translation.model import Model


class TooLarge(Exception):
    """The model alone needs more than all may have."""


@dataclass(slots=True)
class Place:
    """`model` is None while it is being loaded."""

    size: int
    users: int = 1
    model: Model | None = None
    retired: bool = False


class Pool:
    """`budget` and sizes are bytes. Safe to use from several threads; one that borrows holds one model at a time."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._places: OrderedDict[Hashable, Place] = OrderedDict()
        self._changed = threading.Condition()

    @contextmanager
    def lent(self, key: Hashable, size: int, load: Callable[[], Model]) -> Iterator[Model]:
        """The model of `key`, loaded now if it is not there. Raises TooLarge, and what `load` raises."""
        if size > self.budget:
            raise TooLarge
        model = self._borrow(key, size) or self._load(key, load)
        try:
            yield model
        finally:
            self._give_back(key)

    def retire(self, current: Collection[Hashable]) -> None:
        """Let go all but these, each as soon as nobody uses it."""
        with self._changed:
            for key in [key for key in self._places if key not in current]:
                self._places[key].retired = True
                self._drop_unused(key)

    def loaded(self) -> tuple[Hashable, ...]:
        """The longest unused first."""
        with self._changed:
            return tuple(key for key, place in self._places.items() if place.model is not None)

    def clear(self) -> None:
        self.retire(())

    def _borrow(self, key: Hashable, size: int) -> Model | None:
        """The model, or None where the caller is to load it: its place is then taken."""
        with self._changed:
            while True:
                place = self._places.get(key)
                if place is None and self._make_room(size):
                    self._places[key] = Place(size)
                    return None
                if place is not None and place.model is not None:
                    place.users += 1
                    self._places.move_to_end(key)
                    return place.model
                self._changed.wait()

    def _load(self, key: Hashable, load: Callable[[], Model]) -> Model:
        model = None
        try:
            model = load()
        finally:
            with self._changed:
                self._places[key].model = model
                if model is None:
                    del self._places[key]
                self._changed.notify_all()
        return model

    def _give_back(self, key: Hashable) -> None:
        with self._changed:
            place = self._places[key]
            place.users -= 1
            if place.retired:
                self._drop_unused(key)
            self._changed.notify_all()

    def _make_room(self, size: int) -> bool:
        """False where those who use the others must be waited for."""
        for key in list(self._places):
            if self._taken() + size <= self.budget:
                break
            self._drop_unused(key)
        return self._taken() + size <= self.budget

    def _taken(self) -> int:
        return sum(place.size for place in self._places.values())

    def _drop_unused(self, key: Hashable) -> None:
        place = self._places[key]
        if place.users == 0 and place.model is not None:
            del self._places[key]
            place.model.unload()
            heap.give_back()
