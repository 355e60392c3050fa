"""What the page of a case is sure to ask, asked at once: one statement instead of two dozen, many of them twice."""

from dataclasses import replace

from bot.casework import gate
from bot.console.asked_view import QUESTION
from storage import (
    access,
    assessments,
    assignments,
    case_history,
    case_terms,
    companies,
    conversations,
    corrections,
    media,
    members,
    messages,
    notices,
    parties,
    referrals,
    renderings,
    replies,
    transcripts,
    translation_statements,
)
from storage.cases import REPORT, Cases
from storage.engine import Unit
from storage.gathered import Gathering, Remembering

OF_CONVERSATION = (
    *(messages.OF, translation_statements.OF, corrections.OF, transcripts.OF, replies.OF, assignments.OF, media.OF),
)
OF_CASE = (case_history.EVENTS, parties.OF, assessments.GET, access.OF, case_terms.OF)
OF_NOTHING = (members.ALL, companies.REVISION, referrals.ALL, case_terms.CASES, access.RESTRICTED)
ALL = Gathering(
    *(conversations.GET, conversations.SCOPE, REPORT, notices.OF),
    *(renderings.OF for _ in gate.READERS),
    *OF_CONVERSATION,
    *OF_CASE,
    *OF_NOTHING,
)


def gathered(unit: Unit, case_id: str) -> Unit:
    """The unit with all of it in memory, for reading; as it was where there is no such case."""
    connection = Remembering(unit.cases)
    case = Cases(connection).get(case_id)
    if case is not None:
        of = case.conversation_id
        hers, its = {"is_id": of}, {"is_id": case_id}
        values = [hers, hers, its, {"of": of, "called": QUESTION}]
        values += [{"of": of, "for_target": reader} for reader in gate.READERS]
        values += [{"of": of}] * len(OF_CONVERSATION) + [{"of": case_id}] * len(OF_CASE) + [{}] * len(OF_NOTHING)
        ALL.ask(connection, values)
    return replace(unit, cases=connection)
