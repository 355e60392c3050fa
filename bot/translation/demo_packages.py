"""Packages for the demonstration, made of short word lists when it starts: word by word, and called so everywhere.

They show the whole way of a text without a network. No desk that serves workers has them.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.translation import word_list
from bot.translation.engine import Direction
from bot.translation.installing import Terms, install
from bot.translation.packages import Packages
from bot.translation.word_list import WordList

LISTS = Path(__file__).with_name("demo_words")


def lists() -> Iterator[WordList]:
    """Each list both ways, so that what the desk answers goes back by the same words."""
    for path in sorted(LISTS.glob("*.tsv")):
        source, _, target = path.stem.partition("-")
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line]
        words = WordList(Direction(source, target), dict(row for row in rows))
        yield from (words, words.turned())


def install_real(packages: Packages, chosen: Path, *, now: datetime) -> bool:
    """Those in the folder `chosen`, installed ones and archives, so that nothing there can be changed. False: none.

    Raises PackageRefused.
    """
    packages.folder.mkdir(parents=True, exist_ok=True)
    for package in Packages(chosen).installed():
        shutil.copytree(package.folder, packages.folder / package.folder.name, copy_function=_linked)
    for archive in sorted(chosen.glob("*.argosmodel")):
        install(packages, archive, Terms(unpinned=True), now=now)
    return bool(packages.installed())


def _linked(source: str, target: str) -> None:
    """A model is large: the same bytes under another name, where both are on one disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def install_lists(packages: Packages, *, now: datetime) -> None:
    """Into a folder that is thrown away with the demonstration."""
    with tempfile.TemporaryDirectory() as scratch:
        for words in lists():
            archive = word_list.archive(words, Path(scratch) / f"{words.code}.argosmodel")
            install(packages, archive, Terms(made_here=True), now=now)
