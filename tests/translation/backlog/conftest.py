"""The same store on both databases, as the tests of the store have it."""

from tests.storage.conftest import sqlite, urls

__all__ = ["sqlite", "urls"]
