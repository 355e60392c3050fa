"""What a report is about: the desk's codes, and which of them an answer on the worker's first screen means.

Pure. `CHD` and `COM` are never offered to a worker: the desk sets them, or the menu of third parties (`domain.md` 8).
"""

from collections.abc import Mapping

ASKED = "category.ask"
UNKNOWN = "UNK"
CODES = ("WAG", "HRS", "OSH", "HAR", "FRL", "DIS", "UNI", "CHD", "LIF", "COM", UNKNOWN)


def category(report: Mapping[str, str]) -> str:
    """The code of a report's answers; unknown never blocks anything."""
    chosen = report.get(ASKED, "").upper()
    return BY_ANSWER.get(chosen, chosen if chosen in CODES else UNKNOWN)


# Two answers of the first screen share a code with another: taken papers and fees are both signs of forced labour,
# and being fired is about pay until the reviewer sees a union in it.
BY_ANSWER = {
    "PAY": "WAG",
    "HOURS": "HRS",
    "SAFETY": "OSH",
    "VIOLENCE": "HAR",
    "ID": "FRL",
    "FEES": "FRL",
    "ROOM": "LIF",
    "UNFAIR": "DIS",
    "FIRED": "WAG",
    "OTHER": UNKNOWN,
}
