"""Ready sentences that the desk may send in every language: worded and checked beforehand, never by a machine.

Ids only; the words are in `locales/`, the desk's own beside the worker's. Those that ask give her the turn.
"""

from collections.abc import Mapping, Sequence

GROUPS: Mapping[str, Sequence[str]] = {
    "happened": ("phrase.when", "phrase.where", "phrase.who", "phrase.how_many", "phrase.how_long", "phrase.changed"),
    "money": ("phrase.months", "phrase.amount", "phrase.pay", "phrase.fee", "phrase.debt", "phrase.payslip"),
    "work": ("phrase.hours", "phrase.rest", "phrase.contract", "phrase.broker", "phrase.known"),
    "papers": ("phrase.id_where", "phrase.id_asked", "phrase.photo"),
    "safety": ("phrase.safe", "phrase.leave", "phrase.threat", "phrase.injury", "phrase.doctor", "phrase.quiet"),
    "going_on": ("phrase.first", "phrase.unclear", "phrase.call", "phrase.language", "translate.wait"),
    "kind": ("phrase.checking", "phrase.longer", "phrase.sorry", "phrase.thanks"),
}
PHRASES = frozenset(phrase for group in GROUPS.values() for phrase in group)


def asks(english: str) -> bool:
    """A sentence that asks for an answer, told from its English text."""
    return "?" in english
