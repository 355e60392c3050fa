"""The shape of the house, drawn from the code itself: who imports whom, what reads the clock, how large things are."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import TOP, Module, modules, ours

PURE = (
    *("bot.conversation", "bot.drawing", "bot.casework.diagram"),
    *("bot.casework.lifecycle", "bot.casework.deadlines", "bot.casework.publication", "bot.casework.working_days"),
    *("bot.casework.assessment", "bot.casework.categories", "bot.casework.similar", "bot.casework.suggesting"),
    "bot.casework.results",
)
NEARLY_PURE = (
    *("bot.casework.redaction", "bot.casework.routing", "bot.casework.likeness", "bot.casework.company_names"),
    "bot.intake.sounds",
)
ALLOWED_THERE = {"phonenumbers", "stdnum", "rapidfuzz", "anyascii", "regex"}  # regex: where a grapheme ends

# What starts an app. Everyone else is handed what it needs.
RUNS = {"bot.process", "bot.workers", "bot.demo", "bot.chat", "bot.doctor"}

# Where the clock and chance may be read: everyone else is handed `now`, ids and randomness.
RIMS = {
    "bot.app": "draws the secret of the simulated phones",
    "bot.parts": "what the composition root hands to everyone: the clock, ids, randomness",
    "bot.demo": "draws a key and a link that live as long as the demo",
    "bot.checkups.keys": "opens the key as the server would",
    "bot.commands.members": "draws a member's id and the token of her link",
    "bot.commands.setting_up": "draws the master key",
}
CLOCK_AND_CHANCE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "uuid4", "uuid.uuid4", "uuid1", "uuid.uuid1", "os.urandom", "urandom", "os.getrandom",
    "secrets.token_bytes", "secrets.token_hex", "secrets.token_urlsafe", "secrets.randbelow", "secrets.choice",
    "token_bytes", "token_hex", "token_urlsafe", "randbelow",
}  # fmt: skip

# Where everything may be caught and not raised again, so that one bad item does not stop the rest.
CATCHES_ALL = {
    "bot.commands.frame.told": "the command line: one line instead of a traceback",
    "bot.webhooks._answer": "the webhook door: never a 500",
    "bot.intake.receiver._one": "an event that our code cannot apply is set aside",
    "bot.intake.receiver.again": "an event that was set aside fails once more",
    "bot.delivery.outbox._deliver": "one message must not stop all others",
    "bot.jobs.once": "a tick that failed is tried again at the next",
    "bot.translation.errands._run": "whatever an errand for packages dies of is told on its page",
    "bot.media.crew._guarded": "one file must not stop all others",
    "bot.translation.rounds.run": "one batch must not stop all others",
    "bot.translation.child.answers": "a text that cannot be rendered spoils no other",
    "bot.media.redraw.main": "whatever the decoder dies of, the exit code says that it was no picture",
    "bot.media.redraw.turned": "a photo is shown even if its notes cannot be read",
    "storage.writer._batch": "a poisoned turn fails alone, its error goes to who asked",
    "storage.writer._serve": "a fault of ours in the writer's thread: the next in the queue is served all the same",
    "storage.session.attempt": "the same as for a batch",
    "storage.session.together": "whatever failed, the batch is run again one by one",
    "storage.postgres_store._attempt": "the same",
    "storage.postgres_store._answer": "the same",
    "storage.postgres_store._recovered": "a connection that is gone is opened again",
}

# Tables, and contracts of many small values: longer is not harder there.
LONG_FILES = {
    "bot/config.py": "the table of every setting",
    "bot/casework/lifecycle.py": "the table of every status and what may follow it",
    "storage/migrations/cases/0001_first.py": "one table after the other",
    "channels/base.py": "the contract of all channels: events, messages, limits, errors",
}
LONG_FUNCTIONS = {
    "storage.migrations.cases.0001_first.upgrade": "one table after the other",
    "storage.migrations.vault.0001_first.upgrade": "one table after the other",
    "storage.outbox.add": "one row, column by column",
    "bot.console.doors.answer_refusals": "one handler for each error",
}
LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION = 300, 400, 40
POOR_NAMES = re.compile(r"(Manager|Helpers?|Utils?|Base|Impl)$|^(Data|Info)$")
POOR_FILES = {"utils", "util", "helpers", "helper", "common", "misc", "data", "info", "base_impl", "managers"}


def named(tree: ast.AST) -> str:
    """`a.b.c` for a chain of names, else nothing."""
    if isinstance(tree, ast.Name):
        return tree.id
    if isinstance(tree, ast.Attribute) and (inner := named(tree.value)):
        return f"{inner}.{tree.attr}"
    return ""


def foreign(module: Module) -> set[str]:
    return {name.partition(".")[0] for name in module.imports if not ours(name)} - set(sys.stdlib_module_names)


class TestImports:
    @pytest.mark.parametrize("leaf", ["channels", "storage"])
    def test_a_leaf_imports_nothing_of_ours(self, leaf: str) -> None:
        wrong = {m.name: sorted(x for x in m.imports if ours(x) and not x.startswith(leaf)) for m in modules(leaf)}
        assert {name: names for name, names in wrong.items() if names} == {}

    def test_the_pure_rooms_import_the_standard_library_and_each_other(self) -> None:
        pure = [module for module in modules("bot") if module.within(*PURE)]
        assert pure
        for module in pure:
            assert foreign(module) == set(), module.name
            assert [name for name in module.imports if ours(name) and not Module(path_of(name)).within(*PURE)] == []

    def test_redaction_and_routing_import_only_what_they_may(self) -> None:
        for module in modules("bot"):
            if module.within(*NEARLY_PURE):
                assert foreign(module) <= ALLOWED_THERE, module.name

    def test_only_what_runs_a_process_imports_the_composition_root(self) -> None:
        users = {module.name for module in modules("bot") if "bot.app" in module.imports}
        assert {name for name in users if name not in RUNS and not name.startswith("bot.commands.")} == set()

    def test_no_module_of_ours_imports_the_tests(self) -> None:
        assert [m.name for m in modules() if any(x.startswith("tests") for x in m.imports)] == []

    def test_there_is_no_circle(self) -> None:
        graph = {m.name: {x for x in m.imports_at_start if ours(x)} for m in modules()}
        assert list(circles(graph)) == []

    def test_tables_are_only_in_storage_and_pydantic_only_at_the_edge_of_http(self) -> None:
        for module in modules("bot", "channels"):
            assert "sqlmodel" not in foreign(module), module.name
            assert "pydantic" not in foreign(module) or module.within("bot.console"), module.name


def path_of(name: str) -> Path:
    path = TOP.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def circles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    done: set[str] = set()

    def walk(name: str, trail: list[str]) -> Iterator[list[str]]:
        if name in trail:
            yield [*trail[trail.index(name) :], name]
            return
        if name in done:
            return
        for other in sorted(graph.get(name, ())):
            yield from walk(other, [*trail, name])
        done.add(name)

    for name in sorted(graph):
        yield from walk(name, [])


class TestClockAndChance:
    def test_are_read_at_the_rims_only(self) -> None:
        wrong = [
            f"{module.name}:{node.lineno} {named(node)}"
            for module in modules()
            if module.name not in RIMS
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Name | ast.Attribute) and named(node) in CLOCK_AND_CHANCE
        ]
        assert wrong == []

    def test_nobody_uses_random(self) -> None:
        assert [m.name for m in modules() if "random" in m.imports and m.name not in RIMS] == []

    def test_every_rim_still_needs_to_be_one(self) -> None:
        by_name = {module.name: module for module in modules()}
        for name in RIMS:
            used = {named(node) for node in ast.walk(by_name[name].tree) if isinstance(node, ast.Name | ast.Attribute)}
            assert used & CLOCK_AND_CHANCE or "random" in by_name[name].imports, f"{name} reads no clock"


class TestSize:
    def test_no_file_is_long_without_a_reason(self) -> None:
        long = {str(m.path.relative_to(TOP)): m.lines for m in modules() if m.lines > LONGEST_FILE}
        assert {name: lines for name, lines in long.items() if name not in LONG_FILES} == {}
        assert LONG_FILES.keys() <= long.keys(), "a reason for a file that is short by now"

    def test_no_test_file_is_long(self) -> None:
        assert {m.name: m.lines for m in modules("tests") if m.lines > LONGEST_TEST_FILE} == {}

    def test_no_function_is_long_without_a_reason(self) -> None:
        long = {name: lines for module in modules() for name, lines in module.functions() if lines > LONGEST_FUNCTION}
        assert {name: lines for name, lines in long.items() if name not in LONG_FUNCTIONS} == {}
        assert LONG_FUNCTIONS.keys() <= long.keys(), "a reason for a function that is short by now"


class TestNames:
    def test_every_module_says_what_it_is_for(self) -> None:
        silent = [m.name for m in modules() if m.text.strip() and not ast.get_docstring(m.tree)]
        assert silent == []

    def test_no_class_or_file_is_named_for_nothing(self) -> None:
        poor = [
            f"{m.name}.{node.name}"
            for m in modules()
            for node in ast.walk(m.tree)
            if isinstance(node, ast.ClassDef) and POOR_NAMES.search(node.name)
        ]
        assert poor == []
        assert [m.name for m in modules() if m.path.stem in POOR_FILES] == []


def test_only_named_places_catch_everything() -> None:
    found = {name for module in modules() for name in module.catching_all()}
    assert found - CATCHES_ALL.keys() == set()
    assert CATCHES_ALL.keys() - found == set(), "a reason for a place that catches less by now"


class TestWords:
    """What workers read lives in `locales/`: Python holds message ids only."""

    ROOMS = ("bot.conversation", "bot.intake", "bot.delivery", "bot.casework", "channels")
    LETTERS = {
        "bot.casework.anonymity": "words that stand beside a name, marks that end a sentence",
        "bot.casework.redaction.coarse": "how a month is written",
        "bot.casework.redaction.names": "where a sentence ends",
        "bot.intake.sounds": "how katakana and Vietnamese letters are said",
        "bot.casework.redaction.rules": "where a sentence ends, marks in dates and clocks",
        "bot.intake.alphabets": "letters that only one language has",
        "bot.intake.interpreter": "marks behind a number",
        "bot.intake.locale_discreet": "where a sentence ends",
        "bot.intake.numbers": "marks behind a number",
        "bot.intake.reserved": "marks that are no part of a word",
        "bot.intake.zawgyi": "signs in an order that only one encoding has",
        "channels.splitting": "where a sentence ends, and letters that may not begin a line",
    }
    SENTENCE = re.compile(r"^[A-Z][a-z']+( [A-Za-z0-9',]+){2,}.*[.?!]$")
    OTHER_SCRIPT = re.compile(r"[\u0400-\u1fff\u2e80-\ud7ff]{2,}")

    def test_no_sentence_for_workers_stands_in_python(self) -> None:
        found = [
            f"{module.name}:{node.lineno} {node.value!r}"
            for module in modules("bot", "channels")
            if module.within(*self.ROOMS)
            for node in spoken(module.tree)
            if self.SENTENCE.match(str(node.value))
            or (module.name not in self.LETTERS and self.OTHER_SCRIPT.search(str(node.value)))
        ]
        assert found == []


def spoken(tree: ast.Module) -> Iterator[ast.Constant]:
    """String constants that could reach somebody: not docstrings, not what is raised."""
    silent: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise):
            silent.update(ast.walk(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent:
            yield node


def test_every_package_says_it_is_typed() -> None:
    for package in ("bot", "channels", "storage"):
        assert (TOP / package / "py.typed").exists(), package
