"""The same store on both databases."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.engine import Store
from storage.keyring import Keyring
from storage.master import MasterKey
from storage.migrate import migrate
from storage.opening import open_store
from tests.postgres import Server

Urls = tuple[str, str]


def keyring() -> Keyring:
    return Keyring([MasterKey("k1", b"k" * 32)], os.urandom)


def sqlite_urls(directory: Path) -> Urls:
    return f"sqlite:///{directory}/cases.db", f"sqlite:///{directory}/vault.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Urls]:
    """Two databases that nobody migrated yet."""
    if request.param == "sqlite":
        yield sqlite_urls(tmp_path)
        return
    server: Server = request.getfixturevalue("postgres")
    urls = server.empty_pair()
    yield urls
    server.drop_pair(urls)


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Urls]:
    """Two databases that are up to date."""
    if request.param == "sqlite":
        migrate(*sqlite_urls(tmp_path))
        yield sqlite_urls(tmp_path)
        return
    server: Server = request.getfixturevalue("postgres")
    urls = server.migrated_pair()
    yield urls
    server.give_back(urls)


@pytest.fixture
def sqlite(tmp_path: Path) -> Urls:
    """Two SQLite databases that are up to date."""
    migrate(*sqlite_urls(tmp_path))
    return sqlite_urls(tmp_path)


def with_store(urls: Urls, talk: Callable[[Store], Awaitable[Any]], **options: Any) -> Any:
    """Open the store, run `talk(store)` in an event loop of its own, close it."""

    async def whole() -> Any:
        store = open_store(*urls, keyring(), **options)
        try:
            return await talk(store)
        finally:
            await store.close()

    return asyncio.run(whole())
