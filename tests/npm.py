"""Judges that are not ours, from npm: installed once outside the tree by npm's own client, at the versions of a lock.

Never part of what is packed. `installed` is all there is to call.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PACKAGES = ("package.json", "package-lock.json")
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "madoguchi-tests"
INSTALL_SECONDS = 300.0


class NoNode(Exception):
    """What is missing, and how to get it."""


def installed(name: str, packages: Path) -> Path:
    """`node_modules` of the lock in `packages`, kept under `name`. Raises NoNode where there is no Node.js."""
    missing = [one for one in ("node", "npm") if shutil.which(one) is None]
    if missing:
        raise NoNode(f"no {' and no '.join(missing)}: apt install nodejs npm")
    lock = hashlib.sha256(b"".join((packages / one).read_bytes() for one in PACKAGES)).hexdigest()[:16]
    place = CACHE / f"{name}-{lock}"
    if not place.exists():
        _install(packages, place)
    return place / "node_modules"


def _install(packages: Path, place: Path) -> None:
    """Whole or not at all: what was broken off is never found under its name."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as folder:
        for name in PACKAGES:
            shutil.copy(packages / name, folder)
        words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        ran = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
        if ran.returncode != 0:
            raise RuntimeError(f"npm ci failed:\n{ran.stderr[-2000:]}")
        ready = Path(folder) / "ready"
        ready.mkdir()
        (Path(folder) / "node_modules").rename(ready / "node_modules")
        try:
            ready.rename(place)
        except OSError:
            if not place.exists():  # else somebody else was faster
                raise
