"""The channels that are switched on, built from their tables of the configuration. Opens no connection."""

from collections.abc import Callable
from datetime import datetime

from bot.config import Channels, Config
from channels.base import ChannelAdapter
from channels.registry import CHANNELS
from channels.twilio import RETRIES


def build_adapters(channels: Channels, *, now: Callable[[], datetime]) -> dict[str, ChannelAdapter]:
    """Channel name -> adapter, for every channel that has a table. Each vendor's SDK is loaded only when it sends."""
    built: dict[str, ChannelAdapter] = {}
    if channels.telegram is not None:
        telegram = channels.telegram
        built["telegram"] = CHANNELS["telegram"](
            token=telegram.token,
            secret_token=telegram.secret_token if telegram.mode == "webhook" else "",
            api_url=telegram.api_url,
            now=now,
        )
    if channels.line is not None:
        line = channels.line
        built["line"] = CHANNELS["line"](
            channel_secret=line.channel_secret,
            channel_access_token=line.channel_access_token,
            api_url=line.api_url,
            data_url=line.data_url,
        )
    if channels.sms is not None and channels.twilio is not None:
        built["sms"] = CHANNELS["sms"](
            account_sid=channels.twilio.account_sid,
            auth_tokens=channels.twilio.auth_tokens,
            sender=channels.sms.from_,
            messaging_service_sid=channels.sms.messaging_service_sid,
            unmarked=channels.sms.unmarked,
            api_url=channels.twilio.api_url,
        )
    if channels.whatsapp is not None and channels.twilio is not None:
        built["whatsapp"] = CHANNELS["whatsapp"](
            account_sid=channels.twilio.account_sid,
            auth_tokens=channels.twilio.auth_tokens,
            now=now,
            sender=channels.whatsapp.from_,
            messaging_service_sid=channels.whatsapp.messaging_service_sid,
            api_url=channels.twilio.api_url,
        )
    return built


def status_callbacks(config: Config) -> dict[str, str]:
    """Where Twilio reports what became of a message."""
    url = f"{config.server.public_url.rstrip('/')}/webhooks/twilio/status{RETRIES}"
    return dict.fromkeys(("sms", "whatsapp"), url)
