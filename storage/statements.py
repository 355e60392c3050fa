"""SQLAlchemy Core statements made into plain SQL for one database, once: the hot path only looks them up.

Nothing here opens a connection. What a caller passes is bound, never written into the SQL.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ClauseElement, TextClause

_WORD = re.compile(r"\w*", re.ASCII)

# Module constants are a few hundred; more means that someone builds statements in a function.
MOST_KEPT = 2_000

SQLITE: Dialect = sqlite.dialect(paramstyle="named")
POSTGRESQL: Dialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # numbered parameters, with their types


def insert_or_ignore(table: Table) -> postgresql.Insert:
    """INSERT of every column that does nothing where a key is taken: `run` gives 1 or 0.

    PostgreSQL's construct, because it is the one that both of SQLAlchemy's compilers can write.
    """
    return postgresql.insert(table).on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class Prepared:
    """SQL for one driver, the values that are part of the statement but not of its SQL, and whether it may write.

    `plain`: the caller's values are all there is, no `expand` needed. `order`: their names, where the driver wants a
    list. `compiled` is there only when a list is bound at run time, so that the SQL depends on its length.
    """

    sql: str
    constants: Mapping[str, object]
    writes: bool
    plain: bool
    order: Sequence[str] = ()
    compiled: SQLCompiler | None = None

    def expand(self, values: Mapping[str, object]) -> tuple[str, Mapping[str, object], Sequence[str]]:
        """SQL, values and their order, for a statement that has a list or constants among its values."""
        if self.compiled is None:
            return self.sql, {**self.constants, **values}, self.order
        expanded = self.compiled.construct_expanded_state(dict(values))
        return expanded.statement, expanded.parameters, expanded.positiontup or ()


class Statements(dict[Executable, Prepared]):
    """Every statement met so far, compiled for one database. Keyed by identity: a lookup is one hash."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self._dialect = dialect

    def __missing__(self, statement: Executable) -> Prepared:
        if len(self) >= MOST_KEPT:
            self.clear()
        prepared = self[statement] = prepare(statement, self._dialect)
        return prepared


def prepare(statement: Executable, dialect: Dialect) -> Prepared:
    compiled = _plain(statement).compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    writes = bool(getattr(statement, "is_dml", False)) or isinstance(statement, TextClause)
    binds = compiled.bind_names
    if any(bind.expanding and bind.required for bind in binds):
        return Prepared("", {}, writes, False, compiled=compiled)
    expanded = compiled.construct_expanded_state({name: None for bind, name in binds.items() if bind.required})
    asked = {name for bind, name in binds.items() if bind.required}
    constants = {name: value for name, value in expanded.parameters.items() if name not in asked}
    return Prepared(expanded.statement, constants, writes, not constants, expanded.positiontup or ())


def _plain(statement: Executable) -> ClauseElement:
    """The statement with its own plain constants in its SQL: an index over `state = 'queued'` is found only so."""

    def literally(bind: BindParameter[object]) -> None:
        if not bind.required and _is_plain(bind.value):
            bind.literal_execute = True

    assert isinstance(statement, ClauseElement)
    return visitors.cloned_traverse(statement, {}, {"bindparam": literally})


def _is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, int) or (isinstance(value, str) and bool(_WORD.fullmatch(value)))
