"""A case with renderings as the translating process leaves them."""

from collections.abc import Sequence
from typing import Any

from storage.members import Members
from storage.messages import Messages
from storage.renderings import Renderings
from storage.translation_tasks import Tasks
from tests.console.conftest import Kit

Row = tuple[str, ...]
MILLISECONDS = 1_000


def at(kit: Kit) -> int:
    return int(kit.clock().timestamp() * MILLISECONDS)


def message(kit: Kit, case_id: str) -> str:
    """The id of her first message."""
    conversation_id = kit.row(case_id).conversation_id
    return kit.read(lambda unit: Messages(unit.cases, unit.vault.key(conversation_id)).of(conversation_id)[0].id)


def body(rows: Sequence[Any], source: str, target: str, *, engine: str = "argos") -> dict[str, Any]:
    """Each row: (sentence, text, level, reasons, back, lead); what is left out is unremarkable."""
    segments = []
    for place, row in enumerate(rows):
        sentence, text, level, reasons, back, lead = (*row, *("", "", "ok", (), None, " " if place else "")[len(row) :])
        origin = {"origin": "machine", "score": -0.2}
        segments.append(
            {"source": sentence, "lead": lead, "text": text, "level": level, "reasons": list(reasons), "back": back}
            | origin
        )
    leg = {"package": f"translate-{source}_{target}", "version": "1.9", "engine": engine}
    route = [{**leg, "source": source, "target": target}]
    return {"source": source, "refused": "", "route": route, "segments": segments, "tail": ""}


def rendered(
    kit: Kit, case_id: str, text_id: str, rows: Sequence[Any], *, target: str = "en", source: str = "id"
) -> None:
    """The task is done, this came of it."""
    conversation_id = kit.row(case_id).conversation_id

    def work(unit: Any) -> None:
        tasks, now = Tasks(unit.cases), at(kit)
        for rank in (0, 1):
            for task in tasks.claim(rank, at=now + 1, until=now + 2, most=99):
                if (task.text_id, task.target) == (text_id, target) and tasks.finish(task):
                    Renderings(unit.cases, unit.vault.key(conversation_id)).add(
                        kit.id(),
                        conversation_id=conversation_id,
                        message_id=task.message_id,
                        text_id=text_id,
                        target=target,
                        generation=task.generation,
                        body=body(rows, source, target),
                        at=now,
                    )
                else:
                    tasks.give_back([task])

    kit.write(work)


def asked(kit: Kit, case_id: str, text_id: str, *, target: str = "en", source: str = "id") -> None:
    """It waits to be translated."""
    conversation_id = kit.row(case_id).conversation_id
    kit.write(
        lambda unit: Tasks(unit.cases).add(
            kit.id(),
            conversation_id=conversation_id,
            message_id=text_id,
            text_id=text_id,
            source=source,
            target=target,
            urgent=False,
            at=at(kit),
        )
    )


def given_up(kit: Kit, why: str) -> None:
    """What waits is left to a person."""

    def work(unit: Any) -> None:
        tasks, now = Tasks(unit.cases), at(kit)
        for rank in (0, 1):
            for task in tasks.claim(rank, at=now + 1, until=now + 2, most=99):
                tasks.give_up(task, why=why)

    kit.write(work)


def translated_case(kit: Kit, rows: Sequence[Any], **more: Any) -> tuple[str, str]:
    """A case whose first message is these sentences, with what a machine made of them; case and text id."""
    language = more.get("language", "id")
    case_id = kit.case(text=more.pop("text", " ".join(row[0] for row in rows)), **more)
    text_id = message(kit, case_id)
    asked(kit, case_id, text_id, source=language)
    rendered(kit, case_id, text_id, rows, source=language)
    return case_id, text_id


def member_id(kit: Kit, role: str) -> str:
    return next(one.id for one in kit.read(lambda unit: Members(unit.cases).all()) if one.role == role)
