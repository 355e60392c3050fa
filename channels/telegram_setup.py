"""A bot as Telegram knows it, and where it is told to send what workers write. Nothing here sends a message.

https://core.telegram.org/bots/api#getme, #setwebhook, #getwebhookinfo. Raises only SendError.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from channels.telegram_calls import ALLOWED_UPDATES, TelegramCalls

if TYPE_CHECKING:
    from telegram import Bot, User, WebhookInfo

PORTS = (80, 88, 443, 8443)  # others are refused: https://core.telegram.org/bots/webhooks
CONNECTIONS = 40


@dataclass(frozen=True, slots=True)
class BotFound:
    """`groups`: anybody may add it to a group; `reads_all`: it is shown all that is written there."""

    handle: str
    shown: str
    groups: bool
    reads_all: bool


@dataclass(frozen=True, slots=True)
class WebhookFound:
    """`pending` updates wait at Telegram. The last fault is of a call to us; it stays after it is mended."""

    url: str
    pending: int
    updates: tuple[str, ...]
    fault: str = ""
    fault_at: datetime | None = None


class TelegramSetup:
    def __init__(self, *, token: str, api_url: str) -> None:
        self._calls = TelegramCalls(token=token, api_url=api_url.rstrip("/"))

    async def bot(self) -> BotFound:
        async def work(bot: "Bot") -> BotFound:
            return _bot(await bot.get_me())

        return await self._calls.ask(work)

    async def webhook(self) -> WebhookFound:
        async def work(bot: "Bot") -> WebhookFound:
            return _webhook(await bot.get_webhook_info())

        return await self._calls.ask(work)

    async def register(self, url: str, secret_token: str) -> None:
        """May be repeated; what waits at Telegram is kept, for it is what workers wrote."""

        async def work(bot: "Bot") -> None:
            await bot.set_webhook(
                url, max_connections=CONNECTIONS, allowed_updates=ALLOWED_UPDATES, secret_token=secret_token or None
            )

        await self._calls.ask(work)

    async def remove(self) -> None:
        """So that it can be polled; what waits at Telegram is kept."""
        await self._calls.delete_webhook()

    async def close(self) -> None:
        await self._calls.close()


def _bot(found: "User") -> BotFound:
    return BotFound(
        f"@{found.username}", found.full_name, bool(found.can_join_groups), bool(found.can_read_all_group_messages)
    )


def _webhook(found: "WebhookInfo") -> WebhookFound:
    return WebhookFound(
        found.url,
        found.pending_update_count,
        tuple(found.allowed_updates or ()),
        found.last_error_message or "",
        found.last_error_date,
    )
