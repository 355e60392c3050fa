"""What workers ticked after their cases ended: numbers for the figures, never a word. Nothing here commits."""

from collections.abc import Mapping

from sqlalchemy import bindparam, func, select

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

SURVEY = METADATA.tables["survey_answer"]
SKIPPED = 9
ADD = insert_or_ignore(SURVEY)
COUNTS = (
    select(SURVEY.c.question, SURVEY.c.value, func.count())
    .where(SURVEY.c.day >= bindparam("first"), SURVEY.c.day < bindparam("end"))
    .group_by(SURVEY.c.question, SURVEY.c.value)
)


class Surveys:
    """Rows of `survey_answer`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, case_id: str, question: str, value: int, *, day: int) -> bool:
        """`day` since 1970. False: she has answered this question of this case before; the first answer counts."""
        return self._connection.run(ADD, case_id=case_id, question=question, value=value, day=day) == 1


def counts(connection: Connection, *, first: int, end: int) -> Mapping[str, Mapping[int, int]]:
    """How many ticked what, by question: days (since 1970) from `first` on and before `end`. 9 is skipped."""
    found: dict[str, dict[int, int]] = {}
    for question, value, many in connection.all(COUNTS, first=first, end=end):
        found.setdefault(question, {})[value] = many
    return found
