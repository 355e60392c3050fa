"""Calls to Twilio's Messages API through its SDK, and what its errors mean for the one who sends.

Raises only SendError, and never lets the SDK's own exceptions through: they name the account and the number.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from channels.base import (
    BadMessage,
    ConfigError,
    Download,
    MediaRef,
    Retryable,
    SendError,
    SendResult,
    Throttled,
    WireMessage,
)
from channels.download import FOREIGN, Vendor, download
from channels.lazy import Lazy
from channels.text import sms_parts
from channels.twilio import API_URL, ERRORS, with_key

if TYPE_CHECKING:
    import httpx
    from twilio.rest import Client  # type: ignore[import-untyped]

# Our names in a WireMessage are Twilio's; the SDK has its own.
_ARGUMENTS = {
    "To": "to",
    "From": "from_",
    "MessagingServiceSid": "messaging_service_sid",
    "Body": "body",
    "StatusCallback": "status_callback",
    "ContentSid": "content_sid",
    "ContentVariables": "content_variables",
}
_CONNECT_SECONDS, _SECONDS = 5.0, 15.0
STORAGE = ("twilio.com", "twiliocdn.com", "s3-external-1.amazonaws.com")
"""Where Twilio's media URLs redirect to, signed for a short time. The credential stays behind.

`mms.twiliocdn.com` where the account asks for a password on media, `s3-external-1.amazonaws.com` where it does not:
https://support.twilio.com/hc/en-us/articles/223183748. `media.twiliocdn.com` before the latter:
https://github.com/codeforamerica/vita-min/pull/563. No other host of Amazon's: anybody may rent one.
"""
_MEDIA = re.compile(r"/2010-04-01/Accounts/(\w+)/Messages/(\w+)/Media/(\w+)(?:\.\w+)?")
_LOOK_BACK = 100


class TwilioCalls:
    def __init__(self, *, account_sid: str, auth_token: str, api_url: str) -> None:
        self._account_sid, self._auth_token, self._api_url = account_sid, auth_token, api_url
        self._client = Lazy(self._load, "twilio", "httpx", "httpcore", "urllib3")

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        arguments = _arguments(wire.payload)
        if "status_callback" in arguments:
            arguments["status_callback"] = with_key(arguments["status_callback"], key)
        client = await self._client.get()
        from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]

        try:
            sent = await client.messages.create_async(**arguments)
        except TwilioException as error:
            raise send_error(error) from None
        except (ValueError, TypeError, AttributeError):
            raise Retryable("unreadable", fate_unknown=True) from None
        if not sent.sid:
            raise Retryable("unreadable", fate_unknown=True)
        return _result(sent.sid, sent.num_segments, arguments.get("body", ""))

    async def client(self) -> "Client":
        """The SDK, for calls that are no messages."""
        return await self._client.get()

    async def find(self, wire: WireMessage, since: datetime) -> SendResult | None:
        """Not filtered by DateSent: a message that waits in Twilio's queue has none yet."""
        client = await self._client.get()
        from twilio.base.exceptions import TwilioException

        said = wire.payload.get("Body") or wire.shown
        if not said:
            return None
        try:
            async for sent in await client.messages.stream_async(to=wire.to, limit=_LOOK_BACK):
                made = sent.date_created
                # Twilio's clock has whole seconds.
                if made is not None and made.replace(tzinfo=made.tzinfo or UTC) < since - timedelta(seconds=1):
                    return None
                if sent.sid and sent.body == said and str(sent.direction).startswith("outbound"):
                    return _result(sent.sid, sent.num_segments, sent.body or "")
        except TwilioException as error:
            raise send_error(error) from None
        except (ValueError, TypeError, AttributeError):
            raise Retryable("unreadable") from None
        return None

    async def fetch(self, ref: MediaRef, limit: int) -> Download:
        if not ref.ref.startswith("/"):
            raise BadMessage(FOREIGN)
        credential = b64encode(f"{self._account_sid}:{self._auth_token}".encode()).decode()
        headers = {"authorization": f"Basic {credential}"}
        vendor = Vendor(self._api_url, STORAGE)
        return await download(self._api_url + ref.ref, vendor, limit=limit, headers=headers, mime=ref.mime)

    async def remove_message(self, message_id: str) -> None:
        """Delete Twilio's record of a message, its text with it. What is gone already is done."""
        client = await self._client.get()
        from twilio.base.exceptions import TwilioException

        try:
            await client.messages(message_id).delete_async()
        except TwilioException as error:
            if getattr(error, "status", None) != 404:
                raise send_error(error) from None

    async def remove_file(self, ref: str) -> None:
        """Delete a file that came with a message: `ref` is what fetched it. What is gone already is done."""
        parts = _MEDIA.fullmatch(ref)
        if parts is None:
            return  # never Twilio's: it was not fetched either
        client = await self._client.get()
        from twilio.base.exceptions import TwilioException

        try:
            await client.api.v2010.accounts(parts[1]).messages(parts[2]).media(parts[3]).delete_async()
        except TwilioException as error:
            if getattr(error, "status", None) != 404:
                raise send_error(error) from None

    async def close(self) -> None:
        if self._client.made:
            await self._client.made.http_client.close()

    def _load(self) -> "Callable[[], Client]":
        import httpx
        from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]
        from twilio.http.response import Response  # type: ignore[import-untyped]
        from twilio.rest import Client

        class Http(AsyncHttpClient):  # type: ignore[misc]
            """The SDK's own asynchronous client speaks aiohttp, and no setting points it elsewhere than twilio.com."""

            def __init__(self, api_url: str) -> None:
                self._client = httpx.AsyncClient(timeout=httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS))
                self._api_url = api_url
                self.is_async = True

            async def request(self, method: str, uri: str, **options: Any) -> Response:
                wanted: dict[str, Any] = {name: options.get(name) for name in ("params", "data", "headers", "auth")}
                if "json" in str((wanted["headers"] or {}).get("Content-Type", "")):
                    wanted["json"] = _filled(wanted.pop("data"))
                try:
                    answer = await self._client.request(method, _rebased(uri, self._api_url), **wanted)
                except httpx.HTTPError as error:
                    raise _network_error(error) from None
                if answer.status_code == 429:
                    raise Throttled("429", after=_retry_after(answer.headers))
                return Response(answer.status_code, answer.text, answer.headers)

            async def close(self) -> None:
                await self._client.aclose()

        return lambda: Client(self._account_sid, self._auth_token, http_client=Http(self._api_url))


