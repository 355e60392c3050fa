"""`madoguchi languages …`: the packages by which texts are translated here. Fetches only when it is told to."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import ConfigFile, Json, Refusal, as_json, example, group, settings
from bot.commands.progress import progress

if TYPE_CHECKING:
    from bot.config import Config
    from bot.console.words import Words
    from bot.translation.installing import Terms
    from bot.translation.packages import Package
    from bot.translation.shelf import Shelf

commands = group("Language packages: what is translated on this machine, and by what.", "languages list")

Codes = Annotated[list[str], typer.Argument(metavar="CODE...", help="Packages, as `languages list` shows them.")]
Unpinned = Annotated[
    bool,
    typer.Option("--unpinned", help="Take a package whose checksum nobody compared; it is written down at first use."),
]
Sha256 = Annotated[str, typer.Option("--sha256", metavar="HEX", help="The checksum that its maker publishes.")]
NonCommercial = Annotated[
    bool,
    typer.Option("--accept-non-commercial", help="This desk's use is not commercial, and I answer for that."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@commands.command("list", epilog=example("languages list --available"))
def list_(
    available: Annotated[bool, typer.Option("--available", help="Fetch the index and show what it offers.")] = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Show what is installed, how each worker's language is translated, and what is missing."""
    from bot.commands import language_lines
    from bot.translation import index
    from bot.translation.overview import overview

    chosen = settings(config)
    shelf = _shelf(config)
    with _refusing():
        offers = index.refresh(shelf.packages.folder, shelf.index, shelf.reach) if available else None
        shown = overview(chosen, shelf, offers)
    words = _words(chosen)
    if json:
        as_json(language_lines.as_dict(shown, words, available=available))
    else:
        typer.echo("\n".join(language_lines.as_lines(shown, words, available=available)))


