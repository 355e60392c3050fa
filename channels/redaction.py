"""Taking secrets and vendors' ids out of a line before it is logged."""

import re
from collections.abc import Callable

# Telegram tokens, Twilio SIDs, LINE user ids, e-mail-like ids are not ours; phone numbers and chat ids.
_IDS = re.compile(r"\d{6,12}:[\w-]{30,}|\b[A-Z]{2}[0-9a-f]{32}\b|\b[UCRu][0-9a-f]{32}\b|\+?\d{7,}")


def redactor(*secrets: str) -> Callable[[str], str]:
    """Replaces each of `secrets`, and whatever looks like a vendor's id of a person, a message or an account."""
    known = re.compile("|".join(re.escape(secret) for secret in sorted(secrets, key=len, reverse=True) if secret))

    def redact(text: str) -> str:
        return _IDS.sub("[id]", known.sub("[secret]", text) if known.pattern else text)

    return redact
