"""A catalogue as a file for translators, and back: what they need to see beside each text, and what is not taken back.

`exported` gives one PO file that any editor for translations opens; `imported` reads it, lets the same checks judge it
that judge what is shipped, and gives the new catalogue only if nothing is wrong. Neither writes a file.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from bot.conversation.machine import Script
from bot.intake.locale_check import ambiguous_words, check, uses
from bot.intake.locale_files import Entry, Locale, entry_of, load_locales
from bot.intake.locale_rules import LONGEST_LABEL, LONGEST_TEXT
from bot.intake.locale_sms import load_placeholders, too_dear
from bot.intake.locale_table import LOCALES, Language, load_languages
from bot.intake.wording import SOURCE, Wording, catalogue, placeholders

NUMBER = "X-Changed-Here"
"""In the header of a file with a desk's own wording: the change it was made after."""
_HINT = ("#. Limit: ", "#. Sample: ")
_MSGID, _MSGCTXT = re.compile(r'^msgid (".*")$', re.MULTILINE), re.compile(r'^msgctxt "(.*)"$', re.MULTILINE)


class Refused(Exception):
    """What a translator sent cannot be taken as it is; `flaws` say why, one line each."""

    def __init__(self, *flaws: str) -> None:
        super().__init__(flaws[0])
        self.flaws = flaws


def exported(
    tag: str, script: Script, folder: Path = LOCALES, own: Mapping[str, Entry] | None = None, number: int = 0
) -> str:
    """The language as one PO file; each text with its notes, how long it may be, samples of what stands in its braces.

    A language of the table that has no catalogue yet comes with empty texts. Raises KeyError for any other. `own` are
    the texts as a desk says them, `number` its newest change: by that number it is known what the translator saw.
    """
    language = load_languages(folder)[tag]
    locale = next((one for one in load_locales(folder) if one.tag == tag), None)
    labels, limits = uses(script).labels, load_placeholders(folder)
    entries = {**(locale.entries if locale else {}), **(own or {})}
    hints = {id_: _hints(id_ in labels, block, limits) for id_, block in _blocks(folder).items()}
    text = written(language, entries, locale.review if locale else "machine-drafted", folder, hints)
    return text.replace('\n"Review: ', f'\n"{NUMBER}: {number}\\n"\n"Review: ', 1) if own is not None else text


def imported(text: bytes, script: Script, *, reviewer: str = "", on: date, folder: Path = LOCALES) -> tuple[Path, str]:
    """(path, content) of the catalogue that the file makes. `reviewer` is the person who has read the whole of it.

    Raises Refused, with every flaw; nothing of the file is taken then.
    """
    language, entries = entries_of(text, folder)
    before = next((one for one in load_locales(folder) if one.tag == language.tag), None)
    wrong = [f"{language.tag} {id_}: was changed, and its back-translation was not" for id_ in _stale(before, entries)]
    wrong += [f"{language.tag} {id_}: is not in the source" for id_ in entries.keys() - _blocks(folder).keys()]
    review = (
        f"reviewed by {reviewer} on {on.isoformat()}" if reviewer else before.review if before else "machine-drafted"
    )
    content = written(language, entries, review, folder)
    if found := wrong or _flaws(language, content, script, folder):
        raise Refused(*found)
    return catalogue(folder, language, "bot"), content


def written(
    language: Language,
    entries: Mapping[str, Entry],
    review: str,
    folder: Path = LOCALES,
    hints: Mapping[str, str] | None = None,
) -> str:
    """A catalogue in the order and with the notes of the source. What has no text is left open."""
    head = (
        f'# What the worker is told. "Back" is made from the translation alone.\nmsgid ""\nmsgstr ""\n'
        f'"Project-Id-Version: Madoguchi\\n"\n"Language: {language.folder}\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n"Review: {review}\\n"'
    )
    blocks = [_block(block, entries.get(id_), (hints or {}).get(id_, "")) for id_, block in _blocks(folder).items()]
    return "\n\n".join([head, *blocks]) + "\n"


def template(folder: Path = LOCALES) -> str:
    """`bot.pot`: what a new language begins with. The source catalogue is where texts are written; this is its copy."""
    head = (
        "# What the worker is told: the source. msgctxt is the message id, msgid the English text.\n"
        'msgid ""\nmsgstr ""\n"Project-Id-Version: Madoguchi\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"'
    )
    return "\n\n".join([head, *_blocks(folder).values()]) + "\n"


def _blocks(folder: Path) -> dict[str, str]:
    """The texts of the source by id, as they stand in its file."""
    source = catalogue(folder, load_languages(folder)[SOURCE], "bot").read_text("utf-8")
    blocks = (block.strip("\n") for block in source.split("\n\n")[1:])
    return {named[1]: block for block in blocks if (named := _MSGCTXT.search(block))}


def _block(source: str, entry: Entry | None, hint: str) -> str:
    said = " ".join(entry.back.splitlines()) if entry else ""  # a comment that broke off would not be read again
    back = f"# Back: {said}\n" if said else ""
    text = entry.text if entry else ""
    return back + hint + re.sub(r'^msgstr ""$', lambda _: f"msgstr {_quoted(text)}", source, flags=re.MULTILINE)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _hints(is_label: bool, block: str, limits: Mapping[str, Mapping[str, object]]) -> str:
    longest = f"a button: {LONGEST_LABEL} letters" if is_label else f"{LONGEST_TEXT} letters, better 160"
    source = _MSGID.search(block)
    names = placeholders(source[1]) if source else ()
    samples = "; ".join(f"{{{name}}} = {limits[name]['sample']}" for name in names)
    return f"{_HINT[0]}{longest}\n" + (f"{_HINT[1]}{samples}\n" if samples else "")


def entries_of(text: bytes, folder: Path = LOCALES) -> tuple[Language, dict[str, Entry]]:
    """The language that a PO file is of, and its texts. Raises Refused for what is no such file."""
    try:
        po = read_po(BytesIO(text), abort_invalid=True)
    except (PoFileError, LookupError, ValueError) as error:  # also a charset that nobody knows
        raise Refused(f"not a PO file: {error}") from None
    named = str(po.locale_identifier or "")
    language = next((row for row in load_languages(folder).values() if row.folder == named), None)
    if language is None or language.tag == SOURCE:
        raise Refused(f"its header names the language {named!r}, which is none that can be translated into")
    return language, {str(one.context): entry_of(one, own=False) for one in po if one.context}


def _stale(before: Locale | None, entries: Mapping[str, Entry]) -> list[str]:
    """Texts that are new beside a back-translation that is old: it would speak of words that are gone."""
    known = before.entries if before else {}
    return [
        id_
        for id_, entry in entries.items()
        if id_ in known and known[id_].text not in ("", entry.text) and entry.text and entry.back == known[id_].back
    ]


def _flaws(language: Language, content: str, script: Script, folder: Path) -> list[str]:
    """What the checks say of all languages together with this one in its new form."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "locales"
        shutil.copytree(folder, copy)
        path = catalogue(copy, language, "bot")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        locales = load_locales(copy)
        pair = [locale for locale in locales if locale.tag in (SOURCE, language.tag)]
        found = [*check(uses(script), pair), *ambiguous_words(locales)]
        if found:
            return [str(flaw) for flaw in dict.fromkeys(found)]
        dear = too_dear(Wording.load(copy), script, load_placeholders(copy), [language.tag])
        return [f"{cost.language} {cost.message_id}: takes up to {cost.parts} SMS" for cost in dear]
