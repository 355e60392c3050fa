"""Several queries as one statement, and a connection that knows their answers already: what a page is sure to ask is
asked in one round trip, and nobody who asks later has to know of it. For reading only.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    LargeBinary,
    Select,
    String,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from storage.engine import Connection, Row

KINDS = (String, BigInteger, Boolean, LargeBinary)


def kind(column: ColumnElement[Any]) -> int:
    """Which of `KINDS` holds its values; an expression without a type of its own is text."""
    python = {bool: 2, int: 1, bytes: 3}
    try:
        return python.get(column.type.python_type, 0)
    except NotImplementedError:
        return 0


class Gathering:
    """The queries of one page. Their columns share places by kind, and each row says which query it answers."""

    def __init__(self, *queries: Select[Any]) -> None:
        self.queries = queries
        numbered = [self._alone(n, query) for n, query in enumerate(queries)]
        kinds = [[kind(column) for column in query.c][:-1] for query in numbered]
        places = [max(one.count(which) for one in kinds) for which in range(len(KINDS))]
        starts = [2 + sum(places[:which]) for which in range(len(KINDS))]
        self._where = [self._placed(one, starts) for one in kinds]
        whole = [
            self._widened(n, query, one, starts, places)
            for n, (query, one) in enumerate(zip(numbered, kinds, strict=True))
        ]
        self.statement = union_all(*whole)

    def ask(self, connection: "Remembering", values: Sequence[Mapping[str, object]]) -> None:
        """Let the connection know the answers. `values` are those of each query."""
        named = {f"q{n}_{name}": value for n, one in enumerate(values) for name, value in one.items()}
        found: list[list[Row]] = [[] for _ in self.queries]
        for row in sorted(connection.all(self.statement, **named), key=lambda row: row[:2]):
            found[row[0]].append(tuple(row[place] for place in self._where[row[0]]))
        for query, one, rows in zip(self.queries, values, found, strict=True):
            connection.known[query, frozenset(one.items())] = rows

    @staticmethod
    def _alone(n: int, query: Select[Any]) -> Any:
        """The query with the values it asks for under names of its own, and the place of each row in its order."""

        def renamed(bind: BindParameter[Any]) -> None:
            if bind.required:
                bind.key = f"q{n}_{bind.key}"

        order = query._order_by_clauses
        place = func.row_number().over(order_by=order) if order else literal_column("0")
        numbered = query.order_by(None).add_columns(place.label("place"))
        return visitors.cloned_traverse(numbered, {}, {"bindparam": renamed}).subquery(f"q{n}")

    @staticmethod
    def _placed(kinds: Sequence[int], starts: Sequence[int]) -> list[int]:
        taken = list(starts)
        found = []
        for which in kinds:
            found.append(taken[which])
            taken[which] += 1
        return found

    def _widened(
        self, n: int, query: Any, kinds: Sequence[int], starts: Sequence[int], places: Sequence[int]
    ) -> Select[Any]:
        """As many columns as the widest has, in the same order of kinds."""
        columns = [*query.c]
        wide: list[Any] = [literal_column(str(n)).label("n"), columns[-1].label("place")]
        held = dict(zip(self._placed(kinds, starts), columns[:-1], strict=True))
        for which, many in enumerate(places):
            for place in range(starts[which], starts[which] + many):
                column = held.get(place)
                kept = cast(null(), KINDS[which]) if column is None else column
                wide.append(kept.label(f"c{place}"))
        return select(*wide)


class Remembering:
    """A connection that answers what it was told, and every query asked twice, from memory. It never writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.known: dict[tuple[Executable, frozenset[tuple[str, object]]], Sequence[Row]] = {}

    def all(self, statement: Executable, /, **values: object) -> Sequence[Row]:
        try:
            key = statement, frozenset(values.items())
            hash(key)
        except TypeError:  # a list is among the values
            return self._connection.all(statement, **values)
        if key not in self.known:
            self.known[key] = self._connection.all(statement, **values)
        return self.known[key]

    def one(self, statement: Executable, /, **values: object) -> Row | None:
        rows = self.all(statement, **values)
        return rows[0] if rows else None

    def run(self, statement: Executable, /, **values: object) -> int:
        raise TypeError("this connection only reads")

    def put(self, statement: Executable, /, **values: object) -> None:
        raise TypeError("this connection only reads")

    def notify(self, topic: str) -> None:
        raise TypeError("this connection only reads")
