"""What renders in the translating process: the pipeline with the packages on this machine."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.translation import glossary
from bot.translation.local import Capacity, LocalTranslator, logged
from bot.translation.model import Search
from bot.translation.packages import Packages
from bot.translation.pipeline import render
from bot.translation.record import Record, of_rendered
from bot.translation.tongues import Tongues
from bot.translation.works import Work


class Machine:
    """Made of the options that the process is given; called from a thread for each of its lanes."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._translator = LocalTranslator(
            Packages(Path(options["packages"])),
            Capacity(options["threads"], options["memory_mb"]),
            Search(options["beam_size"], options["batch_tokens"]),
            report=options.get("report", logged),
        )
        self._tongues = Tongues()
        own = options.get("glossary")
        self._glossaries = glossary.load(Path(own)) if own and Path(own).exists() else {}

    def render(self, works: Sequence[Work]) -> Sequence[Record]:
        found = [self._found(work) for work in works]
        rendered = render(found, self._translator, identify=self._tongues.sure)
        return [of_rendered(one, source=work.source) for one, work in zip(rendered, found, strict=True)]

    def _found(self, work: Work) -> Work:
        """From the language it is written in. What the desk wrote is in the language it says."""
        source = work.source if work.back else self._tongues.of(work.text, work.source)
        return replace(work, source=source, glossary=self._glossaries.get((source, work.target)))
