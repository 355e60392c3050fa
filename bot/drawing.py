"""Parts of pages in `docs/` that are drawn from what the program runs on; a test fails when they are behind. Pure."""

END = "<!-- end of what is drawn -->"


def begin(command: str) -> str:
    """The line above what `command` draws."""
    return f"<!-- drawn by `madoguchi {command}` -->"


def renewed(page: str, command: str, text: str) -> str:
    """The page with what stands between its two lines replaced. Raises ValueError if it has no place for it."""
    head, start, rest = page.partition(begin(command))
    _, end, tail = rest.partition(END)
    if not (start and end):
        raise ValueError(f"the page needs a line {begin(command)} and, below it, a line {END}")
    return f"{head}{start}\n\n{text}\n{END}{tail}"
