"""Our languages and the codes by which Argos packages name them. The table is `locales/languages.toml`."""

import re
from functools import cache

from bot.intake.locale_table import load_languages

ARGOS_CODE = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})?")


@cache
def _by_code() -> dict[str, str]:
    """The first language of the table for each code: an easy variant is translated as its language."""
    found: dict[str, str] = {}
    for tag, row in load_languages().items():
        found.setdefault(row.argos, tag)
    return found


def tag_of(code: str) -> str:
    """Our language for a package's code; the code itself where the table does not know it."""
    return _by_code().get(code, code)


def packaged(tag: str) -> str:
    """The language under which packages stand for `tag`: `ja` for `ja-simple`."""
    row = load_rows().get(tag)
    return tag if row is None else tag_of(row)


@cache
def load_rows() -> dict[str, str]:
    return {tag: row.argos for tag, row in load_languages().items()}


def code_of(tag: str) -> str:
    """The code by which Argos packages name a language of ours."""
    return load_rows().get(tag, tag)
