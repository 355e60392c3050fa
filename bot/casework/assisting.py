"""What the marks on a summary are found with: whom the case names, what she said, how many do her work. Reads only."""

from collections.abc import Iterator
from functools import cache

from bot.casework import desk
from bot.casework.anonymity import telling
from bot.casework.conflicts import NAMES, cues
from bot.casework.gate import renderings
from bot.casework.likeness import APART, HONORS, words
from bot.casework.marking import Assist
from bot.casework.redaction.coarse import Amounts
from bot.casework.redaction.folding import bare
from bot.casework.redaction.names import Known, Role
from bot.casework.redaction.rules import Rule, rules
from bot.casework.summary import Setting
from bot.translation.asking import own_words
from storage.cases import Case, Cases
from storage.companies import Companies
from storage.engine import Unit
from storage.messages import Messages
from storage.parties import Parties
from storage.transcripts import Transcripts

FEW, NAMED = "to5", "company"
SHORT_NAME = 4
"""A longer answer to the question for names is a sentence with some in it."""


def setting(unit: Unit, case: Case) -> Setting:
    report = Cases(unit.cases).report(case.id, desk.key_of(unit, case))
    return Setting(report.get("where.team") == FEW, report.get("anon.ask") == NAMED)


def assist(unit: Unit, case: Case) -> Assist:
    given = setting(unit, case)
    people = tuple(known(unit, case, given))
    own = tuple(dict.fromkeys(texts(unit, case)))
    return Assist(cues(), *kept_rules(), case.id, case.reference, people, own, given.few)


@cache
def kept_rules() -> tuple[tuple[Rule, ...], Amounts]:
    return rules(cues()), Amounts(cues())


def known(unit: Unit, case: Case, given: Setting) -> Iterator[Known]:
    """Whom the case names. She herself may be named where she said so; where a few do her work the site may not."""
    key = desk.key_of(unit, case)
    own = unit.vault.name(case.conversation_id)
    if own and not given.named:
        yield Known(Role.WORKER, (own,))
    told = Messages(unit.cases, key).of_part(case.conversation_id, NAMES)
    pieces = [part for one in told for part in APART.split(str(one.body.get("text", "")).replace(",", "/"))]
    for name in dict.fromkeys(filter(None, map(name_in, pieces))):
        yield Known(Role.OTHER, (name,))
    if given.few:
        yield from (Known(Role.SITE, (place,)) for place in sites(unit, case))


def name_in(told: str) -> str:
    """A name as the assistant looks for it, without words of respect; of a sentence only what may be one."""
    honors = {bare(word).strip("-. ") for name in HONORS for word in cues().words.get(name, ())}
    parts = [word for word in words(told) if bare(word) not in honors]
    if len(parts) > SHORT_NAME:
        parts = [word for word in parts if not word[0].islower() and telling(word, told)]
    return " ".join(parts)


def sites(unit: Unit, case: Case) -> Iterator[str]:
    report = Cases(unit.cases).report(case.id, desk.key_of(unit, case))
    if place := report.get("where.site", "").strip():
        yield place
    for party in Parties(unit.cases).of(case.id):
        company = Companies(unit.cases).get(party.company_id)
        if company is not None and "site" in (party.role, company.kind):
            yield company.name


def texts(unit: Unit, case: Case) -> Iterator[str]:
    """All she wrote or said, and what was made of it in the desk's languages."""
    key = desk.key_of(unit, case)
    for one in Messages(unit.cases, key).of(case.conversation_id):
        yield own_words(one.author, one.part, one.body) or ""
    yield from (versions[-1].text for versions in Transcripts(unit.cases, key).of(case.conversation_id).values())
    yield from (made.text for _, made in renderings(unit, case, key))
