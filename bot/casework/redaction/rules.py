"""What is looked for, in order: who comes first has the letters. Patterns run over folded text and are all bounded, so
that a text of a megabyte takes a thousand times as long as one of a kilobyte, no longer.

Amounts, hours and head counts are looked for as well, so that nothing else takes them: a grievance is about them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.casework.redaction import numbers
from bot.casework.redaction.cues import Cues
from bot.casework.redaction.finding import Kind

AMOUNT = r"\d{1,3}(?:[,.']\d{2,3}){1,5}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?"
FILLER = r"[^\d\n!?。。।။។]{0,24}?"
CLOCK = r"(?:[01]?\d|2[0-4])(?:[:.h時点]|時 )(?:[0-5]\d(?!\d)[分]?|半)?"
HOUR = r"(?:[01]?\d|2[0-4])"
LETTERED = r"(?<![a-z0-9])[a-z]{0,4}-?\d"


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind` is nothing for what must stay. The group `day` is what goes of a date; `it` what counts of a match."""

    kind: Kind | None
    pattern: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool] = lambda _: True

    def spans(self, text: str) -> Iterator[tuple[int, int, re.Match[str]]]:
        group = "it" if "it" in self.pattern.groupindex else 0
        for found in self.pattern.finditer(text):
            if self.holds(found):
                yield *found.span(group), found


def rules(cues: Cues) -> tuple[Rule, ...]:
    return (
        *_addresses_on_the_web(),
        *_homes(cues),
        *_papers(cues),
        *_dates(cues),
        *_small_groups(cues),
        *_amounts(cues),
        *_numbers(cues),
        *_moments(cues),
    )


def _rule(kind: Kind | None, *patterns: str, holds: Callable[[re.Match[str]], bool] = lambda _: True) -> Iterator[Rule]:
    for pattern in patterns:
        yield Rule(kind, re.compile(pattern), holds)


def _addresses_on_the_web() -> Iterator[Rule]:
    yield from _rule(
        Kind.EMAIL, r"[a-z0-9][a-z0-9._%+\-]{0,63}(?: ?@ ?|[(\[]at[)\]])[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,4}"
    )
    yield from _rule(
        Kind.URL,
        r"(?:https?://|www\.)[!-~]{1,300}[a-z0-9/]",
        r"(?<![a-z0-9])(?:[a-z0-9\-]{1,40}\.){1,4}(?:com|net|org|me|jp|io|info|cn|vn|th|id|ph|lk|bd|np|kh|mm|br|mx|be)"
        r"(?![a-z0-9])(?:/[!-~]{0,200}[a-z0-9/])?",
    )
    yield from _rule(Kind.HANDLE, r"(?<![a-z0-9@])@[a-z0-9_](?:[a-z0-9_.\-]{0,40}[a-z0-9_])?")


def _papers(cues: Cues) -> Iterator[Rule]:
    handle, paper = cues.any_of("handle"), cues.any_of("paper")
    yield from _rule(Kind.HANDLE, rf"{handle}[ :;=\-はとの是]{{0,4}}(?P<it>[a-z0-9_](?:[a-z0-9_.\-]{{2,40}}[a-z0-9_]))")
    yield from _rule(
        Kind.PAPER,
        r"(?<![a-z0-9])[a-z]{2}\d{8}[a-z]{2}(?![a-z0-9])",
        r"\d{1,2}/[^\s\d/]{2,12}\([^\s\d)]{1,10}\) ?\d{6}",
        rf"{paper}{FILLER}(?P<it>(?<![a-z])[a-z]{{0,3}}[ \-]?\d[\d \-./]{{3,24}}\d(?:[a-z](?![a-z]))?)",
        r"(?<![a-z0-9])[a-z]{1,2}\d{6,8}[a-z]?(?![a-z0-9])",
    )
    yield from _rule(
        Kind.ACCOUNT,
        r"(?<![a-z0-9])[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?(?![a-z0-9])",
        holds=numbers.is_iban,
    )
    yield from _rule(Kind.ACCOUNT, r"(?<!\d)\d(?:[ \-]?\d){12,18}(?!\d)", holds=numbers.is_card)


