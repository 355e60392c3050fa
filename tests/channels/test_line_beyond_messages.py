"""LINE calls that are no messages, with the vendor's SDK: leaving groups and rooms, the month's allowance."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from channels.base import Address, ConfigError
from channels.line import Line as Adapter
from tests.vendors.line import Line
from tests.vendors.stand_in import Loopback


def with_line(line: Line, talk: Callable[[Adapter], Awaitable[Any]], token: str = "") -> Any:
    async def whole() -> Any:
        given = token or line.token
        adapter = Adapter(channel_secret="s" * 32, channel_access_token=given, api_url=line.url, data_url=line.url)
        try:
            return await talk(adapter)
        finally:
            await adapter.close()

    with Loopback(line):
        return asyncio.run(whole())


@pytest.mark.parametrize(("quota", "pushed", "expected"), [(200, 161, (200, 161)), (None, 7, (None, 7))])
def test_the_months_allowance_is_read(quota: int | None, pushed: int, expected: tuple[int | None, int]) -> None:
    line = Line()
    line.quota, line.pushed = quota, pushed
    assert with_line(line, lambda adapter: adapter.pushes()) == expected


def test_a_wrong_token_is_a_setting_to_mend() -> None:
    with pytest.raises(ConfigError):
        with_line(Line(), lambda adapter: adapter.pushes(), token="wrong")


@pytest.mark.parametrize("id_", ["C" + "1" * 32, "R" + "2" * 32])
def test_a_group_and_a_room_are_left_each_by_its_own_call(id_: str) -> None:
    line = Line()
    with_line(line, lambda adapter: adapter.leave(Address("line", id_)))
    kind = "room" if id_.startswith("R") else "group"
    assert [call.path for call in line.calls if call.path.endswith("/leave")] == [f"/v2/bot/{kind}/{id_}/leave"]