def _arguments(payload: Mapping[str, object]) -> dict[str, Any]:
    return {_ARGUMENTS[name]: value for name, value in payload.items()}


def _result(sid: str, segments: object, body: str) -> SendResult:
    # A messaging service answers before it has counted.
    counted = int(segments) if isinstance(segments, str) and segments.isdecimal() else 0
    return SendResult((sid,), segments=counted or sms_parts(body))


def _filled(value: Any) -> Any:
    """Without what the SDK's models write for what nobody set: the Content API knows no null."""
    if isinstance(value, dict):
        return {name: _filled(part) for name, part in value.items() if part is not None}
    return [_filled(part) for part in value] if isinstance(value, list) else value


def _rebased(url: str, api_url: str) -> str:
    """A rehearsal is one server; Twilio itself has one for messages and one for content."""
    if api_url == API_URL:
        return url
    parts = urlsplit(url)
    return f"{api_url}{parts.path}{'?' if parts.query else ''}{parts.query}"


def _retry_after(headers: "httpx.Headers") -> timedelta | None:
    value = headers.get("retry-after", "")
    return timedelta(seconds=int(value)) if value.isdecimal() else None


def _network_error(error: "httpx.HTTPError") -> Retryable:
    import httpx

    never_left = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    code = "timeout" if isinstance(error, httpx.TimeoutException) else "network"
    return Retryable(code, fate_unknown=not never_left)


def send_error(error: Exception) -> SendError:
    """What an exception of the SDK means. 401 and 403 are ours to mend, 5xx may have been accepted."""
    status, code = getattr(error, "status", None) or 0, getattr(error, "code", None) or 0
    if not status:
        status, code = _of_a_page(error)
    if family := ERRORS.get(code):
        return family(str(code))
    if status in (401, 403, 404):
        return ConfigError(str(code or status))
    if status == 429:
        return Throttled(str(code or status))
    if status >= 500 or status == 0:
        return Retryable(str(code or status or "unreadable"), fate_unknown=True)
    return BadMessage(str(code or status))


def _of_a_page(error: Exception) -> tuple[int, int]:
    """(status, code): a list that was refused is another exception of the SDK, with the answer in it."""
    answer = next((part for part in error.args if hasattr(part, "status_code")), None)
    try:
        code = json.loads(getattr(answer, "text", "") or "{}").get("code")
    except (ValueError, AttributeError):
        code = None
    return getattr(answer, "status_code", 0), code if isinstance(code, int) else 0
