"""A list as a file that offices open: CSV and XLSX. What a cell holds is shown, never calculated."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

Cell = str | int | date
OBEYED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First signs that a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""
BOM = "\ufeff"
"""Without it Excel reads Japanese as Shift JIS."""
WIDEST = 60


def harmless(cell: Cell) -> Cell:
    """Words that begin like a formula get an apostrophe; letters that a table cannot hold are dropped."""
    if not isinstance(cell, str):
        return cell
    kept = "".join(letter for letter in cell if letter in "\t\n" or letter.isprintable())
    return f"'{kept}" if kept.startswith(OBEYED) else kept


def csv_of(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with a BOM, dates as YYYY-MM-DD, lines that end as RFC 4180 wants."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (heads, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return (BOM + out.getvalue()).encode()


def xlsx_of(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet with its heading held fast and filters on it."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    font = {"font_name": "Yu Gothic", "font_size": 10}
    plain, bold = book.add_format(font), book.add_format({**font, "bold": True, "bottom": 1})
    day = book.add_format({**font, "num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, heads, bold)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(map(harmless, row)):
            if isinstance(cell, str):
                sheet.write_string(line, column, cell, plain)
            elif isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            else:
                sheet.write_number(line, column, cell, plain)
    for column, head in enumerate(heads):
        longest = max((len(str(row[column])) for row in rows), default=0)
        sheet.set_column(column, column, min(WIDEST, max(len(head), longest) + 3))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), max(0, len(heads) - 1))
    book.close()
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Kind:
    mime: str
    made: Callable[[Sequence[str], Sequence[Sequence[Cell]]], bytes]


KINDS: Mapping[str, Kind] = {
    "csv": Kind("text/csv; charset=utf-8", csv_of),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_of),
}
