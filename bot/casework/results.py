"""What a closed thread and a closed case ended with: her word first, and never better than it was. Pure.

Rule 1: a result that praises a company is only ever hers to give. A member proposes; where what is proposed is a remedy
she decides how much of one, and where it is none her yes ends the matter without crediting anybody.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.casework.lifecycle import Outcome


class Said(StrEnum):
    """Her answers to `closing.ask`."""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT = "not"
    WORSE = "worse"


O = Outcome  # noqa: E741 - the tables below are read by columns
REMEDY = (O.REMEDIED, O.PARTLY_REMEDIED)
PROPOSABLE = (*REMEDY, O.NOT_UPHELD, O.NO_AGREEMENT, O.REFERRED, O.COMPANY_LEFT)
"""What a member may propose."""
OF_THREAD: Mapping[tuple[Outcome, Said], Outcome] = {
    **{(proposed, Said.SOLVED): O.REMEDIED for proposed in REMEDY},
    **{(proposed, Said.PARTLY): O.PARTLY_REMEDIED for proposed in REMEDY},
    **{(one, said): one for one in PROPOSABLE if one not in REMEDY for said in (Said.SOLVED, Said.PARTLY)},
}
"""With which result a thread closes; `not` and `worse` close nothing."""
WORST_FIRST = (
    *(O.COMPANY_LEFT, O.NO_AGREEMENT, O.NOT_UPHELD, O.NO_REPLY, O.REFERRED, O.PARTLY_REMEDIED, O.REMEDIED),
    *(O.WITHDRAWN, O.OUT_OF_SCOPE, O.KEPT_PRIVATE),
)
"""The last three say nothing of a company: they count only where nothing else does."""
NOT_TRIED = frozenset({O.WITHDRAWN, O.OUT_OF_SCOPE, O.KEPT_PRIVATE})


def of_case(threads: Iterable[Outcome]) -> Outcome:
    """The result of a case by those of its companies.

    | its threads, without those of which no company was to hear | the case |
    |---|---|
    | all the same | that |
    | one is a remedy, or part of one, another is not | `partly_remedied` |
    | no remedy at all | the worst of them |
    | none left | the worst of all |

    Raises ValueError for a case without threads.
    """
    ends = set(threads)
    tried = ends - NOT_TRIED or ends
    if len(tried) > 1 and tried & set(REMEDY):
        return O.PARTLY_REMEDIED
    return min(tried, key=WORST_FIRST.index)
