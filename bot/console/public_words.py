"""What the pages call the codes of the public list."""

from collections.abc import Mapping

from bot.casework.publication import ANY
from bot.console.names import CATEGORY, OUTCOME


def N_(words: str) -> str:  # noqa: N802 - as in `names`
    return words


CONTINENT = {
    "Africa": N_("Africa"),
    "America": N_("America"),
    "Asia": N_("Asia"),
    "Australia": N_("Oceania"),
    "Europe": N_("Europe"),
    "Pacific": N_("Oceania"),
}
FILER = {
    "worker": N_("A worker"),
    "group": N_("A group of workers"),
    "union": N_("A union"),
    "ngo": N_("An organisation"),
    "other": N_("Somebody else for workers"),
}
RELATION = {
    "member": N_("Member company"),
    "group": N_("Group company"),
    "site": N_("Site"),
    "supplier": N_("Supplier"),
    "broker": N_("Broker or agency"),
}
REMEDY = {
    "stop": N_("That it stops"),
    "pay": N_("Pay"),
    "ids": N_("Papers back"),
    "fee": N_("Fees back"),
    "doctor": N_("A doctor"),
    "job": N_("The job"),
    "sorry": N_("An apology"),
    "rules": N_("Better rules"),
    "other": N_("Something else"),
    "unknown": N_("Not known yet"),
}
DAYS = {
    "0-30": N_("up to 30 days"),
    "31-90": N_("31 to 90 days"),
    "91-180": N_("91 to 180 days"),
    ">180": N_("more than 180 days"),
}
STATUS = {"open": N_("In progress"), "ended": N_("Ended")}
NOT_TOLD = N_("various, or too few to tell")
COLUMNS = {
    "category": N_("About"),
    "region": N_("Region"),
    "sector": N_("Sector"),
    "quarter_received": N_("Received"),
    "filer_type": N_("Reported by"),
    "relation": N_("Company"),
    "requested_remedy_class": N_("Wanted"),
    "status": N_("Status"),
    "quarter_status": N_("Ended in"),
    "outcome_class": N_("Outcome"),
    "days_band": N_("Took"),
}
SAID: Mapping[str, Mapping[str, str]] = {
    "category": {code: name for code, (name, _) in CATEGORY.items()},
    "region": CONTINENT,
    "filer_type": FILER,
    "relation": RELATION,
    "requested_remedy_class": REMEDY,
    "status": STATUS,
    "outcome_class": {outcome.value: name for outcome, name in OUTCOME.items()},
    "days_band": DAYS,
}


def meaning(column: str, code: str) -> str:
    """An English text to be translated, or the code itself where it is a name."""
    return NOT_TOLD if code == ANY else SAID.get(column, {}).get(code, code)
