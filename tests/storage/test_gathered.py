"""Several queries as one statement: every query of the page of a case gets the same rows in the same order as alone."""

from collections.abc import Sequence

import pytest

from bot.console import case_reading
from bot.console.case_reading import ALL, gathered
from storage.access import Access, CaseAccess
from storage.assessments import Assessments
from storage.case_terms import CaseTerms
from storage.cases import Cases
from storage.companies import Companies, Company
from storage.engine import Store, Unit
from storage.gathered import Remembering
from storage.members import ADD, Member
from storage.parties import Parties, Party
from tests.bench.console_cases import Filling
from tests.storage.conftest import Urls, with_store

NOW = 1_790_000_000_000


def filled(unit: Unit) -> str:
    """A long report and others, with a row in what the page asks of case, conversation and desk."""
    filling = Filling(NOW, ("c" * 32, "d" * 32))
    filling.cases(unit, 12, first=0)
    case_id = filling.long(unit, 9)
    key = unit.vault.key(Cases(unit.cases).get(case_id).conversation_id)
    for letter in "dc":
        Companies(unit.cases).add(Company(letter * 32, "member", letter))
        Parties(unit.cases).add(Party(letter * 32, case_id, letter * 32, "site", "m", NOW))
    for letter, disabled in (("z", True), ("y", False)):
        member = Member(letter * 32, letter, letter, "lead", disabled=disabled)
        unit.cases.put(ADD, **{name: getattr(member, name) for name in Member.__slots__})
        CaseAccess(unit.cases).set(Access(case_id, member.id, not disabled, "b" * 32, NOW))
    assert Assessments(unit.cases, key).save(case_id, {"note": "二番目"}, seen=0, by_id="m", at=5)
    CaseTerms(unit.cases).set(case_id, [b"\0\xff", b"two"])
    return case_id


def test_a_query_that_is_gathered_gets_what_it_gets_alone(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        case_id = await store.write(filled)
        answered = await store.read(lambda unit: compared(unit, case_id))
        assert answered >= len(ALL.queries) - 8, "most have rows: else nothing is compared"

    def compared(unit: Unit, case_id: str) -> int:
        known = gathered(unit, case_id).cases
        assert isinstance(known, Remembering)
        full = 0
        for (query, values), rows in known.known.items():
            alone = [tuple(row) for row in unit.cases.all(query, **dict(values))]
            assert plain(rows) == plain(alone), str(query)
            full += bool(alone)
        return full

    with_store(urls, talk)


def plain(rows: Sequence[Sequence[object]]) -> list[tuple[object, ...]]:
    return [tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in rows]


def test_a_query_is_asked_once_and_nothing_is_written_through_it(sqlite: Urls) -> None:
    async def talk(store: Store) -> None:
        case_id = await store.write(filled)
        await store.read(lambda unit: asked(unit, case_id))

    def asked(unit: Unit, case_id: str) -> None:
        connection = gathered(unit, case_id).cases
        first = Cases(connection).get(case_id)
        assert Cases(connection).get(case_id) == first
        assert CaseTerms(connection).shared([b"two"]) == {b"two": [case_id]}, "a list of values is not remembered"
        for act in (connection.put, connection.run):
            with pytest.raises(TypeError):
                act(case_reading.REPORT, is_id=case_id)
        assert gathered(unit, "f" * 32).cases.one(case_reading.REPORT, is_id="f" * 32) is None

    with_store(sqlite, talk)
