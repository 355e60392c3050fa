"""The vendors' stand-ins on loopback, and a way to talk to them through one adapter's whole life."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from traceback import format_exception
from typing import TypeVar

import pytest

from channels.base import ChannelAdapter
from tests.vendors.line import Line
from tests.vendors.stand_in import Loopback
from tests.vendors.telegram import Telegram
from tests.vendors.twilio import Twilio

T = TypeVar("T")
A = TypeVar("A", bound=ChannelAdapter)


def using(adapter: A, act: Callable[[A], Awaitable[T]]) -> T:
    """What `act` gives with `adapter`, which is closed afterwards, in a loop of its own."""

    async def life() -> T:
        try:
            return await act(adapter)
        finally:
            await adapter.close()

    return asyncio.run(life())


def everything_shown(log: pytest.LogCaptureFixture, *results: object) -> str:
    """All that a log could hold of these calls: its lines, their arguments, results, and errors with their causes."""
    errors = [line for result in results if isinstance(result, Exception) for line in format_exception(result)]
    return "\n".join([log.text, *(repr(record.args) for record in log.records), *map(repr, results), *errors])


@pytest.fixture
def bot_api() -> Iterator[Telegram]:
    vendor = Telegram()
    with Loopback(vendor):
        yield vendor
    vendor.assert_contract()


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    vendor = Twilio()
    with Loopback(vendor):
        yield vendor
    vendor.assert_contract()


@pytest.fixture
def line_api() -> Iterator[Line]:
    vendor = Line()
    with Loopback(vendor):
        yield vendor
    vendor.assert_contract()


@pytest.fixture
def nobody() -> str:
    """An address of this machine where nobody listens."""
    return "http://127.0.0.1:9"
