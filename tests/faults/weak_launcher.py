"""The command line with a weaker promise to the disk: the control of the power-cut test, which must lose rows.

Not a setting of the product: nobody should be able to choose it.
"""

import os
import sys
from typing import Any

import storage.opening


def weaken(level: str) -> None:
    """From here on every store of this process is opened so. Before anyone imports the function by name."""
    strong = storage.opening.open_store

    def open_store(*urls_and_keys: Any, **how: Any) -> Any:
        return strong(*urls_and_keys, **{**how, "synchronous": level})

    storage.opening.open_store = open_store


if __name__ == "__main__":
    weaken(os.environ["TEST_SYNCHRONOUS"])
    from bot.cli import main

    sys.exit(main())
