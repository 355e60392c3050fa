"""What the desk calls the lines between a company and itself, and what refused them. No logic."""

from collections.abc import Mapping


def N_(text: str) -> str:  # noqa: N802  gettext's own name for a text that is translated later
    return text


KIND: Mapping[str, str] = {
    "acknowledged": N_("Received"),
    "question": N_("Question"),
    "answer": N_("Answer"),
    "plan": N_("Action plan"),
    "done": N_("Reported as done"),
    "refused": N_("Refused"),
    "closing": N_("Proposed to close"),
    "file": N_("File"),
    "message": N_("Message"),
}
STATE: Mapping[str, str] = {
    "waiting": N_("not read yet"),
    "read": N_("read"),
    "passed_on": N_("the worker was told"),
    "returned": N_("given back"),
    "accepted": N_("she said yes"),
    "declined": N_("she said no, or wants a person"),
    "sent": N_("sent to the company"),
}
ACTION: Mapping[str, str] = {
    "proposed": N_("proposed"),
    "agreed": N_("agreed"),
    "done": N_("reported as done"),
    "asked": N_("the worker is asked"),
    "confirmed": N_("confirmed by the worker"),
    "missed": N_("not done, says the worker"),
    "dropped": N_("replaced by a later plan"),
}
EVENT: Mapping[str, str] = {
    "company_wrote": N_("A company wrote"),
    "company_told": N_("The desk wrote to a company"),
    "offered": N_("A company's offer put before the worker"),
    "offer_answered": N_("The worker answered an offer"),
    "action_said": N_("The worker said whether a promise was kept"),
}
REASONS: Mapping[str, tuple[str, str]] = {
    "identifier": (
        N_("Something in it leads to the worker"),
        N_("A number, a name, an address or the report's number. Write it without."),
    ),
    "thread_over": (N_("This company's part has ended"), N_("Nothing more can be written to it.")),
    "no_action": (N_("There is no action to ask about"), N_("The company has to send a plan with dates first.")),
    "not_agreed": (N_("The worker has not said yes"), N_("Put the offer before her first.")),
}
