"""Every channel there is. Importing this imports no vendor's SDK."""

from collections.abc import Callable

from channels.base import ChannelAdapter
from channels.line import Line
from channels.simulator import Simulator
from channels.sms import Sms
from channels.telegram import Telegram
from channels.whatsapp import WhatsApp

# Name -> what builds the adapter, from the plain values of its configuration by keyword.
CHANNELS: dict[str, Callable[..., ChannelAdapter]] = {
    "telegram": Telegram,
    "sms": Sms,
    "whatsapp": WhatsApp,
    "line": Line,
    "simulator": Simulator,
}
