"""What is heard in a voice message, typed by a member. A route only translates: a form in, one act, a page out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import correcting, desk, transcribing
from bot.casework.correcting import TypedMeanwhile
from bot.casework.desk import NotAllowed
from bot.casework.texts import NothingThere
from bot.console.cases import hand
from bot.console.console import Console
from bot.console.doors import Here, Reader
from bot.console.pages import go, pages
from storage.cases import Case
from storage.engine import Unit
from storage.media import KEPT, File, Media
from storage.members import Members
from storage.transcripts import Transcript, Transcripts

router = APIRouter(prefix="/desk/cases/{case_id}/files/{file_id}")


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice message and every version of what was typed of it, the last one last."""

    case: Case
    file: File
    versions: Sequence[Transcript]
    people: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.versions[-1].text if self.versions else ""

    @property
    def seq(self) -> int:
        return self.versions[-1].seq if self.versions else 0


@router.get("/transcript")
async def transcript_page(request: Request, given: Here, member: Reader, case_id: UUID, file_id: UUID) -> Response:
    voice = await given.store.read(lambda unit: voice_of(unit, case_id.hex, file_id.hex))
    return show(request, given, voice)


@router.post("/transcript")
async def transcribe(
    request: Request,
    given: Here,
    member: Reader,
    case_id: UUID,
    file_id: UUID,
    seen: Annotated[str, Form(max_length=9, pattern=r"^[0-9]{1,9}$")],
    text: Annotated[str, Form(max_length=4 * correcting.LONGEST_WHOLE)] = "",
) -> Response:
    """What cannot be kept stays in the box, with the reason beside it."""
    case, file, readers = case_id.hex, file_id.hex, given.desk.languages
    try:
        await given.store.write(
            lambda unit: transcribing.type_heard(
                hand(given, member, unit), case, file, text, seen=int(seen), readers=readers
            )
        )
    except (TypedMeanwhile, NotAllowed) as error:
        voice = await given.store.read(lambda unit: voice_of(unit, case, file))
        return show(request, given, voice, draft=text, refused=error.reason, code=error.status)
    seq = (await given.store.read(lambda unit: voice_of(unit, case, file))).file.seq
    return go(f"/desk/cases/{case}#m-{seq}")


def voice_of(unit: Unit, case_id: str, file_id: str) -> Voice:
    """Raises NothingThere, NoSuchCase, KeyDestroyed."""
    case = desk.find(unit, case_id)
    key = desk.key_of(unit, case)
    file = Media(unit.cases).one(file_id, case.conversation_id, key)
    if file is None or file.state != KEPT or file.facts.get("family") != transcribing.VOICE:
        raise NothingThere
    versions = Transcripts(unit.cases, key).of(case.conversation_id).get(file_id, ())
    return Voice(case, file, versions, {member.id: member.name for member in Members(unit.cases).all()})


def show(
    request: Request, given: Console, voice: Voice, *, draft: str | None = None, refused: str = "", code: int = 200
) -> Response:
    return pages(request).page(
        request,
        "transcript_page.html",
        code,
        case=voice.case,
        voice=voice,
        people=voice.people,
        draft=voice.text if draft is None else draft,
        refused=refused,
        dir=given.intake.wording.direction(voice.case.language),
        longest=correcting.LONGEST_WHOLE,
    )
