"""A case's own text for the public list: written by a member, agreed to by the worker or not. Nothing here commits."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

TEXT = METADATA.tables["publish_text"]
PLAIN = ("id", "case_id", "state", "digest", "notice_id", "by_id", "at")
WHOLE = select(*[TEXT.c[name] for name in PLAIN])
ADD = insert_or_ignore(TEXT)
OF = WHOLE.where(TEXT.c.case_id == bindparam("of")).order_by(TEXT.c.at.desc(), TEXT.c.id.desc())
OF_NOTICE = WHOLE.where(TEXT.c.notice_id == bindparam("of"))
AGREED = WHOLE.where(TEXT.c.state == "yes")
BODY = select(TEXT.c.body_ct).where(TEXT.c.id == bindparam("is_id"))
MOVE = (
    update(TEXT)
    .where(TEXT.c.id == bindparam("is_id"), TEXT.c.state == bindparam("was"))
    .values(state=bindparam("to"), notice_id=bindparam("notice"))
)


@dataclass(frozen=True, slots=True)
class PublishText:
    """Without a word of it. `state`: written, asked, yes, no, withdrawn."""

    id: str
    case_id: str
    state: str
    digest: str
    notice_id: str
    by_id: str
    at: int


class PublishTexts:
    """Rows of `publish_text`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, text: PublishText, key: DataKey, body: Mapping[str, str]) -> None:
        plain = json.dumps(dict(body), ensure_ascii=False).encode("utf-8", "replace")
        sealed = key.seal(Place("publish_text", "body_ct", text.id), plain)
        self._connection.put(ADD, **{name: getattr(text, name) for name in PLAIN}, body_ct=sealed)

    def of_case(self, case_id: str) -> Sequence[PublishText]:
        """The newest first."""
        return [PublishText(*row) for row in self._connection.all(OF, of=case_id)]

    def of_notice(self, notice_id: str) -> PublishText | None:
        row = self._connection.one(OF_NOTICE, of=notice_id)
        return PublishText(*row) if row else None

    def agreed(self) -> Sequence[PublishText]:
        """All that workers said yes to and did not take back."""
        return [PublishText(*row) for row in self._connection.all(AGREED)]

    def body(self, text_id: str, key: DataKey) -> dict[str, str]:
        row = self._connection.one(BODY, is_id=text_id)
        return {} if row is None else json.loads(key.open(Place("publish_text", "body_ct", text_id), row[0]))

    def move(self, text: PublishText, to: str, *, notice_id: str = "") -> bool:
        """Compare and set. False: it is in another state by now."""
        return self._connection.run(MOVE, is_id=text.id, was=text.state, to=to, notice=notice_id or text.notice_id) == 1
