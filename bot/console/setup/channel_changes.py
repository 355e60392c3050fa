"""From what was pasted about a vendor to changes of the settings file. An empty secret leaves the one there is."""

from collections.abc import Callable

from pydantic import BaseModel, Field

from bot.checkups.vendor import Vendor
from bot.config import Config, Twilio
from bot.settings_file import Changes, Key

LONG = 2000


class ChannelForm(BaseModel):
    """`api_url` is for rehearsals. `untried`: keep it although the vendor could not be asked."""

    token: str = Field("", max_length=LONG)
    polling: bool = False
    channel_secret: str = Field("", max_length=LONG)
    channel_access_token: str = Field("", max_length=LONG)
    account_sid: str = Field("", max_length=LONG)
    auth_token: str = Field("", max_length=LONG)
    sms: str = Field("", max_length=LONG)
    whatsapp: str = Field("", max_length=LONG)
    api_url: str = Field("", max_length=LONG)
    untried: bool = False
    seen: str = Field("", max_length=64)


def filled(vendor: Vendor, config: Config) -> ChannelForm:
    """Without any secret."""
    channels = config.channels
    values: dict[str, object] = {}
    if vendor is Vendor.TELEGRAM and channels.telegram:
        values = {"polling": channels.telegram.mode == "polling"}
    if vendor is Vendor.TWILIO and channels.twilio:
        values = {
            "account_sid": channels.twilio.account_sid,
            "sms": channels.sms.from_ if channels.sms else "",
            "whatsapp": channels.whatsapp.from_ if channels.whatsapp else "",
        }
    table = getattr(channels, vendor)
    if table is not None and table.api_url != type(table).api_url:
        values["api_url"] = table.api_url
    return ChannelForm.model_construct(**values)  # type: ignore[arg-type]


def with_address(url: str) -> Changes:
    return {("server", "public_url"): url.strip().rstrip("/")}


def changes(vendor: Vendor, form: ChannelForm, config: Config, tokens: Callable[[], str]) -> Changes:
    work = {Vendor.TELEGRAM: _telegram, Vendor.LINE: _line, Vendor.TWILIO: _twilio}[vendor]
    return work(form, config, tokens)


def _secret(at: Key, value: str) -> dict[Key, object]:
    """A new one takes the place of a file that was named before."""
    value = "".join(value.split())
    return {at: value, (*at[:-1], f"{at[-1]}_file"): None} if value else {}


def _url(at: Key, url: str) -> dict[Key, object]:
    return {at: url.strip().rstrip("/") or None}


def _telegram(form: ChannelForm, config: Config, tokens: Callable[[], str]) -> Changes:
    table = ("channels", "telegram")
    there = config.channels.telegram
    secret = {} if there and there.secret_token else _secret((*table, "secret_token"), tokens())
    mode = "polling" if form.polling else "webhook"
    api = _url((*table, "api_url"), form.api_url)
    return {**_secret((*table, "token"), form.token), **secret, (*table, "mode"): mode, **api}


def _line(form: ChannelForm, config: Config, tokens: Callable[[], str]) -> Changes:
    table = ("channels", "line")
    return {
        **_secret((*table, "channel_secret"), form.channel_secret),
        **_secret((*table, "channel_access_token"), form.channel_access_token),
        **_url((*table, "api_url"), form.api_url),
        **_url((*table, "data_url"), form.api_url),
    }


def _twilio(form: ChannelForm, config: Config, tokens: Callable[[], str]) -> Changes:
    table = ("channels", "twilio")
    found: dict[Key, object] = {(*table, "account_sid"): form.account_sid.strip()}
    found |= _newest((*table, "auth_tokens"), form.auth_token, config.channels.twilio)
    found |= _url((*table, "api_url"), form.api_url)
    for name, number in (("sms", form.sms), ("whatsapp", form.whatsapp)):
        there = getattr(config.channels, name)
        plain = "".join(char for char in number if char.isalnum() or char in "+:")
        if plain:
            found[("channels", name, "from")] = plain
        elif there is not None and not there.messaging_service_sid:
            found[("channels", name)] = None
    return found


def _newest(at: Key, token: str, there: Twilio | None) -> dict[Key, object]:
    """A new one stands before those that are accepted already."""
    given = _secret(at, token)
    if given and there is not None:
        given[at] = list(dict.fromkeys([str(given[at]), *there.auth_tokens]))[:2]
    elif given:
        given[at] = [given[at]]
    return given
