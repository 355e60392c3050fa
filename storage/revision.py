"""Whether both databases are of this version. Reads only, and without Alembic: every start and every /readyz asks."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.engine import NotMigrated, Unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
TREES = ("cases", "vault")
ASK = "SELECT version_num FROM alembic_version"


def require(cases_url: str, vault_url: str) -> None:
    """Raises NotMigrated unless both databases are of this version, Unavailable where one cannot be reached."""
    if late := pending(cases_url, vault_url):
        raise NotMigrated(f"not up to date: {', '.join(late)}; run: madoguchi migrate")


def pending(cases_url: str, vault_url: str) -> list[str]:
    """The databases that `migrate` would change, by name; none when all is well."""
    return [tree for tree, url in zip(TREES, (cases_url, vault_url), strict=True) if revision(url) != newest(tree)]


def newest(tree: str) -> str:
    """The revision that a database of this version has: its files are named `<revision>_<what>.py`."""
    return max(path.stem.partition("_")[0] for path in (MIGRATIONS / tree).glob("[0-9]*_*.py"))


def revision(url: str) -> str | None:
    """What a database is at; None where it was never migrated."""
    path = sqlite_path(url)
    return _of_postgresql(url) if path is None else _of_sqlite(path)


def sqlite_path(url: str) -> Path | None:
    """The file of `sqlite:///relative` or `sqlite:////absolute`, or None for another database."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _of_sqlite(path: Path) -> str | None:
    if not path.exists():
        return None
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            row = connection.execute(ASK).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
    return row[0] if row else None


def _of_postgresql(url: str) -> str | None:
    import psycopg  # a desk on SQLite never needs it

    from storage.postgres import libpq

    try:
        with psycopg.connect(libpq(url), autocommit=True) as connection:
            row = connection.execute(ASK).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    except psycopg.OperationalError as error:
        reason = str(error).partition("\n")[0]  # an address and a reason, no data
        raise Unavailable(f"cannot reach the database: {reason}") from None
    return row[0] if row else None
