"""A desk with real adapters whose vendors are stand-ins on loopback, on a clock that only the test moves."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from channels.base import InboundRequest
from storage.engine import Unit
from storage.media import ORIGINAL, SHOWN, File, Media
from storage.messages import Messages, Said
from storage.recipients import Recipients
from storage.removals import Removals
from tests.intake.house import House, in_house
from tests.vendors.line import Line
from tests.vendors.telegram import Telegram
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import PUBLIC_URL, LineCaller, TelegramCaller, TwilioCaller, Webhook

ANN = {"line": "U" + "a" * 32, "telegram": "4242", "sms": "+819012345678"}
LIMIT = 1_000_000


class Street:
    """The three vendors and the calls that they make."""

    def __init__(self) -> None:
        self.line, self.telegram, self.twilio = Line(), Telegram(), Twilio()
        self.from_line, self.from_telegram = LineCaller(self.line), TelegramCaller()
        self.from_twilio = TwilioCaller(self.twilio)

    def config(self, more: str = "") -> str:
        return f"""
[server]
public_url = "{PUBLIC_URL}"
[channels.line]
channel_secret = "{self.from_line.secret}"
channel_access_token = "{self.line.token}"
api_url = "{self.line.url}"
data_url = "{self.line.url}"
[channels.telegram]
token = "{self.telegram.token}"
secret_token = "{self.from_telegram.secret}"
api_url = "{self.telegram.url}"
per_second = 10000
per_chat = 1000
[channels.twilio]
account_sid = "{self.twilio.sid}"
auth_tokens = ["{self.twilio.auth_token}"]
api_url = "{self.twilio.url}"
[channels.sms]
from = "{self.twilio.number}"
per_second = 10000
[conversation]
quiet_hours = ""
[media]
most_bytes = {LIMIT}
download_seconds = 1.0
{more}"""


class Desk:
    """What happens at it, and what is stored of a worker's files."""

    def __init__(self, house: House) -> None:
        self.house, self.app = house, house.app

    async def hear(self, call: Webhook) -> None:
        """A vendor's call, and whatever it leads to at once."""
        await self.turn(call)
        await self.settle()

    async def turn(self, call: Webhook) -> None:
        """Only the turn: nothing is fetched yet."""
        name = {"twilio/sms": "sms"}.get(call.path.removeprefix("/webhooks/"), call.path.rpartition("/")[2])
        adapter = self.app.adapters[name]
        headers = {key.lower(): value for key, value in call.headers.items()}
        request = InboundRequest("POST", PUBLIC_URL + call.path, headers, call.body)
        adapter.authenticate(request)
        await self.app.receiver.accept(adapter.parse(request))
        await self.house.deliver()

    async def settle(self) -> None:
        """Fetch, delete and send all that is due now."""
        await self.app.media.settle()
        await self.house.deliver()

    async def later(self, **time: float) -> None:
        await self.house.later(**time)
        await self.settle()

    async def conversation(self, channel: str) -> str:
        def work(unit: Unit) -> str:
            alias = unit.vault.find(channel, ANN[channel])
            recipient = Recipients(unit.cases).get(alias) if alias else None
            assert recipient is not None
            return recipient.conversation_id

        return await self.app.store.read(work)

    async def files(self, channel: str) -> list[File]:
        id_ = await self.conversation(channel)
        return await self.app.store.read(lambda unit: list(Media(unit.cases).of(id_, unit.vault.key(id_))))

    async def said(self, channel: str) -> list[Said]:
        id_ = await self.conversation(channel)
        return await self.app.store.read(lambda unit: list(Messages(unit.cases, unit.vault.key(id_)).of(id_)))

    async def content(self, channel: str, file: File, form: str = ORIGINAL) -> bytes:
        id_ = await self.conversation(channel)

        def work(unit: Unit) -> bytes:
            key, media = unit.vault.key(id_), Media(unit.cases)
            return b"".join(media.chunk(file, key, form, n) for n in range(-(-file.size(form) // (1 << 20))))

        return await self.app.store.read(work)

    async def shown(self, channel: str, file: File) -> bytes:
        return await self.content(channel, file, SHOWN)

    async def removals(self) -> dict[str, int]:
        keyring = self.app.intake.keyring
        return await self.app.store.read(lambda unit: dict(Removals(unit.cases, keyring).figures()))


def at_desk(
    folder: Path,
    street: Street,
    talk: Callable[[Desk], Awaitable[None]],
    *,
    urls: tuple[str, str] | None = None,
    more: str = "",
) -> None:
    async def whole(house: House) -> None:
        await talk(Desk(house))

    in_house(folder, whole, street.config(more), urls)
