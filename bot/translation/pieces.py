"""A SentencePiece model written from a list of pieces, without training: for packages made by hand.

The file is a protocol buffer (sentencepiece_model.proto of google/sentencepiece); only the fields that matter are
written. Its normaliser is `identity`: what comes in is not changed.
"""

import struct
from collections.abc import Iterable

SPACE = "\u2581"
NORMAL, UNKNOWN, CONTROL, USER_DEFINED = 1, 2, 3, 4
Piece = tuple[str, float, int]
SPECIAL: tuple[Piece, ...] = (("<unk>", 0.0, UNKNOWN), ("<s>", 0.0, CONTROL), ("</s>", 0.0, CONTROL))


def sentencepiece(pieces: Iterable[Piece]) -> bytes:
    """The bytes of a unigram model. `pieces`: text, log probability, kind; they come behind <unk>, <s> and </s>."""
    everything = [*SPECIAL, *pieces]
    trainer = _number(3, 1) + _number(4, len(everything)) + _number(40, 0) + _number(41, 1) + _number(42, 2)
    trainer += _varint(43 << 3) + b"\xff" * 9 + b"\x01"  # no padding piece: -1
    normalizer = _bytes(1, b"identity") + _number(3, 1) + _number(4, 1) + _number(5, 1)
    return b"".join(_bytes(1, _piece(*piece)) for piece in everything) + _bytes(2, trainer) + _bytes(3, normalizer)


def _piece(text: str, score: float, kind: int) -> bytes:
    written = _bytes(1, text.encode()) + _varint(2 << 3 | 5) + struct.pack("<f", score)
    return written if kind == NORMAL else written + _number(3, kind)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])
