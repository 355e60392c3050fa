"""Tables of companies as files: what offices save, and what somebody saves who means harm."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.casework.register import sheets
from bot.casework.register.sheets import FileRefused, read

TABLE = "会社名,国,別名\nさくらフーズ株式会社,日本,サクラ;Sakura\n"
HEADS = ["name", "country", "key", "pledged"]


def xlsx(*rows: list[object]) -> bytes:
    book, to = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(to)
    return to.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same workbook with other parts; `sheet` is the first sheet."""
    to, named = io.BytesIO(), {"xl/worksheets/sheet1.xml": "sheet", "xl/workbook.xml": "book"}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(named.get(name, ""), old.read(name)))
    return to.getvalue()


def sheet_of(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def outcome(content: bytes) -> str:
    """What was read, or why nothing was; anything else is raised."""
    try:
        return str(read(content))
    except FileRefused as error:
        return str(error)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_offices_save_as_csv_is_read(encoding: str, ends: str, delimiter: str) -> None:
    text = TABLE.replace(";", "|").replace(",", delimiter).replace("\n", ends)
    (row,) = read(text.encode(encoding))
    assert (row.number, row.cells["name"], row.cells["country"]) == (2, "さくらフーズ株式会社", "日本")
    assert row.cells["other_names"] == "サクラ|Sakura"


def test_a_workbook_is_read_as_somebody_would_type_it() -> None:
    rows = read(xlsx(HEADS, ["Sakura", "JP", 17.0, datetime(2026, 4, 1)], [None], ["Aoba", None, 3, date(2026, 5, 2)]))
    assert [row.number for row in rows] == [2, 4]
    assert rows[0].cells == {"name": "Sakura", "country": "JP", "key": "17", "pledged": "2026-04-01"}
    assert rows[1].cells == {"name": "Aoba", "country": "", "key": "3", "pledged": "2026-05-02"}


def test_a_formula_is_the_text_that_was_typed() -> None:
    formula = '=HYPERLINK("http://evil.example","Sakura")'
    assert read(xlsx(HEADS, [formula]))[0].cells["name"] == formula
    assert read(b'name\n"=1+1"\n')[0].cells["name"] == "=1+1"


@pytest.mark.parametrize("heading", ["Company Name", "COMPANY_NAME", "会社名", " 企業名 ", "ＮＡＭＥ"])
def test_headings_are_known_in_both_languages_whatever_their_width(heading: str) -> None:
    assert read(f"{heading}\nx\n".encode())[0].cells == {"name": "x"}


def test_every_heading_and_word_means_one_thing() -> None:
    for table in ("columns", "kinds", "yes"):
        assert set(sheets.named(table).values()) >= {"yes", "no"} if table == "yes" else True
        words = [sheets.folded(word) for word in sheets.named(table)]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n ,\n", "empty"),
        (b"\xff\xfe\x00", "neither UTF-8"),
        (b"name\n\x81\x00\n", "neither UTF-8"),
        (b"name\n\0\n", "not a text file"),
        (b"name,colour\nx,red\n", "unknown columns: colour"),
        (b"name,company\nx,y\n", "two columns mean the same: name"),
        (b"country\nJP\n", "no column for the company's name"),
        (b"name\nx,y\n", "line 2 has more cells"),
        (b'name\n"x\n', "not a whole CSV"),
        (b"name\n" + b"x" * 3000 + b"\n", "a cell is longer"),
        (b"name\n" + b'"' + b"x" * 200_000 + b'"\n', "not a whole CSV"),
        (b"name\n" + b"," * 100 + b"\n", "more than 40 cells"),
        (b"name\n" + b"x\n" * 20_000, "more than 20000 lines"),
        (b"x" * (8 << 20) + b"xx", "larger than 8 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or encrypted"),
        (b"PK\x03\x04 and no more", "not a whole Excel file"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(content: bytes, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        read(content)


class TestHostileWorkbooks:
    def test_what_unpacks_to_too_much_is_not_unpacked(self) -> None:
        bomb = repacked(xlsx(HEADS), sheet=b"<x>" + b" " * (65 << 20))
        assert len(bomb) < 1 << 20
        with pytest.raises(FileRefused, match="unpacks to more"):
            read(bomb)

    def test_a_size_that_lies_is_not_believed(self) -> None:
        bomb = bytearray(repacked(xlsx(HEADS), sheet=b"<x>" + b" " * (65 << 20)))
        size = (65 << 20) + 3
        assert bomb.count(size.to_bytes(4, "little")) == 2, "in the header of the part and in the directory"
        with pytest.raises(FileRefused):
            read(bytes(bomb.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))))

    def test_entities_that_grow_are_refused(self) -> None:
        laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        sheet = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><worksheet><sheetData>&a9;</sheetData></worksheet>'
        with pytest.raises(FileRefused):
            read(repacked(xlsx(HEADS), sheet=sheet.encode()))

    def test_a_file_of_this_computer_is_not_read_into_it(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_text("planted")
        cell = '<row r="{}"><c t="inlineStr"><is><t>{}</t></is></c></row>'
        cells = cell.format(1, "name") + cell.format(2, "x{}")
        declared = f'<!DOCTYPE x [<!ENTITY it SYSTEM "{secret.as_uri()}">]>'
        assert read(repacked(xlsx(HEADS), sheet=sheet_of(cells.format(""))))[0].cells == {"name": "x"}
        assert "planted" not in outcome(repacked(xlsx(HEADS), sheet=declared.encode() + sheet_of(cells.format("&it;"))))

    def test_a_cell_far_out_costs_little(self) -> None:
        head = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="XFD1"><v>1</v></c></row>'
        assert read(repacked(xlsx(HEADS), sheet=sheet_of(head + '<row r="1048576"><c r="A1048576"/></row>'))) == []
        for row in (1048576, 10**12):
            far = sheet_of(f'{head}<row r="{row}"><c r="A{row}"><v>1</v></c></row>')
            assert "more than 20000" in outcome(repacked(xlsx(HEADS), sheet=far)), "not passed over in silence"

    def test_too_many_rows_are_refused(self) -> None:
        with pytest.raises(FileRefused, match="more than 20000"):
            read(xlsx(["name"], *(["x"] for _ in range(20_001))))

    @settings(max_examples=40, deadline=None)
    @given(st.data())
    def test_a_broken_workbook_is_read_or_refused_and_never_more(self, data: st.DataObject) -> None:
        whole = bytearray(WHOLE)
        for _ in range(data.draw(st.integers(1, 8))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        assert outcome(bytes(whole[: data.draw(st.integers(4, len(whole)))]))


WHOLE = xlsx(HEADS, ["Sakura", "JP", 1, None])


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: b"name,key\n" + text.encode())))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert outcome(content)
