"""What the desk calls its own handling of a case: marked for the catalogues here, translated on the page."""


def N_(words: str) -> str:  # noqa: N802 - as in `names`, which needs these below
    return words


EVENT = {
    "taken": N_("Taken on"),
    "let_go": N_("Given back"),
    "noted": N_("Note for the desk"),
    "handled": N_("Done for now"),
}
LISTS = {
    "mine": N_("Mine"),
    "new": N_("New"),
    "us": N_("Waiting for us"),
    "worker": N_("Waiting for worker"),
    "company": N_("Waiting for a company"),
    "week": N_("Due this week"),
    "danger": N_("Danger"),
    "translator": N_("Needs a translator"),
    "restricted": N_("Restricted"),
    "together": N_("Worked on together"),
    "snoozed": N_("Put aside"),
    "closed": N_("Closed"),
    "all": N_("All"),
}
"""The lists of the inbox, in their order."""
SAFE = {
    "morning": N_("She called the morning safe (6 to 11)"),
    "evening": N_("She called the evening safe (18 to 22)"),
    "off": N_("She called her days off safe (Saturday and Sunday, 9 to 20)"),
}
"""What she answered to `contact.when`."""
KEYS = (
    (("j", "k"), N_("next and previous case")),
    (("Enter",), N_("open the case")),
    (("u",), N_("back to the list")),
    (("e",), N_("done for now, and on to the next case of the list")),
    (("r",), N_("write to the worker")),
    (("i",), N_("note for the desk")),
    (("a",), N_("take the case on")),
    (("m",), N_("put the case aside until a day")),
    (("s",), N_("change the status")),
    (("n",), N_("who is named: companies and places")),
    (("t",), N_("translate the case again")),
    (("l",), N_("the other language of the desk")),
    (("/",), N_("find a number, a company or a category")),
    (("g", "i"), N_("the inbox")),
    (("g", "c"), N_("the companies")),
    (("g", "s"), N_("the figures")),
    (("?",), N_("this page")),
)
"""Single keys, for the help page; `static/desk.js` obeys them."""
