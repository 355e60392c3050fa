"""What the desk calls statuses, categories and refusals: marked for the catalogues here, translated on the page."""

from bot.casework.lifecycle import ENDINGS, Outcome, Status
from bot.console import (
    approval_words,
    closing_report_words,
    closing_words,
    company_post_words,
    company_words,
    disclosure_words,
    filing_words,
    handling_words,
    hold_words,
    publish_words,
    review_words,
)
from bot.console.setup import words as setup_words


def N_(words: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    return words


STATUS = {
    Status.RECEIVED: N_("New"),
    Status.IN_REVIEW: N_("In review"),
    Status.NEEDS_INFO: N_("Question asked"),
    Status.WITH_COMPANIES: N_("With companies"),
    Status.OUT_OF_SCOPE: N_("Out of scope"),
    Status.KEPT_PRIVATE: N_("Kept private"),
    Status.DORMANT: N_("No answer"),
    Status.JOINED: N_("Joined"),
    Status.WITHDRAWN: N_("Withdrawn"),
    Status.CLOSED: N_("Closed"),
}
ENDED = ENDINGS
# How far a company's part of a case is.
THREAD = {
    Status.IN_REVIEW: N_("Summary being written"),
    Status.CONSENT_WAIT: N_("Waiting for her yes"),
    Status.ACCEPTED: N_("She agreed: to be sent"),
    Status.NOTIFIED: N_("Company told"),
    Status.ASSESSING: N_("Company is checking"),
    Status.DIALOGUE: N_("Solution being sought"),
    Status.REMEDY_AGREED: N_("Remedy agreed"),
    Status.CLOSING_PROPOSED: N_("Closing proposed"),
    Status.ESCALATED: N_("Taken up by the desk"),
    Status.KEPT_PRIVATE: N_("Kept private"),
    Status.WITHDRAWN: N_("Withdrawn"),
    Status.CLOSED: N_("Closed"),
}
# What there is to do, said to whoever opens the case.
NEXT = {
    Status.RECEIVED: N_("Read the report, then start the review."),
    Status.IN_REVIEW: N_("Decide if the desk can work on it, and ask what is missing."),
    Status.NEEDS_INFO: N_("Wait for the worker's answer. The desk's clock stands still."),
    Status.WITH_COMPANIES: N_("Follow up with the company. The worker hears from us every 30 days at the latest."),
    Status.OUT_OF_SCOPE: N_("The worker may ask us to look again. After that it closes."),
    Status.KEPT_PRIVATE: N_("Nothing is sent. The worker may still change her mind."),
    Status.DORMANT: N_("Any message from the worker opens it again."),
    Status.JOINED: N_("It follows the case it was joined to."),
    Status.WITHDRAWN: N_("The worker took it back. It closes by itself."),
    Status.CLOSED: N_("Nothing to do. The worker may ask us to open it again."),
}
# The button for a change of status.
VERB = {
    Status.IN_REVIEW: N_("Start the review"),
    Status.WITH_COMPANIES: N_("Accept: we can work on it"),
    Status.OUT_OF_SCOPE: N_("Decline: we cannot work on it"),
    Status.CLOSED: N_("Close it"),
}
REOPEN = N_("Open it again")
GO_ON = N_("Go on without an answer")
CATEGORY = {
    "WAG": (N_("Pay"), "coins"),
    "HRS": (N_("Hours and rest"), "clock"),
    "OSH": (N_("Safety, injury"), "helmet"),
    "HAR": (N_("Violence, harassment"), "bolt"),
    "FRL": (N_("Papers, debt, freedom"), "passport"),
    "DIS": (N_("Unfair treatment"), "scales"),
    "UNI": (N_("Union, dismissal"), "people"),
    "CHD": (N_("Child working"), "child"),
    "LIF": (N_("Housing, daily life"), "house"),
    "COM": (N_("Community, land, water"), "leaf"),
    "UNK": (N_("Not classified"), "question"),
}
CHANNEL = {
    "sms": "SMS",
    "telegram": "Telegram",
    "line": "LINE",
    "whatsapp": "WhatsApp",
    "simulator": N_("Simulator"),
}
# What a worker sent beside words, and why it is not here.
FILE = {
    "image": N_("Photo"),
    "voice": N_("Voice message"),
    "audio": N_("Voice message"),
    "video": N_("Video"),
    "document": N_("Document"),
    "sticker": N_("Sticker"),
    "contact": N_("Contact card, not kept: it is somebody else's number"),
    "other": N_("File"),
}
FILE_ICON = {"image": "photo", "voice": "voice", "audio": "voice", "video": "video", "contact": "person"}
FILE_STATE = {
    "waiting": N_("it is being fetched"),
    "refused": N_("not kept, it is of a kind that we do not take"),
    "lost": N_("it could not be fetched"),
    "size": N_("not kept, it is too large"),
    "pixels": N_("not kept, the picture is too large"),
    "broken": N_("not kept, it cannot be opened"),
    "foreign": N_("not fetched, it lies on somebody's own server"),
}
# Why a worker cannot be written to: a word for the inbox, a sentence for the case.
REACH = {
    "opted_out": N_("Wants no messages"),
    "blocked": N_("Blocked us"),
    "unfollowed": N_("Unfollowed us"),
    "unreachable": N_("Unreachable"),
    "quota": N_("Channel used up"),
    "window": N_("Waits for her"),
    "undelivered": N_("Not delivered"),
}
STOPPED = {
    "opted_out": N_("She asked us not to write."),
    "blocked": N_("She blocked us, or her phone or carrier does not take our messages."),
    "unfollowed": N_("She removed our account from her friends or blocked it."),
    "unreachable": N_("Her number or account does not answer any more."),
    "quota": N_("The month's messages of this channel are used up. Our answers still go out."),
}
KEPT = N_("What we write is kept and goes out when she is back.")
LISTS = handling_words.LISTS
# The columns of the inbox as a table.
CASE_LIST = (
    *(N_("Number"), N_("Status"), N_("Category"), N_("Language"), N_("Channel"), N_("Urgent"), N_("Received")),
    *(N_("Due"), N_("Late"), N_("Days open")),
)
EVENT = {
    "submitted": N_("Report received"),
    "read": N_("Read for the first time"),
    "took": N_("Original file downloaded"),
    "company_took": N_("A company saved its closing report"),
    "transcribed": N_("Voice message typed"),
    "translating_again": N_("Translated again"),
    "released": N_("A sentence released to the desk's memory"),
    "assigned": N_("A text given to a translator"),
    "assignment_withdrawn": N_("A text taken back from a translator"),
    "translator_read": N_("A translator opened a text"),
    "translated": N_("A translator handed in a translation"),
    "moved": N_("Status changed"),
    "thread": N_("A company's part of it"),
    "join_code": N_("A code for others with the same problem was made"),
    "join_asked": N_("The worker sent the code of a shared report"),
    "join_accepted": N_("Worked on together with"),
    "join_declined": N_("Not joined: a report of its own"),
    "join_left": N_("Taken out of the shared report"),
    "asked": N_("Question to the worker"),
    "told": N_("Message to the worker"),
    "answered": N_("The worker answered"),
    "reminded": N_("The worker was asked once more"),
    "late": N_("The limit was missed: she was told, with a new date"),
    "unreachable": N_("Not told: her contact is erased"),
    "undelivered": N_("A message did not reach her. Write it in other words, or ask who runs this desk."),
    "erased": N_("Erased at the worker's wish"),
    "party_added": N_("Company confirmed"),
    "party_removed": N_("Company taken out"),
    "routing_blocked": N_("Held back by the conflict guard"),
    "routing_panel": N_("Nobody may receive it: independent panel"),
    **review_words.EVENT,
    **closing_words.EVENT,
    **publish_words.EVENT,
    **hold_words.EVENT,
    **approval_words.EVENT,
    **company_post_words.EVENT,
    **disclosure_words.EVENT,
    **filing_words.EVENT,
    **handling_words.EVENT,
}
OUTCOME = {
    Outcome.REMEDIED: N_("Remedied"),
    Outcome.PARTLY_REMEDIED: N_("Partly remedied"),
    Outcome.NOT_UPHELD: N_("Not upheld"),
    Outcome.NO_AGREEMENT: N_("No agreement"),
    Outcome.REFERRED: N_("Referred to another office"),
    Outcome.KEPT_PRIVATE: N_("Kept private"),
    Outcome.WITHDRAWN: N_("Withdrawn"),
    Outcome.NO_REPLY: N_("No reply"),
    Outcome.COMPANY_LEFT: N_("The company left"),
    Outcome.OUT_OF_SCOPE: N_("Out of scope"),
}
ROLE = approval_words.ROLE
# Why a page was refused: a heading, and what to do.
REASONS = {
    **company_post_words.REASONS,
    "no_paper": (
        N_("This machine cannot make a PDF"),
        N_("Open the case as a page to print, or ask the operator: docs/operations.md names what to install."),
    ),
    "no_joining": (
        N_("This report cannot be joined"),
        N_("It has ended, companies work on it already, it is in another shared report, or only named members see it."),
    ),
    **company_words.REASONS,
    **review_words.REASONS,
    **closing_words.REASONS,
    **closing_report_words.REASONS,
    **setup_words.REASONS,
    **approval_words.REASONS,
    **publish_words.REASONS,
    **hold_words.REASONS,
    **disclosure_words.REASONS,
    **filing_words.REASONS,
    "no_case": (N_("There is no such case"), N_("It may have been erased, or the address is incomplete.")),
    "role": (
        N_("Your role does not include this"),
        N_("Administrators look after members and settings. They never see the text of a case."),
    ),
    "role_lead": (N_("Only a lead may do this"), N_("Ask a lead of the desk to give the text to a translator.")),
    "role_translator": (N_("This page is for translators"), N_("The cases are in the inbox.")),
    "typed_meanwhile": (
        N_("Somebody typed here meanwhile"),
        N_("Nothing of yours was kept and nothing of theirs was lost. Compare, then save again if yours is better."),
    ),
    "too_long_typed": (N_("This text is too long"), N_("Shorten it, then save again.")),
    "not_anonymous": (N_("This may name somebody"), N_("Nothing was released. Take out first:")),
    "not_looked": (N_("Look at it once more"), N_("Tick that nothing in it can name anybody, then release it.")),
    "not_confirmed": (N_("Nobody has confirmed it yet"), N_("Correct or confirm the sentence first.")),
    "no_translator": (N_("Choose a translator"), N_("This member is no translator of the desk any more.")),
    "no_date": (N_("Choose another date"), N_("Between today and 60 days from now.")),
    "unconfirmed": (
        N_("Some sentences are probably wrong"),
        N_("Nothing was sent. Confirm each of them, or change your words."),
    ),
    "not_translated": (N_("There is no translation yet"), N_("Nothing was sent. Choose a ready sentence, or wait.")),
    "role_packages": (
        N_("Your role does not include this"),
        N_("Leads and administrators install and remove packages."),
    ),
    "busy_packages": (
        N_("Another installation is running"),
        N_("Wait until it is done; the page of languages tells how far it is."),
    ),
    "no_package": (N_("There is no such package"), N_("It may be gone already. Look at the page of languages again.")),
    "bad_checksum": (N_("This is no checksum"), N_("A sha256 has 64 letters and digits, 0 to 9 and a to f.")),
    "moved": (
        N_("Somebody was faster"),
        N_("The case was changed after you opened this page. Nothing of yours was sent. Look again, then decide."),
    ),
    "no_such_step": (N_("This step is not possible now"), N_("The case cannot go there from its present status.")),
    "ask_instead": (N_("Ask a question instead"), N_("Write the question; the status changes with it.")),
    "nothing_written": (N_("Nothing was written"), N_("Write what the worker should read, then send it.")),
    "too_long": (N_("This text is too long"), N_("Write at most 1000 characters. Short messages are understood best.")),
    "no_outcome": (N_("Choose a result"), N_("A case is closed with one of the results in the list.")),
    "nothing_here": (N_("There is nothing here"), N_("The address may be incomplete or out of date.")),
    "method": (N_("This page cannot be used that way"), N_("Go back and use the buttons of the page.")),
    "elsewhere": (
        N_("This form did not come from our own page"),
        N_("To protect you it was not accepted. Open the page here and send the form again."),
    ),
    "form": (N_("This form cannot be read"), N_("Something in it is missing or damaged. Go back and try again.")),
    "too_large": (N_("This is too large"), N_("A form may hold 64 kB at most.")),
    "empty": (N_("Nothing was written"), N_("Write a message or press a button.")),
    "no_phone": (
        N_("There is no such phone"),
        N_("Simulated phones are called line:Linh, sms:Budi and so on."),
    ),
    "wait": (N_("Please wait a moment"), N_("After several wrong passwords each new try has to wait a little.")),
    "link": (
        N_("This link no longer works"),
        N_("It was used already or is older than 30 minutes. Ask for a new one: madoguchi user reset."),
    ),
    "erased": (
        N_("This report was erased"),
        N_("The worker asked for it, or its time was over. Nothing is left."),
    ),
    "sealed": (
        N_("This case cannot be opened"),
        N_("Its key is missing or does not fit. The operator can see why with: madoguchi keys check."),
    ),
    "unavailable": (N_("The database does not answer"), N_("Nothing was changed. Try again in a few seconds.")),
    "fault": (
        N_("Something went wrong on our side"),
        N_("Nothing was changed. The log tells the operator where."),
    ),
}
WEAKNESS = {
    "short": N_("Too short: use at least 15 characters. Four unrelated words are easy to remember."),
    "long": N_("Too long: use at most 256 characters."),
    "common": N_("Too easy to guess: it is made of common words, a pattern or your own name."),
}
