"""What codes of a company's page are called there. Ids in, texts to be translated out; no logic."""

from collections.abc import Mapping


def N_(text: str) -> str:  # noqa: N802  gettext's own name for a text that is translated later
    return text


ASKED: Mapping[str, str] = {
    "acknowledge": N_("Confirm that you have received it"),
    "answer": N_("Answer: what do you find?"),
    "plan": N_("Check the facts and send your plan"),
    "act": N_("Do what was agreed and report it"),
    "": N_("Nothing at the moment"),
}
STATUS: Mapping[str, str] = {
    "notified": N_("New"),
    "assessing": N_("You are checking"),
    "dialogue": N_("The desk is talking with the worker"),
    "remedy_agreed": N_("Actions are agreed"),
    "closing_proposed": N_("The worker is asked whether it is solved"),
    "escalated": N_("The desk decides how to go on"),
    "closed": N_("Closed"),
    "withdrawn": N_("Withdrawn"),
}
WITH_DESK = N_("The desk is working on it")
KIND: Mapping[str, str] = {
    "acknowledged": N_("Received"),
    "question": N_("Question"),
    "answer": N_("Answer"),
    "plan": N_("Action plan"),
    "done": N_("Reported as done"),
    "refused": N_("Refused"),
    "closing": N_("Proposed to close"),
    "file": N_("File"),
    "message": N_("Message"),
}
ACTION: Mapping[str, str] = {
    "proposed": N_("proposed"),
    "agreed": N_("agreed"),
    "done": N_("reported as done"),
    "asked": N_("the worker is asked"),
    "confirmed": N_("confirmed by the worker"),
    "missed": N_("not done, says the worker"),
    "dropped": N_("replaced by a later plan"),
}
# Why something was refused: a heading, and what to do.
REASONS: Mapping[str, tuple[str, str]] = {
    "nothing_here": (N_("There is nothing here"), N_("Look at the list of your reports.")),
    "not_ended": (N_("It has not ended yet"), N_("A closing report is made when it has.")),
    "withdrawn": (N_("This report was withdrawn"), N_("Nothing of it may be used any more.")),
    "no_paper": (N_("This machine cannot make a PDF"), N_("Please tell the desk.")),
    "paper_busy": (N_("Too many PDFs are being made"), N_("Try again in a moment.")),
    "paper_long": (N_("This is too long for one PDF"), N_("Please tell the desk.")),
    "thread_over": (N_("This report has ended"), N_("Nothing more can be written to it.")),
    "nothing_written": (N_("Nothing was written"), N_("Go back and write what you want to say.")),
    "too_long": (N_("This is too long"), N_("Go back and shorten it, or upload it as a PDF.")),
    "no_action": (N_("An action is missing"), N_("Go back and write at least one action with a date.")),
    "no_day": (N_("A date is missing or cannot be used"), N_("Each action needs a date from today to two years on.")),
    "file_large": (N_("This file is too large"), N_("A file may have 8 MB.")),
    "file_kind": (
        N_("This file cannot be taken"),
        N_("PDF files and pictures (JPEG, PNG, WEBP, GIF, HEIC) are taken."),
    ),
    "too_often": (N_("Too much in one day"), N_("Go on tomorrow, or write to the desk.")),
    "link": (N_("This link does not work any more"), N_("It works once and for 15 minutes. Ask for a new one.")),
    "wait": (N_("Too many wrong codes"), N_("Wait a little and try again.")),
    "moved": (N_("Somebody changed this meanwhile"), N_("Look at it again.")),
    "elsewhere": (N_("This did not come from our own page"), N_("Open the page again and send it from there.")),
    "form": (N_("This form cannot be read"), N_("Go back and fill it in again.")),
    "method": (N_("This form cannot be read"), N_("Go back and fill it in again.")),
    "too_large": (N_("This file is too large"), N_("A file may have 8 MB.")),
    "unavailable": (N_("Please try again in a moment"), N_("Nothing was stored.")),
    "fault": (N_("Something went wrong here"), N_("Nothing was stored. The desk can be reached as usual.")),
}
