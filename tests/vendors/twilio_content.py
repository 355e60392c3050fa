"""Twilio's Content API: objects with buttons, and WhatsApp's approval of those that are sent as templates.

Limits that the specification leaves out are the documentation's: https://www.twilio.com/docs/content/twilio-quick-reply,
https://www.twilio.com/docs/content/twiliolist-picker, https://www.twilio.com/docs/content/using-variables-with-content-api
"""

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.vendors import contract
from tests.vendors.phone import Button

BODY, QUICK_LABEL, LIST_LABEL, ITEM_ID = 1024, 20, 24, 200
VARIABLE = re.compile(r"\{\{(\w+)\}\}")
NAME = re.compile(r"[a-z0-9_]{1,512}")


@dataclass
class Made:
    """One Content object of the account. `status` is WhatsApp's word; empty until somebody asks for approval."""

    sid: str
    fields: Mapping[str, Any]
    status: str = ""
    reason: str = ""

    @property
    def session(self) -> tuple[str, Mapping[str, Any]]:
        kind, found = next(iter(self.fields["types"].items()))
        return kind, found

    def filled(self, variables: Mapping[str, str]) -> tuple[str, tuple[Button, ...]]:
        """The text and the buttons as the phone shows them."""
        kind, found = self.session
        given = {**(self.fields.get("variables") or {}), **variables}

        def fill(text: str) -> str:
            return VARIABLE.sub(lambda match: given[match[1]], text)

        rows = found["actions"] if kind == "twilio/quick-reply" else found["items"]
        label = "title" if kind == "twilio/quick-reply" else "item"
        return fill(found["body"]), tuple(Button(fill(row["id"]), fill(row[label])) for row in rows)

    @property
    def approvals(self) -> dict[str, object]:
        return {"status": self.status or "unsubmitted", "rejection_reason": self.reason, "category": "UTILITY"}


@dataclass
class Contents:
    """What the account has. `breach` reports a call that the documentation forbids."""

    breach: Callable[[str, list[str]], None]
    stranger: Callable[[web.Request], web.StreamResponse | None]
    made: dict[str, Made] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refuse_languages: set[str] = field(default_factory=set)
    page_size: int = 50

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v1/Content", self._create),
            web.get("/v1/ContentAndApprovals", self._list),
            web.post("/v1/Content/{sid}/ApprovalRequests/whatsapp", self._submit),
            web.get("/v1/Content/{sid}/ApprovalRequests", self._approval),
        ]

    def by_name(self, part: str, language: str = "en") -> Made:
        return next(
            one
            for one in self.made.values()
            if f" {part} " in one.fields["friendly_name"] and one.fields["language"] == language
        )

    async def _create(self, request: web.Request) -> web.StreamResponse:
        if (refused := self.stranger(request)) is not None:
            return refused
        self.asked.append("create")
        fields = await request.json()
        faults = contract.twilio_content("ContentCreateRequest", fields) or list(limits(fields))
        self.breach("Content", faults)
        if faults or fields["language"] in self.refuse_languages:
            return web.json_response({"code": 20001, "message": "Invalid", "status": 400}, status=400)
        sid = "HX" + secrets.token_hex(16)
        self.made[sid] = Made(sid, fields)
        return web.json_response({"sid": sid, **fields}, status=201)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        if (refused := self.stranger(request)) is not None:
            return refused
        start = int(request.query.get("Page", "0")) * self.page_size
        rows = [{"sid": one.sid, **one.fields, "approval_requests": one.approvals} for one in self.made.values()]
        page, more = rows[start : start + self.page_size], start + self.page_size < len(rows)
        number = start // self.page_size + 1
        url = f"https://content.twilio.com/v1/ContentAndApprovals?Page={number}" if more else None
        meta = {"key": "contents", "page": number - 1, "page_size": self.page_size, "next_page_url": url}
        return web.json_response({"contents": page, "meta": meta})

    async def _submit(self, request: web.Request) -> web.StreamResponse:
        if (refused := self.stranger(request)) is not None:
            return refused
        self.asked.append("submit")
        fields, one = await request.json(), self.made[request.match_info["sid"]]
        faults = contract.twilio_content("ContentApprovalRequest", fields) + list(_approvable(fields, one))
        self.breach("ApprovalRequests", faults)
        one.status = "received"
        answer = {**fields, "content_type": one.session[0], "status": one.status, "rejection_reason": ""}
        return web.json_response(answer, status=201)

    async def _approval(self, request: web.Request) -> web.StreamResponse:
        if (refused := self.stranger(request)) is not None:
            return refused
        self.asked.append("approval")
        one = self.made[request.match_info["sid"]]
        return web.json_response({"sid": one.sid, "whatsapp": {"type": "whatsapp", **one.approvals}})

    def said(self, sid: str, variables: str, *, in_window: bool) -> "tuple[str, tuple[Button, ...]] | int":
        """What a message with this content shows, or Twilio's code for why it is not sent."""
        one = self.made.get(sid)
        if one is None:
            return 21655
        if not in_window and one.status != "approved":
            return 63016
        given = json.loads(variables) if variables else {}
        if any(not isinstance(value, str) or not value for value in given.values()):
            return 21656
        text, buttons = one.filled(given)
        kind, _ = one.session
        if in_window and kind == "twilio/quick-reply" and len(buttons) > 3:
            self.breach("Messages.json", ["more than three quick replies without approval"])
        if len(text) > BODY or "{{" in text + "".join(button.id for button in buttons):
            self.breach("Messages.json", ["content is too long, or a variable is open"])
        return text, buttons


def limits(fields: Mapping[str, Any]) -> Iterator[str]:
    for kind, found in fields["types"].items():
        if not 0 < len(found["body"]) <= BODY:
            yield f"{kind}: body"
        quick = kind == "twilio/quick-reply"
        rows = found["actions"] if quick else found["items"]
        longest, most = (QUICK_LABEL, 10) if quick else (LIST_LABEL, 10)
        if not 0 < len(rows) <= most or len({row["id"] for row in rows}) != len(rows):
            yield f"{kind}: rows"
        if any(not 0 < len(row["title" if quick else "item"]) <= longest for row in rows):
            yield f"{kind}: label"
        if any(not 0 < len(row["id"]) <= ITEM_ID for row in rows):
            yield f"{kind}: id"
        if not quick and not 0 < len(found["button"]) <= 20:
            yield f"{kind}: button"
        named = set(VARIABLE.findall(json.dumps(found)))
        if named - set(fields.get("variables") or {}):
            yield f"{kind}: a variable has no sample"


def _approvable(fields: Mapping[str, Any], one: Made) -> Iterator[str]:
    kind, found = one.session
    if kind == "twilio/list-picker":
        yield "a list can never be approved"
    if not NAME.fullmatch(fields["name"]):
        yield "name"
    if found["body"].startswith("{{") or found["body"].endswith("}}"):
        yield "the body begins or ends with a variable"
