"""Telegram's Bot API on loopback: parameters judged by the Bot API's own types, answers in its envelope."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Mapping

from aiohttp import web

from tests.vendors import contract
from tests.vendors.phone import Bubble, Button
from tests.vendors.stand_in import StandIn, Trouble, Verdict

BOT = {"id": 7_000_000_001, "is_bot": True, "first_name": "Worker Desk", "username": "worker_desk_bot"}
LARGEST_FILE = 20_000_000
STICKY = ("allowed_updates", "max_connections")  # stay as they were last given
FORBIDDEN = "Forbidden: bot was blocked by the user"


class Telegram(StandIn):
    def __init__(self, token: str = "7000000001:AAE-loopback") -> None:
        super().__init__()
        self.token = token
        self.blocked: set[str] = set()
        self.webhook: dict[str, object] = {}
        self.pending = 0
        self.fault: tuple[int, str] | None = None
        """When its last call of the webhook failed, and how."""
        self.groups = False
        self.shown = str(BOT["first_name"])
        self.updates: list[dict[str, object]] = []
        self.left: list[str] = []
        self.clock: Callable[[], float] | None = None
        """With a clock: at most 30 messages in any second and, after three at once, one a second to each chat."""
        self._taken: deque[float] = deque()
        self._chats: dict[str, float] = {}
        self._last = 1000

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self._call),
            web.get("/file/bot{token}/files/{id}", self._file),
        ]

    def refusal(self, trouble: Trouble) -> Verdict:
        words = {403: FORBIDDEN, 429: f"Too Many Requests: retry after {trouble.retry_after}", 502: "Bad Gateway"}
        body: dict[str, object] = {"ok": False, "error_code": trouble.status}
        body["description"] = words.get(trouble.status, "Internal Server Error")
        if trouble.retry_after is not None:
            body["parameters"] = {"retry_after": trouble.retry_after}
        return Verdict(trouble.status, body)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _error(401, "Unauthorized")
        if method not in contract.telegram_spec()["methods"]:
            self.breach(method, ["unknown method"])
            return _error(404, "Not Found")
        fields = _typed(method, await _parameters(request))
        if faults := contract.telegram(method, fields):
            self.breach(method, faults)
            self.note(request, fields, "", 400, False)
            return _error(400, f"Bad Request: {faults[0]}")
        to = str(fields.get("chat_id", ""))
        if method == "sendMessage":
            return await self.judge(request, fields, to, lambda: self._flood(to) or self._send(to, fields))
        if method == "getUpdates":
            return web.json_response({"ok": True, "result": await self._updates(fields)})
        if method == "getFile" and (refused := self._no_file(str(fields["file_id"]))) is not None:
            return refused
        result = self._other(method, to, fields)
        self.note(request, fields, to, 200, False)
        return web.json_response({"ok": True, "result": result})

    def _flood(self, to: str) -> Verdict | None:
        """What the vendor does to who is too fast."""
        if self.clock is None:
            return None
        now = self.clock()
        while self._taken and self._taken[0] <= now - 1:
            self._taken.popleft()
        level = max(self._chats.get(to, 0.0), now - 3) + 1
        if len(self._taken) >= 30 or level > now + 1e-6:
            return self.refusal(Trouble(429, retry_after=1))
        self._taken.append(now)
        self._chats[to] = level
        return None

    async def _updates(self, fields: Mapping[str, object]) -> list[dict[str, object]]:
        """Those before `offset` are settled. Waits a little where there are none, as the vendor waits long."""
        offset = fields.get("offset")
        if isinstance(offset, int):
            self.updates = [one for one in self.updates if isinstance(at := one.get("update_id"), int) and at >= offset]
        if not self.updates:
            await asyncio.sleep(0.02)
        return self.updates[:100]

    def _send(self, to: str, fields: Mapping[str, object]) -> Verdict:
        if to in self.blocked:
            return Verdict(403, {"ok": False, "error_code": 403, "description": FORBIDDEN})
        self._last += 1
        message: dict[str, object] = {
            "message_id": self._last,
            "from": BOT,
            "chat": {"id": int(to), "type": "private", "first_name": "A"},
            "date": int(time.time()),
            "text": fields["text"],
        }
        markup = fields.get("reply_markup")
        if isinstance(markup, dict) and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        self.phones.show(to, Bubble(str(fields["text"]), tuple(_buttons(markup)), str(self._last), time.time()))
        return Verdict(200, {"ok": True, "result": message}, accepted=True)

    def _other(self, method: str, to: str, fields: Mapping[str, object]) -> object:
        if method == "getMe":
            groups = {"can_join_groups": self.groups, "can_read_all_group_messages": False}
            return {**BOT, "first_name": self.shown, **groups}
        if method == "getFile":
            id = str(fields["file_id"])
            return {"file_id": id, "file_unique_id": f"u{id}", "file_path": f"files/{id}"}
        if method == "setWebhook":
            self.webhook = {**{name: self.webhook[name] for name in STICKY if name in self.webhook}, **fields}
        if method in ("setWebhook", "deleteWebhook") and fields.get("drop_pending_updates") is True:
            self.pending = 0
        if method == "getWebhookInfo":
            return self._webhook_info()
        if method == "deleteMessage":
            self.phones.remove(to, str(fields["message_id"]))
        if method == "deleteMessages" and isinstance(fields["message_ids"], list):
            for id in fields["message_ids"]:
                self.phones.remove(to, str(id))
        if method == "leaveChat":
            self.left.append(to)
        if method == "deleteWebhook":
            self.webhook = {}
        return True

    def _webhook_info(self) -> dict[str, object]:
        found = {"url": self.webhook.get("url", ""), "has_custom_certificate": False}
        found |= {"pending_update_count": self.pending}
        found |= {name: self.webhook[name] for name in STICKY if name in self.webhook}
        if self.fault is not None:
            found |= {"last_error_date": self.fault[0], "last_error_message": self.fault[1]}
        self.breach("getWebhookInfo", contract.telegram_type("WebhookInfo", found))
        return found

    def _no_file(self, id: str) -> web.StreamResponse | None:
        if id not in self.files:
            return _error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self.files[id].content) > LARGEST_FILE:
            return _error(400, "Bad Request: file is too big")
        return None

    async def _file(self, request: web.Request) -> web.StreamResponse:
        held = self.files.get(request.match_info["id"])
        if held is None or request.match_info["token"] != self.token:
            return _error(404, "Not Found")
        return await held.serve(request)


async def _parameters(request: web.Request) -> dict[str, object]:
    given: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        given |= await request.json()
    elif request.can_read_body:
        given |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return given


def _typed(method: str, given: Mapping[str, object]) -> dict[str, object]:
    """Forms carry everything as text: numbers, flags and nested objects are JSON inside."""
    properties = contract.telegram_spec()["methods"][method]["properties"]
    return {name: _value(properties.get(name, {}), value) for name, value in given.items()}


def _value(schema: Mapping[str, object], value: object) -> object:
    if not isinstance(value, str) or schema.get("type") == "string":
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _error(code: int, description: str) -> web.StreamResponse:
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)


def _buttons(markup: object) -> list[Button]:
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or [] if isinstance(markup, dict) else []
    return [Button(str(button.get("callback_data", "")), str(button["text"])) for row in rows for button in row]
