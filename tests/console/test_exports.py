"""What leaves the desk as a file: every script right, nothing that a spreadsheet obeys, nothing of a hidden case."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.console import papers, tables
from storage.cases import Cases
from tests.console.conftest import SENTENCE, Kit

HOSTILE = '<script>alert(1)</script><img src="http://evil.example/x.png"> =1+1 \u202eabc\u202c'
SCRIPTS = {
    "Noto-Sans-Myanmar": ("my", "ကျွန်မ ပတ်စပို့ကို သူဌေးက သိမ်းထားတယ်"),
    "Noto-Sans-Khmer": ("km", "ថៅកែរក្សាទុកលិខិតឆ្លងដែនរបស់ខ្ញុំ"),
    "Noto-Sans-Thai": ("th", "นายจ้างเก็บหนังสือเดินทางของฉัน"),
    "Noto-Sans-Lao": ("lo", "ນາຍຈ້າງເກັບໜັງສືຜ່ານແດນ"),
    "Noto-Sans-Sinhala": ("si", "මගේ විදේශ ගමන් බලපත්‍රය"),
    "Noto-Sans-Tamil": ("ta", "என் கடவுச்சீட்டை முதலாளி வைத்திருக்கிறார்"),
    "Noto-Sans-Bengali": ("bn", "আমার পাসপোর্ট মালিক রেখে দিয়েছে"),
    "Noto-Sans-Devanagari": ("ne", "मेरो राहदानी मालिकले राखेको छ"),
    "Noto-?(Naskh|Nastaliq)": ("ur", "میرا پاسپورٹ مالک نے رکھ لیا ہے"),
    "Noto-?Sans-?CJK": ("ja", "パスポートを社長が持っています"),
}


def fonts(content: bytes) -> str:
    """Names of the fonts that a PDF carries: what it has no font for is drawn with an empty box of another."""
    return " ".join(sorted({name.decode() for name in re.findall(rb"/BaseFont /(?:[A-Z]{6}\+)?([\w-]+)", content)}))


def uncompressed(html: str) -> bytes:
    import weasyprint

    style = weasyprint.CSS(string=papers.style())
    made: bytes = weasyprint.HTML(string=html).write_pdf(stylesheets=[style], uncompressed_pdf=True)
    return made


@pytest.mark.parametrize("font", SCRIPTS)
def test_each_script_has_its_own_letters_on_paper(font: str) -> None:
    language, text = SCRIPTS[font]
    content = uncompressed(f'<p lang="{language}">{text}</p>')
    assert re.search(font, fonts(content)), fonts(content)


def test_a_case_is_saved_as_paper_and_the_history_says_by_whom(kit: Kit) -> None:
    kit.sign_in()
    case_id = kit.case()
    answer = kit.get(f"/desk/cases/{case_id}/file.pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    reference = kit.row(case_id).reference
    assert reference not in answer.headers["Content-Disposition"]
    page = kit.get(f"/desk/cases/{case_id}/paper")
    assert SENTENCE in page.text
    assert "Original file downloaded" in kit.get(f"/desk/cases/{case_id}").text


def test_what_is_hostile_is_only_shown(kit: Kit) -> None:
    kit.sign_in()
    case_id = kit.case(report={"where.company": HOSTILE})
    page = kit.get(f"/desk/cases/{case_id}/paper").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert kit.get(f"/desk/cases/{case_id}/file.pdf").status_code == 200


def test_a_document_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><text>canary</text></svg>')
    without = papers.made("<p>still here</p>")
    named = f'<img src="{secret.as_uri()}"><link rel="stylesheet" href="{secret.as_uri()}"><p>still here</p>'
    assert abs(len(papers.made(named)) - len(without)) < 200


@pytest.mark.parametrize("kind", tables.KINDS)
def test_the_inbox_is_saved_as_it_is_filtered_without_a_hidden_case(kit: Kit, kind: str) -> None:
    kit.sign_in()
    shown, hidden, other = kit.case(), kit.case(), kit.case(category="WAG")
    kit.write(lambda unit: Cases(unit.cases).flag(hidden, "restricted", "gbv"))
    kept = kit.row(shown).category
    answer = kit.get(f"/desk/cases.{kind}?list=us&category={kept}")
    assert answer.status_code == 200
    cells = rows(kind, answer.content)
    numbers = {str(line[0]).replace("-", "") for line in cells[1:]}
    assert kit.row(shown).reference in numbers
    assert not {kit.row(hidden).reference, kit.row(other).reference} & numbers
    assert len(cells[0]) == len(cells[1]) == 10


def rows(kind: str, content: bytes) -> list[list[object]]:
    if kind == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return [list(line) for line in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(line) for line in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("address", ["cases.pdf", "cases.html", "cases.csv?list=nothing", "cases.CSV"])
def test_other_kinds_and_lists_are_not_there(kit: Kit, address: str) -> None:
    kit.sign_in()
    assert kit.get(f"/desk/{address}").status_code == 404


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30))
def test_no_cell_is_a_formula(text: str) -> None:
    heads, line = ("a",), ((text,),)
    shown = rows("csv", tables.csv_of(heads, line))
    first = str(shown[1][0]) if len(shown) > 1 and shown[1] else ""
    assert not first.startswith(tables.OBEYED)
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx_of(heads, line)))
    assert book.active["A2"].data_type in ("s", "n")
    assert not str(book.active["A2"].value or "").startswith(tables.OBEYED)


def test_days_are_days_in_a_table() -> None:
    line = ((date(2026, 11, 23), 7, "x"),)
    assert b"2026-11-23,7,x" in tables.csv_of(("a", "b", "c"), line)
    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx_of(("a", "b", "c"), line))).active
    assert sheet["A2"].is_date
    assert sheet["B2"].value == 7
