"""What the page of figures calls its tables and their rows: marked for the catalogues here, translated on the page."""

from bot.casework.figures import Table
from bot.casework.lifecycle import Status
from bot.console import names
from bot.console.words import Words


def N_(words: str) -> str:  # noqa: N802 - as in `names`
    return words


TITLE = {
    "received": N_("Reports received"),
    "received_category": N_("Received, by category"),
    "received_language": N_("Received, by language"),
    "received_channel": N_("Received, by channel"),
    "received_status": N_("Where the cases stood at the end of the month they came in"),
    "waits": N_("Days that workers wait, median"),
    "decided": N_("Accepted and refused"),
    "days": N_("Days in each status, median"),
    "late_desk": N_("Open cases of which a limit was missed"),
    "late_company": N_("Cases that companies were late with"),
    "closing": N_("What workers said at the end"),
    "survey.easy": N_("Was it easy? 1 to 5"),
    "survey.safe": N_("Did she feel safe? 1 to 5"),
    "survey.result": N_("Is she content with the result? 1 to 5"),
    "retaliation": N_("Workers who were treated worse, of those asked"),
    "reopened": N_("Closed cases that were opened again"),
    "unreachable": N_("Workers who cannot be reached, by channel"),
    "flagged": N_("Sentences marked as doubtful by the machine, by language"),
    "stopped": N_("Unfinished reports, by the question where they stopped"),
}
NAME = {
    "accepted": N_("Accepted"),
    "concerned": N_("Refused: not affected"),
    "right": N_("Refused: no right touched"),
    "link": N_("Refused: no link to a member"),
    "checkable": N_("Refused: nothing to check"),
    "serious": N_("Refused: not serious"),
    "other": N_("Something else"),
    "solved": N_("Solved"),
    "partly": N_("Partly solved"),
    "not": N_("Not solved"),
    "worse": N_("Worse than before"),
    "desk": N_("All cases"),
    "taken_up": N_("until the desk takes it up"),
    "answered": N_("until a company's first answer"),
    "ended": N_("until it is closed"),
    "asked": N_("All who were asked"),
    "closed": N_("All that were closed"),
}
WORDED = frozenset(("decided", "closing", "late_desk", "retaliation", "reopened", "waits"))
HELD = N_("too few")


def label(words: Words, table: Table, name: str) -> str:
    """The row in the reader's language; a company and a question by their own names."""
    if table.kind == "received_category":
        return words.gettext(names.CATEGORY[name][0]) if name in names.CATEGORY else name
    if table.kind in ("received_language", "flagged"):
        return words.language_name(name)
    if table.kind in ("received_channel", "unreachable"):
        return words.gettext(names.CHANNEL.get(name, name))
    if table.kind in ("days", "received_status"):
        return words.gettext(names.STATUS[Status(name)]) if name in names.STATUS else name
    ours = table.kind in WORDED and name in NAME
    return words.gettext(NAME[name]) if ours else name


def rows(words: Words, table: Table) -> list[tuple[str, float | None, str]]:
    """(label, how long its bar is or None where it is held back, what the table says)."""
    found: list[tuple[str, float | None, str]] = []
    for cell in table.cells:
        said = label(words, table, cell.name)
        if cell.count is None:
            found.append((said, None, words.gettext(HELD)))
        elif cell.of is not None:
            share = round(100 * cell.count / cell.of) if cell.of else 0
            found.append((said, share, f"{share} % ({cell.count}/{cell.of})"))
        else:
            found.append((said, cell.count, str(cell.count)))
    return found
