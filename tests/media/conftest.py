"""The vendors on loopback, and a desk's databases of both kinds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.media.desk import Street
from tests.postgres import Server
from tests.vendors.stand_in import Loopback

Urls = tuple[str, str] | None


@pytest.fixture
def street() -> Iterator[Street]:
    made = Street()
    with Loopback(made.line, made.telegram, made.twilio):
        yield made
    for vendor in (made.line, made.telegram, made.twilio):
        vendor.assert_contract()


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Urls]:
    """None for SQLite files in the test's own folder."""
    if request.param == "sqlite":
        yield None
        return
    server: Server = request.getfixturevalue("postgres")
    pair = server.migrated_pair()
    yield pair
    server.give_back(pair)
