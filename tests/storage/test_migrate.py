"""The databases that `migrate` makes are the ones the tables describe, on both engines."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, inspect, text
from sqlalchemy.pool import NullPool

import storage.migrate
import storage.revision
from storage.engine import NotMigrated
from storage.migrate import migrate
from storage.models import cases, vault
from storage.revision import TREES, newest, pending, require
from tests.storage.conftest import Urls

METADATA: dict[str, MetaData] = {"cases": cases.METADATA, "vault": vault.METADATA}


def described(url: str) -> dict[str, Any]:
    """Every table with its columns, keys and indexes, without the names the engine chose."""
    engine = create_engine(url, poolclass=NullPool)
    look = inspect(engine)
    tables = {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], str(column["default"]).strip("'"))
                for column in look.get_columns(name)
            },
            "key": look.get_pk_constraint(name)["constrained_columns"],
            "unique": sorted(found["column_names"] for found in look.get_unique_constraints(name)),
            "indexes": sorted((str(i["name"]), i["column_names"], bool(i["unique"])) for i in look.get_indexes(name)),
            "foreign": look.get_foreign_keys(name),
        }
        for name in look.get_table_names()
        if name != "alembic_version"
    }
    engine.dispose()
    return tables


def test_migrations_make_exactly_what_the_tables_describe(empty_urls: Urls, request: pytest.FixtureRequest) -> None:
    migrate(*empty_urls)
    for tree, url in zip(TREES, empty_urls, strict=True):
        migrated = described(url)
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            for name in migrated:
                connection.execute(text(f"DROP TABLE {name}"))
            METADATA[tree].create_all(connection)
        engine.dispose()
        assert migrated == described(url), "run: python -m storage.migrations.draft"


def test_migrating_twice_changes_nothing_and_keeps_the_rows(empty_urls: Urls) -> None:
    migrate(*empty_urls)
    engine = create_engine(empty_urls[0], poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO lease (name, owner, until) VALUES ('outbox', 'me', 1)"))
    before = [described(url) for url in empty_urls]
    migrate(*empty_urls)
    assert [described(url) for url in empty_urls] == before
    with engine.begin() as connection:
        assert connection.execute(text("SELECT * FROM lease")).all() == [("outbox", "me", 1)]
    engine.dispose()


def test_what_is_pending_is_named(empty_urls: Urls) -> None:
    assert pending(*empty_urls) == ["cases", "vault"]
    with pytest.raises(NotMigrated, match="cases, vault; run: madoguchi migrate"):
        require(*empty_urls)
    migrate(*empty_urls)
    assert pending(*empty_urls) == []
    require(*empty_urls)


def test_a_new_file_is_its_owners_only_and_keeps_a_write_ahead_log(sqlite: Urls, tmp_path: Path) -> None:
    engine = create_engine(sqlite[0], poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar() == 2
        for path in tmp_path.glob("*.db*"):
            assert path.stat().st_mode & 0o077 == 0, path
    engine.dispose()


@pytest.mark.parametrize("tree", TREES)
def test_the_newest_revision_is_the_one_alembic_would_bring_it_to(tree: str) -> None:
    config = Config(storage.migrate.INI, ini_section=tree)
    assert ScriptDirectory.from_config(config).get_current_head() == newest(tree)


NEXT = '''"""A later revision."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = {head!r}


def upgrade() -> None:
    with op.batch_alter_table("lease") as table:
        table.add_column(sa.Column("why", sa.String(8), nullable=False, server_default="old"))
        table.alter_column("owner", type_=sa.String(64))
    op.execute("UPDATE lease SET why = 'new' WHERE name = 'b'")
    {then}
'''


def a_later_version(directory: Path, monkeypatch: pytest.MonkeyPatch, *, then: str = "pass") -> None:
    """Let `migrate` be the one of a version to come, whose case database has one revision more."""
    copied = shutil.copytree(Path(storage.migrate.INI).parent, directory / "migrations")
    (copied / "cases" / "9999_later.py").write_text(NEXT.format(head=newest("cases"), then=then))
    monkeypatch.setattr(storage.migrate, "INI", copied / "alembic.ini")
    monkeypatch.setattr(storage.revision, "MIGRATIONS", copied)


def rows_of(url: str, columns: str) -> Any:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM lease ORDER BY name")).all()
    engine.dispose()
    return found


def fill(url: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO lease (name, owner, until) VALUES ('a', 'me', 1), ('b', 'you', 2)"))
    engine.dispose()


def test_a_later_version_keeps_the_rows_of_an_older_one(
    empty_urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(*empty_urls)
    fill(empty_urls[0])
    a_later_version(tmp_path, monkeypatch)
    assert pending(*empty_urls) == ["cases"]
    migrate(*empty_urls)
    assert pending(*empty_urls) == []
    assert rows_of(empty_urls[0], "name, owner, until, why") == [("a", "me", 1, "old"), ("b", "you", 2, "new")]


def test_a_migration_that_fails_leaves_everything_as_it_was(
    empty_urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(*empty_urls)
    fill(empty_urls[0])
    before = described(empty_urls[0])
    a_later_version(tmp_path, monkeypatch, then="op.execute('SELECT * FROM nothing_of_that_name')")
    with pytest.raises(Exception, match="nothing_of_that_name"):
        migrate(*empty_urls)
    assert described(empty_urls[0]) == before
    assert rows_of(empty_urls[0], "name, owner, until") == [("a", "me", 1), ("b", "you", 2)]
    assert pending(*empty_urls) == ["cases"]


@pytest.mark.slow
def test_two_that_migrate_at_once_make_one_schema(empty_urls: Urls) -> None:
    with ThreadPoolExecutor(2) as threads:
        for outcome in [threads.submit(subprocess.run, at_once(empty_urls), check=True) for _ in range(2)]:
            outcome.result()
    assert pending(*empty_urls) == []


def at_once(urls: Urls) -> list[str]:
    return [sys.executable, "-c", f"from storage.migrate import migrate; migrate(*{urls!r})"]
