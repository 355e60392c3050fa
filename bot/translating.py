"""The parts of the translation's backlog, built from the configuration: what runs in `serve` and in every `worker`."""

import os
import secrets
from datetime import timedelta

from bot.config import Config, ConfigError
from bot.metrics import Metrics
from bot.parts import Now, row_ids
from bot.translation import glossary
from bot.translation.backlog import Backlog
from bot.translation.booth import Booth
from bot.translation.floor import Floor
from bot.translation.keeping import Keeper
from bot.translation.packages import Packages
from bot.translation.reading import Common
from bot.translation.rounds import Terms, Tools
from bot.translation.verdict import Patience
from storage.engine import Store
from storage.keyring import Keyring

MACHINE = "bot.translation.machine:Machine"
"""What renders in the translating process."""


def translation_of(config: Config, store: Store, keyring: Keyring, *, metrics: Metrics, now: Now) -> Backlog:
    """What has texts translated, for the readers of the desk. Raises ConfigError for a glossary that cannot be used."""
    check_glossary(config)
    given, packages, rows = config.translation, Packages(config.translation.packages.absolute()), row_ids()
    patience = Patience(
        secrets.SystemRandom().random,
        timedelta(seconds=given.first_wait_seconds),
        timedelta(seconds=given.longest_wait_seconds),
        timedelta(hours=given.give_up_hours),
    )
    tools = Tools(
        store=store,
        booth=Booth(machine_options(config)),
        floor=Floor(),
        common=Common(keyring),
        keeper=Keeper(store, clock=now, ids=rows, metrics=metrics),
        patience=patience,
        terms=Terms(given.at_once, given.hang_seconds, given.tick_seconds),
        metrics=metrics,
        clock=now,
        has_packages=lambda: bool(packages.installed()),
    )
    return Backlog(tools, packages, readers=config.desk.languages, ids=rows)


def machine_options(config: Config) -> dict[str, object]:
    """What the translating process is told: no key, no database, no name of anybody."""
    given = config.translation
    threads = given.threads or max(1, (os.cpu_count() or 2) - 1)
    return {
        "machine": MACHINE,
        "packages": str(given.packages.absolute()),
        "threads": threads,
        "beam_size": given.beam_size,
        "batch_tokens": given.batch_tokens,
        "memory_mb": given.memory_mb,
        "glossary": str(given.glossary.absolute()),
    }


def check_glossary(config: Config) -> None:
    """Told at start, to whoever wrote it, and not by a process that does not come up."""
    path = config.translation.glossary
    if path.exists():
        try:
            glossary.load(path)
        except (OSError, glossary.UnsoundGlossary) as error:
            what = str(error) if isinstance(error, glossary.UnsoundGlossary) else type(error).__name__
            raise ConfigError("translation.glossary", what, place=str(path)) from None
