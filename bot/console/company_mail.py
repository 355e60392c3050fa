"""The mails that a contact of a company gets: an address to open, in her language. Never a word or number of a case."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from bot.console.words import LANGUAGES, Words
from storage.companies import Contact


def written(
    contact: Contact,
    token: str,
    *,
    desk: str,
    sender: str,
    public_url: str,
    zone: str,
    now: Callable[[], datetime],
    ids: Callable[[], str],
) -> EmailMessage:
    """The link to come in where there is a `token`, else the address of the page. The same words for all occasions."""
    words = Words(contact.language if contact.language in LANGUAGES else "en", zone)
    _ = words.gettext
    if token:
        subject = _("Your link to sign in")
        lines = (_("Open this link within 15 minutes. It works once."), "", f"{public_url}/company/in/{token}")
        end = _("If you did not ask for it, do nothing: nobody comes in without this mail.")
    else:
        subject = _("Something new waits for you")
        lines = (_("Please look at your company's page:"), "", f"{public_url}/company")
        end = _("This mail says nothing more, so that nobody else reads it. Please do not answer it.")
    message = EmailMessage()
    message["From"], message["To"] = sender, contact.mail
    message["Subject"] = f"{desk}: {subject}"
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{ids()}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers it
    message.set_content("\n".join((*lines, "", end, "")))
    return message
