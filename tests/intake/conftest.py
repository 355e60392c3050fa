"""Both databases for whole desks, as the storage tests have them."""

from tests.storage.conftest import urls

__all__ = ["urls"]
