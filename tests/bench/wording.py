"""`python -m tests.bench wording`: what it costs to say something, in every language, beside the standard library.

One text of each message id in each language: looked up and filled in; then as the whole answer it is part of, with the
choices of its question, laid out for SMS, Telegram and LINE. The other way is `gettext` with compiled catalogues.
"""

import gettext
import io
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.conversation.check import message_ids
from bot.conversation.machine import Effect, EffectKind, State
from bot.conversation.script import SCRIPT
from bot.intake.locale_table import LOCALES
from bot.intake.renderer import Facts, render
from bot.intake.spelling import spell
from bot.intake.wording import Wording, catalogue
from channels import base
from channels.layout import lay_out
from channels.line import CAPS as LINE
from channels.sms import CAPS as SMS
from channels.telegram import CAPS as TELEGRAM
from tests.bench import machine
from tests.bench.figures import Goal, Report, Series, stretch
from tests.bench.turns import Options

SECTIONS = ("messages", "memory")
DAY = date(2026, 3, 14)
VALUES: dict[str, object] = {
    **{"desk": "Worker Desk", "phone": "+81 3 1234 5678", "links": ("t.me/desk",), "hours": "Mon-Fri 09:00-17:00"},
    **{"wait": timedelta(hours=24), "days": 90, "months": 24, "minutes": 1, "url": "https://desk.example.org/p"},
    **{"date": DAY, "due": DAY, "until": DAY, "ref": "12345678", "company": "Yamada Foods", "office": "Labour Office"},
    **{"status": "in_review", "next": "in_review", "result": "remedied", "outcome": "remedied", "category": "wag"},
    **{"reason": "out of reach", "referral": "Labour Office", "action": "pay", "question": "Which month?"},
    **{"offer": "pay", "summary": "Not paid", "withheld": "your name", "text": "Not paid", "code": "K7QF-2M9X"},
    **{"language": "English", "police": "110", "ambulance": "119"},
}
FACTS = Facts(VALUES)
Case = tuple[str, str]


def run(options: Options) -> Report:
    wording = Wording.load(strict=True)
    report = Report(machine.describe(LOCALES))
    report.doubts += machine.settle(machine.LOAD_CORE)
    report.figures["languages"] = len(wording.languages)
    for section in options.sections if options.only else SECTIONS:
        options.say(f"{section} ...")
        {"messages": _messages, "memory": _memory}[section](report, options, wording)
    return report


def _messages(report: Report, options: Options, wording: Wording) -> None:
    told = [(language, id_) for language in wording.languages for id_ in sorted(wording.fields)]
    asked = [(language, name) for language in wording.languages for name, step in SCRIPT.steps.items() if step.choices]
    said = [id_ for id_ in message_ids(SCRIPT) if id_ in wording.fields]
    whole = [(language, id_) for language in wording.languages for id_ in said]
    standard = _standard(wording)
    ways: list[tuple[Series, Sequence[Case], Callable[[Case], object]]] = [
        (Series("a text looked up and filled in"), told, lambda case: _filled(wording, *case)),
        (Series("the same by gettext and str.format"), told, lambda case: _by_gettext(standard, wording, *case)),
        *(
            (Series(f"{what}, {name}"), cases, _laid_out(wording, caps, kind))
            for what, cases, kind in (("an answer told", whole, "tell"), ("a question with choices", asked, "ask"))
            for name, caps in (("SMS", SMS), ("Telegram", TELEGRAM), ("LINE", LINE))
        ),
    ]
    for way in ways:
        _round(*way)
        way[0].rounds.clear()  # the first fills the caches of dates and durations
    for _ in range(options.rounds):
        for way in ways:
            _round(*way)
    report.series += [series for series, _, _ in ways]
    ours, theirs, *answers = [series for series, _, _ in ways]
    report.goals += [Goal(f"{series.name}: median us", series.median("p50") * 1e3, 60, most=True) for series in answers]
    report.figures["looked up and filled in / gettext, time"] = theirs.over(ours)


def _round(series: Series, cases: Sequence[Case], say: Callable[[Case], object]) -> None:
    spent: list[float] = []
    begun, cpu = time.perf_counter(), time.process_time()
    for case in cases:
        at = time.perf_counter()
        say(case)
        spent.append(time.perf_counter() - at)
    series.rounds.append(stretch(spent, time.perf_counter() - begun, cpu=time.process_time() - cpu))


def _filled(wording: Wording, language: str, message_id: str) -> str:
    values = {name: spell(name, VALUES[name], language, wording) for name in wording.fields[message_id]}
    return wording.text(message_id, language, **values)


def _by_gettext(standard: dict[str, gettext.GNUTranslations], wording: Wording, language: str, message_id: str) -> str:
    values = {name: spell(name, VALUES[name], language, wording) for name in wording.fields[message_id]}
    return standard[language].pgettext(message_id, wording.texts["en"][message_id]).format(**values)


def _laid_out(wording: Wording, caps: base.Capabilities, kind: str) -> Callable[[Case], object]:
    effect_of = EffectKind(kind)

    def say(case: Case) -> object:
        language, name = case
        state = State(step=name if kind == "ask" else "rest", language=language, reports=("12345678",))
        effects = [Effect(effect_of, name, params=(("ref", "12345678"),))]
        outgoing = render(effects, script=SCRIPT, state=state, language=language, wording=wording, facts=FACTS)
        return lay_out(outgoing, caps) if outgoing is not None else None

    return say


def _standard(wording: Wording) -> dict[str, gettext.GNUTranslations]:
    return {tag: _compiled(catalogue(LOCALES, row, "bot")) for tag, row in wording.languages.items()}


def _compiled(path: Path) -> gettext.GNUTranslations:
    with path.open("rb") as file:
        po = read_po(file)
    compiled = io.BytesIO()
    write_mo(compiled, po)
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))


def _memory(report: Report, options: Options, wording: Wording) -> None:
    """KiB that the catalogues hold once loaded, and the seconds it takes to load them all."""
    for name, load in (("ours", Wording.load), ("gettext, compiled", lambda: _standard(wording))):
        tracemalloc.start()
        kept = load()
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        report.figures[f"all catalogues in memory, {name}, KiB"] = held / 1024
        del kept
    spent = []
    for _ in range(options.rounds):
        at = time.perf_counter()
        Wording.load()
        spent.append(time.perf_counter() - at)
    report.figures["loading all catalogues, ms"] = statistics.median(spent) * 1e3
    report.notes.append(f"Measured on {datetime.now(UTC).date()}: medians of {options.rounds} rounds, one core.")
