"""What is kept of a report, table by table, and what becomes of it when the report is erased: the one list of it.

Every table of both databases stands here once: with the column by which its rows belong to a report, or with the reason
why its rows stay. A test goes through all tables and fails for one that is missing, so that a new one cannot be
forgotten. Data keys are named by the rows of `KEYED`; all else in the vault that has a key is an orphan.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Table, bindparam, delete, exists, func, select, update
from sqlalchemy.sql.base import Executable

from storage.engine import Connection
from storage.media import DROP_OF
from storage.models.cases import METADATA

KEYED = ("conversation", "disclosure", "shared")
"""The id of a row is the id of its data key in the vault."""
WITH_CONVERSATION = (
    # The tasks go first: whoever holds one may still store its rendering, and that is deleted after it.
    *("translation_task", "rendering", "correction", "transcript", "reply", "assignment"),
    *("media", "outbox", "notice", "vendor_id", "message"),
)
"""By `conversation_id`, in this order."""
WITH_THREAD = ("shared", "company_post", "company_chunk", "plan_action", "company_call")
"""By `disclosure_id`: what companies got and said."""
WITH_CASE = (
    *("summary", "disclosure", "case_event", "deadline", "alert", "case_party"),
    *("assessment", "case_access", "case_term", "hold", "publish_text", "bind_code"),
    *("joined_case", "approval", "case_snooze"),
)
"""By `case_id`, or by the column that `CALLED` names."""
CALLED: Mapping[str, str] = {"approval": "subject"}
WITH_CONTACT = ("inbox", "media_answer", "code_tries", "recipient")
"""By `alias`, when her contact goes: another report of hers may need it longer."""
OTHERWISE: Mapping[str, str] = {
    "conversation": "goes last, by its own id",
    "media_chunk": "goes with its row of media",
}
KEPT: Mapping[str, str] = {
    "cases": "the bare fact that there was one, its number, category, days and end: no word of it",
    "removal": "what a vendor must still delete of hers; names no report, goes when that is done",
    "seen": "digests against applying an event twice; lead to no report, go after [retention] seen_days",
    "public_case": "what the public list said of a case in a group; taking it out would single her out",
    **dict.fromkeys(("public_issue", "public_draft"), "what was published, or is to be; her text is taken out of it"),
    "stopped_at": "how many left at which question; leads to nobody",
    "survey_answer": "one to five, for the figures; no word of hers",
    "trend": "which bare cases the leads were alarmed of",
    "filing_proof": "that a report of this number came on this day: the digest beside it says nothing without the key",
    "proof_key": "what proofs are signed with",
    "referral": "offices that may help",
    **dict.fromkeys(
        ("audit", "audit_head", "audit_anchor"), "who of the desk did what: ids and codes, no word; a chain"
    ),
    "group_told": "digests of groups; lead to no person",
    "released_segment": "sentences that a person released after all that names anybody was taken out",
    **dict.fromkeys(("pace", "tally", "content"), "about a channel, not about a person"),
    **dict.fromkeys(("company", "company_name", "company_contact", "company_staff"), "the register of companies"),
    **dict.fromkeys(("company_session", "company_link", "company_door"), "contacts of companies at their page"),
    **dict.fromkeys(("member", "sign_in_link", "desk_session"), "the people of the desk"),
    **dict.fromkeys(("second_factor", "recovery_code"), "how they sign in"),
    **dict.fromkeys(
        ("wording_change", "wording_read"), "what the bot says, in the desk's words: texts sent to everybody"
    ),
    "saved_list": "a member's own filter of the inbox: codes, no case",
    "kept_form": "what a member was typing, sealed for her alone: gone within the hour",
    **dict.fromkeys(("keycheck", "lease", "backup_made"), "the running of the desk"),
}
IN_VAULT: Mapping[str, str] = {
    "key_wrap": "goes: the data keys of the report",
    "person_name": "goes with the key of its conversation",
    "contact": "goes with the contact",
    "other_address": "goes with the contact",
    "held_report": "goes with the key: that a legal hold keeps what she deleted",
    "destroyed_key": "kept: the receipt",
    "forgotten_contact": "kept: so that a restore forgets her again",
    "keycheck": "kept: the running of the desk",
}


def _table(name: str) -> Table:
    return METADATA.tables[name]


THREAD = _table("disclosure")
SHARED = _table("shared")
OF_CASE = select(THREAD.c.id).where(THREAD.c.case_id == bindparam("case"))
KEYS = OF_CASE.union_all(select(SHARED.c.id).where(SHARED.c.disclosure_id.in_(OF_CASE)))
NAMED = select(*[exists().where(_table(name).c.id == bindparam("id")).label(name) for name in KEYED])
GONE: tuple[Executable, ...] = (
    DROP_OF,
    *(delete(_table(name)).where(_table(name).c.conversation_id == bindparam("is_id")) for name in WITH_CONVERSATION),
    delete(_table("conversation")).where(_table("conversation").c.id == bindparam("is_id")),
)
GONE_WITH_CASE: tuple[Executable, ...] = (
    *(delete(_table(name)).where(_table(name).c.disclosure_id.in_(OF_CASE)) for name in WITH_THREAD),
    *(
        delete(_table(name)).where(_table(name).c[CALLED.get(name, "case_id")] == bindparam("case"))
        for name in WITH_CASE
    ),
)
FORGOTTEN = tuple(delete(_table(name)).where(_table(name).c.alias == bindparam("is_alias")) for name in WITH_CONTACT)
EMPTIED = (
    update(SHARED)
    .where(SHARED.c.id == bindparam("is_id"))
    .values(body_ct=b"", withdrawn_at=func.coalesce(SHARED.c.withdrawn_at, bindparam("at")))
)


@dataclass(frozen=True, slots=True)
class Report:
    """What is to go: a conversation, and the case it became, if it did."""

    conversation_id: str
    case_id: str | None


def keys_of(connection: Connection, report: Report) -> Iterator[str]:
    """Every data key of a report: the conversation's, its threads', its shared versions'."""
    yield report.conversation_id
    if report.case_id is not None:
        yield from [str(row[0]) for row in connection.all(KEYS, case=report.case_id)]


def erase(connection: Connection, report: Report) -> None:
    """Every row of it but what `KEPT` names. Its keys are the caller's, before."""
    for statement in GONE:
        connection.put(statement, is_id=report.conversation_id)
    if report.case_id is not None:
        for statement in GONE_WITH_CASE:
            connection.put(statement, case=report.case_id)


def forget(connection: Connection, alias: str) -> None:
    """Every row that is about her contact. The vault's is the caller's."""
    for statement in FORGOTTEN:
        connection.put(statement, is_alias=alias)


def key_named(connection: Connection, key: str) -> bool:
    """Whether a row still needs this data key."""
    row = connection.one(NAMED, id=key)
    return row is not None and any(row)


def empty_shared(connection: Connection, key: str, *, at: int) -> bool:
    """The key of a shared version is destroyed: its text goes, and it stands as withdrawn. False: it is none."""
    return connection.run(EMPTIED, is_id=key, at=at) == 1
