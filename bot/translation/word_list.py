"""A package made from a list of words: real in form, and no more than the list in what it knows.

Word by word, left to right; what is not in the list is copied letter by letter, so that names, numbers and addresses
come through. The same list gives the same bytes. Needs numpy; never imported by a running desk.
"""

import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.translation import handmade
from bot.translation.codes import code_of
from bot.translation.engine import Direction
from bot.translation.pieces import NORMAL, SPACE, SPECIAL, Piece, sentencepiece
from bot.translation.receipts import Kind

UNSPACED = frozenset({"ja", "zh-Hans", "zh-Hant", "th", "my", "km", "lo"})
ALWAYS = "".join(map(chr, range(33, 127)))
LABEL = "word-by-word demo, not a translator"
LONG_AGO = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class WordList:
    """`words`: what becomes what. Of two with the same beginning the longer is taken."""

    direction: Direction
    words: Mapping[str, str]
    version: str = "0.1"

    def turned(self) -> "WordList":
        """The other way round; the first that becomes a word is what that word becomes."""
        back: dict[str, str] = {}
        for before, after in self.words.items():
            back.setdefault(after, before)
        return WordList(Direction(self.direction.target, self.direction.source), back, self.version)

    @property
    def code(self) -> str:
        return f"translate-{code_of(self.direction.source)}_{code_of(self.direction.target)}"


def archive(words: WordList, path: Path, *, kind: Kind = Kind.GLOSSARY) -> Path:
    """Write the package to `path`, as `madoguchi languages install` takes it."""
    with tempfile.TemporaryDirectory() as scratch:
        top = folder(words, Path(scratch) / words.code, kind=kind)
        with zipfile.ZipFile(path, "w") as zipped:
            for file in sorted(file for file in top.rglob("*") if file.is_file()):
                entry = zipfile.ZipInfo(str(file.relative_to(scratch)), date_time=LONG_AGO)
                entry.compress_type = zipfile.ZIP_DEFLATED
                zipped.writestr(entry, file.read_bytes())
    return path


def folder(words: WordList, top: Path, *, kind: Kind = Kind.GLOSSARY) -> Path:
    """The same, not packed."""
    becomes = _becomes(words)
    letters = sorted({*"".join([*becomes, *becomes.values()]), *ALWAYS, SPACE} - becomes.keys())
    targets = sorted(set(becomes.values()) - becomes.keys() - set(letters))
    tokens = [*(name for name, _, _ in SPECIAL), *sorted(becomes), *letters, *targets]
    handmade.write(top / "model", tokens, becomes)
    known = [_piece(token, token in becomes) for token in [*sorted(becomes), *letters]]
    pieces = [*known, *((target, -90.0, NORMAL) for target in targets)]  # a target's words are no source's
    (top / "sentencepiece.model").write_bytes(sentencepiece(pieces))
    (top / "metadata.json").write_text(json.dumps(_metadata(words, kind), indent=1), encoding="utf-8")
    (top / "README.md").write_text(f"{LABEL}\n", encoding="utf-8")
    return top


def _becomes(words: WordList) -> dict[str, str]:
    """By pieces as the tokenizer cuts them: a word has its space before it."""
    direction = words.direction
    becomes: dict[str, str] = {}
    for before, after in words.words.items():
        put = after.replace(" ", SPACE)
        joined = direction.target in UNSPACED or not after[0].isalnum()
        for form, spoken in _forms(before, put):
            word, answer = form.replace(" ", SPACE), spoken if joined else SPACE + spoken
            if direction.source in UNSPACED or not before[0].isalnum():
                becomes.setdefault(word, answer)
            becomes.setdefault(SPACE + word, answer)
    return becomes


def _forms(before: str, after: str) -> Iterable[tuple[str, str]]:
    yield before, after
    if before[0].islower():
        yield before[0].upper() + before[1:], after[0].upper() + after[1:]


def _piece(token: str, is_word: bool) -> Piece:
    return token, -1.0 - 0.01 * (len(token) == 1) if is_word else -10.0, NORMAL


def _metadata(words: WordList, kind: Kind) -> Mapping[str, str]:
    source, target = code_of(words.direction.source), code_of(words.direction.target)
    return {
        "package_version": words.version,
        "argos_version": "1.9",
        "from_code": source,
        "from_name": f"{source} ({LABEL})",
        "to_code": target,
        "to_name": target,
        "type": "translate",
        "code": words.code,
        "x_kind": kind.value,
        "licence": "Apache-2.0",
    }
