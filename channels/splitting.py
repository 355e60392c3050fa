"""One long text as several messages, each within a channel's limits.

Never cuts inside what a reader sees as one letter, never loses anything but white space at a cut.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, count, pairwise

from channels.base import Capabilities
from channels.text import CLUSTER, fits

Break = tuple[int, int]  # an offset, and how good a place to cut it is
_PARAGRAPH, _SENTENCE, _LINE, _SPACE, _LETTER = range(5)

# What must stay in one piece: addresses, references and codes, numbers.
_SOLID = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    r"|(?<![!-~])[!-~]{1,64}@[!-~]+"
    r"|(?<![A-Za-z0-9])[A-Za-z0-9]{1,32}(?:-[A-Za-z0-9]+)+"
    r"|\+?\d[\d-]*(?:[ .,:/]\d+)*"
)
_SPACED_ENDS = frozenset(".!?؟۔")  # end a sentence only before white space: 3.5 is no end
_ENDS = frozenset("。！？।॥။។")
_CLOSERS = frozenset("」』）】》〉”’\"')]")
# Marks that hide a vowel and show themselves: a syllable, not a stacked letter, ends there.
_VISIBLE_KILLERS = frozenset("\u103a\u0bcd\u0dca\u0e3a")
_LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")
_NEVER_FIRST = frozenset("ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々ๆໆฯ")


def split(text: str, caps: Capabilities, *, lines: Sequence[str] = ()) -> list[str]:
    """`text`, then `lines` below it, as messages in order, each within the limits; "(1/3) " before each if several.

    Cuts between paragraphs, else sentences, lines, words, letters. Addresses, references, numbers and each of
    `lines` stay whole while one message can hold them.
    """
    body = text.strip()
    whole = "\n".join([body, *lines] if body else lines)
    if fits(whole, caps):
        return [whole] if whole.strip() else []
    starts = list(accumulate((len(line) + 1 for line in lines), initial=len(body) + 1 if body else 0))
    breaks = list(_breaks(whole, starts))
    for digits in count(1):
        room = _Room(caps, f"({'8' * digits}/{'8' * digits}) ")
        parts = list(_cut(whole, breaks, room))
        if len(parts) < 10**digits:
            break
    return [f"({number}/{len(parts)}) {part}" for number, part in enumerate(parts, 1)]


@dataclass(frozen=True, slots=True)
class _Room:
    """What one message can hold behind its counter."""

    caps: Capabilities
    counter: str

    def fits(self, part: str) -> bool:
        return fits(self.counter + part, self.caps)


def _cut(text: str, breaks: list[Break], room: _Room) -> Iterator[str]:
    start = _skip_space(text, 0)
    while start < len(text):
        end = _end(text, start, breaks, room)
        yield text[start:end].rstrip()
        start = _skip_space(text, end)


def _skip_space(text: str, start: int) -> int:
    """Past white space, but not past the white space that carries a combining mark."""
    while start < len(text) and text[start].isspace() and not _is_mark(text[start + 1 : start + 2]):
        start += 1
    return start


def _end(text: str, start: int, breaks: list[Break], room: _Room) -> int:
    """Where the message that begins at `start` ends: the best kind of break in the second half of what fits."""
    first = bisect_right(breaks, (start, _LETTER))
    beyond = bisect_right(breaks, (start + room.caps.text_max, _LETTER), lo=first)  # no unit is less than a letter
    ahead = breaks[first : max(beyond, first + 1)]
    last = _last_fitting(text, start, [offset for offset, _ in ahead], room)
    if last < 0:
        return _end_inside(text, start, ahead[0][0], room)
    furthest = ahead[last][0]
    if furthest == len(text):
        return furthest
    near = (place for place in ahead[: last + 1] if place[0] - start >= furthest - place[0])
    return min(near, key=lambda place: (place[1], -place[0]))[0]


def _end_inside(text: str, start: int, limit: int, room: _Room) -> int:
    """What should stay whole is longer than a message: cut it between letters, and a monstrous letter anywhere."""
    letters = [start + match.end() for match in CLUSTER.finditer(text[start:limit])]
    for offsets in (letters, range(start + 1, limit + 1)):
        last = _last_fitting(text, start, offsets, room)
        if last >= 0:
            return offsets[last]
    return start + 1


def _last_fitting(text: str, start: int, offsets: Sequence[int], room: _Room) -> int:
    """Fitting is monotone: a longer text never takes less room."""
    low, high = -1, len(offsets) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if room.fits(text[start : offsets[middle]].rstrip()):
            low = middle
        else:
            high = middle - 1
    return low


def _breaks(text: str, lines: list[int]) -> Iterator[Break]:
    """Every place where `text` may be cut. `lines`: where each line that must stay whole begins, and the end."""
    solid = _inside_solid(text, lines)
    for match in CLUSTER.finditer(text):
        offset = match.end()
        if offset in (lines[0], len(text)):
            yield offset, _PARAGRAPH
        elif offset not in solid and (kind := _kind(text, offset)) is not None:
            yield offset, kind


def _inside_solid(text: str, lines: list[int]) -> set[int]:
    spans = [match.span() for match in _SOLID.finditer(text, 0, lines[0])]
    spans += [(begin, after - 1) for begin, after in pairwise(lines)]
    return {offset for begin, end in spans for offset in range(begin + 1, end)}


def _kind(text: str, offset: int) -> int | None:
    """How good a cut at `offset` is, or None where a reader would see something torn."""
    before, after = text[offset - 1], text[offset]
    if after.isspace():
        return None
    if before.isspace():
        return _kind_after_space(text[max(0, offset - 32) : offset])
    if _is_mark(after) or before in _LEADING_VOWELS or _binds_next(before):
        return None
    if _ends_sentence(text[max(0, offset - 4) : offset], _ENDS):
        return None if after in _CLOSERS else _SENTENCE
    torn = unicodedata.category(after) in ("Pe", "Pf", "Po") or unicodedata.category(before) in ("Ps", "Pi")
    return None if torn or after in _NEVER_FIRST else _LETTER


def _kind_after_space(before: str) -> int:
    words = before.rstrip()
    newlines = before.count("\n", len(words))
    if newlines > 1:
        return _PARAGRAPH
    if _ends_sentence(words, _ENDS | _SPACED_ENDS):
        return _SENTENCE
    return _LINE if newlines else _SPACE


def _ends_sentence(text: str, ends: frozenset[str]) -> bool:
    at = len(text) - 1
    while at > 0 and text[at] in _CLOSERS:
        at -= 1
    return at >= 0 and text[at] in ends


def _is_mark(char: str) -> bool:
    return char != "" and unicodedata.category(char)[0] == "M"


def _binds_next(char: str) -> bool:
    """A virama or coeng: it stacks the next letter below this one."""
    return unicodedata.combining(char) == 9 and char not in _VISIBLE_KILLERS
