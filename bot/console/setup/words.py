"""What the set-up pages call their steps, fields and refusals: marked for the catalogues, translated on the page."""

from collections.abc import Mapping
from typing import Final


def N_(words: str) -> str:  # noqa: N802 - as in `names`, which needs the refusals below
    return words


STEPS: Final = {
    "desk": N_("Your desk"),
    "team": N_("Who reads"),
    "languages": N_("Languages"),
    "channels": N_("Channels"),
    "companies": N_("Companies"),
    "retention": N_("Keeping and consent"),
    "done": N_("Done"),
}
BEFORE = (N_("Welcome"), N_("You"))
REASONS = {
    "setup_link": (
        N_("This set-up link no longer works"),
        N_("It was used already or is older than 30 minutes. A new one is printed by: madoguchi serve --setup"),
    ),
    "settings_moved": (
        N_("Somebody else is setting up too"),
        N_("The settings were changed after you opened this page. Nothing of yours was kept. Look again, then decide."),
    ),
    "no_restart": (
        N_("This process cannot begin again by itself"),
        N_("Several processes run this desk. Restart all of them, for example: systemctl restart madoguchi"),
    ),
}
ACCOUNT: Mapping[str, str] = {
    "login": N_("A login has 1 to 254 characters and no spaces, for example sato@desk.example."),
    "taken": N_("This login exists already. Choose another."),
}
FIELDS: Mapping[str, str] = {
    "[desk] name": N_("The name needs 1 to 60 characters."),
    "[desk] country": N_("Choose the country from the list."),
    "[desk] time_zone": N_("Choose a time zone such as Asia/Tokyo."),
    "[desk] hours": N_("Write opening hours one a line, like Mon-Fri 09:00-17:00."),
    "[desk] holidays": N_("Write holidays one a line, like 2026-12-31."),
    "[desk] phone": N_("The phone number cannot be kept like this."),
    "[server] public_url": N_("The address begins with https:// and has no slash at the end."),
    "[retention] contact_days": N_("Contacts are kept for 2 days or more."),
    "[retention] text_months": N_("Reports are kept for 2 months or more."),
    "[channels.telegram] token": N_("Paste the token that @BotFather gave you."),
    "[channels.line] channel_secret": N_("Paste the channel secret."),
    "[channels.line] channel_access_token": N_("Paste the channel access token."),
    "[channels.twilio] auth_tokens": N_("Paste the auth token."),
    "[channels.twilio] account_sid": N_("Paste the account SID; it begins with AC."),
    "[channels.sms] from": N_("Write the number for SMS with its country, like +815012345678."),
    "[channels.whatsapp] from": N_("Write the number for WhatsApp with its country, like +815012345678."),
}
EMERGENCY = N_("An emergency number needs a two-letter country, the police and the ambulance.")
OTHERWISE = N_("This cannot be kept as it is.")
VENDORS: Final = {"telegram": "Telegram", "line": "LINE", "twilio": N_("SMS and WhatsApp (Twilio)")}
REFUSED: Mapping[str, str] = {
    "telegram": N_(
        "Telegram does not know this token. Ask @BotFather for it: /mybots, your bot, API Token. Copy it whole."
    ),
    "line": N_(
        "LINE does not accept this access token. Issue it again in the LINE Developers console, Messaging API tab."
    ),
    "twilio": N_(
        "Twilio does not accept these. Copy the account SID and the auth token again: its console, first page."
    ),
}
UNREACHABLE = N_(
    "%(vendor)s could not be reached (%(code)s), so nobody knows whether this is right. Is this machine online?"
)
LEVELS = {"ok": N_("in order"), "warn": N_("look at this"), "fail": N_("must be mended")}


def field(key: str) -> str:
    """The text for a setting that cannot be kept, by the key that the configuration names."""
    if key.startswith("[desk.emergency"):
        return EMERGENCY
    return FIELDS.get(key, OTHERWISE)
