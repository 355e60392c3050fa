"""What the desk calls a legal hold, what happened to it, and why one is refused: marked for the catalogues here."""


def N_(words: str) -> str:  # noqa: N802 - as in `names`, which needs these below
    return words


EVENT = {
    "hold_asked": N_("Legal hold asked for: another member has to agree"),
    "hold_set": N_("Legal hold: the text stays until"),
    "hold_lifted": N_("Legal hold ended"),
    "hold_refused": N_("Legal hold refused"),
}
STATE = {"asked": N_("Waits for another member"), "agreed": N_("Agreed"), "refused": N_("Refused")}
REASONS = {
    "hold_role": (N_("Only a lead may do this"), N_("Ask a lead of the desk. Any other member can then agree.")),
    "hold_same": (
        N_("Another member has to agree"),
        N_("You asked for it yourself. Nothing holds before a second person has looked."),
    ),
    "hold_waits": (
        N_("Something is waiting already"),
        N_("Another member has to agree to it or refuse it first."),
    ),
    "hold_none": (N_("There is no legal hold"), N_("Nothing can be ended here.")),
    "hold_date": (N_("Choose another date"), N_("After today, and within 330 days. A longer hold is renewed.")),
    "hold_reason": (N_("This reason is too long"), N_("At most 160 characters: it has to fit into a short message.")),
    "hold_too_late": (
        N_("She has deleted this report"),
        N_("She was told that all of it goes within minutes. No hold stops it now."),
    ),
    "hold_told": (
        N_("She was told an earlier day"),
        N_("When she deleted her report she was told until when its text stays. That day is never moved later."),
    ),
}
