"""Packages of the Argos index opened for CTranslate2: one direction each.

Their format is argostranslate's; its own `translate` is not used: it fetches at first use, logs the text, turns every
`_` into a space and translates one sentence at a time. Its `package` module is not imported either, because importing
it makes folders in the home directory: `metadata.json` is read here.
"""

import json
from pathlib import Path

from bot.translation.codes import code_of
from bot.translation.engine import Direction
from bot.translation.model import Marks
from bot.translation.opened import Opened, Unreadable
from bot.translation.tokens import Bpe, SentencePiece, Tokenizer

METADATA = "metadata.json"
MODEL = "model"
SENTENCEPIECE, BPE = "sentencepiece.model", "bpe.model"


def open_argos(folder: Path, direction: Direction) -> Opened:
    """What is in the folder, the model itself not yet loaded. Raises Unreadable."""
    prefix = _target_prefix(folder)
    marks = Marks(answer=(prefix,) if prefix else ())
    return Opened(folder / MODEL, _tokenizer(folder, direction), lambda _direction: marks, frozenset(marks.answer))


def _target_prefix(folder: Path) -> str:
    try:
        said = json.loads((folder / METADATA).read_bytes())
        prefix = said.get("target_prefix", "")
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise Unreadable(METADATA) from error
    if not isinstance(prefix, str):
        raise Unreadable(METADATA)
    return prefix


def _tokenizer(folder: Path, direction: Direction) -> Tokenizer:
    name = SENTENCEPIECE if (folder / SENTENCEPIECE).exists() else BPE
    try:
        if name == SENTENCEPIECE:
            return SentencePiece(folder / name)
        return Bpe(folder / name, code_of(direction.source), code_of(direction.target))
    except (OSError, RuntimeError, ValueError) as error:
        raise Unreadable(name) from error
