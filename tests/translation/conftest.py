"""Real packages, made here and installed the way an operator installs them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.translation import word_list
from bot.translation.engine import Direction, Output
from bot.translation.installing import Terms, install
from bot.translation.local import Capacity, LocalTranslator
from bot.translation.model import Search
from bot.translation.packages import Package, Packages
from bot.translation.receipts import Kind
from bot.translation.word_list import WordList
from tests.translation import polyglot
from tests.translation.parcels import NOW
from tests.translation.polyglot import Polyglot

ID_EN = {"saya": "I", "belum": "not yet", "menerima": "received", "gaji": "wages", "bulan ini": "this month"}
EN_JA = {"I": "私は", "not yet": "まだ", "received": "受け取った", "wages": "賃金", "this month": "今月"}
MY_EN = {"လစာ": "wages", "မရသေးဘူး": "not yet received", "။": "."}
AR_EN = {"راتب": "wages", "جواز": "passport"}
TAGS = {"en": "__en__", "my": "__my__", "ja": "__ja__"}
MEANINGS = [{"en": "wages", "my": "လစာ", "ja": "賃金"}, {"en": "passport", "my": "ပတ်စပို့", "ja": "旅券"}]
SMALL100 = """
source_prefix = ["{target}"]
source_suffix = ["</s>"]
"""
M2M100 = """
source_prefix = ["{source}"]
source_suffix = ["</s>"]
target_prefix = ["{target}"]
"""


@dataclass
class Shelf:
    """A folder of packages, what is made for it, and a translator that uses it."""

    top: Path
    translator: LocalTranslator
    packages: Packages = field(init=False)

    def __post_init__(self) -> None:
        self.packages = Packages(self.top / "languages")

    def words(
        self, source: str, target: str, words: Mapping[str, str], *, version: str = "1.9", kind: Kind = Kind.ARGOS
    ) -> Package:
        """Install a package of one direction, by its archive."""
        made = WordList(Direction(source, target), words, version)
        archive = word_list.archive(made, self.top / f"{made.code}-{version}.argosmodel", kind=kind)
        return install(self.packages, archive, Terms(unpinned=True), now=NOW)

    def polyglot(self, manifest: str, *, first: bool, code: str = "many") -> Package:
        """Install a model of many languages, by its folder."""
        folder = polyglot.write(self.top / code, Polyglot(MEANINGS, TAGS, first=first))
        tags = "".join(f'{language} = "{tag}"\n' for language, tag in TAGS.items())
        head = f'code = "{code}"\nversion = "1.0"\nlicence = "MIT"\n'
        (folder / "manifest.toml").write_text(f"{head}{manifest}\n[tags]\n{tags}", encoding="utf-8")
        return install(self.packages, folder, Terms(unpinned=True), now=NOW)

    def told(self, source: str, target: str, *texts: str, urgent: bool = False) -> list[Output]:
        route = self.translator.route(source, target)
        assert route is not None
        return list(self.translator.translate(texts, route, urgent=urgent))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    translator = LocalTranslator(Packages(tmp_path / "languages"), Capacity(threads=2), Search())
    yield Shelf(tmp_path, translator)
    translator.close()
