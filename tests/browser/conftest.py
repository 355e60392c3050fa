"""One furnished desk and one Chromium for all that looks at screens."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from tests.browser.furnished import Furnished, furnish
from tests.browser.live import live
from tests.browser.visitors import Visitors, visitors
from tests.console.conftest import migrated

__all__ = ["migrated"]


@pytest.fixture(scope="module")
def furnished(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    folder = tmp_path_factory.mktemp("browser")
    with live(copytree(migrated, folder / "desk")) as kit:
        yield furnish(kit, folder / "config.toml")


@pytest.fixture(scope="module")
def people(furnished: Furnished) -> Iterator[Visitors]:
    with visitors(furnished) as browsers:
        yield browsers
