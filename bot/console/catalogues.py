"""Collects the desk's wording into locales/console.pot and carries it into each console.po.

Run `python -m bot.console.catalogues` after changing a text. Translations that exist are kept; what is new is empty,
and a test says so.
"""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.console.words import LANGUAGES, LOCALES, SOURCE

HERE = Path(__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "counted": (1, 2)}


HEADER = "# What the desk's pages say. English is the source; see bot/console/catalogues.py."
MADE = datetime(2026, 11, 1, tzinfo=UTC)  # not the clock: the file changes only when its texts do


def empty(language: str | None = None) -> Catalog:
    people = "the Madoguchi authors"
    return Catalog(
        locale=language,
        project="Madoguchi",
        version="1",
        header_comment=HEADER,
        copyright_holder=people,
        last_translator=people,
        language_team=people,
        msgid_bugs_address=people,
        creation_date=MADE,
        revision_date=MADE,
        charset="utf-8",
        fuzzy=False,
    )


def template() -> Catalog:
    """Every message of the code and the templates, in the order of their files."""
    catalog = empty()
    options = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
    found = extract_from_dir(HERE, METHODS, options, keywords=KEYWORDS)
    for file, _, message, _, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalog.add(message, None, [(f"bot/console/{file}", 0)], context=context)
    return catalog


def path(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "console.po"


def updated(language: str, whole: Catalog) -> Catalog:
    """The catalogue of a language with the messages of `whole` and no others. English is its own translation."""
    old = Catalog(locale=language)
    if path(language).exists():
        with path(language).open("rb") as file:
            old = read_po(file, locale=language)
    new = empty(language)
    for message in whole:
        if message.id:
            known = old.get(message.id, message.context)
            text = message.id if language == SOURCE else (known.string if known else "")
            locations = sorted({(file, 0) for file, _ in message.locations})
            new.add(message.id, text, locations, context=message.context)
    return new


def write(catalog: Catalog, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=False, include_lineno=False, omit_header=False)


def main() -> None:
    whole = template()
    write(whole, LOCALES / "console.pot")
    for language in LANGUAGES:
        write(updated(language, whole), path(language))


if __name__ == "__main__":
    main()
