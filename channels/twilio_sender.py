"""What SMS and WhatsApp share as adapters of one Twilio account: who may call, what Twilio keeps, what is looked up."""

from collections.abc import Sequence
from datetime import datetime

from channels.base import Download, Event, HttpAnswer, InboundRequest, MediaRef, SendResult, WireMessage
from channels.redaction import redactor
from channels.twilio import API_URL, TWIML, Form, check_signature, form_of, status_event
from channels.twilio_calls import TwilioCalls


class TwilioSender:
    """A number, or a messaging service that owns several. Subclasses read messages and render ours."""

    name: str

    def __init__(
        self,
        *,
        account_sid: str,
        auth_tokens: Sequence[str],
        sender: str = "",
        messaging_service_sid: str = "",
        api_url: str = API_URL,
    ) -> None:
        """`auth_tokens`: newest first, all good for calls to us. Raises ValueError for what cannot work."""
        if not account_sid:
            raise ValueError("account_sid: empty")
        if not auth_tokens or not all(auth_tokens):
            raise ValueError("auth_tokens: at least one, none empty")
        if not (sender or messaging_service_sid):
            raise ValueError("from: a number or messaging_service_sid")
        self._tokens = [token.encode() for token in auth_tokens]
        self._hosts = (API_URL, api_url.rstrip("/"))
        self.calls = TwilioCalls(account_sid=account_sid, auth_token=auth_tokens[0], api_url=api_url.rstrip("/"))
        self._redact = redactor(account_sid, *auth_tokens)

    def authenticate(self, request: InboundRequest) -> None:
        check_signature(request, self._tokens)

    def parse(self, request: InboundRequest) -> list[Event]:
        fields = form_of(request)
        if b"MessageStatus" in fields:
            return [status_event(fields, request, self.name)]
        return [self._message(fields, request)]

    def _message(self, fields: Form, request: InboundRequest) -> Event:
        raise NotImplementedError

    def acknowledge(self, events: Sequence[Event]) -> HttpAnswer:
        return TWIML

    async def find_sent(self, wire: WireMessage, since: datetime) -> SendResult | None:
        """Whether Twilio has a message with this text to this person, made after `since`."""
        return await self.calls.find(wire, since)

    async def fetch_media(self, ref: MediaRef, limit: int) -> Download:
        return await self.calls.fetch(ref, limit)

    async def remove_message(self, message_id: str) -> None:
        await self.calls.remove_message(message_id)

    async def remove_file(self, ref: str) -> None:
        await self.calls.remove_file(ref)

    def redact(self, text: str) -> str:
        return self._redact(text)

    async def close(self) -> None:
        await self.calls.close()
