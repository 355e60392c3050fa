"""What the pages call wishes that a second person decides: marked for the catalogues here, translated on the page."""


def N_(words: str) -> str:  # noqa: N802 - as in `names`
    return words


KIND = {
    "identity": N_("Who the worker is"),
    "export": N_("A list of many cases"),
    "deletion": N_("Deleting a case"),
    "member": N_("Somebody new at the desk"),
    "role": N_("Another role"),
    "reset": N_("A new link for a member"),
}
ROLE = {
    "admin": N_("Administrator"),
    "lead": N_("Lead"),
    "member": N_("Member"),
    "translator": N_("Translator"),
    "auditor": N_("Auditor"),
}
MAY = {
    "admin": N_("members and settings; never a case"),
    "lead": N_("reads cases, decides what two people decide"),
    "member": N_("reads cases"),
    "translator": N_("single texts, until a day"),
    "auditor": N_("the audit and the figures; never a case"),
}
EVENT = {
    "identity_asked": N_("Asked who the worker is"),
    "identity_granted": N_("Agreed: who the worker is, for half an hour"),
    "identity_refused": N_("Refused: who the worker is"),
    "deletion_asked": N_("Asked to delete the case"),
    "deletion_granted": N_("Agreed: delete the case"),
    "deletion_refused": N_("Refused: delete the case"),
}
REASONS = {
    "role_approval": (N_("Your role does not include this"), N_("You cannot ask for it, or decide it.")),
    "approval_own": (N_("You asked for it yourself"), N_("Another member has to agree.")),
    "approval_waits": (N_("You have asked for it already"), N_("It waits for another member.")),
    "approval_none": (N_("Nobody has agreed to it"), N_("Or the half hour is over. Ask for it again.")),
    "reason_long": (N_("This reason is too long"), N_("Write at most 500 characters.")),
    "deletion_open": (
        N_("The desk works on this case"),
        N_("It has to be closed, withdrawn or declined before it can be deleted."),
    ),
    "deletion_held": (N_("A legal hold keeps this case"), N_("It cannot be deleted while the hold lasts.")),
    "last_admin": (
        N_("The desk needs an administrator"),
        N_("She is the last one who can come in. Add another one first."),
    ),
    "own_account": (N_("This is your own account"), N_("Another administrator can change your role or shut you out.")),
    "login_taken": (
        N_("This login cannot be used"),
        N_("It exists already, or is not 1 to 254 characters without spaces."),
    ),
    "no_role": (N_("There is no such role"), N_("Choose one of the list.")),
    "until_day": (N_("Choose another day"), N_("From tomorrow on, within a year; none for a member without an end.")),
}
