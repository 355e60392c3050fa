"""`python -m tests.bench NAME [--quick] [--json] [--only SECTION ...]`: see docs/performance.md."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import channels, console, papers, quality, translation, turns, wording
from tests.bench.figures import Report
from tests.bench.turns import Options

BENCHES: dict[str, tuple[Callable[[Options], Report], tuple[str, ...]]] = {
    "channels": (channels.run, channels.SECTIONS),
    "papers": (papers.run, papers.SECTIONS),
    "console": (console.run, console.SECTIONS),
    "quality": (quality.run, quality.SECTIONS),
    "translation": (translation.run, translation.SECTIONS),
    "turns": (turns.run, turns.SECTIONS),
    "wording": (wording.run, wording.SECTIONS),
}


def main(arguments: list[str] | None = None) -> int:
    """0 also where goals are missed: on a busy machine they often are. The report says which."""
    chosen = parser().parse_args(arguments)
    bench, sections = BENCHES[chosen.name]
    unknown = set(chosen.only or ()) - set(sections)
    if unknown:
        print(f"no section {', '.join(sorted(unknown))}; there are: {', '.join(sections)}", file=sys.stderr)
        return 2
    report = bench(Options(chosen.quick, tuple(chosen.only or ()), chosen.directory, say=_aside))
    for doubt in report.doubts:
        _aside(f"!! {doubt}")
    print(json.dumps(report.as_json(), indent=2) if chosen.json else report.as_text())
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    made.add_argument("name", choices=sorted(BENCHES))
    made.add_argument("--quick", action="store_true", help="under a minute; shows the way, no more")
    made.add_argument("--json", action="store_true", help="for a program")
    made.add_argument("--only", nargs="+", metavar="SECTION", help="some sections instead of all")
    made.add_argument("--directory", type=Path, help="where the databases lie: the disk that is measured")
    return made


def _aside(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
