"""Which companies a case is about: a member confirms each, nothing is ever confirmed by itself.

Each act is one transaction of the caller's, leaves a line in the case's history, and runs the conflict guard: whoever
it holds back stands in the history once, with the reason.
"""

from bot.casework import desk
from bot.casework.conflicts import Guarded, guarded
from bot.casework.desk import Hand, NoSuchCase, NotAllowed
from bot.casework.register import changing
from bot.casework.routing import Block, Kind, Role, Route
from storage.cases import Case
from storage.companies import Companies, Company
from storage.corrections import Corrections
from storage.parties import Parties, Party

ADDED, REMOVED, BLOCKED, PANEL = "party_added", "party_removed", "routing_blocked", "routing_panel"


def confirm(hand: Hand, case_id: str, company_id: str, role: str) -> None:
    """This company is that in this case. Confirming it twice changes nothing. Raises NoSuchCompany, NotAllowed."""
    case, company = held(hand, case_id), changing.find(hand.unit, company_id)
    if role not in set(Role):
        raise NotAllowed("no_role", status=422)
    if company.disabled:
        raise NotAllowed("company_disabled")
    if Parties(hand.unit.cases).add(Party(hand.ids(), case.id, company.id, role, hand.by, hand.at)):
        desk.record(hand, case, ADDED, now=role, reason=company.name)
        check(hand, case)


def confirm_new(hand: Hand, case_id: str, name: str, role: str) -> None:
    """It is not in the register: it comes in as `other`, for a lead to complete. Raises EntryRefused, NotAllowed."""
    held(hand, case_id)
    new = Company(hand.ids(), Kind.OTHER, name, created_at=hand.at)
    confirm(hand, case_id, changing.add(hand.unit, new, (), ids=hand.ids).id, role)


def remove(hand: Hand, case_id: str, party_id: str) -> None:
    """It was confirmed by mistake. Raises NotAllowed where it is none of this case's."""
    case, parties = held(hand, case_id), Parties(hand.unit.cases)
    party = next((one for one in parties.of(case.id) if one.id == party_id), None)
    if party is None or not parties.drop(party_id, case.id):
        raise NotAllowed("no_party", status=404)
    company = Companies(hand.unit.cases).get(party.company_id)
    desk.record(hand, case, REMOVED, was=party.role, reason=company.name if company else "")
    check(hand, case)


def receiver(hand: Hand, case_id: str, company_id: str) -> Route:
    """Whom this company's share of the case goes to. Whoever sends anything asks here, at that moment.

    Raises NotAllowed where the company is no party of the case.
    """
    case = held(hand, case_id)
    found = next((one for one in check(hand, case).routes if one.company_id == company_id), None)
    if found is None:
        raise NotAllowed("no_party", status=404)
    return found


def held(hand: Hand, case_id: str) -> Case:
    """The case, not erased before this transaction ends."""
    case = desk.find(hand.unit, case_id)
    if not Corrections(hand.unit.cases, desk.key_of(hand.unit, case)).hold(case.conversation_id):
        raise NoSuchCase
    return case


def check(hand: Hand, case: Case) -> Guarded:
    """Run the guard; what the history does not have yet goes in."""
    found = guarded(hand.unit, case)
    events = hand.cases.events(case.id, desk.key_of(hand.unit, case))
    known = {(one.kind, one.was, one.reason) for one in events}
    for kind, why, reason in lines(found):
        if (kind, why, reason) not in known:
            known.add((kind, why, reason))
            desk.record(hand, case, kind, was=why, reason=reason)
    return found


def lines(found: Guarded) -> list[tuple[str, str, str]]:
    """(kind, why, who) for the history. Who is named there is sealed with the case."""
    blocks = [(BLOCKED, block.why.value, who(found, block)) for one in found.routes for block in one.blocked]
    blocks += [(BLOCKED, block.why.value, who(found, block)) for block in found.members]
    return blocks + [(PANEL, "", name_of(found, one.company_id)) for one in found.routes if one.panel]


def who(found: Guarded, block: Block) -> str:
    """`Mori Hanako, Sakura Foods: Mori-san`: who, from where, and what in the case stands against her."""
    contact, member = found.contacts.get(block.person_id), found.people.get(block.person_id)
    if contact is not None:
        person = f"{contact.name}, {name_of(found, contact.company_id)}"
    else:
        person = member.name if member else ""
    return f"{person}: {block.by}"


def name_of(found: Guarded, company_id: str) -> str:
    place = found.register.get(company_id)
    return place.names[0] if place else ""
