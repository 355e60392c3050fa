"""What the page of the audit calls kinds of rows: marked for the catalogues here, translated on the page."""

from bot.console import names
from bot.console.words import Words


def N_(words: str) -> str:  # noqa: N802 - as in `names`
    return words


GROUPS = {
    "looks": (N_("Looks at cases and texts"), ("%.viewed",)),
    "cases": (N_("Acts on cases"), ("case.%",)),
    "files": (N_("Files taken away"), ("%.exported",)),
    "decisions": (N_("What two people decide"), ("approval.%", "identity.%")),
    "people": (N_("Members and sign-in"), ("member.%", "sign%", "session%", "factor%")),
    "companies": (N_("What companies looked at and did"), ("thread.%",)),
    "settings": (
        N_("Settings, packages, companies, offices, wording"),
        ("settings%", "package.%", "company.%", "office.%", "wording.%"),
    ),
    "public": (N_("Public list"), ("publication.%",)),
}
"""Filters of the page: a name, and which kinds it lets through."""
KIND = {
    "case.viewed": N_("Looked at a case"),
    "case.used": N_("Sent a form of a case"),
    "case.exported": N_("Took a file of a case"),
    "cases.exported": N_("Took a list of cases"),
    "figures.exported": N_("Took figures"),
    "audit.exported": N_("Took the audit"),
    "audit.verified": N_("Verified the audit"),
    "text.viewed": N_("A translator looked at a text"),
    "text.used": N_("A translator sent a form"),
    "publication.viewed": N_("Looked at the next issue of the public list"),
    "publication.used": N_("Worked on the public list"),
    "package.used": N_("Worked on the language packages"),
    "company.used": N_("Worked on the register of companies"),
    "office.imported": N_("Imported offices"),
    "company.imported": N_("Imported companies"),
    "publication.published": N_("Published an issue of the public list"),
    "office.used": N_("Worked on the list of offices"),
    "thread.viewed": N_("A company looked at its report"),
    "thread.used": N_("A company sent a form"),
    "thread.exported": N_("A company took a file"),
    "settings": N_("Changed the settings"),
    "wording.changed": N_("Changed a text of the bot"),
    "wording.imported": N_("Imported a text of the bot"),
    "wording.shipped": N_("Put a text of the bot back"),
    "wording.read": N_("Marked a text of the bot as read"),
    "sign.in": N_("Signed in"),
    "sign.failed": N_("Failed to sign in"),
    "sign.out": N_("Signed out"),
    "session.ended": N_("Signed out a browser from elsewhere"),
    "factor.set": N_("Set up a phone"),
    "factor.codes": N_("Drew new recovery codes"),
    "factor.recovery": N_("Came in by a recovery code"),
    "member.password": N_("Chose a password"),
    "member.added": N_("Added a member"),
    "member.link": N_("Gave a member a new link"),
    "member.reset": N_("Reset a member"),
    "member.disabled": N_("Disabled a member"),
    "member.role": N_("Changed a member's role"),
    "member.until": N_("Changed until when a member may come in"),
    "approval.asked": N_("Asked a second person"),
    "approval.granted": N_("Agreed as the second person"),
    "approval.refused": N_("Refused as the second person"),
    "approval.used": N_("Did what two people had decided"),
    "identity.viewed": N_("Looked at who the worker is"),
}
FAULT = {
    "changed": N_("Row %(at)s was changed, removed, or put there by somebody without the key."),
    "cut": N_("Rows are missing from row %(at)s on."),
    "head": N_("The row that tells where the audit ends is missing or was changed."),
}
ANCHOR = {
    "": N_("fits"),
    "forged": N_("is not signed by anybody's key"),
    "key": N_("was signed with another key: the audit of today is not the one of that day"),
    "cut": N_("counts more rows than there are"),
    "rewritten": N_("does not fit: its last row is another one today"),
}


def kind(words: Words, code: str) -> str:
    """An act on a case as its history calls it; what has no name stays as it is, so that nothing is left out."""
    room, _, act = code.partition(".")
    named = KIND.get(code) or (names.EVENT.get(act) if room == "case" else None)
    return words.gettext(named) if named else code
