"""Calls to the Messaging API through line-bot-sdk, and what its errors mean for the one who sends.

Raises only SendError, and never lets the SDK's own exceptions through: they quote the answer and its headers.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote
from uuid import UUID

from channels.base import (
    BadMessage,
    Blocked,
    ConfigError,
    Download,
    HandleRefused,
    MediaRef,
    QuotaExhausted,
    Retryable,
    SendError,
    SendResult,
    Throttled,
    WireMessage,
)
from channels.download import FOREIGN, Vendor, download
from channels.lazy import Lazy

if TYPE_CHECKING:
    from linebot.v3.messaging import AsyncMessagingApi  # type: ignore[import-untyped]

T = TypeVar("T")
_CONNECT_SECONDS, _SECONDS = 5.0, 15.0
_TOLD_BYTES = 10_000


class LineCalls:
    def __init__(self, *, access_token: str, api_url: str, data_url: str) -> None:
        self._access_token, self._api_url, self._data_url = access_token, api_url, data_url
        self._api = Lazy(self._load, "linebot", "aiohttp", "httpx", "httpcore", "urllib3")

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        try:
            return await self._send(wire, key)
        except _InvalidReplyToken:
            if wire.otherwise is None:
                raise HandleRefused("reply token") from None
            return await self._send(wire.otherwise, key)

    async def leave(self, group: str) -> None:
        """A group's id begins with C, a room's with R."""
        await self.ask("leave_room" if group.startswith("R") else "leave_group", group)

    async def pushes(self) -> tuple[int | None, int]:
        """(how many a month or None, how many are used): https://developers.line.biz/en/reference/messaging-api/"""
        quota = await self.ask("get_message_quota")
        used = await self.ask("get_message_quota_consumption")
        return readable(_most, quota), readable(_used, used)

    async def ask(self, method: str, *given: Any) -> Any:
        """A call that is no message."""
        api = await self._api.get()
        import aiohttp
        from linebot.v3.messaging import ApiException

        limit = aiohttp.ClientTimeout(total=_SECONDS, sock_connect=_CONNECT_SECONDS)
        try:
            return await getattr(api, method)(*given, _request_timeout=limit)
        except ApiException as error:
            raise _status_error(error) from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Retryable("network") from None
        except (ValueError, TypeError):
            raise Retryable("unreadable") from None

    async def fetch(self, ref: MediaRef, limit: int) -> Download:
        if not ref.ref:
            raise BadMessage(FOREIGN)
        url = f"{self._data_url}/v2/bot/message/{quote(ref.ref, safe='')}/content"
        try:
            return await self._download(url, limit, ref.mime)
        except Retryable as waiting:
            if waiting.code == "202" and await self._cannot_be_prepared(url):
                raise BadMessage("transcoding failed") from None
            raise

    async def _download(self, url: str, limit: int, mime: str | None) -> Download:
        headers = {"authorization": f"Bearer {self._access_token}"}
        return await download(url, Vendor(self._data_url), limit=limit, headers=headers, mime=mime)

    async def _cannot_be_prepared(self, url: str) -> bool:
        """LINE answers 202 while it prepares a video or voice, and tells here if that has failed for good."""
        try:
            told = json.loads((await self._download(f"{url}/transcoding", _TOLD_BYTES, None)).content)
        except (SendError, ValueError):
            return False
        return isinstance(told, dict) and told.get("status") == "failed"

    async def close(self) -> None:
        if self._api.made:
            await self._api.made.api_client.close()

    async def _send(self, wire: WireMessage, key: UUID) -> SendResult:
        api = await self._api.get()
        import aiohttp
        from linebot.v3.messaging import ApiException

        request = _request(wire)
        try:
            result = _result(await _call(api, request, wire, key))
        except ApiException as error:
            if error.status == 409:
                return _result(_body(error), duplicate=True)
            raise _send_error(error, wire) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            never_left = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
            code = "timeout" if isinstance(error, TimeoutError) else "network"
            raise Retryable(code, fate_unknown=not never_left) from None
        except (ValueError, TypeError):
            result = SendResult()
        if not result.provider_ids and wire.method == "push":  # its key makes a second try harmless
            raise Retryable("unreadable", fate_unknown=True)
        return result  # a reply cannot be tried again but as a push of the same words

    def _load(self) -> "Callable[[], AsyncMessagingApi]":
        from linebot.v3.messaging import AsyncApiClient, AsyncMessagingApi, Configuration

        settings = Configuration(host=self._api_url, access_token=self._access_token)
        return lambda: AsyncMessagingApi(AsyncApiClient(settings))


class _InvalidReplyToken(SendError):
    """The token was used, or its minute is over."""


def _request(wire: WireMessage) -> Any:
    from linebot.v3.messaging import PushMessageRequest, ReplyMessageRequest

    try:
        return (ReplyMessageRequest if wire.method == "reply" else PushMessageRequest).from_dict(dict(wire.payload))
    except ValueError:
        raise BadMessage("limits") from None


async def _call(api: "AsyncMessagingApi", request: Any, wire: WireMessage, key: UUID) -> dict[str, Any]:
    import aiohttp

    limit = aiohttp.ClientTimeout(total=_SECONDS, sock_connect=_CONNECT_SECONDS)
    if wire.method == "reply":
        answer = await api.reply_message(request, _request_timeout=limit)
    else:
        answer = await api.push_message(request, x_line_retry_key=str(key), _request_timeout=limit)
    return dict(answer.to_dict()) if answer else {}


def readable(read: Callable[[Any], T], answer: Any) -> T:
    """What `read` finds in an answer of the SDK, which may be nothing at all. Raises Retryable."""
    try:
        return read(answer)
    except (AttributeError, TypeError, ValueError):
        raise Retryable("unreadable") from None


def _most(quota: Any) -> int | None:
    limited = str(getattr(quota.type, "value", quota.type)) == "limited" and quota.value is not None
    return int(quota.value) if limited else None


def _used(consumption: Any) -> int:
    return int(consumption.total_usage or 0)


def _body(error: Any) -> dict[str, Any]:
    try:
        found = json.loads(error.body or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _result(answer: dict[str, Any], *, duplicate: bool = False) -> SendResult:
    sent = answer.get("sentMessages")
    ids = [str(message.get("id")) for message in sent if isinstance(message, dict)] if isinstance(sent, list) else []
    return SendResult(tuple(ids), duplicate=duplicate)


def _send_error(error: Any, wire: WireMessage) -> SendError:
    """https://developers.line.biz/en/reference/messaging-api/#status-codes"""
    status, words = int(error.status or 0), str(_body(error).get("message", "")).lower()
    if status == 400 and wire.method == "reply" and "reply token" in words:
        return _InvalidReplyToken("400")
    if status == 400:
        return Blocked("400") if "'to'" in words else BadMessage("400")
    return _status_error(error)


def _status_error(error: Any) -> SendError:
    status, words = int(error.status or 0), str(_body(error).get("message", "")).lower()
    if status in (401, 403, 404):
        return ConfigError(str(status))
    if status == 429:
        return QuotaExhausted("429") if "monthly limit" in words else Throttled("429", after=_wait(error))
    # With the same retry key a second try is harmless, but a reply has none.
    return Retryable(str(status), fate_unknown=True) if status >= 500 else BadMessage(str(status))


def _wait(error: Any) -> timedelta | None:
    value = str((error.headers or {}).get("retry-after", ""))
    return timedelta(seconds=int(value)) if value.isdecimal() else None
