"""Why a package was not taken, fetched or found: a word each, which pages and the command line explain. Values only."""

from enum import StrEnum


class Fault(StrEnum):
    # the archive
    NOT_AN_ARCHIVE = "not_an_archive"
    UNSAFE = "unsafe"  # a name or an entry that could write elsewhere
    TWICE = "twice"  # two entries of one name
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    NOT_ONE_FOLDER = "not_one_folder"
    # what is in it
    INCOMPLETE = "incomplete"  # a file that every package has is missing
    BAD_METADATA = "bad_metadata"
    # may it be installed
    UNPINNED = "unpinned"
    MISMATCH = "mismatch"
    NON_COMMERCIAL = "non_commercial"
    # this machine
    NO_SPACE = "no_space"
    UNREADABLE = "unreadable"
    UNWRITABLE = "unwritable"
    BUSY = "busy"
    NOT_INSTALLED = "not_installed"
    # the network
    NOT_IN_INDEX = "not_in_index"
    BAD_INDEX = "bad_index"
    NOT_FETCHED = "not_fetched"
    WRONG_HOST = "wrong_host"
    NOT_SECURE = "not_secure"


class PackageRefused(Exception):
    """Nothing was changed. `about` names the file, host or value meant; both may be shown to whoever runs the desk."""

    def __init__(self, fault: Fault, about: str = "") -> None:
        super().__init__(f"{fault.value}: {printable(about)}" if about else fault.value)
        self.fault = fault
        self.about = printable(about)


def printable(text: str) -> str:
    """What a file's maker wrote, harmless on a terminal and short."""
    shown = text if text.isprintable() else ascii(text)[1:-1]
    return shown if len(shown) <= 200 else f"{shown[:199]}…"
