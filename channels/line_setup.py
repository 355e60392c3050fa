"""An official account as LINE knows it: its webhook, and what is left of the month's pushes. Sends no message.

https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url and the ones after it. Raises only
SendError.
"""

from dataclasses import dataclass
from typing import Any

from channels.base import ConfigError
from channels.line_calls import LineCalls, readable


@dataclass(frozen=True, slots=True)
class AccountFound:
    """`chatting`: what workers write is also shown in LINE's own manager."""

    handle: str
    shown: str
    chatting: bool


@dataclass(frozen=True, slots=True)
class EndpointFound:
    """`active` is the switch "Use webhook", which only a person can turn."""

    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Tested:
    """What LINE saw when it called: `status` is 0 or less where there was no answer."""

    success: bool
    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class Quota:
    """Pushes of this month; `limit` is None where there is none."""

    limit: int | None
    used: int

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.used)


class LineSetup:
    def __init__(self, *, channel_access_token: str, api_url: str, data_url: str) -> None:
        self._calls = LineCalls(
            access_token=channel_access_token, api_url=api_url.rstrip("/"), data_url=data_url.rstrip("/")
        )

    async def account(self) -> AccountFound:
        def account(found: Any) -> AccountFound:
            return AccountFound(str(found.basic_id), str(found.display_name), found.chat_mode == "chat")

        return readable(account, await self._calls.ask("get_bot_info"))

    async def endpoint(self) -> EndpointFound | None:
        """None where none was ever given."""

        def endpoint(found: Any) -> EndpointFound | None:
            return EndpointFound(str(found.endpoint), bool(found.active)) if found.endpoint else None

        try:
            return readable(endpoint, await self._calls.ask("get_webhook_endpoint"))
        except ConfigError as error:
            if error.code == "404":
                return None
            raise

    async def register(self, url: str) -> None:
        """May be repeated. It may take a minute until LINE calls the new address."""
        from linebot.v3.messaging import SetWebhookEndpointRequest  # type: ignore[import-untyped]

        await self._calls.ask("set_webhook_endpoint", SetWebhookEndpointRequest(endpoint=url))

    async def test(self, url: str) -> Tested:
        """Have LINE call `url` now, with no event in it."""
        from linebot.v3.messaging import TestWebhookEndpointRequest

        def tested(found: Any) -> Tested:
            return Tested(bool(found.success), int(found.status_code), str(found.reason))

        request = TestWebhookEndpointRequest(endpoint=url)
        return readable(tested, await self._calls.ask("test_webhook_endpoint", request))

    async def quota(self) -> Quota:
        return Quota(*await self._calls.pushes())

    async def close(self) -> None:
        await self._calls.close()
