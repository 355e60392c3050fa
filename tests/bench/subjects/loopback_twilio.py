"""Twilio on loopback for the one row in which messages are really sent. Not on the server's core."""

import os
import sys

from tests.bench.subject import tell
from tests.vendors.stand_in import Loopback
from tests.vendors.twilio import Twilio


def main() -> None:
    twilio = Twilio()
    with Loopback(twilio):
        tell(pid=os.getpid(), url=twilio.url)
        for _ in sys.stdin:
            tell(sent=len(twilio.sends()))


if __name__ == "__main__":
    main()
