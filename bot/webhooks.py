"""POST /webhooks/…: bytes -> authenticate -> parse -> turn -> fast answer. A plain ASGI callable, for its cost.

The vendor is told 200 only after every event is durable; 503 when the database cannot take it, so that it is delivered
again. Nothing is parsed before the call is authentic, nothing that came in is put in an answer or a log.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.intake.receiver import Receiver
from bot.metrics import Metrics
from channels.base import BadSignature, ChannelAdapter, HttpAnswer, InboundRequest, NotParseable
from storage.engine import Unavailable

log = structlog.stdlib.get_logger(__name__)
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATHS = {
    "/webhooks/telegram": "telegram",
    "/webhooks/line": "line",
    "/webhooks/twilio/sms": "sms",
    "/webhooks/twilio/whatsapp": "whatsapp",
    "/webhooks/twilio/status": "sms",  # of both channels
    "/webhooks/simulator": "simulator",
}
# One messaging service calls one address for all its senders, and a status says only in its form whose it is.
TWILIO = ("sms", "whatsapp")
FROM_WHATSAPP = b"From=whatsapp%3A"
RETRY_AFTER = (b"retry-after", b"5")


class TooLarge(Exception):
    """The body is over the limit: answered 413, read no further."""


class Webhooks:
    """The door for vendors. Adapters are those that are switched on."""

    def __init__(
        self,
        adapters: Mapping[str, ChannelAdapter],
        receiver: Receiver,
        *,
        public_url: str,
        body_bytes: int,
        metrics: Metrics,
    ) -> None:
        self._adapters, self._receiver, self._metrics = adapters, receiver, metrics
        self._public_url, self._body_bytes = public_url.rstrip("/"), body_bytes

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        answer, extra = await self._answer(scope, receive)
        headers = [
            (b"content-type", answer.content_type.encode()),
            (b"content-length", str(len(answer.body)).encode()),
            *extra,
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Mapping[str, Any], receive: Receive) -> tuple[HttpAnswer, list[tuple[bytes, bytes]]]:
        adapter = self._adapter(scope["path"], b"")
        if adapter is None:
            return plain(404, "no such channel is switched on"), []
        if scope["method"] != "POST":
            return plain(405, "webhooks are POST"), [(b"allow", b"POST")]
        try:
            body = await body_of(scope, receive, self._body_bytes)
        except TooLarge:
            return plain(413, f"a webhook body has at most {self._body_bytes} bytes"), [(b"connection", b"close")]
        adapter = self._adapter(scope["path"], body) or adapter
        try:
            return await self._accepted(adapter, self._request(scope, body)), []
        except BadSignature:
            self._metrics.refused.inc()
            return plain(403, "the signature does not prove who sent this"), []
        except NotParseable:
            return plain(400, "the body is not what this channel sends"), []
        except Unavailable as error:
            self._metrics.unavailable.inc()
            log.warning("webhook not stored", exc_info=error, channel=adapter.name)
            return plain(503, "not stored; please deliver it again"), [RETRY_AFTER]
        except Exception as error:
            # The event could not even be set aside: the vendor keeps it for us.
            self._metrics.unavailable.inc()
            log.error("webhook failed", exc_info=error, channel=adapter.name)
            return plain(503, "not stored; please deliver it again"), [RETRY_AFTER]

    def _adapter(self, path: str, body: bytes) -> ChannelAdapter | None:
        """Whose call this is, if that channel is on; of Twilio's two the one that is, if it is the only one."""
        name = PATHS.get(path, "")
        if name not in TWILIO:
            return self._adapters.get(name)
        if body:
            name = "whatsapp" if FROM_WHATSAPP in body else "sms"
        return self._adapters.get(name) or next(filter(None, map(self._adapters.get, TWILIO)), None)

    async def _accepted(self, adapter: ChannelAdapter, request: InboundRequest) -> HttpAnswer:
        adapter.authenticate(request)
        events = adapter.parse(request)
        await self._receiver.accept(events)
        return adapter.acknowledge(events)

    def _request(self, scope: Mapping[str, Any], body: bytes) -> InboundRequest:
        """Signatures are over the public address: never over what a proxy made of it (`channels.md` 0.5)."""
        path = (scope.get("raw_path") or scope["path"].encode()).split(b"?")[0]
        url = self._public_url + path.decode("latin-1")
        if scope["query_string"]:
            url += "?" + scope["query_string"].decode("latin-1")
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        return InboundRequest(scope["method"], url, headers, body)


def plain(status: int, reason: str) -> HttpAnswer:
    return HttpAnswer(status, reason.encode() + b"\n")


async def body_of(scope: Mapping[str, Any], receive: Receive, limit: int) -> bytes:
    """The whole body. Raises TooLarge as soon as the announced or the read length is over `limit` bytes."""
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > limit):
            raise TooLarge
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        if len(body) > limit:
            raise TooLarge
        message = await receive()
        body += message.get("body", b"")
    if len(body) > limit:
        raise TooLarge
    return body
