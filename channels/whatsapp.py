"""WhatsApp through Twilio: reading its forms, writing the calls that answer them.

https://www.twilio.com/docs/whatsapp/api. Free text for 24 hours after her last message, afterwards approved templates;
buttons only as content that was made beforehand (`channels.contents`), else a numbered list. No edits, no withdrawals.
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from channels.base import (
    ActionAnswer,
    Address,
    Capabilities,
    ConfigError,
    Event,
    InboundRequest,
    Location,
    MediaRef,
    MediaRule,
    Outgoing,
    ReplyHandle,
    SendContext,
    SendResult,
    WindowClosed,
    WireMessage,
)
from channels.contents import LIST_ITEMS, LIST_LABEL, Shelf, is_notice
from channels.layout import lay_out
from channels.opt_out import RESERVED, kind_of
from channels.reading import fingerprint
from channels.text import clean
from channels.twilio import (
    API_URL,
    CONTENT_REFUSED,
    WHATSAPP,
    Form,
    field,
    media,
    phone_number,
)
from channels.twilio_sender import TwilioSender
from channels.whatsapp_names import spellings, user_id

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=10)  # the clocks of three companies are between her message and our answer
_REFUSED = frozenset(map(str, CONTENT_REFUSED))
# What says nothing to us: a reaction to one of our messages, a change of number, a greeting of the app itself.
_SILENT = frozenset({"reaction", "system", "request_welcome", "ephemeral"})

CAPS = Capabilities(
    text_max=1600,  # Message.Body; https://www.twilio.com/docs/api/errors/21617
    text_unit="utf16",
    soft_max=1000,
    buttons_max=LIST_ITEMS,
    button_label_max=LIST_LABEL,
    label_unit="utf16",
    button_data_max_bytes=200,
    messages_per_call=1,
    # https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages
    media={
        "image": MediaRule(("image/jpeg", "image/png"), 5_000_000),
        "audio": MediaRule(("audio/ogg", "audio/amr", "audio/3gpp", "audio/aac", "audio/mpeg"), 16_000_000),
        "video": MediaRule(("video/mp4",), 16_000_000),
        "document": MediaRule(("application/pdf",), 16_000_000),
    },
    location_in=True,
    read_receipts=True,
    typing_seconds=25,
    free_reply_window=WINDOW,
    push_needs_template=True,
    reserved_words=RESERVED,
)
_NO_BUTTONS = replace(CAPS, buttons_max=0)


class WhatsApp(TwilioSender):
    """One WhatsApp sender: a number, or a messaging service that owns it."""

    name: str = "whatsapp"
    caps: Capabilities = CAPS

    def __init__(
        self,
        *,
        account_sid: str,
        auth_tokens: Sequence[str],
        now: Callable[[], datetime],
        sender: str = "",
        messaging_service_sid: str = "",
        api_url: str = API_URL,
        shelf: Shelf | None = None,
    ) -> None:
        super().__init__(
            account_sid=account_sid,
            auth_tokens=auth_tokens,
            sender=sender,
            messaging_service_sid=messaging_service_sid,
            api_url=api_url,
        )
        self._now, self.shelf = now, shelf or Shelf()
        self._from = {"From": WHATSAPP + sender.removeprefix(WHATSAPP)} if sender else {}
        if messaging_service_sid:
            self._from["MessagingServiceSid"] = messaging_service_sid

    def render(self, message: Outgoing, to: Address, context: SendContext) -> list[WireMessage]:
        listed = [self._wire(to, context, Body=text) for text in lay_out(message, _NO_BUTTONS).texts]
        if listed and not _open(context):
            return [self._template(message, to, context)]
        content = self.shelf.content(message)
        if content is None:
            return listed
        before = lay_out(Outgoing("", before=(*message.before, content.lead)), _NO_BUTTONS).texts
        filled = {"ContentVariables": json.dumps(content.variables, ensure_ascii=False)} if content.variables else {}
        wire = self._wire(to, context, ContentSid=content.sid, **filled)
        alone = lay_out(replace(message, before=(), text=content.body), _NO_BUTTONS).texts
        otherwise = self._wire(to, context, Body=alone[0]) if len(alone) == 1 else None
        said = [self._wire(to, context, Body=text) for text in before]
        return [*said, replace(wire, shown=content.body, otherwise=otherwise)]

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        """Buttons that Twilio does not have any more are sent as a list."""
        try:
            result = await self.calls.send(wire, key)
        except ConfigError as error:
            if wire.otherwise is None or error.code not in _REFUSED:
                raise
            result = await self.calls.send(wire.otherwise, key)
        return replace(result, segments=1)

    def normalise_address(self, raw: str) -> Address:
        """A number, or the id that WhatsApp gives a person who shows none (`IN.208...`)."""
        value = raw.strip().removeprefix(WHATSAPP)
        return Address(self.name, user_id(value) or phone_number(value))

    def _wire(self, to: Address, context: SendContext, **fields: str) -> WireMessage:
        callback = {"StatusCallback": context.status_callback} if context.status_callback else {}
        address = WHATSAPP + to.value
        return WireMessage(self.name, address, "Messages", {"To": address, **self._from, **fields, **callback})

    def _template(self, message: Outgoing, to: Address, context: SendContext) -> WireMessage:
        """The neutral notice with its button. Whatever else was to be said waits until she has pressed it."""
        sid = self.shelf.notice(message.language)
        if sid is None:
            raise WindowClosed("no template")
        itself = is_notice(message)
        wire = self._wire(to, context, ContentSid=sid)
        return replace(wire, knock=not itself, shown=clean(message.text).strip() if itself else "")

    def _message(self, fields: Form, request: InboundRequest) -> Event:
        given = field(fields, b"To") or field(fields, b"MessagingServiceSid") or field(fields, b"AccountSid")
        account, sid = given.removeprefix(WHATSAPP), field(fields, b"MessageSid") or field(fields, b"SmsSid")
        dedup = f"{self.name}:{account}:{sid or fingerprint(request.body, 0)}"
        addresses = self._addresses(fields)
        if not addresses:
            return Event("ignored", self.name, account, dedup, reason="no address to answer to")
        if field(fields, b"MessageType").lower() in _SILENT:
            return Event("ignored", self.name, account, dedup, reason="says nothing")
        text, action = clean(field(fields, b"Body")) or None, _pressed(fields)
        return Event(
            "action" if action else kind_of(text or "", field(fields, b"OptOutType")),
            self.name,
            account,
            dedup,
            sender=addresses[0],
            alt_senders=tuple(addresses[1:]),
            message_id=sid or None,
            reply_to=field(fields, b"OriginalRepliedMessageSid") or None,
            text=text,
            attachments=_attachments(fields, self._hosts),
            location=_location(fields),
            action=action,
            reply_handle=ReplyHandle("whatsapp_window", "", self._now() + WINDOW),
        )

    def _addresses(self, fields: Form) -> list[Address]:
        """Whom to answer, then all else the same person is known by: other spellings of her number, her ids."""
        found: list[str] = []
        for name in (b"From", b"WaId", b"ExternalUserId", b"ParentExternalUserId"):
            given = field(fields, name)
            if not given and name != b"From":
                continue
            raw = f"+{given}" if name == b"WaId" and given.isdecimal() else given
            try:
                value = self.normalise_address(raw).value
            except ValueError:
                if name == b"From":
                    return []
                continue
            found += [value, *spellings(value)]
        return [Address(self.name, value) for value in dict.fromkeys(found)]


def _open(context: SendContext) -> bool:
    """Whether free text may still be sent, with a margin. What she has just sent counts, stored or not."""
    handle, until = context.reply_handle, context.window_until
    ends = [until] if until else []
    if handle is not None and handle.kind == "whatsapp_window":
        ends.append(handle.expires_at)
    return bool(ends) and context.now < max(ends) - MARGIN


def _pressed(fields: Form) -> ActionAnswer | None:
    """A quick reply, or a row of a list."""
    for option, label in ((b"ButtonPayload", b"ButtonText"), (b"ListId", b"ListTitle")):
        if option in fields and (value := clean(field(fields, option))):
            shown = clean(field(fields, label)) or clean(field(fields, b"Body"))
            return ActionAnswer(value[:256], shown or None, field(fields, b"OriginalRepliedMessageSid") or None)
    return None


def _attachments(fields: Form, hosts: Sequence[str]) -> tuple[MediaRef, ...]:
    """WhatsApp's own voice notes are Opus in Ogg, its stickers WebP: the form says only "audio" and "sticker"."""
    sticker = field(fields, b"MessageType").lower() == "sticker"
    return tuple(_told_apart(ref, sticker=sticker) for ref in media(fields, hosts))


def _told_apart(ref: MediaRef, *, sticker: bool) -> MediaRef:
    if ref.kind == "image" and (sticker or ref.mime == "image/webp"):
        return replace(ref, kind="sticker")
    return replace(ref, kind="voice") if re.match(r"audio/(ogg|opus|amr)\b", ref.mime or "") else ref


def _location(fields: Form) -> Location | None:
    if b"Latitude" not in fields:
        return None
    latitude, longitude = _degrees(fields, b"Latitude", 90), _degrees(fields, b"Longitude", 180)
    if latitude is None or longitude is None:
        return None
    parts = [part for name in (b"Label", b"Address") if (part := clean(field(fields, name)))]
    return Location(latitude, longitude, ", ".join(parts) or None)


def _degrees(fields: Form, name: bytes, most: int) -> float | None:
    try:
        value = float(field(fields, name))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= most else None
