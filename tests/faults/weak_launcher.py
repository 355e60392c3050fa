"""The command line with a weaker promise to the disk: the control of the power-cut test, which must lose rows.

Not a setting of the product: nobody should be able to choose it.
"""

import functools
import os
import sys

import storage.opening


def weaken(level: str) -> None:
    """From here on every store of this process is opened so. Before anyone imports the function by name."""
    storage.opening.open_store = functools.partial(storage.opening.open_store, synchronous=level)


if __name__ == "__main__":
    weaken(os.environ["TEST_SYNCHRONOUS"])
    from bot.cli import main

    sys.exit(main())
