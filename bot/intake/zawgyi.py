"""Burmese typed in Zawgyi, an older encoding that uses Unicode's code points for other signs: found and put right.

Half-converted text is worse than none, so a message is converted whole or not at all. The conversion is Unicode's own
(CLDR `my-t-my-s0-zawgyi`), carried as data in `locales/my/zawgyi.txt`; this reads the part of its rule language that
the file uses (UTS 35 part 2, transforms): variables, passes, first match wins. Nothing here keeps a text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.intake.locale_table import LOCALES

RULES = LOCALES / "my" / "zawgyi.txt"

_CONSONANT = "\u1000-\u1021\u103f\u104e"
_ROWS = ("\u1000-\u1004", "\u1005-\u100a", "\u100b-\u100f", "\u1010-\u1014", "\u1015-\u1019", "\u101c", "\u101e")
_STACKED = "|".join(f"(?:(?<=[{row}])\u1039(?=[{row}]))" for row in _ROWS)  # letters of one row stand under each other
_LETTER = re.compile("[\u1000-\u1021]")  # digits alone are no evidence: the digits of Shan stand among the glyphs
_ONLY_ZAWGYI = re.compile(
    "[\u1033\u1034\u105a\u1060-\u1097]"  # glyphs of its own; Unicode has rare letters of Mon, Karen and Shan there
    f"|(?:^|[^{_CONSONANT}\u1025\u1029\u103a-\u103e])\u1031"  # the vowel e before its consonant
    f"|(?!{_STACKED})\u1039(?<!\u103a\u1039)"  # the virama as the visible asat
    f"|(?:^|[^{_CONSONANT}\u1025\u1029\u103a-\u103e\u1039])[\u103b\u103c]"  # a medial with nothing to stand under
)
_ONLY_UNICODE = re.compile(
    f"[{_CONSONANT}][\u103b-\u103e]*\u1031"  # the vowel e after its consonant
    f"|[{_CONSONANT}\u1025]\u103a(?=[{_CONSONANT}\u1037\u1038\\s\u104a\u104b]|$)"  # asat ends a syllable
    f"|\u1004\u103a\u1039|{_STACKED}"
)


def legible(text: str) -> str:
    """`text` itself, or its Unicode form if it was typed in Zawgyi."""
    return to_unicode(text) if not text.isascii() and is_zawgyi(text) else text


def is_zawgyi(text: str) -> bool:
    """Whether the signs stand in an order that only Zawgyi gives. False for a text without Burmese letters."""
    if not _LETTER.search(text):
        return False
    only_zawgyi = len(_ONLY_ZAWGYI.findall(text))
    return only_zawgyi > 0 and only_zawgyi * 2 > len(_ONLY_UNICODE.findall(text))


def to_unicode(text: str) -> str:
    """The same words in Unicode. Call it for Zawgyi only: Unicode text comes out broken."""
    for one in passes():
        text = one.apply(text)
    return text


@dataclass(frozen=True, slots=True)
class Rule:
    """`before` is what stands, `after` what is put there; behind `kept`, its beginning, the pass reads on."""

    before: re.Pattern[str]
    after: str
    kept: str | None


@dataclass(frozen=True, slots=True)
class Pass:
    """Rules read from left to right over the text; at each place the first that matches wins."""

    rules: tuple[Rule, ...]
    any_of_them: re.Pattern[str]

    def apply(self, text: str) -> str:
        at = 0
        while found := self.any_of_them.search(text, at):
            rule = next(rule for rule in self.rules if rule.before.match(text, found.start()))
            match = rule.before.match(text, found.start())
            assert match is not None
            put = match.expand(rule.after)
            at = match.start() + len(match.expand(rule.kept) if rule.kept is not None else put)
            text = text[: match.start()] + put + text[match.end() :]
        return text


@lru_cache(maxsize=1)
def passes(path: Path = RULES) -> tuple[Pass, ...]:
    return tuple(_pass(lines) for lines in _stages(path.read_text("utf-8")) if lines)


def _stages(text: str) -> Iterator[list[str]]:
    """Rules of each pass as regular expressions, variables filled in."""
    variables: dict[str, str] = {}
    stage: list[str] = []
    for line in text.splitlines():
        rule = line.partition("#")[0].strip().rstrip(";").strip()
        name, is_variable, value = rule.partition("=")
        if rule.startswith("::"):
            yield stage
            stage = []
        elif is_variable:
            variables[name.strip()] = _filled(value.replace(" ", ""), variables)
        elif rule:
            stage.append(_filled(rule, variables))
    yield stage


def _filled(text: str, variables: dict[str, str]) -> str:
    for name in sorted(variables, key=len, reverse=True):
        text = text.replace(name, variables[name])
    return text


def _pass(lines: list[str]) -> Pass:
    rules = tuple(_rule(*re.split("[→>]", line)) for line in lines)
    return Pass(rules, re.compile("|".join(f"(?:{_numberless(rule.before.pattern)})" for rule in rules)))


def _rule(before: str, after: str) -> Rule:
    pattern = re.sub(r"\$\s*$", r"\\Z", before.strip()).replace(" ", "")
    put = re.sub(r"\$(\d)", r"\\\1", after.replace(" ", "").strip())
    put = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda code: chr(int(code[1], 16)), put)
    kept = put.partition("|")[0] if "|" in put else None
    return Rule(re.compile(pattern), put.replace("|", ""), kept)


def _numberless(pattern: str) -> str:
    """Groups are counted per rule, not over the whole pass."""
    return re.sub(r"\((?!\?)", "(?:", pattern)
