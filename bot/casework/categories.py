"""What a report is about: the desk's codes, and which of them an answer on the worker's first screen means.

Pure. `CHD` and `COM` are never offered to a worker: the desk sets them, or the menu of third parties (`domain.md` 8).
"""

from collections.abc import Mapping

ASKED = "category.ask"
UNKNOWN = "UNK"
CODES = ("WAG", "HRS", "OSH", "HAR", "FRL", "DIS", "UNI", "CHD", "LIF", "COM", UNKNOWN)


SECOND: Mapping[str, tuple[str, ...]] = {
    "WAG": ("unpaid", "below_minimum", "deduction", "no_payslip", "end_of_job"),
    "HRS": ("forced_overtime", "no_day_off", "leave_refused"),
    "OSH": ("locked_exit", "exposure", "no_protection", "accident", "no_treatment", "unsafe_building"),
    "HAR": ("physical", "verbal", "sexual", "bullying"),
    "FRL": ("papers_kept", "movement", "isolation", "threats", "debt_or_fee", "deceived", "vulnerability", "living"),
    "DIS": ("nationality", "sex", "pregnancy", "religion", "disability", "union", "lgbt", "other"),
    "UNI": ("barred", "blacklisted", "retaliation", "dismissed"),
    "CHD": ("under_age", "hazardous"),
    "LIF": ("residence", "housing", "medical", "tax_and_insurance", "education"),
    "COM": ("community", "land", "water", "environment", "privacy_or_product"),
}
"""The second level, which only a reviewer chooses (`domain.md` 8)."""

# Two answers of the first screen share a code with another: taken papers and fees are both signs of forced labour,
# and being fired is about pay until the reviewer sees a union in it (`decisions.md` 30).
SHARED = {"IDS": "FRL", "FEE": "FRL", "END": "WAG"}


def category(report: Mapping[str, str]) -> str:
    """The code of a report's answers; unknown never blocks anything."""
    chosen = report.get(ASKED, "").upper()
    return SHARED.get(chosen, chosen if chosen in CODES else UNKNOWN)