@commands.command(epilog=example("languages install id --unpinned"))
def install(
    wanted: Annotated[list[str], typer.Argument(metavar="CODE...", help="Packages of the index, or languages.")],
    unpinned: Unpinned = False,
    sha256: Sha256 = "",
    accept_non_commercial: NonCommercial = False,
    yes: Yes = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Fetch packages from the index and install them. A language means both directions to and from English."""
    from bot.parts import clock
    from bot.translation import index
    from bot.translation.ordering import order

    shelf = _shelf(config)
    with _refusing():
        terms = _terms(unpinned, sha256, accept_non_commercial)
        offers = index.refresh(shelf.packages.folder, shelf.index, shelf.reach)
        chosen = [offer for words in wanted for offer in index.wanted(words, offers)]
        if sha256 and len(chosen) != 1:
            raise Refusal("--sha256 is of one package: name its code")
        _tell_before(shelf, [(offer.code, offer.version) for offer in chosen], yes=yes)
        done = []
        for offer in chosen:
            with progress(offer.code) as tell:
                done.append(
                    order(shelf.packages, offer, terms, reach=shelf.reach, now=clock(), progress=tell, waiting=_waiting)
                )
    _told(done, json, config)


@commands.command(name="import", epilog=example("languages import translate-id_en-1_9.argosmodel --unpinned"))
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An .argosmodel file, or a folder with a manifest.")],
    unpinned: Unpinned = False,
    sha256: Sha256 = "",
    accept_non_commercial: NonCommercial = False,
    yes: Yes = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Install a package from a file or a folder: for a desk without a network, and for models of many languages."""
    from bot.parts import clock
    from bot.translation.installing import described
    from bot.translation.installing import install as put

    shelf = _shelf(config)
    with _refusing():
        terms = _terms(unpinned, sha256, accept_non_commercial)
        said = described(file, shelf.limits)
        _tell_before(shelf, [(said.code, said.version)], yes=yes, licence=said.licence, size=said.size)
        with progress(said.code) as tell:
            now = clock()
            package = put(shelf.packages, file, terms, now=now, progress=tell, limits=shelf.limits, waiting=_waiting)
    _told([package], json, config)


@commands.command(epilog=example("languages remove translate-id_en"))
def remove(codes: Codes, json: Json = False, config: ConfigFile = None) -> None:
    """Remove packages. What they translated stays."""
    from bot.translation.installing import remove as take

    shelf = _shelf(config)
    with _refusing():
        for code in codes:
            take(shelf.packages, code, waiting=_waiting)
            if not json:
                typer.echo(f"{code} is removed.")
    if json:
        as_json([{"code": code} for code in codes])


@commands.command(epilog=example("languages verify --pin"))
def verify(
    pin: Annotated[
        bool,
        typer.Option("--pin", help="I compared the checksums of what is sound with their makers': write them down."),
    ] = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Read every byte of every package and compare it with what was installed; exit 1 if something differs."""
    from bot.console.package_words import TRUST
    from bot.translation import verifying

    shelf = _shelf(config)
    with _refusing():
        verdicts = verifying.verify(shelf.packages, lambda code: typer.echo(f"reading {code}", err=True))
        if pin:
            verifying.pin(shelf.packages, [verdict.code for verdict in verdicts if verdict.sound])
            verdicts = verifying.verify(shelf.packages)
    if json:
        as_json([{**_plain(verdict), "sound": verdict.sound} for verdict in verdicts])
    for verdict in () if json else verdicts:
        how = TRUST[verdict.trust] if verdict.trust and verdict.sound else "damaged: " + ", ".join(verdict.wrong[:5])
        typer.echo(f"{verdict.code:<24} {verdict.version:<8} {'sound' if verdict.sound else 'WRONG'}  {how}")
    if not verdicts and not json:
        typer.echo("No package is installed.")
    if not all(verdict.sound for verdict in verdicts):
        raise typer.Exit(1)


def _plain(value: object) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(value)  # type: ignore[call-overload, no-any-return]


def _shelf(config: Path | None) -> "Shelf":
    from bot.translation.shelf import shelf_of

    return shelf_of(settings(config).translation)


def _terms(unpinned: bool, sha256: str, non_commercial: bool) -> "Terms":
    from bot.translation.installing import Terms
    from bot.translation.pins import SHA256

    if sha256 and not SHA256.fullmatch(sha256.lower()):
        raise Refusal("--sha256 takes the 64 hexadecimal digits of a checksum")
    return Terms(unpinned=unpinned, sha256=sha256.lower(), non_commercial=non_commercial)


@contextmanager
def _refusing() -> Iterator[None]:
    """What is wrong with a package, in one line."""
    from bot.console.package_words import BAD_PINS, FAULT
    from bot.translation.faults import PackageRefused
    from bot.translation.pins import BadPins

    try:
        yield
    except PackageRefused as refused:
        about = f" ({refused.about})" if refused.about else ""
        way = ADVICE.get(refused.fault.value, "")
        raise Refusal(f"{FAULT[refused.fault].rstrip('.')}{about}{way}") from None
    except BadPins as wrong:
        raise Refusal(f"{BAD_PINS} {wrong}") from None


ADVICE = {
    "unpinned": "; say --sha256 HEX with its maker's checksum, or --unpinned",
    "non_commercial": "; say --accept-non-commercial",
    "not_in_index": "; see: madoguchi languages list --available",
    "not_installed": "; see: madoguchi languages list",
}


def _waiting() -> None:
    typer.echo("Another installation is running; waiting for it.", err=True)


def _tell_before(
    shelf: "Shelf", wanted: Sequence[tuple[str, str]], *, yes: bool, licence: str = "", size: int = 0
) -> None:
    """What is about to be installed and under which licence; on a terminal it is asked for."""
    from bot.console.package_words import UNKNOWN_LICENCE
    from bot.translation import pins

    known = pins.load(shelf.packages.folder)
    for code, version in wanted:
        pin = known.find(code, version)
        shown = licence or (pin.licence if pin else "") or UNKNOWN_LICENCE
        large = f"  {size / 1e6:.1f} MB" if size else ""
        typer.echo(f"{code} {version}{large}  {shown}", err=True)
    if not yes and sys.stdin.isatty() and sys.stderr.isatty() and not typer.confirm("Install?", err=True):
        raise typer.Exit(1)


def _words(chosen: "Config") -> "Words":
    """Names of languages as the desk calls them."""
    from bot.console.words import Words

    language = next((tag for tag in chosen.desk.languages if tag in ("en", "ja")), "en")
    return Words(language, chosen.desk.time_zone)


def _told(packages: "Sequence[Package]", json: bool, config: Path | None) -> None:
    from bot.commands.language_lines import package_dict, package_line

    if json:
        as_json([package_dict(package, package.trust) for package in packages])
        return
    words = _words(settings(config))
    for package in packages:
        typer.echo(f"Installed: {package_line(package, package.trust, words)}")
