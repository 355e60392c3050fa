"""Puts a package into the folder, takes one out, and checks them. At any instant a kill leaves the old or the new.

An upgrade lays the new one beside the old and then takes the old away: a translator that has it open goes on with it.
Nothing is fetched here.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.translation import archive, contents, disk, pins, receipts
from bot.translation.archive import Archive, Limits, Progress
from bot.translation.contents import Contents
from bot.translation.disk import Folder
from bot.translation.faults import Fault, PackageRefused
from bot.translation.packages import NAME, Package, Packages, parts
from bot.translation.pins import By, Pin
from bot.translation.receipts import Receipt, Trust
from bot.translation.verifying import problems

STAGED = ".new-package"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator allows. `sha256`: what she read at the package's maker. `made_here`: by our own code.

    `code`: the package that was asked for, where another one would be a surprise.
    """

    unpinned: bool = False
    sha256: str = ""
    non_commercial: bool = False
    made_here: bool = False
    code: str = ""


def install(
    packages: Packages,
    source: Path,
    terms: Terms = Terms(),
    *,
    now: datetime,
    progress: Progress | None = None,
    limits: Limits = Limits(),
    waiting: Callable[[], None] | None = None,
) -> Package:
    """Install an archive or a folder. The same bytes once more change nothing. Raises PackageRefused or BadPins."""
    with disk.locked(packages.folder, waiting=waiting):
        return installed(packages, source, terms, now=now, progress=progress, limits=limits)


def installed(
    packages: Packages,
    source: Path,
    terms: Terms,
    *,
    now: datetime,
    progress: Progress | None = None,
    limits: Limits = Limits(),
) -> Package:
    """The same for who holds the lock."""
    sweep(packages.folder)
    with _opened(source, limits) as (content, sha256):
        described = contents.describe(content)
        trust = _allowed(packages.folder, described, sha256, terms)
        there = packages.find(described.code)
        if there is not None and there.sha256 == sha256 and not any(problems(there)):
            return there
        staged = packages.folder / STAGED
        with disk.refusing():
            disk.require_space(packages.folder, content.size)
            try:
                staged.mkdir()
                content.unpack(staged, progress)
                _sound_model(staged)
                receipt = _receipt(described, staged, trust, now, sha256, terms)
                if isinstance(content, Folder) and disk.checksum_of_all(receipt.files) != sha256:
                    raise PackageRefused(Fault.UNREADABLE, source.name)  # it was written while it was copied
                (staged / receipts.FILE).write_bytes(receipt.written())
                disk.make_durable(staged)
                _remember(packages.folder, receipt)
                _publish(packages.folder, staged, described.code)
            finally:
                disk.discard(staged)
    found = packages.find(described.code)
    if found is None:
        raise PackageRefused(Fault.UNREADABLE, described.code)
    return found


@contextmanager
def _opened(source: Path, limits: Limits, *, counted: bool = True) -> Iterator[tuple[Archive | Folder, str]]:
    """What is to be installed, and its checksum, read from the very file that is unpacked."""
    try:
        if source.is_dir():
            folder = disk.folder_of(source, limits, without=receipts.FILE)
            yield folder, disk.checksum_of_all(disk.checksums(source, folder.files)) if counted else ""
            return
        file = source.open("rb")
    except OSError as error:
        raise PackageRefused(Fault.UNREADABLE, f"{source.name}: {error.strerror}") from error
    with file:
        sha256 = disk.checksum(file) if counted else ""
        with archive.opened(file, limits) as opened:
            yield opened, sha256


def described(source: Path, limits: Limits = Limits()) -> Contents:
    """What a file or folder says it is; nothing is installed. Raises PackageRefused."""
    with _opened(source, limits, counted=False) as (content, _sha256):
        return contents.describe(content)


def _allowed(folder: Path, described: Contents, sha256: str, terms: Terms) -> Trust:
    if terms.code not in ("", described.code):
        raise PackageRefused(Fault.BAD_METADATA, f"{described.code} != {terms.code}")
    if described.non_commercial and not terms.non_commercial:
        raise PackageRefused(Fault.NON_COMMERCIAL, f"{described.name}: {described.licence}")
    if terms.made_here:
        return Trust.MADE_HERE
    known = pins.load(folder)
    return known.judge(described.code, described.version, sha256, unpinned=terms.unpinned, expected=terms.sha256)


def _sound_model(staged: Path) -> None:
    for model in staged.rglob("model.bin"):
        with model.open("rb") as file:
            if not contents.looks_like_a_model(file.read(4)):
                raise PackageRefused(Fault.INCOMPLETE, model.relative_to(staged).as_posix())


def _receipt(said: Contents, staged: Path, trust: Trust, now: datetime, sha256: str, terms: Terms) -> Receipt:
    files = disk.checksums(staged, disk.folder_of(staged).files)
    pin = pins.load(staged.parent).find(said.code, said.version)
    return Receipt(
        said.code,
        said.version,
        said.kind,
        tuple((direction.source, direction.target) for direction in said.directions),
        said.name,
        said.licence or (pin.licence if pin else ""),
        sha256,
        trust,
        now.isoformat(timespec="seconds"),
        files,
        non_commercial=terms.non_commercial and said.non_commercial,
    )


def _remember(folder: Path, receipt: Receipt) -> None:
    """The checksum of what came in no list before: another one under this name and version is refused from now on."""
    known = pins.load(folder).find(receipt.code, receipt.version)
    by = {Trust.PINNED: By.OPERATOR, Trust.FIRST_USE: By.FIRST_USE}.get(receipt.trust)
    if by is None or (known is not None and known.trust is receipt.trust):
        return
    pins.record(folder, [Pin(receipt.code, receipt.version, receipt.sha256, licence=receipt.licence, by=by)])


def _publish(folder: Path, staged: Path, code: str) -> None:
    old = [name for name in _names(folder) if parts(name)[0] == code]
    generation = 1 + max((parts(name)[1] for name in old), default=0)
    disk.publish(staged, folder / f"{code}@{generation}")
    for name in old:
        disk.discard(folder / name)


def remove(packages: Packages, code: str, *, waiting: Callable[[], None] | None = None) -> None:
    """Raises PackageRefused where it is not there, or BUSY."""
    with disk.locked(packages.folder, waiting=waiting), disk.refusing():
        sweep(packages.folder)
        names = [name for name in _names(packages.folder) if parts(name)[0] == code]
        if not names:
            raise PackageRefused(Fault.NOT_INSTALLED, code)
        for name in names:
            disk.discard(packages.folder / name)


def sweep(folder: Path) -> None:
    """What a kill left behind: half of a new one, half of one that goes, an old one beside its successor."""
    for path in folder.iterdir():
        if path.is_dir() and path.name.startswith((".new-", ".gone-")):
            disk.discard(path)
    newest = dict(sorted(parts(name) for name in _names(folder)))
    for name in _names(folder):
        code, generation = parts(name)
        if generation < newest[code]:
            disk.discard(folder / name)


def _names(folder: Path) -> Sequence[str]:
    return [path.name for path in folder.iterdir() if NAME.fullmatch(path.name)]
