"""The conflict guard on a case as it stands: what it tells, who of its companies may get it, which members must not
work on it. Reads only; `bot.casework.parties` writes what it finds into the history.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.casework import desk
from bot.casework.likeness import Somebody, Told
from bot.casework.redaction.cues import Cues, read
from bot.casework.register.checks import place
from bot.casework.routing import Block, Person, Place, Route, Scene, above, guard_members, route
from bot.intake.locale_table import LOCALES
from bot.translation.asking import own_words
from storage.cases import Case, Cases
from storage.companies import Companies, Contact
from storage.corrections import Corrections
from storage.engine import Unit
from storage.members import Member, Members
from storage.messages import Messages
from storage.parties import Parties, Party
from storage.renderings import Renderings
from storage.transcripts import Transcripts

NAMES = "names"  # the part of a report in which she gives names of people
READERS = ("en", "ja")


@dataclass(frozen=True, slots=True)
class Guarded:
    """One case. `routes` in the order in which its companies were confirmed, `members` who must not work on it."""

    parties: Sequence[Party]
    register: Mapping[str, Place]
    contacts: Mapping[str, Contact]
    people: Mapping[str, Member]
    routes: Sequence[Route]
    members: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Book:
    """The register as the guard needs it: read once for many cases."""

    register: Mapping[str, Place]
    contacts: Sequence[Contact]


def book(unit: Unit) -> Book:
    companies = Companies(unit.cases)
    others = companies.all_other_names()
    return Book({one.id: place(one, others.get(one.id, ())) for one in companies.all()}, companies.contacts())


def guarded(unit: Unit, case: Case, known: Book | None = None) -> Guarded:
    """Raises `storage.vault.KeyDestroyed` where the worker erased it."""
    companies, parties = Companies(unit.cases), Parties(unit.cases).of(case.id)
    read = known or book(unit)
    register = read.register
    roles: dict[str, set[str]] = {}
    for party in parties:
        roles.setdefault(party.company_id, set()).add(party.role)
    scene = Scene(told(unit, case), {one: frozenset(some) for one, some in roles.items()}, register)
    near = around(register, roles)
    contacts = {one.id: one for one in read.contacts if one.company_id in near}
    asked = [as_person(one) for one in contacts.values()]
    people = {one.id: one for one in Members(unit.cases).all() if not one.disabled}
    pay: dict[str, tuple[str, ...]] = {}
    for member_id, company_id in companies.employed():
        pay[member_id] = (*pay.get(member_id, ()), company_id)
    desk_ = [Person(one.id, Somebody((one.name,), one.login), pay.get(one.id, ())) for one in people.values()]
    return Guarded(
        parties,
        register,
        contacts,
        people,
        [route(scene, company_id, asked) for company_id in roles],
        guard_members(scene, desk_),
    )


def told(unit: Unit, case: Case) -> Told:
    """Everything that the case says in anybody's words: hers, typed of her voice, and what was made of both."""
    key, conversation_id = desk.key_of(unit, case), case.conversation_id
    messages = Messages(unit.cases, key)
    named = [str(one.body.get("text", "")) for one in messages.of_part(conversation_id, NAMES)]
    said = [own_words(one.author, one.part, one.body) for one in messages.of(conversation_id)]
    answers = [value for question, value in Cases(unit.cases).report(case.id, key).items() if "where." in question]
    typed = [last[-1].text for last in Transcripts(unit.cases, key).of(conversation_id).values()]
    corrected = [one.text for one in Corrections(unit.cases, key).of(conversation_id)]
    rendered = [
        str(segment["text"])
        for reader in READERS
        for stored in Renderings(unit.cases, key).of(conversation_id, reader).values()
        for segment in stored.body["segments"]
    ]
    texts = dict.fromkeys(filter(None, (*said, *answers, *typed, *corrected, *rendered)))
    return Told(cues(), [*filter(None, named)], [*texts])


def around(register: Mapping[str, Place], company_ids: Iterable[str]) -> frozenset[str]:
    """These companies, those above them, and all that belong to one of them."""
    tops = {one for company_id in company_ids for one in above(register, company_id)}
    return frozenset(one for one in register if tops & set(above(register, one)))


def as_person(one: Contact) -> Person:
    usable = bool(one.mail) and not one.disabled
    return Person(one.id, Somebody(one.names, one.mail), (one.company_id,), one.rank, usable)


@cache
def cues() -> Cues:
    return read(LOCALES)
