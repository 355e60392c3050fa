"""What she typed beside the labels she was shown: the one she surely meant, or those she may have meant.

Pure. Conservative on purpose: an answer taken wrongly is worse than a question put again. Marks that a keypad lacks do
not count, a slip of the finger in a long word is forgiven, and of two that are near none is taken.
"""

from collections.abc import Mapping

from rapidfuzz.distance import OSA

from bot.intake.alphabets import script_of
from channels.text import without_marks

ONE_SLIP, TWO_SLIPS = 6, 12
"""Letters from which on one slip, or two, are forgiven: a letter changed, added, left out, or two swapped."""
NEAR = 0.7
"""Share of a label's letters that must be right for it to be shown again as one she may have meant."""
NEAR_FROM, NEAR_FROM_SYLLABLES = 4, 2
"""Letters below which nothing is near: `no` is near to everything. The second where a letter is a syllable."""
SYLLABLES = frozenset({"Hani", "Kana", "Hang"})
UNSPACED = SYLLABLES | {"Thai", "Laoo", "Khmr", "Mymr"}
"""Written without spaces between words, or with endings that join them: a word of a label is a part of it."""
MOST = 3
"""So many are shown again; where more are near, none is."""


def surely(word: str, labels: Mapping[int, str]) -> int | None:
    """The place of the only label that `word` is, but for marks and slips; both are folded (`reserved.fold`)."""
    same = alike(word, labels)
    if same:
        return same[0] if len(same) == 1 else None
    slipped = [place for place, label in labels.items() if slip_of(word, label)]
    return slipped[0] if len(slipped) == 1 and not _others_near(word, labels, slipped[0]) else None


def alike(word: str, labels: Mapping[int, str]) -> list[int]:
    """The places of labels that `word` is but for marks: where there are two, nobody knows which was meant."""
    bare = plain(word)
    return [place for place, label in labels.items() if plain(label) == bare]


def slip_of(word: str, label: str) -> bool:
    """Whether `word` is `label` but for as many slips as its length forgives."""
    shorter = min(len(word), len(label))
    forgiven = (shorter >= ONE_SLIP) + (shorter >= TWO_SLIPS)
    return forgiven > 0 and OSA.distance(plain(word), plain(label), score_cutoff=forgiven) <= forgiven


def perhaps(word: str, labels: Mapping[int, str]) -> tuple[int, ...]:
    """Places of the few labels that `word` is near to or a part of, the nearest first."""
    least = NEAR_FROM_SYLLABLES if script_of(word[:1] or " ") in SYLLABLES else NEAR_FROM
    if len(word) < least:
        return ()
    shares = {place: _likeness(word, label) for place, label in labels.items() if len(label) >= least}
    near = sorted((place for place in shares if shares[place] >= NEAR), key=lambda place: -shares[place])
    return tuple(near) if len(near) <= MOST else ()


def _likeness(word: str, label: str) -> float:
    """1 for words that all stand in the label, else the share of letters that are right."""
    words, own = set(plain(word).split()), set(plain(label).split())
    part = words < own or (script_of(word[0]) in UNSPACED and plain(word) in plain(label))
    return 1.0 if part else float(OSA.normalized_similarity(plain(word), plain(label)))


def _others_near(word: str, labels: Mapping[int, str], place: int) -> bool:
    nearest = OSA.normalized_similarity(plain(word), plain(labels[place]))
    rest = (plain(label) for other, label in labels.items() if other != place)
    return any(OSA.normalized_similarity(plain(word), label) > nearest - 0.1 for label in rest)


_APOSTROPHES = str.maketrans(dict.fromkeys("ʻʼ‘’`", "'"))


def plain(text: str) -> str:
    """Without what people leave out: marks of Latin letters, kinds of apostrophe, spaces between Japanese words."""
    if text.isascii():
        return text
    bare = without_marks(text).translate(_APOSTROPHES)
    return bare.replace(" ", "") if script_of(bare[-1:] or " ") in ("Kana", "Hani") else bare
