"""What the desk calls companies and what they are in a case, why somebody is held back, why an entry is refused."""

from bot.casework.routing import Kind, Role, Why


def N_(words: str) -> str:  # noqa: N802 - as in `names`, which needs the refusals below
    return words


KIND = {
    Kind.MEMBER: N_("Member company"),
    Kind.GROUP: N_("Group company"),
    Kind.SITE: N_("Site"),
    Kind.SUPPLIER: N_("Supplier"),
    Kind.BROKER: N_("Broker or agency"),
    Kind.OTHER: N_("Other company"),
}
ROLE = {
    Role.EMPLOYER: N_("Employer"),
    Role.SITE: N_("Place of work"),
    Role.BROKER: N_("Broker"),
    Role.BUYER: N_("Buyer"),
}
WHY = {
    Why.NAMED: N_("the report names this person"),
    Why.LIKE: N_("the report may name this person"),
    Why.CANNOT_TELL: N_("the names cannot be compared: write this name in Latin letters and in Chinese characters"),
    Why.SITE: N_("works at a place that the report names"),
    Why.SAME: N_("has the mail address or the name of somebody who is held back"),
    Why.EMPLOYED: N_("works for a company of this case or of its group"),
}
# Why a page was refused: a heading, and what to do.
REASONS = {
    "role_register": (N_("Only a lead may change the register"), N_("Ask a lead of the desk.")),
    "no_such_company": (N_("There is no such company"), N_("The address may be incomplete.")),
    "company_moved": (N_("Somebody changed it meanwhile"), N_("Nothing of yours was kept. Look again, then decide.")),
    "company_name": (N_("A company needs a name"), N_("At least one letter, at most 200.")),
    "company_key": (N_("The key is too long"), N_("At most 64 characters.")),
    "key_taken": (N_("Another company has this key"), N_("Choose another, or leave it empty.")),
    "company_kind": (N_("Choose a kind"), N_("What the company is, from the list.")),
    "company_parent": (N_("Its parent is not in the register"), N_("Write its whole name or its key.")),
    "no_company": (N_("Its parent is not in the register"), N_("Write its whole name or its key.")),
    "two_of_this_name": (N_("Two companies have this name"), N_("Write the key of the one you mean.")),
    "company_circle": (N_("A company cannot belong to itself"), N_("Choose another parent.")),
    "site_parent": (N_("A site needs its company"), N_("Write its whole name or its key.")),
    "company_country": (N_("This country is not known"), N_("Two letters, or its English or Japanese name.")),
    "company_sector": (N_("The sector is too long"), N_("At most 80 characters.")),
    "company_day": (N_("This is not a day"), N_("For example 2026-04-01.")),
    "contact_name": (N_("A contact needs a name"), N_("At most 120 letters, other spellings 400 together.")),
    "contact_role": (N_("The role is too long"), N_("At most 80 characters.")),
    "contact_mail": (N_("This is not a mail address"), N_("For example mori@company.example.")),
    "contact_language": (N_("This language is not known"), N_("A short tag: ja, en, vi.")),
    "contact_rank": (N_("The order is not a number"), N_("From 1 to 99; 1 is asked first.")),
    "contact_there": (N_("This contact is there already"), N_("The same address or name. Change the one there is.")),
    "company_disabled": (N_("This company is disabled"), N_("A lead may enable it on its page.")),
    "no_role": (N_("Say what it is in this case"), N_("Employer, place of work, broker or buyer.")),
    "no_party": (N_("This company is not confirmed here"), N_("Somebody may have taken it out. Look again.")),
    "none_chosen": (N_("No company was chosen"), N_("Tick one or several, or add the one that is missing.")),
}
