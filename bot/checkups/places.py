"""The addresses that vendors call, as they must be told to them: without what Twilio wants behind a `#`."""

from bot.config import Config

TELEGRAM, LINE = "/webhooks/telegram", "/webhooks/line"
SMS, WHATSAPP = "/webhooks/twilio/sms", "/webhooks/twilio/whatsapp"


def place(config: Config, path: str) -> str:
    return config.server.public_url.rstrip("/") + path
