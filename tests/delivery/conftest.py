"""Both databases for the sender, as the storage tests have them."""

from tests.storage.conftest import urls

__all__ = ["urls"]
