"""The conflict guard: who of a company may get a case, who never, and why. Pure.

Never a contact, a member or a site that the case names, by whatever spelling; never somebody behind the mail address of
one who is blocked. Where nobody is left the case goes to the independent panel, not to the least unsuitable.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.casework.likeness import Likeness, Match, Somebody, Told
from bot.casework.redaction.folding import bare


class Kind(StrEnum):
    """Of a company in the register."""

    MEMBER = "member"  # of the mechanism
    GROUP = "group"  # a company of a member's group
    SITE = "site"
    SUPPLIER = "supplier"
    BROKER = "broker"
    OTHER = "other"


class Role(StrEnum):
    """What a company is in a case."""

    EMPLOYER = "employer"
    SITE = "site"
    BROKER = "broker"
    BUYER = "buyer"


class Why(StrEnum):
    NAMED = "named"  # the case names her
    LIKE = "like"  # it may name her: a slip, another script, a family's name
    CANNOT_TELL = "cannot_tell"  # her name and those of the case are in letters that cannot be compared
    SITE = "site"  # she works at a site that the case names
    SAME = "same"  # the mail address or the name of somebody who is blocked
    EMPLOYED = "employed"  # a member of the desk who works for a company of the case or its group


FROM = {Likeness.NAMED: Why.NAMED, Likeness.LIKE: Why.LIKE, Likeness.CANNOT_TELL: Why.CANNOT_TELL}


@dataclass(frozen=True, slots=True)
class Place:
    """A company of the register. `names`: all there are, the first one first."""

    id: str
    kind: str
    names: tuple[str, ...]
    parent_id: str = ""
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with her company, or a member of the desk with the companies that employ her (`company_ids`)."""

    id: str
    somebody: Somebody
    company_ids: tuple[str, ...] = ()
    rank: int = 1
    usable: bool = True  # not disabled, and has an address


@dataclass(frozen=True, slots=True)
class Block:
    """`by` is what the case has that stands against her, in the case's own words."""

    person_id: str
    why: Why
    by: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """`chosen` is asked first, `others` in this order after her; nobody at all: the independent panel."""

    company_id: str
    chosen: str | None
    others: tuple[str, ...]
    blocked: tuple[Block, ...]

    @property
    def panel(self) -> bool:
        return self.chosen is None


@dataclass(frozen=True, slots=True)
class Scene:
    """A case as the guard sees it: what it tells, and its parties as company id -> roles."""

    told: Told
    parties: Mapping[str, frozenset[str]]
    register: Mapping[str, Place]

    def named_sites(self, company_ids: Iterable[str]) -> Mapping[str, str]:
        """Sites among these that are a party or stand in its texts, each with the words by which."""
        found = {}
        for company_id in company_ids:
            place, roles = self.register.get(company_id), self.parties.get(company_id, frozenset())
            if place is None:
                continue
            if Role.SITE in roles or (roles and place.kind == Kind.SITE):
                found[company_id] = place.names[0]
            elif place.kind == Kind.SITE and (match := self.told.names_place(place.names)):
                found[company_id] = match.by
        return found


def route(scene: Scene, company_id: str, contacts: Sequence[Person]) -> Route:
    """Whom to send a case for this company to: its own contacts, then those of the companies above it."""
    ladder = above(scene.register, company_id)
    steps = {one: step for step, one in enumerate(ladder)}
    there = [one for one in contacts if _step(steps, one) is not None]
    blocked = guard_contacts(scene, contacts)
    against = {block.person_id for block in blocked}
    open_to = [one for one in there if one.usable and one.id not in against and _works(scene, one, steps)]
    open_to.sort(key=lambda one: (_step(steps, one) or 0, one.rank, one.somebody.names, one.id))
    ids = tuple(one.id for one in open_to)
    told = tuple(block for block in blocked if block.person_id in {one.id for one in there})
    return Route(company_id, ids[0] if ids else None, ids[1:], told)


def guard_contacts(scene: Scene, contacts: Sequence[Person]) -> tuple[Block, ...]:
    """Everybody of these who may never get it, in an order that does not depend on theirs."""
    sites = scene.named_sites(sorted({company_id for one in contacts for company_id in one.company_ids}))
    blocks = {}
    for one in contacts:
        site = next((sites[company_id] for company_id in one.company_ids if company_id in sites), None)
        block = _by_name(one, scene.told.match(one.somebody))
        if block is None and site is not None:
            block = Block(one.id, Why.SITE, site)
        if block is not None:
            blocks[one.id] = block
    _also_the_same(contacts, blocks)
    return tuple(blocks[one] for one in sorted(blocks))


def _also_the_same(contacts: Sequence[Person], blocks: dict[str, Block]) -> None:
    """One person may stand in the register twice; whoever shares her address reads her mail. In rounds, so that it does
    not matter who stands first.
    """
    newly = [one for one in contacts if one.id in blocks]
    while newly:
        marks = {mark for one in newly for mark in _marks(one)}
        newly = [one for one in contacts if one.id not in blocks and marks & _marks(one)]
        blocks.update((one.id, Block(one.id, Why.SAME, min(marks & _marks(one)))) for one in newly)


def guard_members(scene: Scene, members: Sequence[Person]) -> tuple[Block, ...]:
    """Members of the desk who must not work on it: named in it, or in the pay of a company of it or of its group.

    Letters that cannot be compared block no member: the desk would have nobody left. Write her name in both.
    """
    groups = {one for company_id in scene.parties for one in above(scene.register, company_id)}
    blocks = []
    for one in members:
        match = scene.told.match(one.somebody)
        pay = next((own for own in one.company_ids if groups & set(above(scene.register, own))), None)
        if match is not None and match.likeness is not Likeness.CANNOT_TELL:
            blocks.append(Block(one.id, FROM[match.likeness], match.by))
        elif pay is not None:
            names = scene.register[pay].names if pay in scene.register else ("",)
            blocks.append(Block(one.id, Why.EMPLOYED, names[0]))
    return tuple(sorted(blocks, key=lambda block: block.person_id))


def above(register: Mapping[str, Place], company_id: str) -> Sequence[str]:
    """This company and those it belongs to, upwards. A circle ends where it began."""
    ladder: list[str] = []
    while company_id and company_id not in ladder:
        ladder.append(company_id)
        place = register.get(company_id)
        company_id = place.parent_id if place else ""
    return ladder


def _step(steps: Mapping[str, int], one: Person) -> int | None:
    return min((steps[company_id] for company_id in one.company_ids if company_id in steps), default=None)


def _works(scene: Scene, one: Person, steps: Mapping[str, int]) -> bool:
    """Her company is not disabled."""
    places = [scene.register.get(company_id) for company_id in one.company_ids if company_id in steps]
    return any(place is None or not place.disabled for place in places)


def _by_name(one: Person, match: Match | None) -> Block | None:
    return None if match is None else Block(one.id, FROM[match.likeness], match.by)


def _marks(one: Person) -> frozenset[str]:
    return frozenset({one.somebody.mail.strip().casefold(), *map(bare, one.somebody.names)} - {""})
