"""Workers with phones: each writes through her vendor's webhook and sees what the vendor delivered to her."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from tests.acceptance.house import Street
from tests.vendors.carrier import Carrier
from tests.vendors.phone import Bubble, Button, Phones
from tests.vendors.webhooks import Webhook

NUMBERED = re.compile(r"^[\u200f\u2066-\u2069]*(\d{1,2})\s*[-.):]?\s+(.+?)\s*$", re.MULTILINE)


class Screens(Protocol):
    """Where what was delivered to her is read: a vendor's phones, or a page."""

    def seen(self, address: str) -> list[Bubble]: ...

    def wait(self, address: str, until: Callable[[list[Bubble]], bool], seconds: float) -> list[Bubble]: ...


class Worker(Protocol):
    """One person on one channel."""

    @property
    def channel(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def phones(self) -> "Screens": ...

    @property
    def sent(self) -> list[Webhook]: ...

    def say(self, text: str) -> int: ...

    def press(self, button: Button, bubble: Bubble) -> int: ...


@dataclass
class _Person:
    street: Street
    carrier: Carrier
    address: str
    sent: list[Webhook] = field(default_factory=list)

    def _deliver(self, call: Webhook) -> int:
        self.sent.append(call)
        return self.carrier.deliver(call, self.redelivered)

    def redelivered(self, call: Webhook) -> Webhook:
        return call


class OnTelegram(_Person):
    channel = "telegram"
    language = "id"

    @property
    def phones(self) -> Phones:
        return self.street.telegram.phones

    def say(self, text: str) -> int:
        return self._deliver(self.street.from_telegram.text(self.address, text, language=self.language))

    def press(self, button: Button, bubble: Bubble) -> int:
        call = self.street.from_telegram.press(self.address, button.id, bubble.message_id, language=self.language)
        return self._deliver(call)


class OnSms(_Person):
    channel = "sms"

    @property
    def phones(self) -> Phones:
        return self.street.twilio.phones

    def say(self, text: str) -> int:
        return self._deliver(self.street.from_twilio.text(self.address, text))

    def press(self, button: Button, bubble: Bubble) -> int:
        return self.say(button.id)


class OnWhatsApp(_Person):
    """Her vendor knows her as `whatsapp:` and her number."""

    channel = "whatsapp"

    @property
    def phones(self) -> Phones:
        return self.street.twilio.phones

    @property
    def number(self) -> str:
        return self.address.removeprefix("whatsapp:")

    def say(self, text: str) -> int:
        return self._deliver(self.street.from_whatsapp.text(self.number, text))

    def press(self, button: Button, bubble: Bubble) -> int:
        if ":" not in button.id:
            return self.say(button.id)
        deed = self.street.from_whatsapp.press if len(bubble.buttons) <= 3 else self.street.from_whatsapp.choose
        return self._deliver(deed(self.number, button, bubble.message_id))


class OnLine(_Person):
    channel = "line"

    @property
    def phones(self) -> Phones:
        return self.street.line.phones

    def redelivered(self, call: Webhook) -> Webhook:
        return self.street.from_line.redelivered(call)

    def say(self, text: str) -> int:
        return self._deliver(self.street.from_line.text(self.address, text))

    def press(self, button: Button, bubble: Bubble) -> int:
        if not button.id:
            return self.say(button.label)
        return self._deliver(self.street.from_line.press(self.address, button.id))


KINDS: dict[str, type[OnTelegram] | type[OnSms] | type[OnWhatsApp] | type[OnLine]] = {
    "telegram": OnTelegram,
    "sms": OnSms,
    "whatsapp": OnWhatsApp,
    "line": OnLine,
}
_numbers = itertools.count(1)


def address_on(channel: str, number: int | None = None) -> str:
    n = next(_numbers) if number is None else number
    phone = f"+8190{n:08d}"
    return {
        "telegram": str(500_000_000 + n),
        "sms": phone,
        "whatsapp": f"whatsapp:{phone}",
        "line": f"U{n:032x}",
    }[channel]


def worker(
    channel: str, street: Street, carrier: Carrier, number: int | None = None
) -> OnTelegram | OnSms | OnWhatsApp | OnLine:
    return KINDS[channel](street, carrier, address_on(channel, number))


def offered(bubbles: list[Bubble]) -> tuple[Button, ...]:
    """What she can choose from: the newest buttons, else the numbered lines of what was said last."""
    for bubble in reversed(bubbles):
        if bubble.buttons:
            return bubble.buttons
    found = NUMBERED.findall("\n".join(bubble.text for bubble in bubbles))
    return tuple(Button(number, label) for number, label in found)
