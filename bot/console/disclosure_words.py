"""What the desk calls the way to a company: marked for the catalogues here, translated on the page."""

from bot.casework.lifecycle import Status
from bot.casework.summary import Fact, Lack
from storage.summaries import State


def N_(words: str) -> str:  # noqa: N802 - as in `names`, which needs the refusals below
    return words


THREAD = {
    Status.IN_REVIEW: N_("A summary is being written"),
    Status.CONSENT_WAIT: N_("She was asked"),
    Status.ACCEPTED: N_("She agreed: to be approved"),
    Status.NOTIFIED: N_("The company was told"),
    Status.ASSESSING: N_("The company is checking"),
    Status.DIALOGUE: N_("Looking for a solution"),
    Status.REMEDY_AGREED: N_("Actions agreed"),
    Status.CLOSING_PROPOSED: N_("She was asked if it is solved"),
    Status.ESCALATED: N_("Limit missed or refused"),
    Status.KEPT_PRIVATE: N_("Nothing is sent"),
    Status.WITHDRAWN: N_("Withdrawn"),
    Status.CLOSED: N_("Closed"),
}
VERSION = {
    State.DRAFT: N_("Draft"),
    State.SHOWN: N_("She was asked"),
    State.AGREED: N_("She said: send it"),
    State.REFUSED: N_("She said: do not send"),
    State.CHANGED: N_("She wants a change"),
    State.REPLACED: N_("Taken back by the desk"),
    State.SENT: N_("Sent"),
    State.WITHDRAWN: N_("Withdrawn"),
}
FACT = {
    Fact.NAME: N_("her name"),
    Fact.CONTACT: N_("her number or account"),
    Fact.TEAM: N_("her team"),
    Fact.SHIFT: N_("her work hours"),
    Fact.COUNTRY: N_("the country she comes from"),
    Fact.SEX: N_("if she is a woman or a man"),
    Fact.DATES: N_("the exact days"),
    Fact.PLACE: N_("the exact place"),
    Fact.PEOPLE: N_("the names of people"),
    Fact.PHOTOS: N_("her photos"),
    Fact.VOICE: N_("her voice"),
}
LACK = {
    Lack.TEXT: N_("Write the summary in every language of the desk."),
    Lack.LONG: N_("A text is longer than 1000 letters: she reads it on a phone."),
    Lack.DIRECT: N_("Something names or reaches a person. It has to go."),
    Lack.UNDECIDED: N_("Decide on every mark: take the proposal, or let it stand."),
    Lack.PEOPLE: N_("Say to how many workers there all of it could apply."),
    Lack.FEW: N_("Few people do her work: no team, day, place or photo may be told."),
}
WEIGHT = {"must": N_("Must go"), "decide": N_("Decide"), "offer": N_("Only if you like")}
KIND = {
    "phone": N_("a telephone number"),
    "email": N_("an e-mail address"),
    "handle": N_("a name in an app"),
    "url": N_("a web address"),
    "account": N_("a bank account"),
    "paper": N_("the number of a paper"),
    "employee": N_("an employee number"),
    "reference": N_("the number of a report"),
    "number": N_("a long number"),
    "place": N_("a room, bed, line or plate"),
    "address": N_("an address"),
    "name": N_("a name that the case knows"),
    "person": N_("perhaps a name"),
    "date": N_("an exact day"),
    "time": N_("an exact hour"),
    "age": N_("an age"),
    "few": N_("so few that each can be guessed"),
    "unique": N_("a word that makes her the only one"),
    "rare": N_("a nationality or sex that few have there"),
    "quote": N_("her own words"),
    "quarter": N_("a month, where few do her work"),
    "money": N_("an exact payment"),
}
TEAM = {"to5": N_("1 to 5"), "to20": N_("6 to 20"), "over20": N_("more than 20"), "unknown": N_("she does not know")}
WISH = {"yes": N_("yes"), "first": N_("ask me first"), "no": N_("no")}
NAME = {"none": N_("no name"), "desk": N_("only the desk knows it"), "company": N_("the company may know it")}
EVENT = {
    "consent_asked": N_("She was asked if a company may have the summary"),
    "consent": N_("Her answer to the summary"),
    "consent_again": N_("Her answer came before all of it had reached her: she was asked again"),
    "summary_sent": N_("Summary approved and sent"),
    "summary_withdrawn": N_("Summary withdrawn: nobody can read it any more"),
    "danger_asked": N_("A life is in danger: another member has to agree to tell"),
    "danger_told": N_("A life was in danger: told without her answer"),
    "danger_refused": N_("Danger to life: not told"),
}
REASONS: dict[str, tuple[str, str]] = {
    **{lack.value: (N_("The summary is not ready"), words) for lack, words in LACK.items()},
    "summary_settled": (N_("Nothing can be written now"), N_("She was asked about it, or the company has it.")),
    "cannot_be_asked": (N_("She cannot be asked"), N_("Her contact is erased. Without her answer nothing leaves.")),
    "not_agreed": (N_("She has not agreed to it"), N_("Only what she agreed to can be sent.")),
    "own_summary": (N_("Another member has to approve"), N_("You wrote it or asked her about it yourself.")),
    "lead_approves": (N_("A lead has to approve"), N_("She may be recognised by it.")),
    "approver_conflict": (
        N_("You cannot approve this"),
        N_("The report names you, or a company of it pays you."),
    ),
    "not_ticked": (N_("Something is not ticked"), N_("Read it, then tick what the form asks of you.")),
    "danger_waits": (N_("A member has asked already"), N_("Another member has to agree to it or refuse it first.")),
    "danger_same": (N_("Another member has to agree"), N_("You asked for it yourself.")),
    "danger_long": (
        N_("Only the minimum may be told"),
        N_("At most 100 letters for the office, 300 for what it is told."),
    ),
}
