"""Finding reports that are like one, without opening any other: each is indexed by keyed digests of its words when a
member opens it. A restricted case has no index and is never found (`docs/review.md` tells what the index gives away).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.casework import access, gate, similar
from bot.casework.company_names import key as name_key
from bot.casework.similar import Near, Similar
from bot.casework.translated import Translated
from bot.translation.asking import own_words, tongue
from storage.case_terms import CaseTerms
from storage.cases import Case, Cases
from storage.companies import Companies
from storage.crypto import DataKey
from storage.engine import Unit
from storage.keyring import Keyring, Purpose
from storage.messages import Messages, Said
from storage.parties import Parties
from storage.times import DAY_MS

DIGEST_BYTES = 16
MOST_WORDS = 64
"""The words of a case whose digests are smallest: a fair sample, the same one for a word that two cases share."""
TYPED = ("where.company", "where.site")
WORD, PLACE = "word", "place"


@dataclass(frozen=True, slots=True)
class Index:
    """What is compared of a case. `words` and `places` lead from every digest, under every master key, to the word;
    `kept` are those under the newest key, as they are stored.
    """

    words: Mapping[bytes, str] = field(default_factory=dict)
    places: Mapping[bytes, str] = field(default_factory=dict)
    kept: frozenset[bytes] = frozenset()


def index(unit: Unit, case: Case, key: DataKey) -> Index:
    """Of a case that is being opened; an empty one where it is restricted."""
    if case.restricted:
        return Index()
    keyring = unit.vault.keyring
    report = Cases(unit.cases).report(case.id, key)
    typed = {name_key(word).latin for question in TYPED if (word := report.get(question, "").strip())}
    words, kept_words = digested(keyring, WORD, similar.words(readable(unit, case, key)), most=MOST_WORDS)
    places, kept_places = digested(keyring, PLACE, typed - {""}, most=MOST_WORDS)
    return Index(words, places, kept_words | kept_places)


def digested(
    keyring: Keyring, kind: str, words: Iterable[str], *, most: int
) -> tuple[Mapping[bytes, str], frozenset[bytes]]:
    """(digest -> word under every master key, the digests under the newest), sampled under each key by itself."""
    rows = [(word, keyring.digests(Purpose.TERM, kind, word)) for word in words]
    found: dict[bytes, str] = {}
    newest: frozenset[bytes] = frozenset()
    for n in reversed(range(len(keyring.ids))):
        under = dict(sorted((digests[n][1][:DIGEST_BYTES], word) for word, digests in rows)[:most])
        found |= under
        newest = frozenset(under)
    return found, newest


def readable(unit: Unit, case: Case, key: DataKey) -> Sequence[str]:
    """Her texts as a reader of one language has them, so that two workers' languages can be compared."""
    made: dict[str, dict[str, Translated]] = {}
    for text_id, one in gate.renderings(unit, case, key):
        made.setdefault(one.target, {})[text_id] = one
    said = Messages(unit.cases, key).of(case.conversation_id)
    for reader in gate.READERS:
        if tongue(case.language) == reader:
            return [text for one in said if (text := _hers(one))]
        if reader in made:
            return [one.text for one in made[reader].values()]
    return ()


def _hers(said: Said) -> str:
    return own_words(said.author, said.part, said.body)


def renew(unit: Unit, case_id: str) -> None:
    """Store the index as the case is now. Raises `storage.vault.KeyDestroyed`."""
    case = Cases(unit.cases).get(case_id)
    if case is not None:
        CaseTerms(unit.cases).set(case.id, index(unit, case, unit.vault.key(case.conversation_id)).kept)


def stale(unit: Unit, case: Case, found: Index) -> bool:
    return CaseTerms(unit.cases).of(case.id) != found.kept


def like(unit: Unit, case: Case, found: Index) -> list[tuple[Case, Similar]]:
    """The reports that are most like it, each with why. Never one that is restricted, none for one that is."""
    if case.restricted:
        return []
    terms = CaseTerms(unit.cases)
    shared = terms.shared({*found.words, *found.places})
    total = terms.cases()
    words: dict[str, list[str]] = {}
    for digest, word in found.words.items():
        having = shared.get(digest, ())
        if similar.rare(total, len(having)):
            for case_id in having:
                words.setdefault(case_id, []).append(word)
    near_by = at_place(unit, case) | {one for digest in found.places for one in shared.get(digest, ())}
    others = {*words, *near_by} - {case.id} - access.restricted(unit)
    apart = similar.DAYS * DAY_MS
    recent = Cases(unit.cases).some(others, since=case.created_at - apart, until=case.created_at + apart)
    cases = {one.id: one for one in recent}
    near = [
        Near(one.id, one.category, one.created_at, one.id in near_by, sorted({*words.get(one.id, ())}))
        for one in cases.values()
    ]
    return [(cases[one.case_id], one) for one in similar.ranked(case.category, case.created_at, near)]


def at_place(unit: Unit, case: Case) -> set[str]:
    """Cases of which a company is confirmed that is one of this case's, or of its family."""
    parties = Parties(unit.cases)
    confirmed = {one.company_id for one in parties.of(case.id)}
    if not confirmed:
        return set()
    parents = {one.id: one.parent_id for one in Companies(unit.cases).all()}
    return {party.case_id for party in parties.of_companies(similar.family(parents, confirmed))}
