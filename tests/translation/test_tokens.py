"""The tokenizer of the older packages: words by Moses' rules, cut by byte pairs. What it keeps, what not."""

from pathlib import Path

import pytest

from bot.translation.tokens import Bpe

CODES = "#version: 0.2\ng a\nj i</w>\nga ji</w>\ns a\nsa y\nsay a</w>\n"


@pytest.fixture
def bpe(tmp_path: Path) -> Bpe:
    (tmp_path / "bpe.model").write_text(CODES, encoding="utf-8")
    return Bpe(tmp_path / "bpe.model", "id", "en")


def test_known_pairs_are_joined_and_other_words_cut_into_letters(bpe: Bpe) -> None:
    assert bpe.encode("gaji saya bos.") == ["gaji", "saya", "b@@", "o@@", "s", "."]


@pytest.mark.parametrize("text", ["gaji saya bos.", "XZ1 gaji", "saya, gaji 80000"])
def test_what_is_cut_comes_back(bpe: Bpe, text: str) -> None:
    assert bpe.decode(bpe.encode(text)) == text


def test_signs_inside_a_word_come_back_apart(bpe: Bpe) -> None:
    """Why an address must never go through it without a placeholder."""
    assert bpe.decode(bpe.encode("budi_s@ex.com")) == "budi _ s @ ex.com"


@pytest.mark.parametrize("text", ["", " ", "\n\u3000"])
def test_a_text_without_words_has_no_tokens(bpe: Bpe, text: str) -> None:
    assert bpe.encode(text) == []
    assert bpe.decode([]) == ""


def test_it_has_no_list_of_pieces_to_compare_with_a_model(bpe: Bpe) -> None:
    assert bpe.pieces() == ()
