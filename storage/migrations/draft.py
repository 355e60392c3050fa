"""Writes the first revision of a tree anew from the tables. Only until the first release: then a revision is for ever.

`python -m storage.migrations.draft && ruff format storage/migrations`
"""

import re
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

from storage.models import cases, vault

HERE = Path(__file__).parent
FIRST = {
    "cases": ("The tables of the case database: everything but the person.", cases.METADATA),
    "vault": (
        "The tables of the vault: where a person is reached, what she is called, and the wrapped keys.",
        vault.METADATA,
    ),
}
HEAD = '''"""{title}"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
'''


def first_revision(tree: str) -> str:
    title, metadata = FIRST[tree]
    return HEAD.format(title=title) + "    " + _operations(metadata) + "\n"


def _operations(metadata: MetaData) -> str:
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection)
        upgrade = produce_migrations(context, metadata).upgrade_ops
        assert upgrade is not None
        drawn = render_python_code(upgrade).replace("sqlmodel.sql.sqltypes.AutoString", "sa.String")
    lines = [line for line in drawn.splitlines() if not line.strip().startswith("#")]
    return re.sub(r'op\.f\(("\w+"|\'\w+\')\)', r"\1", "\n".join(lines).strip())


def main() -> None:
    for tree in FIRST:
        (HERE / tree / "0001_first.py").write_text(first_revision(tree))


if __name__ == "__main__":
    main()
