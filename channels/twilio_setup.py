"""An account as Twilio knows it, and where its numbers and senders deliver what workers write. Sends no message.

Where fates are reported is not set here: each message names its own address, which goes before any other.

https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource, .../messaging/api/service-resource,
.../whatsapp/api/senders, .../usage/webhooks/webhooks-connection-overrides. Raises only SendError.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from channels.base import ConfigError
from channels.content_calls import answered
from channels.twilio import RETRIES, WHATSAPP
from channels.twilio_calls import TwilioCalls

ELSEWHERE_APPLICATION, ELSEWHERE_NUMBERS = "application", "numbers"
_NOT_FOUND = ("20404", "404")


@dataclass(frozen=True, slots=True)
class AccountFound:
    status: str
    trial: bool


@dataclass(frozen=True, slots=True)
class Door:
    """Something of theirs that people write to, and where it delivers.

    `elsewhere` says that the address is not used: an application or the numbers have their own. `able` says that it
    can take messages now; `why` is Twilio's word where not.
    """

    sid: str
    url: str
    fallback: str = ""
    elsewhere: str = ""
    able: bool = True
    why: str = ""


def same(url: str, ours: str) -> bool:
    """It is our address, whatever stands behind the `#`."""
    return url.partition("#")[0] == ours


def patient(url: str) -> bool:
    """Twilio will try again when we answer with an error."""
    told = dict(part.partition("=")[::2] for part in url.partition("#")[2].split("&"))
    return told.get("rc", "0").isdecimal() and int(told.get("rc", "0")) > 0 and "all" in told.get("rp", "").split(",")


class TwilioSetup:
    """Shares the SDK and the connection of the calls that send."""

    def __init__(self, calls: TwilioCalls, *, account_sid: str) -> None:
        self._calls, self._account_sid = calls, account_sid

    async def account(self) -> AccountFound:
        async def work() -> AccountFound:
            found = await (await self._calls.client()).api.v2010.accounts(self._account_sid).fetch_async()
            return AccountFound(_word(found.status), _word(found.type).lower() == "trial")

        return await answered(work)

    async def number(self, number: str) -> Door | None:
        """None where the account has no such number."""

        async def work() -> Door | None:
            wanted = number if number.startswith("+") else f"+{number}"
            numbers = (await self._calls.client()).incoming_phone_numbers
            async for found in await numbers.stream_async(phone_number=wanted):  # it looks for parts of numbers
                if found.phone_number == wanted:
                    return _number(found)
            return None

        return await answered(work)

    async def service(self, sid: str) -> Door | None:
        """None where the account has no such messaging service. Able: it has a number to send from."""

        async def work() -> Door:
            services = (await self._calls.client()).messaging.v1.services(sid)
            found = await services.fetch_async()
            senders = await services.phone_numbers.list_async(limit=1) or await services.channel_senders.list_async(
                limit=1
            )
            elsewhere = ELSEWHERE_NUMBERS if found.use_inbound_webhook_on_number else ""
            url, fallback = found.inbound_request_url or "", found.fallback_url or ""
            return Door(sid, url, fallback, elsewhere, bool(senders), "" if senders else "no sender")

        return await _or_none(answered(work))

    async def whatsapp_sender(self, number: str) -> Door | None:
        """None where the account has no such WhatsApp sender; Twilio's sandbox is none."""

        async def work() -> Door | None:
            wanted = WHATSAPP + number.removeprefix(WHATSAPP)
            senders = (await self._calls.client()).messaging.v2.channels_senders
            async for found in await senders.stream_async(channel="whatsapp"):
                if found.sender_id == wanted:
                    return _sender(found)
            return None

        return await answered(work)

    async def forbidden(self, countries: Sequence[str]) -> list[str]:
        """Of these countries, those that the account may not send SMS to."""

        async def work() -> list[str]:
            permissions = (await self._calls.client()).accounts.v1.messaging_geopermissions
            found: Any = (await permissions.fetch_async(country_code=",".join(countries))).permissions or []
            off = {row.get("country_code") for row in found if row.get("enabled") is False}
            return [country for country in countries if country in off]

        return await answered(work)

    async def point_number(self, door: Door, to: str) -> None:
        """Messages only: where its calls go is left as it is. What was an application's is the number's own again."""

        async def work() -> None:
            number = (await self._calls.client()).incoming_phone_numbers(door.sid)
            url = to + RETRIES
            fallback = {"sms_fallback_url": url, "sms_fallback_method": "POST"} if _free(door, to) else {}
            await number.update_async(sms_url=url, sms_method="POST", sms_application_sid="", **fallback)

        await answered(work)

    async def point_service(self, door: Door, to: str) -> None:
        async def work() -> None:
            service = (await self._calls.client()).messaging.v1.services(door.sid)
            url = to + RETRIES
            fallback = {"fallback_url": url, "fallback_method": "POST"} if _free(door, to) else {}
            await service.update_async(
                inbound_request_url=url,
                inbound_method="POST",
                use_inbound_webhook_on_number=False,
                **fallback,
            )

        await answered(work)

    async def point_whatsapp_sender(self, door: Door, to: str) -> None:
        async def work() -> None:
            from twilio.rest.messaging.v2.channels_sender import ChannelsSenderList  # type: ignore[import-untyped]

            url = to + RETRIES
            webhook = {"callback_url": url, "callback_method": "POST"}
            if _free(door, to):
                webhook |= {"fallback_url": url, "fallback_method": "POST"}
            wanted = ChannelsSenderList.MessagingV2ChannelsSenderRequestsUpdate({"webhook": webhook})
            await (await self._calls.client()).messaging.v2.channels_senders(door.sid).update_async(wanted)

        await answered(work)


def _number(found: Any) -> Door:
    able = bool((found.capabilities or {}).get("sms"))
    elsewhere = ELSEWHERE_APPLICATION if found.sms_application_sid else ""
    url, fallback = found.sms_url or "", found.sms_fallback_url or ""
    return Door(str(found.sid), url, fallback, elsewhere, able, "" if able else "no SMS")


def _sender(found: Any) -> Door:
    webhook = found.webhook if isinstance(found.webhook, dict) else {}
    status = _word(found.status)
    url, fallback = webhook.get("callback_url") or "", webhook.get("fallback_url") or ""
    return Door(str(found.sid), url, fallback, able=status.startswith("ONLINE"), why=status)


def _free(door: Door, to: str) -> bool:
    """A fallback that somebody has set to another place is theirs."""
    return not door.fallback or same(door.fallback, to)


def _word(value: Any) -> str:
    return str(getattr(value, "value", value) or "")


async def _or_none(work: Any) -> Door | None:
    try:
        found: Door = await work
        return found
    except ConfigError as error:
        if error.code in _NOT_FOUND:
            return None
        raise
