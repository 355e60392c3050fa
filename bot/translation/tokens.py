"""Text into the pieces a model knows, and back. From SentencePiece it comes back exact: a `_` in an address stays one.

Nothing here keeps or logs a text. Importing `argostranslate.tokenizer` is harmless (unlike `argostranslate.package`,
which makes folders in the home directory); it is used for the older packages cut by BPE.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import sentencepiece
from argostranslate.tokenizer import BPETokenizer

SPACE = "\u2581"


class Tokenizer(Protocol):
    """Knows one vocabulary. `encode` of a text without letters may be empty, `pieces` where it has no list of them."""

    def encode(self, text: str) -> list[str]: ...
    def decode(self, tokens: Sequence[str]) -> str: ...
    def pieces(self) -> Sequence[str]: ...


class SentencePiece:
    """`sentencepiece.model` of a package. Raises OSError or RuntimeError where the file is none."""

    def __init__(self, path: Path) -> None:
        self._model = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def encode(self, text: str) -> list[str]:
        tokens: list[str] = self._model.encode(text, out_type=str)
        return tokens

    def decode(self, tokens: Sequence[str]) -> str:
        text: str = self._model.decode_pieces(list(tokens))
        return text.replace(SPACE, " ").strip(" ")

    def pieces(self) -> Sequence[str]:
        found: list[str] = self._model.id_to_piece(list(range(self._model.get_piece_size())))
        return found


class Bpe:
    """`bpe.model` of a package: words by Moses' rules, cut by byte pairs. Signs inside a word come back with
    spaces around them: addresses are protected before (`protection`)."""

    def __init__(self, path: Path, source: str, target: str) -> None:
        self._model = BPETokenizer(path, source, target)
        self._model.lazy_load()

    def encode(self, text: str) -> list[str]:
        tokens: list[str] = self._model.encode(text) if text.strip() else []
        return tokens

    def decode(self, tokens: Sequence[str]) -> str:
        text: str = self._model.decode(list(tokens))
        return text

    def pieces(self) -> Sequence[str]:
        return ()