def _homes(cues: Cues) -> Iterator[Rule]:
    """From the word for it to the end of the sentence: a full stop behind a short word is an abbreviation."""
    end = r"(?=[!?。।။។\n]|(?<=[^\s.]{5})\. |\.?$)"
    cue = cues.any_of("address")
    yield from _rule(
        Kind.ADDRESS, rf"{cue}[ :：はक]{{0,4}}(?P<it>[^\n!?。।။។]{{3,100}}?){end}", r"〒 ?(?P<it>\d{3}-?\d{4})"
    )
    yield from _rule(Kind.AGE, rf"{cues.any_of('age_before')}[ :]{{0,2}}(?P<it>\d{{2}})(?![\d\-])")


def _dates(cues: Cues) -> Iterator[Rule]:
    """The day goes, the month stays: what is left needs no words of ours."""
    names, before, after = cues.any_of("month"), cues.any_of("month_before"), cues.any_of("month_after")
    month = rf"(?:{names}\.?|{before} ?\d{{1,2}}(?!\d)|(?<!\d)\d{{1,2}} ?{after})"
    year = rf"(?:{cues.any_of('year_before')} ?)?\d{{4}}(?!\d)(?: ?{cues.any_of('year_after')})?"
    joint = rf"(?: ?{cues.any_of('date_joint')}\.? ?| ?, ?| ?/ ?|-| ){{0,2}}"
    counted = "|".join(cues.any_of(name, left=False) for name in ("count_after", "money_after", "multiplier"))
    day = (
        rf"(?:{cues.any_of('day_before')}[ \-]?)?(?<![\d.,:/])(?:0?[1-9]|[12]\d|3[01])(?![\d:.]\d|\d)"
        rf"(?:st|nd|rd|th|ª|º|°)?(?: ?{cues.any_of('day_after')})?"
        rf"(?! ?(?:{counted}))(?! [a-z]{{3}} \d{{1,3}} ?(?:{counted}))"  # "may" is a word in other languages too
    )
    yield from _rule(
        Kind.DATE,
        rf"{year}{joint}{month}(?P<day>{joint}{day})",
        rf"(?P<day>{day}{joint}){month}(?:{joint}{year})?",
        rf"{month}(?P<day>{joint}{day})(?! ?{cues.any_of('duration_after', left=False)})(?:,?{joint}{year})?",
        r"(?<![\d\-/.])(?:19|2[05])\d\d[-/.](?:0?[1-9]|1[0-2])(?P<day>[-/.](?:[0-2]?\d|3[01]))(?![\d\-/])",
        r"(?<![\d\-/.])(?P<day>(?:[0-2]?\d|3[01])[-/.])(?:0?[1-9]|1[0-2])[-/.](?:(?:19|2[05])\d\d|\d\d)(?![\d\-/])",
    )


def _amounts(cues: Cues) -> Iterator[Rule]:
    many, digits = cues.any_of("multiplier"), rf"(?:{AMOUNT})"
    left, right = cues.any_of("money_before"), cues.any_of("money_after", left=False)
    unit = rf"(?:{cues.any_of('duration_after', left=False)}|{cues.any_of('count_after', left=False)})"
    between = cues.any_of("range", left=False)
    said = cues.any_of("duration_before")
    yield from _rule(
        None,
        rf"{left}[ .]{{0,2}}{digits}(?:[ ]?{many})?(?!\d)",
        rf"(?<!\d){digits}[ ]?(?:{many}[ ]?(?:{digits})?)?[ ]?{right}",
        rf"(?<![\d.,]){digits}[ ]?{many}",
        rf"{CLOCK}[ ]?{between}[ ]?{CLOCK}",
        rf"(?<![\d\-]){digits}[ ]?(?:{cues.any_of('count_joint')}[ ]?)?{unit}",
        rf"(?:{said}|{cues.any_of('count_before')})[ ]?{digits}(?!\d)",
        r"(?<![\d.,+(\-])[1-9]\d{0,2}(?:,\d{2,3}){1,5}(?![\d,\-])",
    )


