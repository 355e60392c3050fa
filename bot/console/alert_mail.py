"""The mail that tells a member that cases wait: how many, why, a link. Never a reference, never a word of a case.

An auditor gets another: the signed lines of the audit, to be kept where nobody of the desk can change them.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from bot.casework.alerting import Occasion
from bot.console.words import LANGUAGES, Words
from storage.alerts import Alert
from storage.members import Member


def counted(one: str, many: str) -> tuple[str, str]:
    """Texts to be translated later, by how many there are; the name is known to `bot.console.catalogues`."""
    return one, many


COUNTED = {
    Occasion.URGENT: counted("%(num)d report of somebody in danger", "%(num)d reports of somebody in danger"),
    Occasion.LATE: counted("%(num)d case is late", "%(num)d cases are late"),
    Occasion.DUE: counted("%(num)d case is due soon", "%(num)d cases are due soon"),
    Occasion.ANSWERED: counted("%(num)d worker has answered", "%(num)d workers have answered"),
    Occasion.COMPANY: counted("%(num)d company has written", "%(num)d companies have written"),
    Occasion.UNREACHED: counted(
        "%(num)d company cannot be reached by mail", "%(num)d companies cannot be reached by mail"
    ),
    Occasion.NEW: counted("%(num)d new report", "%(num)d new reports"),
    Occasion.TREND: counted("%(num)d pattern of several reports", "%(num)d patterns of several reports"),
    Occasion.PUBLISH: counted("%(num)d issue of the public list is due", "%(num)d issues of the public list are due"),
}


def written(
    member: Member,
    alerts: Sequence[Alert],
    anchors: Sequence[str],
    *,
    desk: str,
    sender: str,
    public_url: str,
    zone: str,
    now: Callable[[], datetime],
    ids: Callable[[], str],
) -> EmailMessage:
    """One mail for all `alerts`, in the member's language; of several reasons for one case the gravest is said."""
    words = Words(member.language if member.language in LANGUAGES else "en", zone)
    lines = audited(words, anchors) if anchors else counted_up(words, alerts, public_url)
    message = EmailMessage()
    message["From"], message["To"] = sender, member.login
    message["Subject"] = f"{desk}: {lines[0]}"
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{ids()}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers it
    message.set_content("\n".join((*lines, "")))
    return message


def audited(words: Words, anchors: Sequence[str]) -> Sequence[str]:
    """What an auditor keeps, and how it is used."""
    _ = words.gettext
    how = _(
        "Keep this mail: it shows whether the audit was written anew. To check: madoguchi audit verify --anchor FILE"
    )
    return (_("Where the audit ended"), "", how, *(line for anchor in anchors for line in ("", anchor)))


def counted_up(words: Words, alerts: Sequence[Alert], public_url: str) -> Sequence[str]:
    """A line for each reason, the gravest first, and the address."""
    gravest: dict[str, Occasion] = {}
    for occasion in reversed(COUNTED):
        gravest.update({alert.case_id: occasion for alert in alerts if alert.occasion == occasion})
    many = Counter(gravest.values())
    lines = [words.ngettext(*COUNTED[why], many[why]) % {"num": many[why]} for why in COUNTED if many[why]]
    one = next(iter(gravest)) if len(gravest) == 1 else None
    link = f"{public_url}/desk" + ("" if one is None else f"/cases/{one}" if one else "/publish")
    return (*lines, "", link)
