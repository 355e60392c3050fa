"""Twilio's Messages API on loopback: no idempotency key, so what was taken twice is shown twice; lists for look-ups."""

import secrets
import time
from base64 import b64decode
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from tests.vendors import contract
from tests.vendors.phone import Bubble, Button
from tests.vendors.stand_in import StandIn, Trouble, Verdict
from tests.vendors.twilio_account import Account
from tests.vendors.twilio_content import Contents

WORDS = {
    20003: "Authenticate",
    20009: "Cannot delete this resource while it is in progress",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "The 'To' number is not a valid phone number.",
    21408: "Permission to send an SMS has not been enabled for the region",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21655: "The ContentSid is Invalid",
    21656: "The ContentVariables Parameter is invalid",
    30007: "Message filtered",
    63007: "Twilio could not find a Channel with the specified From address",
    63016: "Failed to send freeform message because you are outside the allowed window",
}


class Twilio(StandIn):
    def __init__(
        self, sid: str = "AC" + "1" * 32, auth_token: str = "twilio-token", number: str = "+815012345678"
    ) -> None:
        super().__init__()
        self.sid = sid
        self.auth_token = auth_token
        self.number = number
        self.opted_out: set[str] = set()
        self.messages: list[dict[str, object]] = []
        self.deleted: list[str] = []
        self.clock: Callable[[], float] = time.time
        self.wrote: dict[str, float] = {}
        """When each WhatsApp user wrote last: for 24 hours she may be sent anything."""
        self.contents = Contents(self.breach, self._other_stranger)
        self.account = Account(self.breach, self._other_stranger)
        self.refuse_delete: deque[int] = deque()

    def routes(self) -> list[web.RouteDef]:
        account = "/2010-04-01/Accounts/{account}"
        return [
            web.post(f"{account}/Messages.json", self._create),
            web.get(f"{account}/Messages.json", self._list),
            web.post(f"{account}/Messages/{{sid}}.json", self._update),
            web.delete(f"{account}/Messages/{{sid}}.json", self._delete),
            web.get(f"{account}/Messages/{{sid}}/Media/{{media}}", self._media),
            web.delete(f"{account}/Messages/{{sid}}/Media/{{media}}.json", self._delete),
            web.get("/signed/{media}", self._signed),
            web.get(f"{account}.json", self._account),
            *self.contents.routes(),
            *self.account.routes(),
        ]

    def refusal(self, trouble: Trouble) -> Verdict:
        code = trouble.code or {429: 20429}.get(trouble.status, 20500)
        retry = {} if trouble.retry_after is None else {"Retry-After": str(trouble.retry_after)}
        return Verdict(trouble.status, _error(code, trouble.status), retry)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        if (refused := self._stranger(request)) is not None:
            return refused
        fields, types = (
            await _fields(request, contract.TWILIO_MESSAGES),
            contract.twilio_fields(contract.TWILIO_MESSAGES),
        )
        unknown = [f"{name}: unknown parameter" for name in fields if name not in types]
        if faults := unknown + contract.twilio(contract.TWILIO_MESSAGES, fields):
            self.breach("Messages.json", faults)
            self.note(request, fields, "", 400, False)
            return web.json_response(_error(21211, 400), status=400)
        to = str(fields["To"])
        return await self.judge(request, fields, to, lambda: self._take(to, fields))

    def _take(self, to: str, fields: Mapping[str, object]) -> Verdict:
        if to in self.opted_out:
            return Verdict(400, _error(21610, 400))
        buttons: tuple[Button, ...] = ()
        text = str(fields.get("Body", ""))
        if to.startswith("whatsapp:"):
            said = self._on_whatsapp(to, fields)
            if isinstance(said, int):
                return Verdict(400, _error(said, 400))
            text, buttons = said
        message = self._message(to, {**fields, "Body": text})
        self.messages.append(message)
        self.phones.show(to, Bubble(text, buttons, str(message["sid"]), time.time()))
        return Verdict(201, message, accepted=True)

    def _on_whatsapp(self, to: str, fields: Mapping[str, object]) -> tuple[str, tuple[Button, ...]] | int:
        """What the phone shows, or the code of the refusal."""
        if not (str(fields.get("From", "")).startswith("whatsapp:") or "MessagingServiceSid" in fields):
            return 63007
        in_window = self.clock() - self.wrote.get(to, 0.0) < 24 * 3600
        if "ContentSid" in fields:
            if "Body" in fields:
                self.breach("Messages.json", ["Body beside ContentSid"])
            variables = str(fields.get("ContentVariables", ""))
            return self.contents.said(str(fields["ContentSid"]), variables, in_window=in_window)
        return (str(fields["Body"]), ()) if in_window else 63016

    def _message(self, to: str, fields: Mapping[str, object]) -> dict[str, object]:
        sid, now = "SM" + secrets.token_hex(16), format_datetime(datetime.now(UTC))
        return {
            "account_sid": self.sid,
            "api_version": "2010-04-01",
            "body": fields.get("Body", ""),
            "date_created": now,
            "date_sent": now,
            "date_updated": now,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": fields.get("From"),
            "messaging_service_sid": fields.get("MessagingServiceSid"),
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": sid,
            "status": "queued",
            "subresource_uris": {"media": f"/2010-04-01/Accounts/{self.sid}/Messages/{sid}/Media.json"},
            "to": to,
            "uri": f"/2010-04-01/Accounts/{self.sid}/Messages/{sid}.json",
        }

    async def _list(self, request: web.Request) -> web.StreamResponse:
        if (refused := self._stranger(request)) is not None:
            return refused
        found = [message for message in reversed(self.messages) if _matches(message, request.query)]
        page = {"page": 0, "page_size": 50, "start": 0, "end": len(found), "uri": request.path_qs}
        pages = {"first_page_uri": request.path_qs, "next_page_uri": None, "previous_page_uri": None}
        return web.json_response({"messages": found, **page, **pages})

    async def _update(self, request: web.Request) -> web.StreamResponse:
        if (refused := self._stranger(request)) is not None:
            return refused
        fields = await _fields(request, contract.TWILIO_MESSAGE)
        self.breach("Messages/{Sid}.json", contract.twilio(contract.TWILIO_MESSAGE, fields))
        self.note(request, fields, "", 200, False)
        return web.json_response(self._message("", fields))

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        if (refused := self._stranger(request)) is not None:
            return refused
        sid = request.match_info.get("media", request.match_info["sid"])
        status = self.refuse_delete.popleft() if self.refuse_delete else 404 if sid in self.deleted else 204
        self.note(request, {}, sid, status, False)
        if status != 204:
            code = {404: 20404, 400: 20009}.get(status, 20500)
            return web.json_response(_error(code, status), status=status)
        self.deleted.append(sid)
        self.files.pop(sid, None)
        return web.Response(status=204)

    async def _media(self, request: web.Request) -> web.StreamResponse:
        """As the real one: only with a credential, and then elsewhere, by an address that is signed."""
        if (refused := self._stranger(request)) is not None:
            return refused
        held = self.files.get(request.match_info["media"])
        if held is None:
            return web.json_response(_error(20404, 404), status=404)
        held.credentials.append(request.headers.get("Authorization"))
        raise web.HTTPTemporaryRedirect(held.elsewhere or f"{self.url}/signed/{request.match_info['media']}")

    async def _signed(self, request: web.Request) -> web.StreamResponse:
        if "Authorization" in request.headers:
            self.breach("signed storage", ["was given our credential"])
        held = self.files.get(request.match_info["media"])
        return web.Response(status=404) if held is None else await held.serve(request)

    async def _account(self, request: web.Request) -> web.StreamResponse:
        shown = {"sid": self.sid, "status": self.account.status, "type": self.account.type, "friendly_name": "desk"}
        return self._stranger(request) or web.json_response(shown)

    def _stranger(self, request: web.Request) -> web.StreamResponse | None:
        if request.match_info["account"] == self.sid:
            return self._other_stranger(request)
        return web.json_response(_error(20003, 401), status=401)

    def _other_stranger(self, request: web.Request) -> web.StreamResponse | None:
        scheme, _, coded = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic" and b64decode(coded) == f"{self.sid}:{self.auth_token}".encode():
            return None
        return web.json_response(_error(20003, 401), status=401)


async def _fields(request: web.Request, path: str) -> dict[str, object]:
    """The form, with numbers, flags and lists as the specification types them."""
    form, types = await request.post(), contract.twilio_fields(path)
    values: dict[str, object] = {}
    for name in form:
        kind = types.get(name, {}).get("type", "string")
        given = [str(value) for value in form.getall(name)]
        values[name] = given if kind == "array" else _typed(kind, given[0])
    return values


def _typed(kind: str, value: str) -> object:
    if kind == "boolean" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return int(value) if kind == "integer" and value.isdecimal() else value


def _matches(message: Mapping[str, object], query: Mapping[str, str]) -> bool:
    sent = parsedate_to_datetime(str(message["date_sent"])).date().isoformat()
    wanted = (("To", "to"), ("From", "from"))
    same = all(name not in query or query[name] == message[key] for name, key in wanted)
    after, before, on = query.get("DateSent>", "")[:10], query.get("DateSent<", "9")[:10], query.get("DateSent", sent)
    return same and after <= sent <= before and on[:10] == sent


def _error(code: int, status: int) -> dict[str, object]:
    where = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": WORDS.get(code, "Internal error"), "more_info": where, "status": status}
