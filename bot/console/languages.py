"""The page of languages: what is installed, how each language is translated, what is missing. Leads and administrators
install and remove; what takes long runs beside the page, which tells how far it is.

A file is imported only from the folder `incoming` beside the packages: no path is ever taken from a form.
"""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from bot.config import Config
from bot.console import package_words
from bot.console.auditing import used
from bot.console.doors import Here, Refused, SignedIn, signed_in
from bot.console.pages import go, pages
from bot.translation import index, installing, pins, verifying
from bot.translation.archive import Progress
from bot.translation.download import host_of
from bot.translation.errands import Errands
from bot.translation.faults import Fault, PackageRefused
from bot.translation.installing import Terms
from bot.translation.ordering import order
from bot.translation.overview import Overview, overview
from bot.translation.shelf import Shelf, shelf_of
from storage.members import Member

PAGE = "/desk/languages"
INCOMING = "incoming"
SEE, ACT = frozenset({"admin", "lead", "member"}), frozenset({"admin", "lead"})
Ticked = Annotated[bool, Form()]
Short = Annotated[str, Form(max_length=200)]


async def member_of_the_desk(session: SignedIn) -> Member:
    """A translator gets single texts and nothing else."""
    if session.member.role not in SEE:
        raise Refused(404, "nothing_here")
    return session.member


async def keeper(
    request: Request, given: Here, session: SignedIn, member: Annotated[Member, Depends(member_of_the_desk)]
) -> Member:
    if member.role not in ACT:
        raise Refused(403, "role_packages")
    await used(request, given, session)
    return member


router = APIRouter(dependencies=[Depends(signed_in), Depends(member_of_the_desk)])
acting = APIRouter(dependencies=[Depends(keeper)])


def shelf(given: Here) -> Shelf:
    return shelf_of(given.intake.config.translation)


OwnShelf = Annotated[Shelf, Depends(shelf)]


def errands(request: Request) -> Errands:
    """One for each process; made by `build_console`."""
    made: Errands = request.app.state.errands
    return made


OwnErrands = Annotated[Errands, Depends(errands)]


@router.get(PAGE)
async def languages_page(
    request: Request, given: Here, session: SignedIn, shelf: OwnShelf, errands: OwnErrands
) -> Response:
    shown, wrong = await anyio.to_thread.run_sync(look, given.intake.config, shelf)
    return pages(request).page(
        request,
        "languages.html",
        shown=shown,
        pins_wrong=wrong,
        **wanted(shown, shelf),
        waiting=incoming(shelf.packages.folder),
        incoming=shelf.packages.folder / INCOMING,
        host=host_of(shelf.index),
        errand=errands.last,
        said=package_words,
        may_act=session.member.role in ACT,
    )


def look(config: Config, shelf: Shelf) -> tuple[Overview | None, str]:
    """What there is, or what is wrong with the list of checksums."""
    try:
        return overview(config, shelf), ""
    except pins.BadPins as wrong:
        return None, str(wrong)


def wanted(shown: Overview | None, shelf: Shelf) -> dict[str, Any]:
    """Codes of packages that would help or are newer in the index, what it offers of them, and licences we know of."""
    if shown is None:
        return {}
    offers = {offer.code: offer for offer in shown.offers or ()}
    here = {package.code: package.version for package, _ in shown.packages}
    newer = [code for code, version in here.items() if code in offers and offers[code].version != version]
    missing = list(dict.fromkeys([*newer, *(code for one in shown.languages for code in one.missing)]))
    known = pins.load(shelf.packages.folder)
    licences = {code: pin.licence for code, offer in offers.items() if (pin := known.find(code, offer.version))}
    return {"missing": missing, "offers": offers, "licences": licences}


def incoming(folder: Path) -> list[str]:
    """Names in the folder `incoming`, whatever they are: a form chooses among these."""
    try:
        return sorted(path.name for path in (folder / INCOMING).iterdir() if not path.name.startswith("."))[:100]
    except OSError:
        return []


@acting.post(f"{PAGE}/index")
async def fetch_index(shelf: OwnShelf, errands: OwnErrands) -> Response:
    def work(_progress: Progress) -> None:
        index.refresh(shelf.packages.folder, shelf.index, shelf.reach)

    return begun(errands.begin("index", host_of(shelf.index), work))


@acting.post(f"{PAGE}/install")
async def install(
    given: Here, shelf: OwnShelf, errands: OwnErrands, code: Short, unpinned: Ticked = False, sha256: Short = ""
) -> Response:
    """A package of the index that was fetched last."""
    terms, now = terms_of(sha256, unpinned=unpinned), given.now()
    offers = [offer for offer in index.kept(shelf.packages.folder) or () if offer.code == code]
    if not offers:
        raise Refused(409, "no_package")

    def work(progress: Progress) -> None:
        order(shelf.packages, offers[0], terms, reach=shelf.reach, now=now, progress=progress)

    return begun(errands.begin("install", code, work))


@acting.post(f"{PAGE}/import")
async def import_file(
    given: Here,
    shelf: OwnShelf,
    errands: OwnErrands,
    name: Short,
    unpinned: Ticked = False,
    non_commercial: Ticked = False,
    sha256: Short = "",
) -> Response:
    """A file or folder that somebody laid into `incoming`."""
    if name not in incoming(shelf.packages.folder):
        raise Refused(409, "no_package")
    terms, now = terms_of(sha256, unpinned=unpinned, non_commercial=non_commercial), given.now()
    source = shelf.packages.folder / INCOMING / name

    def work(progress: Progress) -> None:
        installing.install(shelf.packages, source, terms, now=now, progress=progress, limits=shelf.limits)

    return begun(errands.begin("import", name, work))


@acting.post(f"{PAGE}/remove")
async def remove(shelf: OwnShelf, code: Short) -> Response:
    try:
        await anyio.to_thread.run_sync(partial(installing.remove, shelf.packages, code))
    except PackageRefused as refused:
        raise Refused(409, "busy_packages" if refused.fault is Fault.BUSY else "no_package") from None
    return go(PAGE)


@acting.post(f"{PAGE}/verify")
async def verify(shelf: OwnShelf, errands: OwnErrands) -> Response:
    """Reads every byte. A package that differs is named."""

    def work(_progress: Progress) -> None:
        wrong = [one.code for one in verifying.verify(shelf.packages) if not one.sound]
        if wrong:
            raise PackageRefused(Fault.INCOMPLETE, ", ".join(wrong))

    return begun(errands.begin("verify", "", work))


def terms_of(sha256: str, *, unpinned: bool, non_commercial: bool = False) -> Terms:
    given = sha256.strip().lower()
    if given and not pins.SHA256.fullmatch(given):
        raise Refused(422, "bad_checksum")
    return Terms(unpinned=unpinned, sha256=given, non_commercial=non_commercial)


def begun(began: bool) -> Response:
    if not began:
        raise Refused(409, "busy_packages")
    return go(PAGE)


router.include_router(acting)
