"""What must be true before anything is changed at a vendor. Nothing here calls anyone."""

from urllib.parse import urlsplit

from bot.checkups.vendor import Vendor
from bot.config import Config
from channels.base import ConfigError, SendError
from channels.telegram_setup import PORTS

NAMES = {Vendor.LINE: "LINE", Vendor.TELEGRAM: "Telegram", Vendor.TWILIO: "Twilio"}
PAGES = {Vendor.LINE: "line.md", Vendor.TELEGRAM: "telegram.md", Vendor.TWILIO: "sms.md and whatsapp.md"}


class CannotSetUp(Exception):
    """A reason in one line, with what to do; never a credential."""


def require_table(vendor: Vendor, config: Config) -> None:
    """Raises CannotSetUp where the channel is not in the settings."""
    channels, page = config.channels, f"docs/channels/{PAGES[vendor]}"
    if getattr(channels, vendor) is None:
        raise CannotSetUp(f"[channels.{vendor}] is not in the settings: add it as {page} says, then run this again")
    if vendor is Vendor.TWILIO and channels.sms is None and channels.whatsapp is None:
        raise CannotSetUp(f"neither [channels.sms] nor [channels.whatsapp] is in the settings: see {page}")


def require_address(vendor: Vendor, config: Config) -> None:
    """Raises CannotSetUp where the vendor would not call our address; polling needs none."""
    telegram, url = config.channels.telegram, urlsplit(config.server.public_url)
    if vendor is Vendor.TELEGRAM and telegram is not None and telegram.mode == "polling":
        return
    if url.scheme != "https":
        raise CannotSetUp(
            f"[server] public_url is {config.server.public_url}: {NAMES[vendor]} calls only https addresses; "
            "put a TLS proxy in front (docs/go-live.md, section 2) and write its address there"
        )
    if vendor is Vendor.TELEGRAM and (url.port or 443) not in PORTS:
        ports = ", ".join(map(str, PORTS))
        raise CannotSetUp(f"[server] public_url has port {url.port}: Telegram calls only {ports}")


def reason_of(vendor: Vendor, error: SendError, mend: str) -> str:
    """Why the vendor did not do it. `mend` is for credentials that it does not accept."""
    name = NAMES[vendor]
    if isinstance(error, ConfigError):
        return f"{name} does not accept the credentials ({error.code}): {mend}"
    if error.code in ("network", "timeout") or error.code.startswith("5"):
        return f"could not reach {name} ({error.code}): is this machine on the internet? Then run this again"
    return f"{name} refused what was asked ({error.code}): see docs/channels/{PAGES[vendor]}"
