"""Telegram's Bot API on loopback: parameters judged by the Bot API's own types, answers in its envelope."""

import json
import time
from collections.abc import Mapping

from aiohttp import web

from tests.vendors import contract
from tests.vendors.phone import Bubble, Button
from tests.vendors.stand_in import StandIn, Trouble, Verdict

BOT = {"id": 7_000_000_001, "is_bot": True, "first_name": "Worker Desk", "username": "worker_desk_bot"}
LARGEST_FILE = 20_000_000
FORBIDDEN = "Forbidden: bot was blocked by the user"


class Telegram(StandIn):
    def __init__(self, token: str = "7000000001:AAE-loopback") -> None:
        super().__init__()
        self.token = token
        self.blocked: set[str] = set()
        self.webhook: dict[str, object] = {}
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
            return await self.judge(request, fields, to, lambda: self._send(to, fields))
        if method == "getFile" and (refused := self._no_file(str(fields["file_id"]))) is not None:
            return refused
        result = self._other(method, to, fields)
        self.note(request, fields, to, 200, False)
        return web.json_response({"ok": True, "result": result})

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
            return {**BOT, "can_join_groups": False, "can_read_all_group_messages": False}
        if method == "getFile":
            id = str(fields["file_id"])
            return {"file_id": id, "file_unique_id": f"u{id}", "file_path": f"files/{id}"}
        if method == "setWebhook":
            self.webhook = dict(fields)
        if method == "getWebhookInfo":
            return {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": 0}
        if method == "deleteMessage":
            self.phones.remove(to, str(fields["message_id"]))
        return [] if method == "getUpdates" else True

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
