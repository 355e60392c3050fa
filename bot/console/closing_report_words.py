"""What a closing report calls its days, her word at the end and what became of a promise."""


def N_(words: str) -> str:  # noqa: N802 - as in `names`
    return words


STEP = {
    "told": N_("The company was told"),
    "confirmed": N_("The company confirmed that it has received it"),
    "answered": N_("First answer of the company"),
    "planned": N_("Action plan"),
    "reported": N_("Last report of something done"),
    "over": N_("Closed"),
}
WORD = {
    "solved": N_("The worker says that it is solved."),
    "partly": N_("The worker says that it is partly solved."),
    "agreed": N_("The worker agreed to end it. That does not say that it is solved."),
    "silent": N_("The worker was asked and did not answer in time. Silence is recorded as silence: it is no yes."),
    "": N_("This part has not been closed by the worker's word."),
}
PROMISE = {
    "agreed": N_("agreed, not reported as done"),
    "done": N_("reported as done by the company"),
    "asked": N_("reported as done by the company, the worker was asked"),
    "confirmed": N_("done, the worker confirmed it"),
    "missed": N_("not done, says the worker"),
}
REASONS = {
    "not_ended": (N_("It has not ended yet"), N_("A closing report is made when it has.")),
    "withdrawn": (N_("This report was withdrawn"), N_("Nothing of it may be used any more.")),
    "paper_busy": (N_("Too many PDFs are being made"), N_("Try again in a moment.")),
    "paper_long": (N_("This is too long for one PDF"), N_("Open the case as a page to print.")),
}
