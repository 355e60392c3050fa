"""Models of many languages (M2M-100, SMaLL-100, MADLAD-400, NLLB) opened by their manifest: one for all."""

from pathlib import Path

from bot.translation import manifest
from bot.translation.engine import Direction
from bot.translation.model import Marks
from bot.translation.opened import Opened, Unreadable
from bot.translation.tokens import SentencePiece


def open_multilingual(folder: Path) -> Opened:
    """What is in the folder, the model itself not yet loaded. Raises Unreadable."""
    try:
        said = manifest.load(folder)
    except manifest.BadManifest as error:
        raise Unreadable(manifest.FILE) from error
    try:
        tokenizer = SentencePiece(folder / said.tokenizer)
    except (OSError, RuntimeError, ValueError) as error:
        raise Unreadable(said.tokenizer) from error

    def marks(direction: Direction) -> Marks:
        around = (said.source_prefix, said.source_suffix, said.target_prefix)
        return Marks(*(tuple(said.filled(tokens, direction)) for tokens in around))

    fixed = {*said.source_prefix, *said.source_suffix, *said.target_prefix} - {"{source}", "{target}"}
    return Opened(folder / said.model, tokenizer, marks, frozenset(said.tags.values()) | fixed)
