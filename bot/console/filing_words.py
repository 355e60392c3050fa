"""Wording around who filed a report, a report that was opened again, offices that may help, and proofs of filing."""


def N_(words: str) -> str:  # noqa: N802 - as in `names`, which needs these below
    return words


ROLE = {
    "family": N_("Family"),
    "coworker": N_("Co-worker or friend"),
    "union": N_("Union"),
    "ngo": N_("NGO or support group"),
    "lawyer": N_("Lawyer"),
    "other": N_("Other"),
}
AUTHORITY = {
    "asked": N_("Was asked to speak for the person"),
    "law": N_("May speak for the person by law"),
    "no": N_("May not speak for the person"),
}
KNOWS = {
    "yes": N_("The person knows of this report"),
    "no": N_("The person does not know of this report"),
    "cannot": N_("The person cannot be asked"),
}
EVENT = {
    "bind_code": N_("A code was given to whoever filed it"),
    "bound": N_("The person goes on with the report herself"),
    "referred": N_("Told who may help her"),
}
PROOF = {
    "genuine": N_("Genuine: what was sent is unchanged."),
    "changed": N_("Genuine: but what was sent has been changed or taken back since."),
    "erased": N_("Genuine: what was sent is erased."),
    "not": N_("Not a proof of this report. Look at the number and the code once more."),
}
REASONS = {
    "another_member": (
        N_("Another member decides"),
        N_("The report was opened again, and she was told that another person looks at it than the one who ended it."),
    ),
    "not_filed_for": (
        N_("There is nobody to give a code to"),
        N_("The worker filed this report herself, or the person it was filed for goes on with it already."),
    ),
    "no_referral": (N_("Choose an office"), N_("Tick at least one, or write who may help.")),
    "no_office": (N_("The office needs a name"), N_("Nothing was kept. Write what it is called, then save again.")),
    "referral_field": (
        N_("Something in this line cannot be kept"),
        N_("A country has two letters, a topic is one of the categories, a day is written 2026-11-22."),
    ),
    "referral_moved": (N_("Somebody was faster"), N_("The office was changed meanwhile. Look at it again, then save.")),
}