def _numbers(cues: Cues) -> Iterator[Rule]:
    account, employee = cues.any_of("account"), cues.any_of("employee")
    reference, phone = cues.any_of("reference"), cues.any_of("phone")
    yield from _rule(Kind.PLACE, rf"{cues.any_of('plate')}{FILLER}(?P<it>{PLATE})")
    yield from _rule(Kind.EMPLOYEE, rf"{employee}{FILLER}(?P<it>{LETTERED}[\d\-]{{1,11}})")
    yield from _rule(Kind.REFERENCE, r"(?<![\d\-+])\d{4}-\d{4}(?![\d\-])", holds=numbers.is_reference)
    yield from _rule(Kind.REFERENCE, rf"{reference}{FILLER}(?P<it>\d{{4}}-?\d{{4}})(?![\d\-])")
    yield from _rule(Kind.ACCOUNT, rf"{account}{FILLER}(?P<it>\d(?:[ \-]?\d){{4,19}})")
    yield from _rule(Kind.PHONE, rf"{phone}{FILLER}(?P<it>\+?\(?\d(?:[ \-./()]{{0,2}}\d){{6,15}})")
    yield from _rule(Kind.PHONE, numbers.CANDIDATE, holds=numbers.is_phone)
    yield from _rule(Kind.PAPER, r"(?<!\d)\d(?:[ \-]?\d){9,17}[xv]?(?![a-z\d])", holds=numbers.is_paper)
    yield from _rule(Kind.ACCOUNT, rf"(?P<it>(?<!\d)\d(?:[ \-]?\d){{5,19}}){FILLER}{account}")
    yield from _rule(Kind.NUMBER, r"(?<![\d.,])\d(?:[ \-]?\d){8,30}(?!\d)")


PLATE = (
    r"[^\s\d,.!?]{0,6}(?:[ \-·][^\s\d,.!?]{1,8})?[ \-·]?\d{1,4}(?:[ \-·.]?[^\s\d,!?。।]{0,4}[ \-·.]?\d{1,4}){0,3}"
    r"(?: ?[a-z]{1,3}(?![a-z]))?"
)


def _moments(cues: Cues) -> Iterator[Rule]:
    number = r"(?<![a-z0-9])(?:[a-z]{1,2}-?)?\d{1,4}(?:-\d{1,3})?[a-z]?(?![a-z\d])"
    called = rf"{cues.any_of('place')}[ .:]{{0,2}}(?:{cues.any_of('number')}[ .:]{{0,2}}){{0,2}}"
    half = cues.any_of("part_of_day")
    yield from _rule(Kind.AGE, rf"(?<![\d\-])(?P<it>\d{{2}})[ \-]?{cues.any_of('age_after', left=False)}")
    yield from _rule(
        Kind.TIME,
        rf"(?:{half} ?)?(?<![\d.,:]){HOUR}(?:[:h時点點]|시 ?)(?:[0-5]\d|半)(?!\d)[分분]?(?: ?{half}){{0,2}}",
        rf"{cues.any_of('clock_before')} ?(?P<it>{HOUR}[.:h][0-5]\d(?!\d))",
        rf"(?<![\d.,:])(?P<it>{HOUR}[.:][0-5]\d) ?{cues.any_of('clock_after', left=False)}",
    )
    yield from _rule(
        Kind.PLACE,
        rf"{called}(?P<it>{number})",
        rf"(?<![\d.,])(?P<it>\d{{1,4}}) ?{cues.any_of('place_after', left=False)}",
    )
    yield from _rule(Kind.UNIQUE, cues.any_of("only"))


def _small_groups(cues: Cues) -> Iterator[Rule]:
    """Up to five: who did the same work there knows who it was."""
    few, people = cues.any_of("few"), cues.any_of("count_after", left=False)
    kind = rf"[^\s\d]{{0,12}} ?(?:{cues.any_of('nationality')}|{cues.any_of('gender')})"
    yield from _rule(Kind.RARE, rf"(?<![\d.,])[1-5] ?{kind}", rf"{few} ?{kind}")
    yield from _rule(
        Kind.FEW, rf"(?<![\d.,])[2-5] ?{people}", rf"{few} ?{people}", rf"{cues.any_of('count_before')} ?[2-5](?!\d)"
    )
