"""Calls to the Bot API through python-telegram-bot, and what its errors mean for the one who sends.

Raises only SendError, and never lets the SDK's own exceptions through: they name the token and the person.
"""

import json
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from channels.base import (
    BadMessage,
    Blocked,
    ConfigError,
    Download,
    MediaRef,
    Retryable,
    SendError,
    SendResult,
    Throttled,
    WireMessage,
)
from channels.download import FOREIGN, TOO_LARGE, Vendor, download
from channels.lazy import Lazy

if TYPE_CHECKING:
    from telegram import Bot

T = TypeVar("T")
_CONNECT_SECONDS, _SECONDS = 5.0, 15.0
POLL_SECONDS = 25
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
# 400 with these words: the chat is gone for us, the text is not at fault.
_NO_SUCH_CHAT = ("chat not found", "user not found", "peer_id_invalid", "have no rights to send", "user is deactivated")


class TelegramCalls:
    def __init__(self, *, token: str, api_url: str) -> None:
        self._token, self._api_url = token, api_url
        self._bot = Lazy(self._load, "telegram", "httpx", "httpcore")

    async def send(self, wire: WireMessage) -> SendResult:
        bot = await self._bot.get()
        from telegram.error import TelegramError

        try:
            if wire.method == "answerCallbackQuery":
                return await _answer(bot, wire)
            return await _message(bot, wire)
        except TelegramError as error:
            raise _send_error(error) from None

    async def ask(self, work: "Callable[[Bot], Awaitable[T]]") -> T:
        """Through the SDK, a call that is no message."""
        bot = await self._bot.get()
        from telegram.error import TelegramError

        try:
            return await work(bot)
        except TelegramError as error:
            raise _send_error(error) from None
        except (TypeError, ValueError, KeyError, AttributeError):
            raise Retryable("unreadable") from None

    async def delete_webhook(self) -> None:
        bot = await self._bot.get()
        from telegram.error import TelegramError

        try:
            await bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            raise _send_error(error) from None

    async def updates(self, offset: int | None) -> list[dict[str, Any]]:
        """Updates as they came: the SDK's own reader raises on a third of real ones, and loses the batch with it."""
        bot = await self._bot.get()
        from telegram.error import TelegramError

        wanted = {"timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED_UPDATES), "offset": offset}
        data = {name: value for name, value in wanted.items() if value is not None}
        try:
            found = await bot._post("getUpdates", data, read_timeout=POLL_SECONDS + _SECONDS)
        except TelegramError as error:
            raise _send_error(error) from None
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def leave(self, chat_id: int) -> None:
        bot = await self._bot.get()
        from telegram.error import TelegramError

        try:
            await bot.leave_chat(chat_id)
        except TelegramError as error:
            raise _send_error(error) from None

    async def delete(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """At most 100 at once: https://core.telegram.org/bots/api#deletemessages"""
        if not message_ids:
            return
        bot = await self._bot.get()
        from telegram.error import TelegramError

        try:
            await bot.delete_messages(chat_id, message_ids)
        except TelegramError as error:
            raise _send_error(error) from None

    async def fetch(self, ref: MediaRef, limit: int) -> Download:
        bot = await self._bot.get()
        from telegram.error import TelegramError

        try:
            path = (await bot.get_file(ref.ref)).file_path or ""
        except TelegramError as error:
            raise BadMessage(TOO_LARGE) if "too big" in error.message.lower() else _send_error(error) from None
        if not path.startswith(f"{self._api_url}/file/"):
            raise BadMessage(FOREIGN)
        return await download(path, Vendor(self._api_url), limit=limit, mime=ref.mime)

    async def close(self) -> None:
        if self._bot.made:
            await self._bot.made.request.shutdown()

    def _load(self) -> "Callable[[], Bot]":
        os.environ.setdefault("PTB_TIMEDELTA", "1")  # else each RetryAfter warns that its type will change
        from telegram import Bot
        from telegram.error import TelegramError
        from telegram.request import HTTPXRequest

        class Request(HTTPXRequest):
            @staticmethod
            def parse_json_payload(payload: bytes) -> dict[str, Any]:
                """The original writes what it cannot read to the log, and an answer holds the person and the text."""
                answer = _answer_in(payload)
                if answer is None:
                    raise TelegramError("Invalid server response")
                return answer

        def make() -> Bot:
            request = Request(
                connection_pool_size=32,
                connect_timeout=_CONNECT_SECONDS,
                pool_timeout=_CONNECT_SECONDS,
                read_timeout=_SECONDS,
                write_timeout=_SECONDS,
            )
            base, files = f"{self._api_url}/bot", f"{self._api_url}/file/bot"
            return Bot(self._token, base_url=base, base_file_url=files, request=request, get_updates_request=request)

        return make


def _answer_in(payload: bytes) -> dict[str, Any] | None:
    """The Bot API's envelope, or None where this is none: https://core.telegram.org/bots/api#making-requests"""
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or "ok" not in answer or (answer["ok"] and "result" not in answer):
        return None
    kinds = {"description": str, "parameters": dict}
    return {name: value for name, value in answer.items() if isinstance(value, kinds.get(name, object))}


async def _message(bot: "Bot", wire: WireMessage) -> SendResult:
    from telegram import InlineKeyboardMarkup, LinkPreviewOptions

    fields: Mapping[str, Any] = wire.payload
    keys, options = fields.get("reply_markup"), fields["link_preview_options"]
    arguments = {
        "chat_id": fields["chat_id"],
        "text": fields["text"],
        "protect_content": fields.get("protect_content"),
        "reply_markup": InlineKeyboardMarkup.de_json(keys, bot) if keys else None,
        "link_preview_options": LinkPreviewOptions.de_json(options, bot),
    }
    try:
        return SendResult((str((await bot.send_message(**arguments)).message_id),))
    except (TypeError, ValueError, KeyError, AttributeError):
        return SendResult()  # taken, with a result; only the SDK does not know all of it yet


async def _answer(bot: "Bot", wire: WireMessage) -> SendResult:
    """Stops the spinner on the pressed button. A courtesy: if it fails, what we have to say still comes next."""
    from telegram.error import InvalidToken, TelegramError

    try:
        await bot.answer_callback_query(str(wire.payload["callback_query_id"]))
    except InvalidToken:
        raise
    except TelegramError:
        return SendResult()
    return SendResult()


def _send_error(error: Exception) -> SendError:
    from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

    match error:
        case Forbidden() | ChatMigrated():
            return Blocked("403")
        case RetryAfter():
            return Throttled("429", after=_wait(error.retry_after))
        case BadRequest():  # before NetworkError, whose child it is
            words = error.message.lower()
            return Blocked("400") if any(known in words for known in _NO_SUCH_CHAT) else BadMessage("400")
        case InvalidToken() | Conflict():
            return ConfigError("401")
        case _:
            return _network_error(error)


def _network_error(error: Exception) -> SendError:
    import httpx
    from telegram.error import TimedOut

    cause = error.__cause__
    never_left = isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    return Retryable("timeout" if isinstance(error, TimedOut) else "network", fate_unknown=not never_left)


def _wait(after: int | timedelta) -> timedelta:
    return max(timedelta(seconds=1), after if isinstance(after, timedelta) else timedelta(seconds=after))
