"""Channel events and outgoing messages as JSON, for the rows that keep them sealed. Nothing here seals or stores.

What is written is already normalised: no name, handle or picture of a person is in an event. The sender's address is
not written either; a kept event is applied again by its alias.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from channels.base import ActionAnswer, Choice, Event, Location, MediaRef, Outgoing, Purpose, ReplyHandle


def event_json(event: Event) -> bytes:
    """`event` without its addresses."""
    bare = asdict(replace(event, sender=None, alt_senders=()))
    return json.dumps(bare, default=_plain, ensure_ascii=False).encode("utf-8", "replace")


def event_from(text: bytes) -> Event:
    """Raises ValueError, KeyError or TypeError for what `event_json` did not write."""
    saved = json.loads(text)
    return Event(
        **{
            **saved,
            "sender": None,
            "alt_senders": (),
            "occurred_at": _moment(saved["occurred_at"]),
            "attachments": tuple(MediaRef(**ref) for ref in saved["attachments"]),
            "location": Location(**saved["location"]) if saved["location"] else None,
            "action": ActionAnswer(**saved["action"]) if saved["action"] else None,
            "reply_handle": handle_of(saved["reply_handle"]),
            "status": None,
        }
    )


def handle_json(handle: ReplyHandle) -> bytes:
    return json.dumps(asdict(handle), default=_plain).encode()


def handle_from(text: bytes) -> ReplyHandle:
    handle = handle_of(json.loads(text))
    if handle is None:
        raise ValueError("no reply handle was kept")
    return handle


def handle_of(saved: Mapping[str, Any] | None) -> ReplyHandle | None:
    return (
        None if not saved else ReplyHandle(saved["kind"], saved["token"], datetime.fromisoformat(saved["expires_at"]))
    )


def outgoing_body(outgoing: Outgoing, *, at: int) -> dict[str, Any]:
    """What a message row keeps of what we say: enough to send it again word for word."""
    body: dict[str, Any] = {"text": outgoing.text, "at": at, "language": outgoing.language}
    if outgoing.before:
        body["before"] = list(outgoing.before)
    if outgoing.choices:
        body["choices"] = [[choice.id, choice.label, choice.short_label] for choice in outgoing.choices]
    if outgoing.first != 1:
        body["first"] = outgoing.first
    if outgoing.protect:
        body["protect"] = True
    if outgoing.dir != "ltr":
        body["dir"] = outgoing.dir
    if outgoing.purpose is not Purpose.PROMPT:
        body["purpose"] = outgoing.purpose.value
    if outgoing.template_key:
        body["template"] = [outgoing.template_key, dict(outgoing.variables)]
    return body


def outgoing_from(body: Mapping[str, Any]) -> Outgoing:
    template, variables = body.get("template") or (None, {})
    return Outgoing(
        text=body["text"],
        choices=tuple(Choice(*choice) for choice in body.get("choices", ())),
        first=body.get("first", 1),
        before=tuple(body.get("before", ())),
        purpose=Purpose(body.get("purpose", Purpose.PROMPT)),
        language=body["language"],
        dir=body.get("dir", "ltr"),
        template_key=template,
        variables=tuple(variables.items()),
        protect=body.get("protect", False),
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
