"""What workers read: each language offered is whole, each one configured exists. And the word lists of the desk."""

from collections.abc import Iterator
from pathlib import Path

from bot.checkups.finding import Finding, fail, ok, warn
from bot.config import Config
from bot.intake.locale_table import LOCALES
from bot.intake.wording import SOURCE, Wording
from bot.translation.lexicon_check import lexicon_flaws


def complete(config: Config) -> Iterator[Finding]:
    wording = Wording.load(strict=True)
    offered = config.conversation.languages or tuple(wording.languages)
    for tag in offered:
        if tag not in wording.texts:
            yield fail(
                "languages", f"{tag} is configured but has no texts", f"remove {tag} from [conversation] languages"
            )
        elif missing := wording.texts[SOURCE].keys() - wording.texts[tag].keys():
            yield warn(
                "languages", f"{tag} lacks {len(missing)} texts, told in English", "see: madoguchi locales check"
            )
    if all(tag in wording.texts and wording.texts[SOURCE].keys() <= wording.texts[tag].keys() for tag in offered):
        yield ok("languages", f"{', '.join(offered)}: every text is there")
    yield from word_lists(LOCALES)


def word_lists(folder: Path) -> Iterator[Finding]:
    """A list that cannot be read marks nothing on the page of a case, and nobody there sees why."""
    if flaws := lexicon_flaws(folder):
        more = f", and {len(flaws) - 1} more" if len(flaws) > 1 else ""
        yield warn("languages", f"{flaws[0]}{more}", "mend the word list; see: madoguchi locales check")
