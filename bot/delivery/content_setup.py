"""Making at Twilio what WhatsApp needs beforehand: buttons for each question, the notice as a template for approval.

May be run again at any time: what exists is found by its name and not made twice, other words are another object.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.contents import APPROVED
from channels.base import SendError
from channels.content_calls import Approval, ContentCalls, Existing
from channels.contents import NOTICE, WITHOUT_TEMPLATES, Content
from storage.contents import Contents, Made
from storage.engine import Store
from storage.times import milliseconds

ASKED = frozenset({"received", "pending"})


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that could not be made or submitted, and Twilio's code for why."""

    step: str
    language: str
    code: str


@dataclass(frozen=True, slots=True)
class Report:
    """What there is after a run. `approvals` are the notices by language, with WhatsApp's reason where it refused.

    `no_template` are languages that WhatsApp has no templates in: a notice goes out in another one.
    """

    made: int = 0
    known: int = 0
    refused: tuple[Refused, ...] = ()
    approvals: dict[str, Approval] = field(default_factory=dict)
    no_template: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Everything exists, and every notice is approved."""
        return not self.refused and all(one.status == APPROVED for one in self.approvals.values())


async def prepare(
    store: Store,
    calls: ContentCalls,
    contents: Sequence[Content],
    *,
    clock: Callable[[], datetime],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Report:
    """Make what is missing, submit notices, keep what was made. Raises SendError if the account cannot be read."""
    existing = await calls.existing()
    made, known, refused = 0, 0, list[Refused]()
    approvals: dict[str, Approval] = {}
    for place, content in enumerate(contents):
        found = existing.get(content.friendly_name)
        try:
            if found is None:
                found, made = Existing(await calls.create(content), Approval()), made + 1
            else:
                known += 1
            await _keep(store, content, found, clock)
            if content.step == NOTICE and content.language not in WITHOUT_TEMPLATES:
                approvals[content.language] = await _submitted(store, calls, content, found)
        except SendError as error:
            refused.append(Refused(content.step, content.language, error.code))
        progress(place + 1, len(contents))
    languages = dict.fromkeys(content.language for content in contents)
    return Report(
        made,
        known,
        tuple(refused),
        approvals,
        tuple(language for language in languages if language in WITHOUT_TEMPLATES),
    )


async def _keep(store: Store, content: Content, found: Existing, clock: Callable[[], datetime]) -> None:
    row = Made(
        content.digest,
        content.step,
        content.language,
        str(content.kind),
        found.sid,
        milliseconds(clock()),
        found.approval.status,
        found.approval.reason[:200],
    )
    await store.write(lambda unit: Contents(unit.cases).keep(row))


async def _submitted(store: Store, calls: ContentCalls, content: Content, found: Existing) -> Approval:
    said = found.approval
    if said.status in ("", "unsubmitted"):
        said = await calls.submit(found.sid, content.template_name)
    elif said.status in ASKED:
        said = await calls.approval(found.sid)
    await _judge(store, content.digest, said)
    return said


async def poll(store: Store, calls: ContentCalls) -> int:
    """Ask WhatsApp, through Twilio, about what it has not decided. How many answers are new."""
    rows = await store.read(lambda unit: Contents(unit.cases).all())
    news = 0
    for row in rows:
        if row.name == NOTICE and row.approval in ASKED:
            said = await calls.approval(row.sid)
            if said.status not in ("", row.approval):
                await _judge(store, row.digest, said)
                news += 1
    return news


async def _judge(store: Store, digest: str, said: Approval) -> None:
    await store.write(lambda unit: Contents(unit.cases).judge(digest, said.status, said.reason))
