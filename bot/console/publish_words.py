"""Why an issue of the public list or a text for it is refused, what happened to one: marked for the catalogues here."""


def N_(words: str) -> str:  # noqa: N802 - as in `names`, which needs these below
    return words


EVENT = {
    "publish_asked": N_("The worker was asked about a text for the public list"),
    "publish_yes": N_("The worker agreed to the text for the public list"),
    "publish_no": N_("The worker did not agree to a text on the public list"),
    "publish_taken": N_("The text was taken from the public list"),
}
WHY = {
    "not_proposed": N_("Nobody has proposed an issue yet."),
    "not_approved": N_("A lead, and not who proposed it, has to approve it."),
    "too_early": N_("The last issue is not old enough yet."),
    "changed": N_("Cases have changed since it was proposed. Propose it again."),
    "breach": N_("The last check refuses it: a group would be too small. Tell who runs this desk."),
    "nothing_to_publish": N_("There are not enough cases that are alike: nothing can be published yet."),
    "second_person": N_("Who proposed an issue cannot approve it."),
}
TITLE = N_("Nothing was published")
REASONS = {
    **{f"publish_{reason}": (TITLE, words) for reason, words in WHY.items()},
    "publish_role": (
        N_("Only a lead may do this"),
        N_("Any member proposes an issue; a lead approves and publishes it."),
    ),
    "names_somebody": (
        N_("This text may name somebody"),
        N_("Take out names, numbers, addresses and exact dates, then save it again."),
    ),
    "restricted_case": (N_("This case is restricted"), N_("A restricted case never has a text on the public list.")),
}
