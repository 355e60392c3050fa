"""How far long work is: a bar on a terminal, a line for every tenth elsewhere. On standard error: it is no result."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Yields what is told bytes done and bytes in all (0: not known)."""
    if not sys.stderr.isatty():
        yield _lines(label)
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of or None)


def _lines(label: str) -> Callable[[int, int], None]:
    told = [-1]

    def tell(done: int, of: int) -> None:
        tenth = done * 10 // of if of else done // 100_000_000
        if tenth < told[0]:
            told[0] = -1  # the next stage: from fetching to unpacking
        if tenth != told[0]:
            told[0] = tenth
            whole = f" of {of / 1e6:.1f}" if of else ""
            typer.echo(f"{label}: {done / 1e6:.1f}{whole} MB", err=True)

    return tell
