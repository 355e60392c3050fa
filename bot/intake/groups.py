"""A group, a room or a channel is no place for a grievance: it is told once to write to us alone, and left.

Nothing of it is kept but a keyed digest of its id: for a day while it is being told, for thirty once it is. A process
that is killed in between leaves it to whatever comes of that group the next day.
"""

from bot.intake.scene import Aside, Intake, Turned
from channels.base import Event, Outgoing
from storage.engine import Unit
from storage.groups import Groups
from storage.keyring import Purpose
from storage.times import day_of

ALONE = "group.alone"
SILENT_DAYS, TRY_DAYS = 30, 1


def met(intake: Intake, unit: Unit, event: Event, *, at: int) -> Turned:
    """Somebody wrote in a group, or put us into one. Of several at once one is answered."""
    if event.group is None:
        return Turned("ignored")
    parts, today = ("group", event.group.channel, event.group.value), day_of(at)
    digests = [digest for _, digest in intake.keyring.digests(Purpose.SEEN, *parts)]
    if not Groups(unit.cases).first_time(digests, today=today, until=today + TRY_DAYS):
        return Turned("ignored")
    language = spoken(intake, event.language_hint)
    text, way = intake.wording.text(ALONE, language), intake.wording.direction(language)
    outgoing = Outgoing(text, language=language, dir=way)
    return Turned("group", aside=Aside(event.group, outgoing, event.reply_handle, digests[0]))


def spoken(intake: Intake, hint: str | None) -> str:
    """The language of her app where we speak it, else the desk's first."""
    known = intake.wording.languages
    wanted = (hint or "", (hint or "").partition("-")[0], *intake.config.desk.languages)
    return next((tag for tag in wanted if tag in known), "en")
