"""What no vendor's API can do or tell: a person clicks it once. In the order in which the pages come."""

from collections.abc import Iterator

from bot.checkups.vendor import Vendor
from bot.checkups.vendors import offered
from bot.config import Config
from bot.intake.locale_table import LOCALES, load_languages
from bot.intake.reserved import OPT_OUT, load_words

NAME = (
    "a neutral name such as “Worker Desk” and a neutral picture: no “report”, “rights” or “hotline” for others to see"
)


def by_hand(vendor: Vendor, config: Config) -> list[str]:
    match vendor:
        case Vendor.LINE:
            return [*_line()]
        case Vendor.TELEGRAM:
            return [*_telegram()]
        case Vendor.TWILIO:
            return [*_sms(config), *_whatsapp(config)]


def _telegram() -> Iterator[str]:
    yield f"In Telegram, @BotFather: /setname and /setuserpic: {NAME}."
    yield "@BotFather: /setdescription and /setabouttext: empty or neutral; they are shown before a worker writes."
    yield "@BotFather: /setjoingroups, Disable: the desk listens to one person at a time."
    yield "Whoever holds the @BotFather chat holds the bot: two-step verification on that account."


def _line() -> Iterator[str]:
    tab = "LINE Developers console (developers.line.biz), your channel, Messaging API tab"
    manager = "LINE Official Account Manager (manager.line.biz), Settings"
    yield f"{tab}: “Use webhook” on."
    yield f"{tab}: “Webhook redelivery” on. Without it what workers write while the desk restarts is lost."
    yield f"{tab}: “Error statistics aggregation” on, so that LINE says later why a call failed."
    yield f"{manager}, Response settings: Greeting message off, Auto-response messages off, Chat off, Webhooks on."
    yield f"{manager}, Account settings: {NAME}."
    yield f"{manager}, Account settings, Chats: do not accept invitations to groups. The desk leaves a group by itself."


def _sms(config: Config) -> Iterator[str]:
    if (sms := config.channels.sms) is None:
        return
    console = "Twilio console, Messaging"
    yield f"{console}, Settings, Geo permissions: tick the countries where your workers' telephones are from, no other."
    if sms.messaging_service_sid:
        words = "; ".join(f"{tag}: {', '.join(found)}" for tag, found in _opt_out_words(config))
        yield (
            f"{console}, Services, your service, Opt-out management: Advanced Opt-Out on, with answers that do not"
            f" name the desk. Keep STOP, START and HELP; add the words that mean “stop” to workers. {words}"
        )
    else:
        yield (
            "Nothing for opt-out: Twilio knows STOP, START and HELP, the desk knows the words of its languages. Only a"
            " messaging service (messaging_service_sid) lets Twilio know those too."
        )


def _opt_out_words(config: Config) -> Iterator[tuple[str, list[str]]]:
    known = load_languages()
    for tag in offered(config):
        if words := load_words(LOCALES, known[tag]).get(OPT_OUT, []):
            yield tag, words


def _whatsapp(config: Config) -> Iterator[str]:
    if (whatsapp := config.channels.whatsapp) is None:
        return
    sender = "Twilio console, Messaging, Senders, WhatsApp senders, your sender"
    yield f"{sender}, Profile: {NAME}; “about” and address empty. Meta has to approve another name."
    yield "Where WhatsApp rejects a template: mend its words or submit it by hand; docs/channels/whatsapp.md says how."
    if not whatsapp.messaging_service_sid:
        yield (
            "Only in the sandbox: Twilio console, Messaging, Try it out, WhatsApp, Sandbox settings: “When a message"
            f" comes in”: {config.server.public_url.rstrip('/')}/webhooks/twilio/whatsapp#rc=3&rp=all&tt=15000, POST."
        )
