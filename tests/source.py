"""Our source as trees: what each module imports, calls and says. For the tests that hold the shape of the house."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

TOP = Path(__file__).parent.parent
OURS = ("bot", "channels", "storage")


@dataclass(frozen=True)
class Module:
    path: Path

    @cached_property
    def name(self) -> str:
        parts = self.path.relative_to(TOP).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def within(self, *rooms: str) -> bool:
        return any(self.name == room or self.name.startswith(room + ".") for room in rooms)

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every module named in an import, wherever it stands; `from a import b` is a.b where that is a module."""
        return frozenset(self._imports(self.tree))

    @cached_property
    def imports_at_start(self) -> frozenset[str]:
        """Without those inside functions, which run later, and those for types only."""
        return frozenset(
            name
            for node in self.tree.body
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
            for name in self._imports(node)
        )

    def _imports(self, top: ast.AST) -> Iterator[str]:
        for node in ast.walk(top):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}:{node.lineno}: imports are absolute"
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield inner if is_module(inner) else str(node.module)

    def catching_all(self) -> Iterator[str]:
        """Functions that catch everything and do not raise it again, by their innermost name."""

        def walk(node: ast.AST, holder: str) -> Iterator[str]:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                holder = f"{self.name}.{node.name}"
            if isinstance(node, ast.ExceptHandler) and _is_all(node) and not isinstance(node.body[-1], ast.Raise):
                yield holder
            for inner in ast.iter_child_nodes(node):
                yield from walk(inner, holder)

        yield from walk(self.tree, self.name)

    def functions(self) -> Iterator[tuple[str, int]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{self.name}.{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def _is_all(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or ast.unparse(handler.type) in {"Exception", "BaseException"}


@cache
def modules(*tops: str) -> tuple[Module, ...]:
    return tuple(Module(path) for top in tops or OURS for path in sorted((TOP / top).rglob("*.py")))


def is_module(name: str) -> bool:
    path = TOP.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def ours(name: str) -> bool:
    return name.partition(".")[0] in (*OURS, "locales", "tests")
