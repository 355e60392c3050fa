"""Every setting there is, with its default, as one frozen tree. `load` is the only thing here that reads anything.

`config.example.toml` explains each key; a test holds the two together. Credentials and keys have no default.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings import ConfigError, Form, Source, one_of, setting

__all__ = ["Config", "ConfigError", "load", "parse"]

DEFAULT_FILE = "config.toml"
FILE_VARIABLE = "MADOGUCHI_CONFIG"
_LANGUAGE = Form(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag such as en, pt-BR or zh-Hans")
_URL = Form(r"https?://[^\s/?#]+(/[^\s?#]*[^\s?#/])?", "http(s)://host without a slash at the end")
_FILE = Form(r"https?://[^\s/?#@]+/[^\s?#]+", "the http(s) address of a file")
_HOST = Form(r"[a-z0-9.-]+(:\d{1,5})?", "a host's name in small letters, without https://")
_COUNTRY = Form("[A-Z]{2}", "a two-letter country code such as JP")
_DATABASE = Form(r"(sqlite|postgres|postgresql)(\+psycopg)?://.+", "sqlite:/// or postgresql+psycopg://")
_DAY = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_DIAL = Form(r"[0-9*#+ -]{2,20}", "a number to dial")
_QUIET = Form(r"(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?", "like 21:00-08:00, or empty")
_HOURS = Form(rf"{_DAY}(-{_DAY})? \d\d:\d\d-\d\d:\d\d", "like Mon-Fri 09:00-17:00")


@dataclass(frozen=True)
class Server:
    public_url: str = setting("http://127.0.0.1:8000", form=_URL)
    host: str = "127.0.0.1"
    port: int = setting(8000, low=1, high=65535)
    workers: int = setting(1, low=1, high=64)
    trusted_proxies: tuple[str, ...] = ("127.0.0.1",)


@dataclass(frozen=True)
class Storage:
    cases_url: str = setting("sqlite:///var/cases.db", secret=True, form=_DATABASE)
    vault_url: str = setting("sqlite:///var/vault.db", secret=True, form=_DATABASE)
    files: Path = Path("var/files")

    @property
    def embedded(self) -> bool:
        """SQLite: one process on one machine."""
        return self.cases_url.startswith("sqlite")


@dataclass(frozen=True)
class Keys:
    """The master key comes from MADOGUCHI_MASTER_KEY if that is set, else from the command, else from the file."""

    master_file: Path = Path("var/keys/master.key")
    command: tuple[str, ...] = ()


@dataclass(frozen=True)
class Emergency:
    police: str = setting(form=_DIAL)
    ambulance: str = setting(form=_DIAL)


@dataclass(frozen=True)
class Desk:
    name: str = setting("Worker Desk", form=Form(r"(?s).{1,60}", "1 to 60 characters"))
    country: str = setting("JP", form=_COUNTRY)
    time_zone: str = "Asia/Tokyo"
    languages: tuple[str, ...] = setting(("en", "ja"), form=_LANGUAGE)
    hours: tuple[str, ...] = setting(("Mon-Fri 09:00-17:00",), form=_HOURS)
    holidays: tuple[date, ...] = ()
    phone: str = ""
    privacy_url: str = ""
    links: tuple[str, ...] = ()
    wait: int = setting(24, low=1, high=720)
    second_factor: bool = True
    emergency: Mapping[str, Emergency] = setting({"JP": Emergency(police="110", ambulance="119")})


@dataclass(frozen=True)
class Conversation:
    languages: tuple[str, ...] = setting((), form=_LANGUAGE)
    draft_days: int = setting(7, low=1, high=90)
    remind_hours: int = setting(20, low=1, high=23)
    away_days: int = setting(60, low=1, high=365)
    quiet_hours: str = setting("21:00-08:00", form=_QUIET)


@dataclass(frozen=True)
class Telegram:
    token: str = setting(secret=True)
    secret_token: str = setting("", secret=True, form=Form("[A-Za-z0-9_-]{1,256}", "1 to 256 of A-Z a-z 0-9 _ -"))
    mode: str = setting("webhook", form=one_of("webhook", "polling"))
    api_url: str = setting("https://api.telegram.org", form=_URL)
    per_second: float = setting(30.0, low=0.1, high=10_000)
    per_chat: float = setting(1.0, low=0.01, high=1000)


@dataclass(frozen=True)
class Twilio:
    account_sid: str = setting()
    auth_tokens: tuple[str, ...] = setting(secret=True)
    api_url: str = setting("https://api.twilio.com", form=_URL)


@dataclass(frozen=True)
class Sms:
    from_: str = setting("", form=Form(r"\+?\d{3,15}", "a number like +815012345678"))
    messaging_service_sid: str = ""
    per_second: float = setting(10.0, low=0.1, high=10_000)
    price: Mapping[str, float] = setting({})
    currency: str = setting("USD", form=Form("[A-Z]{3}", "a currency's code, such as USD"))
    unmarked: tuple[str, ...] = setting((), form=_LANGUAGE)


@dataclass(frozen=True)
class WhatsApp:
    from_: str = setting("", form=Form(r"(whatsapp:)?\+[1-9]\d{6,14}", "a number like +815012345678"))
    messaging_service_sid: str = ""
    per_second: float = setting(80.0, low=0.1, high=10_000)
    fallback: tuple[str, ...] = setting(("en",), form=_LANGUAGE)
    templates: Mapping[str, str] = setting({})


@dataclass(frozen=True)
class Line:
    channel_secret: str = setting(secret=True)
    channel_access_token: str = setting(secret=True)
    api_url: str = setting("https://api.line.me", form=_URL)
    data_url: str = setting("https://api-data.line.me", form=_URL)
    per_second: float = setting(2000.0, low=0.1, high=10_000)


@dataclass(frozen=True)
class Channels:
    """A channel is on when its table is there, even empty (its secrets may be in the environment)."""

    telegram: Telegram | None = None
    twilio: Twilio | None = None
    sms: Sms | None = None
    whatsapp: WhatsApp | None = None
    line: Line | None = None


@dataclass(frozen=True)
class Translation:
    packages: Path = Path("var/languages")
    threads: int = setting(0, low=0, high=256)
    beam_size: int = setting(2, low=1, high=8)
    batch_tokens: int = setting(1024, low=32, high=16384)
    memory_mb: int = setting(600, low=50)
    glossary: Path = Path("var/glossary.toml")
    at_once: int = setting(256, low=1, high=5000)
    hang_seconds: float = setting(60.0, low=1, high=3600)
    tick_seconds: float = setting(5.0, low=0.05, high=60)
    first_wait_seconds: float = setting(2.0, low=0.01)
    longest_wait_seconds: float = setting(900.0, low=0.01)
    give_up_hours: float = setting(24.0, low=0.001)
    index: str = setting("https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json", form=_FILE)
    hosts: tuple[str, ...] = setting(("argos-net.com",), form=_HOST)
    download_hours: float = setting(6.0, low=0.01, high=168)
    largest_gb: float = setting(8.0, low=0.001, high=1000)


@dataclass(frozen=True)
class Lifecycle:
    """Calendar days from entering a state until its limit."""

    received: int = setting(3, low=1)
    received_urgent: int = setting(1, low=1)
    in_review: int = setting(14, low=1)
    needs_info: int = setting(30, low=1)
    needs_info_reminders: tuple[int, ...] = setting((5, 10), low=1)
    consent_wait: int = setting(21, low=1)
    consent_wait_reminders: tuple[int, ...] = setting((3, 7), low=1)
    accepted: int = setting(3, low=1)
    acknowledge: int = setting(7, low=1)
    notified: int = setting(14, low=1)
    assessing: int = setting(45, low=1)
    dialogue: int = setting(30, low=1)
    remedy_agreed: int = setting(90, low=1)
    closing_proposed: int = setting(14, low=1)
    closing_proposed_sms: int = setting(21, low=1)
    escalated: int = setting(14, low=1)
    kept_private: int = setting(90, low=1)
    kept_private_reminders: tuple[int, ...] = setting((30,), low=1)
    dormant: int = setting(180, low=1)
    withdrawn: int = setting(30, low=1)
    reopen: int = setting(180, low=1)
    silence: int = setting(30, low=1)
    late: int = setting(7, low=1)
    safety_checks: tuple[int, ...] = setting((14, 45, 90), low=1)
    later_safety_checks: tuple[int, ...] = setting((180, 365), low=1)


@dataclass(frozen=True)
class Retention:
    contact_days: int = setting(90, low=2)
    text_months: int = setting(24, low=2)
    key_backup_days: int = setting(35, low=1)
    delete_minutes: int = setting(10, low=1, high=60)
    seen_days: int = setting(30, low=2)
    erasures: Path = Path("var/erasures.json")


@dataclass(frozen=True)
class Publication:
    k: int = setting(5, low=2)
    delay_days: int = setting(30, low=0)
    every_days: int = setting(14, low=1)


@dataclass(frozen=True)
class Limits:
    address_per_minute: int = setting(60, low=1)
    channel_per_minute: int = setting(6000, low=1)
    body_bytes: int = setting(1_000_000, low=1024, high=100_000_000)


@dataclass(frozen=True)
class Outbox:
    tick_seconds: float = setting(2.0, low=0.05, high=60)
    lease_seconds: float = setting(30.0, low=1)
    batch: int = setting(20, low=1, high=1000)
    first_wait_seconds: float = setting(2.0, low=0.01)
    longest_wait_seconds: float = setting(900.0, low=0.01)
    give_up_hours: float = setting(72.0, low=0.001)


@dataclass(frozen=True)
class Media:
    most_bytes: int = setting(20_000_000, low=100_000, high=100_000_000)
    download_seconds: float = setting(120.0, low=0.1, high=900)
    at_once: int = setting(2, low=1, high=16)
    tick_seconds: float = setting(5.0, low=0.05, high=60)
    first_wait_seconds: float = setting(2.0, low=0.01)
    longest_wait_seconds: float = setting(600.0, low=0.01)
    give_up_hours: float = setting(12.0, low=0.001)
    vendor_keeps_hours: float = setting(24.0, low=0.0)
    removal_days: float = setting(7.0, low=0.001)


@dataclass(frozen=True)
class Mail:
    host: str = ""
    port: int = setting(587, low=1, high=65535)
    username: str = ""
    password: str = setting("", secret=True)
    sender: str = ""
    tls: bool = True


@dataclass(frozen=True)
class Metrics:
    port: int = setting(0, low=0, high=65535)
    token: str = setting("", secret=True)


@dataclass(frozen=True)
class Logging:
    level: str = setting("info", form=one_of("debug", "info", "warning", "error"))
    format: str = setting("json", form=one_of("json", "plain"))


@dataclass(frozen=True)
class Config:
    server: Server = Server()
    storage: Storage = Storage()
    keys: Keys = Keys()
    desk: Desk = Desk()
    conversation: Conversation = Conversation()
    channels: Channels = Channels()
    translation: Translation = Translation()
    lifecycle: Lifecycle = Lifecycle()
    retention: Retention = Retention()
    publication: Publication = Publication()
    limits: Limits = Limits()
    outbox: Outbox = Outbox()
    media: Media = Media()
    mail: Mail = Mail()
    metrics: Metrics = Metrics()
    logging: Logging = Logging()


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings of a file: the one named, else the one MADOGUCHI_CONFIG names, else config.toml here."""
    chosen = path or Path(environ.get(FILE_VARIABLE) or DEFAULT_FILE)
    try:
        text = chosen.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError("", "no such file; `madoguchi init` writes one", place=str(chosen)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("", f"cannot be read ({type(error).__name__})", place=str(chosen)) from None
    return parse(text, name=str(chosen), folder=chosen.absolute().parent, environ=environ)


def parse(text: str, *, name: str = DEFAULT_FILE, folder: Path, environ: Mapping[str, str]) -> Config:
    source = Source(text, name, folder, environ)
    config = source.read(Config)
    _check_storage(config, source)
    _check_desk(config, source)
    _check_channels(config, source)
    if config.mail.host and "@" not in config.mail.sender:
        raise source.wrong(("mail", "sender"), "must be the address that mails come from")
    storage = config.storage
    cases_url, vault_url = _located(storage.cases_url, folder), _located(storage.vault_url, folder)
    return replace(config, storage=replace(storage, cases_url=cases_url, vault_url=vault_url))


def _located(url: str, folder: Path) -> str:
    """A relative SQLite file starts at the configuration's folder; a bare PostgreSQL URL gets the driver's name."""
    if relative := re.fullmatch(r"sqlite:///([^/].*)", url):
        return f"sqlite:///{folder / relative[1]}"
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


def _check_storage(config: Config, source: Source) -> None:
    cases, vault = config.storage.cases_url, config.storage.vault_url
    if cases == vault:
        raise source.wrong(("storage", "vault_url"), "must be another database than cases_url: people apart from cases")
    if cases.startswith("sqlite") != vault.startswith("sqlite"):
        raise source.wrong(("storage", "vault_url"), "must be of the same kind as cases_url: both SQLite or PostgreSQL")
    if ":memory:" in cases + vault:
        raise source.wrong(("storage", "cases_url"), "must be a file: what is in memory is lost at the first restart")


def _check_desk(config: Config, source: Source) -> None:
    try:
        ZoneInfo(config.desk.time_zone)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        raise source.wrong(("desk", "time_zone"), "must be a time zone's name such as Asia/Tokyo") from None
    for country in config.desk.emergency:
        if not re.fullmatch(_COUNTRY.pattern, country):
            raise source.wrong(("desk", "emergency", country), f"must be {_COUNTRY.words}")


def _check_channels(config: Config, source: Source) -> None:
    channels = config.channels
    if channels.telegram and channels.telegram.mode == "webhook" and not channels.telegram.secret_token:
        raise source.wrong(("channels", "telegram", "secret_token"), "is missing: the webhook needs it")
    for name, channel in (("sms", channels.sms), ("whatsapp", channels.whatsapp)):
        if channel and not channels.twilio:
            raise source.wrong(("channels", name), "needs the account in [channels.twilio]")
    for name, sender in (("sms", channels.sms), ("whatsapp", channels.whatsapp)):
        if sender and not (sender.from_ or sender.messaging_service_sid):
            raise source.wrong(("channels", name, "from"), "is missing: give the number, or messaging_service_sid")
    for language, sid in (channels.whatsapp.templates if channels.whatsapp else {}).items():
        if not re.fullmatch("HX[0-9a-f]{32}", sid):
            raise source.wrong(("channels", "whatsapp", "templates", language), "must be a content SID: HX and 32 more")
