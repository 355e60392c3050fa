"""Reads a TOML text into a tree of frozen dataclasses: types, limits, secrets, unknown keys, the line of every mistake.

Knows nothing about which settings exist (`bot.config` does). A secret is never repeated in an error.
"""

import dataclasses
import difflib
import re
import tomllib
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Key = tuple[str, ...]

# Words that stand in examples for a value of one's own. An empty secret is refused with them.
PLACEHOLDER = re.compile(r"change[-_ ]?me|your[-_ ].*|x{3,}|<.*>|\.\.\.|", re.IGNORECASE)
_HEADER = re.compile(r"\s*\[{1,2}\s*([A-Za-z0-9_.\-\" ]+?)\s*\]{1,2}\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"\s*([A-Za-z0-9_.\-\" ]+?)\s*=")


class ConfigError(Exception):
    """A setting is missing or wrong. Names the key, where it stands and what to do; never a secret's value."""

    def __init__(self, key: str, problem: str, *, place: str = "") -> None:
        super().__init__(": ".join(part for part in (place, key, problem) if part))
        self.key, self.problem, self.place = key, problem, place


@dataclass(frozen=True)
class Form:
    """What a text must look like: the pattern, and the same in words."""

    pattern: str
    words: str


def one_of(*values: str) -> Form:
    return Form("|".join(re.escape(value) for value in values), f"one of: {', '.join(values)}")


def setting(
    default: Any = MISSING,
    *,
    form: Form | None = None,
    low: float | None = None,
    high: float | None = None,
    secret: bool = False,
) -> Any:
    """One key of a table. A secret may also come from the environment (MADOGUCHI_<TABLE>_<KEY>, or ..._FILE) or from
    a file named by `<key>_file`, and stays out of every repr.
    """
    rules = {"form": form, "low": low, "high": high, "secret": secret}
    if isinstance(default, (dict, Mapping)):
        return dataclasses.field(default_factory=lambda: types.MappingProxyType(dict(default)), metadata=rules)
    return dataclasses.field(default=default, repr=not secret, metadata=rules)


def name_of(field: "dataclasses.Field[Any]") -> str:
    """The key as it stands in the file: `from_` is `from`, which Python keeps for itself."""
    return field.name.rstrip("_")


@dataclass(frozen=True)
class Source:
    """Where settings come from: one file's text and the environment. Relative paths start at the file's folder."""

    text: str
    name: str
    folder: Path
    environ: Mapping[str, str]

    def read(self, tree: type[T]) -> T:
        try:
            table = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError("", f"not valid TOML: {error}", place=self.name) from None
        return _Reader(self).table(tree, table, ())

    def wrong(self, key: Key, problem: str) -> ConfigError:
        """The error for a key, with the line of the key itself or of the table it belongs in."""
        lines = _lines(self.text)
        line = next((lines[key[:end]] for end in range(len(key), 0, -1) if key[:end] in lines), None)
        place = self.name if line is None else f"{self.name}:{line}"
        return ConfigError(dotted(key), problem, place=place)


def variable(key: Key) -> str:
    """The environment variable that may hold a secret."""
    return "_".join(("MADOGUCHI", *key)).upper()


def _lines(text: str) -> dict[Key, int]:
    """Key path -> line. tomllib does not tell; a multi-line value's inside may add a wrong entry, never hide one."""
    found: dict[Key, int] = {}
    table: Key = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _path(header[1])
            found.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            found.setdefault((*table, *_path(assignment[1])), number)
    return found


def _path(dotted: str) -> Key:
    return tuple(part.strip().strip('"') for part in dotted.split("."))


@dataclass(frozen=True)
class _Reader:
    source: Source

    def wrong(self, key: Key, problem: str) -> ConfigError:
        return self.source.wrong(key, problem)

    def table(self, tree: type[T], given: object, at: Key) -> T:
        if not isinstance(given, dict):
            raise self.wrong(at, f"must be a table: write [{'.'.join(at)}]")
        fields = {name_of(field): field for field in dataclasses.fields(typing.cast(Any, tree)) if field.init}
        self._refuse_unknown(given, fields, at)
        hints = typing.get_type_hints(tree)
        values = {
            field.name: self._field(field, hints[field.name], given, (*at, name)) for name, field in fields.items()
        }
        return tree(**{name: value for name, value in values.items() if value is not MISSING})

    def _refuse_unknown(self, given: dict[str, Any], fields: Mapping[str, Any], at: Key) -> None:
        known = [*fields, *(f"{name}_file" for name, field in fields.items() if field.metadata.get("secret"))]
        for name in given:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1, cutoff=0)
                hint = f'the nearest known key is "{near[0]}"' if near else "this table has no keys"
                raise self.wrong((*at, name), f"unknown key; {hint}")

    def _field(self, field: "dataclasses.Field[Any]", hint: Any, given: dict[str, Any], key: Key) -> Any:
        if field.metadata.get("secret"):
            return self._secret(field, hint, given, key)
        if key[-1] in given:
            return self._value(field, hint, given[key[-1]], key)
        if dataclasses.is_dataclass(hint):
            return self.table(typing.cast(type, hint), {}, key)
        if field.default is MISSING and field.default_factory is MISSING:
            raise self.wrong(key, "is missing and has no default")
        return self.source.folder / typing.cast(Path, field.default) if hint is Path else MISSING

    def _secret(self, field: "dataclasses.Field[Any]", hint: Any, given: dict[str, Any], key: Key) -> Any:
        sources = list(self._secret_sources(given, key))
        if len(sources) > 1:
            raise self.wrong(key, f"is set twice: in {sources[0][0]} and in {sources[1][0]}; keep one")
        if not sources:
            if field.default is MISSING:
                ways = f"write {key[-1]} or {key[-1]}_file, or set {variable(key)}"
                raise self.wrong(key, f"is missing and a secret has no default: {ways}")
            return MISSING
        where, fetch = sources[0]
        value = fetch()
        if isinstance(value, str) and hint == tuple[str, ...]:
            value = [part.strip() for part in re.split(r"[,\n]", value) if part.strip()]
        self._refuse_placeholder(value, key, where)
        return self._value(field, hint, value, key)

    def _refuse_placeholder(self, value: Any, key: Key, where: str) -> None:
        parts = value if isinstance(value, list) else [value]
        if not parts or any(isinstance(part, str) and PLACEHOLDER.fullmatch(part.strip()) for part in parts):
            raise self.wrong(key, f"holds no secret of yours in {where}: put the real one there")

    def _secret_sources(self, given: dict[str, Any], key: Key) -> Iterator[tuple[str, Callable[[], Any]]]:
        name, named, environ = variable(key), f"{key[-1]}_file", self.source.environ
        if key[-1] in given:
            yield "the file", lambda: given[key[-1]]
        if named in given:
            yield named, lambda: self._content(given[named], (*key[:-1], named))
        if name in environ:
            yield name, lambda: environ[name]
        if f"{name}_FILE" in environ:
            yield f"{name}_FILE", lambda: self._content(environ[f"{name}_FILE"], key)

    def _content(self, path: object, key: Key) -> str:
        if not isinstance(path, str):
            raise self.wrong(key, "must be the path of a file")
        try:
            return (self.source.folder / path).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise self.wrong(key, f"cannot read {path} ({type(error).__name__})") from None

    def _value(self, field: "dataclasses.Field[Any]", hint: Any, value: Any, key: Key) -> Any:
        rules = field.metadata
        result = self._typed(hint, value, key)
        for part in result if isinstance(result, tuple) else (result,):
            form = rules.get("form")
            if form and isinstance(part, str) and not re.fullmatch(form.pattern, part):
                raise self.wrong(key, f"must be {form.words}")
            if isinstance(part, (int, float)) and not isinstance(part, bool):
                self._bounded(rules, part, key)
        return result

    def _bounded(self, rules: Mapping[str, Any], value: float, key: Key) -> None:
        low, high = rules.get("low"), rules.get("high")
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = f"{low} or more" if high is None else f"between {low} and {high}"
            raise self.wrong(key, f"must be {bounds}")

    def _typed(self, hint: Any, value: Any, key: Key) -> Any:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin in (types.UnionType, typing.Union):
            return self._typed(next(part for part in arguments if part is not type(None)), value, key)
        if dataclasses.is_dataclass(hint):
            return self.table(typing.cast(type, hint), value, key)
        if origin is tuple:
            if isinstance(value, str):
                value = [value]
            if not isinstance(value, list):
                raise self.wrong(key, f"must be a list: {key[-1]} = [...]")
            return tuple(self._typed(arguments[0], part, key) for part in value)
        if origin is Mapping:
            if not isinstance(value, dict):
                raise self.wrong(key, f"must be a table: write [{'.'.join(key)}]")
            inner = {name: self._typed(arguments[1], part, (*key, name)) for name, part in value.items()}
            return types.MappingProxyType(inner)
        return self._plain(hint, value, key)

    def _plain(self, hint: type, value: Any, key: Key) -> Any:
        if hint is Path and isinstance(value, str) and value:
            return self.source.folder / Path(value).expanduser()
        if hint is date and isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise self.wrong(key, "must be dates like 2026-12-31") from None
        if hint is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if type(value) is not hint:
            wanted = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
            raise self.wrong(key, f"must be {wanted.get(hint, 'a ' + hint.__name__.lower())}")
        return value


def dotted(key: Key) -> str:
    """`[server] port`, as people look for it in the file."""
    return f"[{'.'.join(key[:-1])}] {key[-1]}" if len(key) > 1 else f"[{key[0]}]" if key else ""
