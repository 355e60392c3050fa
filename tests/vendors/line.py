"""LINE's Messaging API on loopback: reply tokens, retry keys, quota, and the errors LINE gives for each."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from tests.vendors import contract
from tests.vendors.phone import Bubble, Button
from tests.vendors.stand_in import StandIn, Trouble, Verdict

REPLY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ReplyToken:
    user: str
    issued: float


class Line(StandIn):
    def __init__(self, token: str = "line-token") -> None:
        super().__init__()
        self.token = token
        self.quota: int | None = None
        self.pushed = 0
        self.blocked: set[str] = set()
        self.tokens: dict[str, ReplyToken] = {}
        self.used: set[str] = set()
        self.keys: dict[str, str] = {}
        self.duplicates = 0
        self.transcoding: dict[str, str] = {}
        self.endpoint = ""
        self.active = True
        """The switch that only a person can turn."""
        self.tested = {"success": True, "statusCode": 200, "reason": "OK", "detail": "200"}
        self.shown, self.chatting = "Worker Desk", False
        self.changes = 0
        self._count = 0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v2/bot/message/reply", self._reply),
            web.post("/v2/bot/message/push", self._push),
            web.get("/v2/bot/message/quota", self._quota),
            web.get("/v2/bot/message/quota/consumption", self._consumption),
            web.get("/v2/bot/info", self._info),
            web.get("/v2/bot/channel/webhook/endpoint", self._endpoint),
            web.put("/v2/bot/channel/webhook/endpoint", self._set_endpoint),
            web.post("/v2/bot/channel/webhook/test", self._test),
            web.get("/v2/bot/message/{id}/content", self._content),
            web.get("/v2/bot/message/{id}/content/transcoding", self._transcoding),
            web.post("/v2/bot/chat/loading/start", self._quiet),
            web.post("/v2/bot/group/{id}/leave", self._quiet),
            web.post("/v2/bot/room/{id}/leave", self._quiet),
        ]

    def issue(self, user: str, now: float | None = None) -> str:
        """A reply token, as LINE puts one on every event that can be answered."""
        token = uuid.uuid4().hex
        self.tokens[token] = ReplyToken(user, time.time() if now is None else now)
        return token

    def refusal(self, trouble: Trouble) -> Verdict:
        messages = {429: "The API rate limit has been exceeded. Try again later.", 500: "Internal server error"}
        retry = {} if trouble.retry_after is None else {"Retry-After": str(trouble.retry_after)}
        return Verdict(trouble.status, {"message": messages.get(trouble.status, "Service unavailable")}, retry)

    async def _reply(self, request: web.Request) -> web.StreamResponse:
        body, wrong = await self._read(request, "ReplyMessageRequest")
        if wrong is not None:
            return wrong
        token = str(body["replyToken"])
        to = self.tokens[token].user if token in self.tokens else ""
        return await self.judge(request, body, to, lambda: self._take_reply(token, body))

    def _take_reply(self, token: str, body: Mapping[str, object]) -> Verdict:
        issued = self.tokens.get(token)
        if issued is None or token in self.used or time.time() - issued.issued > REPLY_SECONDS:
            return Verdict(400, {"message": "Invalid reply token"}, _request_id())
        self.used.add(token)
        return self._show(issued.user, body)

    async def _push(self, request: web.Request) -> web.StreamResponse:
        body, wrong = await self._read(request, "PushMessageRequest")
        if wrong is not None:
            return wrong
        key = request.headers.get("X-Line-Retry-Key", "")
        if key and (faults := contract.uuid_key(key)):
            self.breach("X-Line-Retry-Key", faults)
            return web.json_response({"message": "The request header is invalid"}, status=400)
        to = str(body["to"])
        return await self.judge(request, body, to, lambda: self._take_push(to, key, body))

    def _take_push(self, to: str, key: str, body: Mapping[str, object]) -> Verdict:
        if key in self.keys:
            self.duplicates += 1
            headers = {"x-line-accepted-request-id": self.keys[key], **_request_id()}
            return Verdict(409, {"message": "The retry key is already accepted"}, headers)
        if self.quota is not None and self.pushed >= self.quota:
            return Verdict(429, {"message": "You have reached your monthly limit."}, _request_id())
        self.pushed += 1
        verdict = self._show(to, body)
        if key:
            self.keys[key] = verdict.headers["x-line-request-id"]
        return verdict

    def _show(self, to: str, body: Mapping[str, object]) -> Verdict:
        messages = body["messages"]
        assert isinstance(messages, list)
        bubbles = [self._bubble(message) for message in messages]
        if to not in self.blocked:
            self.phones.show(to, *bubbles)
        sent = [{"id": bubble.message_id, "quoteToken": uuid.uuid4().hex} for bubble in bubbles]
        return Verdict(200, {"sentMessages": sent}, _request_id(), accepted=True)

    def _bubble(self, message: Mapping[str, object]) -> Bubble:
        self._count += 1
        return Bubble(_text(message), tuple(_buttons(message)), str(500_000_000 + self._count), time.time())

    async def _read(self, request: web.Request, schema: str) -> tuple[dict[str, object], web.StreamResponse | None]:
        if (refused := self._stranger(request)) is not None:
            return {}, refused
        body = await request.json()
        if faults := contract.line(schema, body):
            self.breach(request.path, faults)
            self.note(request, body, "", 400, False)
            details = [{"message": fault, "property": "body"} for fault in faults]
            answer = {"message": "The request body has an error", "details": details}
            return {}, web.json_response(answer, status=400)
        return body, None

    async def _quota(self, request: web.Request) -> web.StreamResponse:
        limited = {"type": "limited", "value": self.quota}
        return self._told(request, "MessageQuotaResponse", {"type": "none"} if self.quota is None else limited)

    async def _consumption(self, request: web.Request) -> web.StreamResponse:
        return self._told(request, "QuotaConsumptionResponse", {"totalUsage": self.pushed})

    async def _info(self, request: web.Request) -> web.StreamResponse:
        names = {"userId": "U" + "0" * 32, "basicId": "@desk", "displayName": self.shown}
        modes = {"chatMode": "chat" if self.chatting else "bot", "markAsReadMode": "auto"}
        return self._told(request, "BotInfoResponse", {**names, **modes})

    async def _endpoint(self, request: web.Request) -> web.StreamResponse:
        if not self.endpoint:
            return self._stranger(request) or web.json_response({"message": "Not found"}, status=404)
        shown = {"endpoint": self.endpoint, "active": self.active}
        return self._told(request, "GetWebhookEndpointResponse", shown)

    async def _set_endpoint(self, request: web.Request) -> web.StreamResponse:
        body, wrong = await self._read(request, "SetWebhookEndpointRequest")
        if wrong is not None:
            return wrong
        if not str(body["endpoint"]).startswith("https://"):
            return web.json_response({"message": "Invalid webhook endpoint URL"}, status=400)
        self.endpoint, self.changes = str(body["endpoint"]), self.changes + 1
        return web.json_response({})

    async def _test(self, request: web.Request) -> web.StreamResponse:
        body, wrong = await self._read(request, "TestWebhookEndpointRequest")
        if wrong is not None:
            return wrong
        if not (body.get("endpoint") or self.endpoint):
            return web.json_response({"message": "Not found"}, status=404)
        return self._told(
            request, "TestWebhookEndpointResponse", {"timestamp": "2026-11-22T09:00:00.000Z", **self.tested}
        )

    def _told(self, request: web.Request, schema: str, answer: Mapping[str, object]) -> web.StreamResponse:
        self.breach(f"our answer to {request.path}", contract.line(schema, answer))
        return self._stranger(request) or web.json_response(answer)

    def _stranger(self, request: web.Request) -> web.StreamResponse | None:
        if request.headers.get("Authorization") == f"Bearer {self.token}":
            return None
        return web.json_response({"message": "Authentication failed"}, status=401)

    async def _content(self, request: web.Request) -> web.StreamResponse:
        id = request.match_info["id"]
        if (refused := self._stranger(request)) is not None:
            return refused
        if id not in self.files:
            return web.json_response({"message": "Not found"}, status=404)
        if self.transcoding.get(id, "succeeded") != "succeeded":
            return web.Response(status=202)
        return await self.files[id].serve(request)

    async def _transcoding(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"status": self.transcoding.get(request.match_info["id"], "succeeded")})

    async def _quiet(self, request: web.Request) -> web.StreamResponse:
        self.note(request, {}, request.match_info.get("id", ""), 200, False)
        return web.json_response({})


def _request_id() -> dict[str, str]:
    return {"x-line-request-id": str(uuid.uuid4())}


def _text(message: Mapping[str, object]) -> str:
    return str(message.get("text") or message.get("altText") or "")


def _buttons(message: Mapping[str, object]) -> list[Button]:
    found: list[Button] = []
    for holder, key in (("quickReply", "items"), ("template", "actions")):
        inner = message.get(holder)
        for item in inner.get(key, []) if isinstance(inner, dict) else []:
            action = item.get("action", item)
            found.append(Button(str(action.get("data", "")), str(action.get("label", ""))))
    return found
