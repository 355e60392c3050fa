"""What the desk calls the end of a case, her answers about it, and the flag that somebody treats her badly."""


def N_(words: str) -> str:  # noqa: N802 - as in `names`
    return words


EVENT = {
    "closing_asked": N_("She was asked whether it is over"),
    "closing_said": N_("She answered whether it is over"),
    "safety_asked": N_("She was asked whether she is safe, days after a company was told"),
    "safety_said": N_("She answered whether she is safe"),
    "safety_later": N_("She answered whether we may ask again later"),
    "worried": N_("Flagged: somebody may treat her badly. Nothing closes"),
    "worry_over": N_("A member has looked: the flag is taken away"),
    "worry_late": N_("Nobody has looked within 24 hours: the desk was called again"),
    "action_said": N_("She answered whether the company did it"),
}
# Her answers, as codes in the history.
SAID = {
    "solved": N_("solved"),
    "partly": N_("partly solved"),
    "not": N_("not solved"),
    "worse": N_("it got worse"),
    "no": N_("no"),
    "yes": N_("yes"),
    "some": N_("some of it"),
    "unsure": N_("not sure"),
    "skip": N_("skipped"),
    "words": N_("in her own words"),
}
REASONS = {
    "no_result": (N_("Choose a result"), N_("What the company did, from the list.")),
    "worry": (
        N_("Somebody may treat her badly"),
        N_("Look first, write down what you found, and take the flag away. Then ask her whether it is over."),
    ),
    "no_worry": (N_("Nothing is flagged"), N_("Somebody may have taken the flag away. Look again.")),
}
