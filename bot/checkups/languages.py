"""Language packages: is each there that the offered languages need, is each whole, did anybody compare its checksum."""

from collections.abc import Iterator

from bot.checkups.finding import Finding, fail, ok, warn
from bot.config import Config
from bot.translation.overview import Overview, overview
from bot.translation.pins import BadPins
from bot.translation.receipts import Trust
from bot.translation.shelf import shelf_of

CHECKED = "language packages"
SHOWN = 8  # languages named in one line


def packages(config: Config) -> Iterator[Finding]:
    """Sizes and names of files are compared; `languages verify` reads every byte."""
    try:
        shown = overview(config, shelf_of(config.translation))
    except BadPins as wrong:
        yield fail(CHECKED, str(wrong), "mend or remove pins.toml in the folder of the packages")
        return
    yield from _damaged(shown)
    yield from _unverified(shown)
    yield from _missing(shown)


def _damaged(shown: Overview) -> Iterator[Finding]:
    codes = [*sorted(shown.damaged), *shown.broken]
    if codes:
        yield fail(CHECKED, f"damaged: {', '.join(codes)}", "install them again: madoguchi languages install or import")


def _unverified(shown: Overview) -> Iterator[Finding]:
    codes = [package.code for package, trust in shown.packages if trust is Trust.FIRST_USE]
    if codes:
        told = f"nobody compared the checksum of {', '.join(codes)}"
        yield warn(CHECKED, told, "compare with their makers', then: madoguchi languages verify --pin")


def _missing(shown: Overview) -> Iterator[Finding]:
    lacking = [one.language for one in shown.incomplete]
    if lacking:
        named = ", ".join(lacking[:SHOWN]) + (f" and {len(lacking) - SHOWN} more" if len(lacking) > SHOWN else "")
        yield warn(CHECKED, f"not translated wholly: {named}", "see: madoguchi languages list")
    else:
        yield ok(CHECKED, f"{len(shown.languages)} languages are translated both ways")
