"""Plain SMS through Twilio: reading its forms, writing the calls that answer them.

https://www.twilio.com/docs/messaging. No buttons, no edits, no receipts of reading; every part costs money.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from channels.base import (
    Address,
    Capabilities,
    Event,
    InboundRequest,
    MediaRule,
    Outgoing,
    SendContext,
    SendResult,
    WireMessage,
)
from channels.layout import lay_out
from channels.opt_out import RESERVED, kind_of
from channels.reading import fingerprint
from channels.text import clean
from channels.twilio import (
    API_URL,
    Form,
    field,
    media,
    phone_number,
)
from channels.twilio_sender import TwilioSender

CAPS = Capabilities(
    text_max=1600,  # Message.Body; astral characters count more, which UTF-16 units allow for
    text_unit="sms",
    soft_max=459,  # three parts of GSM-7; `parts_max` is what counts, UCS-2 has 201
    buttons_max=0,
    button_label_max=0,
    label_unit="grapheme",
    button_data_max_bytes=0,
    messages_per_call=1,
    media={"image": MediaRule((), 5_000_000), "video": MediaRule((), 5_000_000), "audio": MediaRule((), 5_000_000)},
    reserved_words=RESERVED,
    parts_max=3,
)


class Sms(TwilioSender):
    """One Twilio sender: a number, or a messaging service that owns several."""

    name: str = "sms"
    caps: Capabilities = CAPS

    def __init__(
        self,
        *,
        account_sid: str,
        auth_tokens: Sequence[str],
        sender: str = "",
        messaging_service_sid: str = "",
        api_url: str = API_URL,
        unmarked: Iterable[str] = (),
    ) -> None:
        super().__init__(
            account_sid=account_sid,
            auth_tokens=auth_tokens,
            sender=sender,
            messaging_service_sid=messaging_service_sid,
            api_url=api_url,
        )
        self.caps = replace(CAPS, unmarked=frozenset(unmarked))
        self._from = {"MessagingServiceSid": messaging_service_sid} if messaging_service_sid else {"From": sender}

    def render(self, message: Outgoing, to: Address, context: SendContext) -> list[WireMessage]:
        callback = {"StatusCallback": context.status_callback} if context.status_callback else {}
        return [
            WireMessage(self.name, to.value, "Messages", {"To": to.value, **self._from, "Body": text, **callback})
            for text in lay_out(message, self.caps).texts
        ]

    async def send(self, wire: WireMessage, key: UUID) -> SendResult:
        return await self.calls.send(wire, key)

    def normalise_address(self, raw: str) -> Address:
        return Address(self.name, phone_number(raw))

    def _message(self, fields: Form, request: InboundRequest) -> Event:
        account = field(fields, b"To") or field(fields, b"MessagingServiceSid") or field(fields, b"AccountSid")
        sid = field(fields, b"MessageSid") or field(fields, b"SmsSid")
        dedup = f"sms:{account}:{sid or fingerprint(request.body, 0)}"
        try:
            sender = self.normalise_address(field(fields, b"From"))
        except ValueError:
            return Event("ignored", self.name, account, dedup, reason="no number to answer to")
        text = clean(field(fields, b"Body")) or None
        return Event(
            kind_of(text or "", field(fields, b"OptOutType")),
            self.name,
            account,
            dedup,
            sender=sender,
            message_id=sid or None,
            text=text,
            attachments=media(fields, self._hosts),
        )
