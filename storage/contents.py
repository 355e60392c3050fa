"""What was made at Twilio for WhatsApp: questions with buttons, templates, and what WhatsApp says of the templates."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, delete, insert, select, update

from storage.engine import Connection
from storage.models.cases import METADATA

CONTENT = METADATA.tables["content"]
REASON = 200


@dataclass(frozen=True, slots=True)
class Made:
    """One Content object. `approval` is WhatsApp's word, empty for what needs none."""

    digest: str
    name: str
    language: str
    kind: str
    sid: str
    made_at: int
    approval: str = ""
    reason: str = ""


COLUMNS = tuple(Made.__dataclass_fields__)
ALL = select(*[CONTENT.c[name] for name in COLUMNS]).order_by(CONTENT.c.made_at, CONTENT.c.digest)
DROP = delete(CONTENT).where(CONTENT.c.digest == bindparam("is_digest"))
ADD = insert(CONTENT).values({name: bindparam(name) for name in COLUMNS})
JUDGE = (
    update(CONTENT)
    .where(CONTENT.c.digest == bindparam("is_digest"))
    .values(approval=bindparam("said"), reason=bindparam("why"))
)


class Contents:
    """Rows of `content`. Nothing here commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Made]:
        """The oldest first."""
        return [Made(*row) for row in self._connection.all(ALL)]

    def keep(self, made: Made) -> None:
        """Remember it; what was known under the same digest is replaced."""
        self._connection.put(DROP, is_digest=made.digest)
        self._connection.put(ADD, **asdict(made))

    def judge(self, digest: str, approval: str, reason: str) -> None:
        self._connection.put(JUDGE, is_digest=digest, said=approval, why=reason[:REASON])
