"""What workers read: every language offered is whole, and every language configured exists."""

from collections.abc import Iterator

from bot.checkups.finding import Finding, fail, ok, warn
from bot.config import Config
from bot.intake.wording import SOURCE, Wording


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
