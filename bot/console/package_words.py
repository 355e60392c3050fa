"""Why a package was refused, how a language is translated, why a package is believed: for page and command line.

Marked for the catalogues here, translated on the page; the command line says them in English.
"""

from collections.abc import Mapping

from bot.console.names import N_
from bot.console.words import Words
from bot.translation.coverage import Way
from bot.translation.faults import Fault
from bot.translation.packages import Package
from bot.translation.receipts import Kind, Trust

FAULT: Mapping[Fault, str] = {
    Fault.NOT_AN_ARCHIVE: N_("This is no language package: the file is damaged, or no .argosmodel file."),
    Fault.UNSAFE: N_("Something in it could be written outside its folder. Do not use a package from this source."),
    Fault.TWICE: N_("Two files in it have the same name. Do not use a package from this source."),
    Fault.TOO_MANY: N_("It holds more files than any package does."),
    Fault.TOO_LARGE: N_("It is larger than allowed, or than it was said to be; see [translation] largest_gb."),
    Fault.NOT_ONE_FOLDER: N_("A package holds exactly one folder; this file does not."),
    Fault.INCOMPLETE: N_("A file that every package has is missing or damaged."),
    Fault.BAD_METADATA: N_("What the package says of itself makes no sense."),
    Fault.UNPINNED: N_("Its checksum is in no list. Compare it with its maker's, or take it as it is."),
    Fault.MISMATCH: N_(
        "It is not what it was before, or not what you were told: its checksum is another. Not installed."
    ),
    Fault.NON_COMMERCIAL: N_("Its licence allows no commercial use. Whoever runs the desk must say that hers is none."),
    Fault.NO_SPACE: N_("There is too little space on the disk."),
    Fault.UNREADABLE: N_("The file cannot be read."),
    Fault.UNWRITABLE: N_("The folder of the packages cannot be written."),
    Fault.BUSY: N_("Another installation is running. Try again when it is done."),
    Fault.NOT_INSTALLED: N_("This package is not installed."),
    Fault.NOT_IN_INDEX: N_("The index has no such package."),
    Fault.BAD_INDEX: N_("What came is no index of packages."),
    Fault.NOT_FETCHED: N_("It could not be fetched. What came is kept; try again and it goes on from there."),
    Fault.WRONG_HOST: N_("This host is not among those from which packages may be fetched; see [translation] hosts."),
    Fault.NOT_SECURE: N_("Packages are fetched by https only."),
}
BAD_PINS = N_("The list of checksums cannot be used. Nothing is installed until it is mended.")
WAY: Mapping[Way, str] = {
    Way.SAME: N_("the same language"),
    Way.DIRECT: N_("direct"),
    Way.PIVOT: N_("by way of English"),
    Way.MULTILINGUAL: N_("by a model of many languages"),
    Way.WORDS: N_("word by word, for the demonstration only"),
    Way.NONE: N_("not at all"),
}
TRUST: Mapping[Trust, str] = {
    Trust.PINNED: N_("checksum compared"),
    Trust.FIRST_USE: N_("checksum not compared: taken as it came"),
    Trust.MADE_HERE: N_("made by this program"),
}
KIND: Mapping[Kind, str] = {
    Kind.ARGOS: N_("one direction"),
    Kind.MULTILINGUAL: N_("many languages"),
    Kind.GLOSSARY: N_("word list, no translator"),
}


def shown_name(package: Package, words: Words) -> str:
    """A package of one direction by its languages, as the desk calls them; others by their own name."""
    if len(package.directions) != 1:
        return package.name
    (direction,) = package.directions
    return f"{words.language_name(direction.source)} → {words.language_name(direction.target)}"


UNKNOWN_LICENCE = N_("licence not stated")
ERRAND: Mapping[str, str] = {
    "index": N_("Fetching the index"),
    "install": N_("Installing"),
    "import": N_("Importing"),
    "verify": N_("Comparing every file"),
}
DEFECT = N_("Something went wrong on our side. The log tells the operator where.")


def fault(word: str) -> str:
    """What a refused errand says, to be translated."""
    if word == "bad_pins":
        return BAD_PINS
    return FAULT[Fault(word)] if word in set(Fault) else DEFECT
