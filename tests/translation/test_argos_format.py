"""What we make and install is what argostranslate itself takes for a package; what we import makes no folder of its."""

import os
import subprocess
import sys
from pathlib import Path

from tests.translation.conftest import ID_EN, Shelf

READ = """
from pathlib import Path
from argostranslate.package import Package
package = Package(Path({folder!r}))
print(package.from_code, package.to_code, package.package_version, package.tokenizer.encode("gaji saya"))
"""


def ran(script: str, home: Path) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ARGOS_"))}
    found = subprocess.run(
        [sys.executable, "-c", script], env={**environ, "HOME": str(home)}, capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def test_argostranslate_reads_our_packages_as_its_own(shelf: Shelf, tmp_path: Path) -> None:
    package = shelf.words("id", "en", ID_EN)
    (tmp_path / "home").mkdir()
    told = ran(READ.format(folder=str(package.folder)), tmp_path / "home")
    assert told == "id en 1.9 ['▁gaji', '▁saya']"


def test_our_engine_makes_nothing_in_the_home_directory(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    ran("import bot.translation.machine, argostranslate.tokenizer", home)
    assert list(home.iterdir()) == []
