"""The command line with a clock that a test moves: how far ahead stands in a file, in seconds, read at every look.

Not a setting of the product: nobody should be able to choose it.
"""

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import bot.parts


def move(file: Path) -> None:
    """From here on every part of this process has the moved clock. Before anyone imports the function by name."""
    real = bot.parts.clock

    def now() -> datetime:
        return real() + timedelta(seconds=float(file.read_text()))

    bot.parts.clock = now


if __name__ == "__main__":
    move(Path(os.environ["TEST_CLOCK"]))
    from bot.cli import main

    sys.exit(main())
