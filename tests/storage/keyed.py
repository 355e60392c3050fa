"""Two master keys, and a store opened with whichever a test configures."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.engine import Store
from storage.keyring import Keyring
from storage.master import MasterKey
from storage.opening import open_store
from tests.storage.conftest import Urls

ONE = MasterKey("k1", bytes(range(32)))
TWO = MasterKey("k2", bytes(range(32, 64)))


def ring(*masters: MasterKey) -> Keyring:
    return Keyring(masters, os.urandom)


@asynccontextmanager
async def opened(urls: Urls, *masters: MasterKey) -> AsyncIterator[Store]:
    """As after a restart with these keys, newest first."""
    store = open_store(*urls, ring(*masters))
    try:
        yield store
    finally:
        await store.close()
