"""The command line, killed by SIGKILL at the n-th thing it does to the disk below one folder: a backup cut anywhere.

`python -m tests.backups.killed N FOLDER words …`; with 0 it runs to its end and prints how many such things there were.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

EVENTS = frozenset({"open", "os.mkdir", "os.rename", "os.remove", "sqlite3.connect", "shutil.rmtree", "fcntl.flock"})


class Killer:
    """`flock` names no path: it counts once anything below the folder was touched."""

    def __init__(self, at: int, folder: Path) -> None:
        self.at, self.folder, self.seen = at, str(folder), 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in EVENTS or not (self.below(arguments) or (event == "fcntl.flock" and self.seen)):
            return
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def below(self, arguments: tuple[Any, ...]) -> bool:
        return any(self.folder in str(one) for one in arguments[:2] if isinstance(one, str | bytes | os.PathLike))


if __name__ == "__main__":
    killer = Killer(int(sys.argv[1]), Path(sys.argv[2]))
    words = sys.argv[3:]
    from bot.cli import main

    sys.addaudithook(killer)
    code = main(words)
    if not killer.at:
        sys.stderr.write(f"\n{killer.seen}\n")
    sys.exit(code)
