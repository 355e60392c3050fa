"""What a worker sent beside words, for members who may read her case: a picture, a voice to hear, a download.

Opened piece by piece while it is sent, kept nowhere. An original is never shown in a page: it is downloaded, and what
it is called and of what type it is come from us.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from starlette.responses import Response, StreamingResponse

from bot.casework import desk
from bot.console.console import Console
from bot.console.doors import Here, Reader, Refused
from bot.console.ranges import OutsideFile, part
from bot.media.kinds import KINDS
from storage.crypto import CHUNK
from storage.engine import Unit
from storage.media import ORIGINAL, SHOWN, File, Media

router = APIRouter(prefix="/desk/cases/{case_id}/files/{file_id}")
PICTURE = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Found:
    """A kept file of a case that exists, and the conversation whose key opens it."""

    file: File
    conversation_id: str

    @property
    def mime(self) -> str:
        return str(self.file.facts.get("mime", ""))

    def named(self, suffix: str) -> str:
        """By the number of its message: whatever it was called may tell who she is."""
        place = f"-{self.file.n + 1}" if self.file.n else ""
        return f"message-{self.file.seq}{place}.{suffix}"


@router.get("/picture")
async def picture(given: Here, member: Reader, case_id: UUID, file_id: UUID) -> Response:
    """The picture drawn from her photo: upright, of bounded size, without anything that was written into it."""
    found = await find(given, case_id, file_id)
    return await sent(given, found, SHOWN, PICTURE, f'inline; filename="{found.named("jpg")}"')


@router.get("/sound")
async def sound(
    given: Here, member: Reader, case_id: UUID, file_id: UUID, asked: Annotated[str, Header(alias="range")] = ""
) -> Response:
    """Her voice, whole or the part that the player asks for."""
    found = await find(given, case_id, file_id)
    kind = KINDS.get(found.mime)
    if kind is None or kind.family != "voice":
        raise Refused(404, "nothing_here")
    return await sent(given, found, ORIGINAL, kind.mime, f'inline; filename="{found.named(kind.suffix)}"', asked)


@router.get("/original")
async def original(given: Here, member: Reader, case_id: UUID, file_id: UUID) -> Response:
    """As she sent it, to be saved and never shown here: it may hold a place, a name, or worse.

    Who took it stands in the case's history, and is written before the first byte goes.
    """
    found = await find(given, case_id, file_id)
    kind = KINDS.get(found.mime)
    if kind is None or not found.file.size(ORIGINAL):
        raise Refused(404, "nothing_here")
    name = found.named(kind.suffix)
    await given.store.write(
        lambda unit: desk.took(desk.Hand(unit, member.id, given.now(), given.ids, given.push), case_id.hex, name)
    )
    return await sent(given, found, ORIGINAL, kind.mime, f'attachment; filename="{name}"')


async def find(given: Console, case_id: UUID, file_id: UUID) -> Found:
    """Raises NoSuchCase, KeyDestroyed, or Refused where this case has no such file."""

    def work(unit: Unit) -> Found | None:
        case = desk.find(unit, case_id.hex)
        key = desk.key_of(unit, case)
        file = Media(unit.cases).one(file_id.hex, case.conversation_id, key)
        return None if file is None else Found(file, case.conversation_id)

    found = await given.store.read(work)
    if found is None:
        raise Refused(404, "nothing_here")
    return found


async def sent(given: Console, found: Found, form: str, mime: str, disposition: str, asked: str = "") -> Response:
    size = found.file.size(form)
    if not size:
        raise Refused(404, "nothing_here")
    headers = {"Accept-Ranges": "bytes" if form == ORIGINAL else "none", "Content-Disposition": disposition}
    try:
        wanted = part(asked, size)
    except OutsideFile:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, stop = wanted or (0, size)
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    headers["Content-Length"] = str(stop - start)
    body = pieces(given, found, form, start, stop)
    first = await anext(body)  # what cannot be opened is told as a page, not as half a file
    return StreamingResponse(_with(first, body), 206 if wanted else 200, headers, mime)


async def pieces(given: Console, found: Found, form: str, start: int, stop: int) -> AsyncIterator[bytes]:
    for n in range(start // CHUNK, (stop - 1) // CHUNK + 1):
        content = await given.store.read(lambda unit, n=n: _opened(unit, found, form, n))  # type: ignore[misc]
        begin = n * CHUNK
        yield content[max(0, start - begin) : stop - begin]


def _opened(unit: Unit, found: Found, form: str, n: int) -> bytes:
    try:
        return Media(unit.cases).chunk(found.file, unit.vault.key(found.conversation_id), form, n)
    except LookupError:
        raise Refused(404, "nothing_here") from None


async def _with(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


def by_place(unit: Unit, opened: desk.Opened) -> Mapping[tuple[str, int], File]:
    """Every file of a case by its message and its place in it."""
    key = desk.key_of(unit, opened.case)
    return {(file.message_id, file.n): file for file in Media(unit.cases).of(opened.case.conversation_id, key)}
