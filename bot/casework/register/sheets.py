"""Reads a table of companies out of a file that somebody else made: CSV in the encodings of offices, or XLSX.

Every limit is on what is read, not on what the file says of itself. A formula is the text that was typed, never
computed; macros, links and pictures are not looked at. Stores nothing.
"""

import csv
import io
import tomllib
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

COLUMNS = Path(__file__).with_name("columns.toml")
MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 8 << 20, 64 << 20, 1000
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20_000, 40, 2000
LAST_ROW = 1 << 20  # of an Excel sheet
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class FileRefused(Exception):
    """This file cannot be read as a table of companies. Its text says why and what to do, in one line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number in the file, and what its columns hold, by our name for them."""

    number: int
    cells: Mapping[str, str]


def read(content: bytes, table: str = "columns", needs: str = "name") -> list[Row]:
    """`table` of `columns.toml` names the columns, of which `needs` must be there. Raises FileRefused."""
    if len(content) > MOST_BYTES:
        raise FileRefused(f"larger than {MOST_BYTES >> 20} MB; divide it")
    if content.startswith(OLD_EXCEL):
        raise FileRefused("an old or encrypted Excel file; save it as .xlsx without a password, or as CSV")
    lines = _workbook(content) if content.startswith(ZIP) else _text(content)
    return list(_rows(lines, table, needs))


def _rows(lines: Iterable[Sequence[str]], table: str, needs: str) -> Iterator[Row]:
    heads: list[str] = []
    for number, cells in enumerate(lines, 1):
        if not any(cell.strip() for cell in cells) and number <= LAST_ROW:
            continue
        if number > MOST_ROWS:
            raise FileRefused(f"more than {MOST_ROWS} lines; divide it")
        if not heads:
            heads = _heads(cells, table, needs)
            continue
        if any(cell.strip() for cell in cells[len(heads) :]):
            raise FileRefused(f"line {number} has more cells than the first line has columns")
        yield Row(number, {head: cell.strip() for head, cell in zip(heads, cells, strict=False) if head})
    if not heads:
        raise FileRefused("empty")


def _heads(cells: Sequence[str], table: str, needs: str) -> list[str]:
    known = named(table)
    heads = [known.get(folded(cell), "") for cell in cells]
    unknown = [cell.strip()[:40] for cell, head in zip(cells, heads, strict=True) if cell.strip() and not head]
    if unknown:
        raise FileRefused(f"unknown columns: {', '.join(unknown)}; rename or remove them (docs/companies.md)")
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    if twice:
        raise FileRefused(f"two columns mean the same: {', '.join(twice)}")
    if needs not in heads:
        whose = {"name": "the company's name", "office": "the office"}[needs]
        raise FileRefused(f"no column for {whose} in the first line")
    return heads


@cache
def named(table: str) -> Mapping[str, str]:
    """Folded wording -> our word for it."""
    words: Mapping[str, Sequence[str]] = tomllib.loads(COLUMNS.read_text(encoding="utf-8"))[table]
    return {folded(wording): word for word, some in words.items() for wording in (word, *some)}


def folded(text: str) -> str:
    """Case, width, spaces and underscores make no difference in a heading."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split())


def _text(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [_short(cell) for cell in _few(cells)]
    except csv.Error:
        raise FileRefused("not a whole CSV file: a quotation mark is missing, or a cell is endless") from None


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(UTF16) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise FileRefused("not a text file")
        return text
    raise FileRefused("neither UTF-8 nor Japanese Windows text (cp932); save it as CSV UTF-8")


def _workbook(content: bytes) -> Iterator[list[str]]:
    """The first sheet. Only so much of it is unpacked, whatever its parts claim to hold."""
    _unpackable(content)
    try:
        yield from _sheet(content)
    except FileRefused:
        raise
    except Exception as error:  # a file made to break its reader breaks it in any way
        raise FileRefused("not a whole Excel file; open it and save it again, or save it as CSV") from error


def _unpackable(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise FileRefused("not a whole Excel file; open it and save it again, or save it as CSV") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused("unpacks to more than a table of companies can be")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("protected by a password; save it without one")


def _sheet(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it does not read, which we do not want
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            for cells in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
                blank = cells.count(None) == len(cells)  # a million of them may lie before the last
                yield [] if blank else [_short(_written(cell)) for cell in cells]
        finally:
            book.close()


def _written(cell: object) -> str:
    """As somebody would type it. A number has no `.0`, a day no time."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(getattr(cell, "text", cell))  # a formula over many cells is an object


def _few(cells: Sequence[str]) -> Sequence[str]:
    if len(cells) > MOST_COLUMNS:
        raise FileRefused(f"a line has more than {MOST_COLUMNS} cells")
    return cells


def _short(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        raise FileRefused(f"a cell is longer than {LONGEST_CELL} characters")
    return cell
