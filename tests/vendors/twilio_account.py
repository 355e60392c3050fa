"""What a Twilio account owns, on loopback: numbers, messaging services, WhatsApp senders, countries it may write to.

The parameters are judged by schemas of our own, written after Twilio's pages (its specification of these is not carried
here): https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource,
https://www.twilio.com/docs/messaging/api/service-resource, https://www.twilio.com/docs/whatsapp/api/senders. The SDK,
which is generated from the specification, knows no parameter that Twilio does not know.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from tests.vendors import contract

URL = {"type": "string", "format": "uri", "maxLength": 2048}
METHOD = {"enum": ["GET", "POST"]}
NUMBER = {"SmsUrl": URL, "SmsMethod": METHOD, "SmsFallbackUrl": URL, "SmsFallbackMethod": METHOD}
NUMBER |= {"SmsApplicationSid": {"type": "string", "pattern": "^(AP[0-9a-f]{32})?$"}}
SERVICE = {"InboundRequestUrl": URL, "InboundMethod": METHOD, "FallbackUrl": URL, "FallbackMethod": METHOD}
SERVICE |= {"UseInboundWebhookOnNumber": {"enum": ["true", "false"]}}
WEBHOOK = {"callback_url": URL, "fallback_url": URL, "status_callback_url": URL}
WEBHOOK |= {
    name: {"enum": ["POST", "PUT"]} for name in ("callback_method", "fallback_method", "status_callback_method")
}
# What Twilio understands behind a `#`: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
OVERRIDES = {"rc": 5, "ct": 10_000, "rt": 15_000, "tt": 15_000}
POLICIES = {"4xx", "5xx", "ct", "rt", "all"}


@dataclass
class Owned:
    """One number, service or sender. `fields` are as its resource shows them."""

    sid: str
    fields: dict[str, Any]


@dataclass
class Account:
    """What is owned; `breach` reports a call that the documentation forbids. `changes` counts what was written."""

    breach: Callable[[str, list[str]], None]
    stranger: Callable[[web.Request], web.StreamResponse | None]
    status: str = "active"
    type: str = "Full"
    numbers: dict[str, Owned] = field(default_factory=dict)
    services: dict[str, Owned] = field(default_factory=dict)
    senders: dict[str, Owned] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    refuse: int = 0
    changes: int = 0

    def routes(self) -> list[web.RouteDef]:
        account = "/2010-04-01/Accounts/{account}"
        return [
            web.get(f"{account}/IncomingPhoneNumbers.json", self._numbers),
            web.post(f"{account}/IncomingPhoneNumbers/{{sid}}.json", self._point_number),
            web.get("/v1/Services/{sid}", self._service),
            web.post("/v1/Services/{sid}", self._point_service),
            web.get("/v1/Services/{sid}/{kind:PhoneNumbers|ChannelSenders}", self._of_service),
            web.get("/v2/Channels/Senders", self._senders),
            web.post("/v2/Channels/Senders/{sid}", self._point_sender),
            web.get("/v1/Messaging/GeoPermissions", self._countries),
        ]

    def own_number(self, number: str, **fields: object) -> Owned:
        shown = {"sid": "PN" + "1" * 32, "phone_number": number, "capabilities": {"sms": True, "voice": True}}
        shown |= {"sms_url": "https://demo.twilio.com/welcome/sms/reply", "sms_fallback_url": ""}
        self.numbers[number] = Owned("PN" + "1" * 32, {**shown, "sms_application_sid": "", **fields})
        return self.numbers[number]

    def own_service(self, **fields: object) -> Owned:
        sid = "MG" + "1" * 32
        shown = {"sid": sid, "inbound_request_url": None, "fallback_url": None, "use_inbound_webhook_on_number": True}
        self.services[sid] = Owned(sid, {**shown, "senders": 1, **fields})
        return self.services[sid]

    def own_sender(self, number: str, **fields: object) -> Owned:
        shown = {"sid": "XE" + "1" * 32, "sender_id": f"whatsapp:{number}", "status": "ONLINE", "webhook": {}}
        self.senders["XE" + "1" * 32] = Owned("XE" + "1" * 32, {**shown, **fields})
        return self.senders["XE" + "1" * 32]

    async def _numbers(self, request: web.Request) -> web.StreamResponse:
        if (refused := self.stranger(request)) is not None:
            return refused
        wanted = request.query.get("PhoneNumber", "")
        found = [one.fields for number, one in self.numbers.items() if wanted in number]
        return web.json_response({"incoming_phone_numbers": found, "next_page_uri": None})

    async def _point_number(self, request: web.Request) -> web.StreamResponse:
        by_sid = {one.sid: one for one in self.numbers.values()}
        return await self._point(request, by_sid, NUMBER)

    async def _service(self, request: web.Request) -> web.StreamResponse:
        return self.stranger(request) or self._shown(self.services.get(request.match_info["sid"]))

    async def _point_service(self, request: web.Request) -> web.StreamResponse:
        return await self._point(request, self.services, SERVICE)

    async def _of_service(self, request: web.Request) -> web.StreamResponse:
        if (refused := self.stranger(request)) is not None:
            return refused
        key = {"PhoneNumbers": "phone_numbers", "ChannelSenders": "senders"}[request.match_info["kind"]]
        count = int(self.services[request.match_info["sid"]].fields["senders"])
        rows = [{"sid": "PN" + "2" * 32}] * (count if key == "phone_numbers" else 0)
        return web.json_response({key: rows, "meta": {"key": key, "next_page_url": None}})

    async def _senders(self, request: web.Request) -> web.StreamResponse:
        if (refused := self.stranger(request)) is not None:
            return refused
        if request.query.get("Channel") != "whatsapp":
            self.breach("Senders", ["no channel named"])
        rows = [one.fields for one in self.senders.values()]
        return web.json_response({"senders": rows, "meta": {"key": "senders", "next_page_url": None}})

    async def _point_sender(self, request: web.Request) -> web.StreamResponse:
        if (refused := self.stranger(request)) is not None:
            return refused
        given: dict[str, Any] = await request.json()
        self.breach("Senders", [f"{name}: not asked for" for name in given if name != "webhook"])
        self._judge("Senders", given.get("webhook", {}), WEBHOOK)
        one = self.senders[request.match_info["sid"]]
        one.fields["webhook"] = {**one.fields["webhook"], **given["webhook"]}
        self.changes += 1
        return web.json_response(one.fields, status=202)

    async def _countries(self, request: web.Request) -> web.StreamResponse:
        if (refused := self.stranger(request)) is not None:
            return refused
        if self.refuse:
            return web.json_response({"code": 20403, "message": "Forbidden", "status": self.refuse}, status=self.refuse)
        wanted = request.query["CountryCode"].split(",")
        rows = [{"country_code": code, "type": "country", "enabled": code not in self.forbidden} for code in wanted]
        return web.json_response({"permissions": rows})

    async def _point(
        self, request: web.Request, owned: Mapping[str, Owned], schema: Mapping[str, object]
    ) -> web.StreamResponse:
        if (refused := self.stranger(request)) is not None:
            return refused
        one = owned.get(request.match_info["sid"])
        if one is not None:
            given = {name: str(value) for name, value in (await request.post()).items()}
            self._judge(request.path, given, schema)
            one.fields |= {_snake(name): _value(value) for name, value in given.items()}
            self.changes += 1
        return self._shown(one)

    def _shown(self, one: Owned | None) -> web.StreamResponse:
        if one is None:
            return web.json_response({"code": 20404, "message": "not found", "status": 404}, status=404)
        return web.json_response(one.fields)

    def _judge(self, where: str, given: Mapping[str, object], schema: Mapping[str, object]) -> None:
        whole = {"type": "object", "properties": dict(schema), "additionalProperties": False}
        faults = contract.violations(whole, {"components": {}}, dict(given), contract.code_points)
        urls = [str(value) for name, value in given.items() if name.lower().endswith("url")]
        self.breach(where, faults + [fault for url in urls for fault in _overrides(url)])


def _overrides(url: str) -> list[str]:
    parts = urlsplit(url)
    wrong = [] if parts.scheme == "https" and parts.hostname else ["no https address"]
    for name, _, value in (part.partition("=") for part in parts.fragment.split("&") if part):
        if name == "rp" and not set(value.split(",")) <= POLICIES:
            wrong.append("rp")
        elif name != "rp" and not (value.isdecimal() and int(value) <= OVERRIDES.get(name, -1)):
            wrong.append(name)
    return wrong


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _value(value: str) -> object:
    return {"true": True, "false": False}.get(value, value)
