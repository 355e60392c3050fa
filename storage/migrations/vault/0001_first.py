"""The tables of the vault: where a person is reached, what she is called, and the wrapped keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("alias", sa.String(length=32), nullable=False),
        sa.Column("blind_index", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address_ct", sa.LargeBinary(), nullable=False),
        sa.Column("created_day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("alias"),
        sa.UniqueConstraint("blind_index"),
    )
    op.create_table(
        "destroyed_key",
        sa.Column("data_key_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("data_key_id"),
    )
    op.create_table(
        "forgotten_contact",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "held_report",
        sa.Column("data_key_id", sa.String(length=32), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("data_key_id"),
    )
    op.create_table(
        "key_wrap",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("data_key_id", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(length=12), nullable=False),
        sa.Column("holder_id", sa.String(length=32), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("data_key_id", "holder", "holder_id", "generation"),
    )
    op.create_index("ix_key_wrap_data_key_id", "key_wrap", ["data_key_id"], unique=False)
    op.create_index("ix_key_wrap_key_id", "key_wrap", ["key_id"], unique=False)
    op.create_table(
        "keycheck",
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("check_ct", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key_id"),
    )
    op.create_table(
        "other_address",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("alias", sa.String(length=32), nullable=False),
        sa.Column("blind_index", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("address_ct", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("blind_index"),
    )
    op.create_index("ix_other_address_alias", "other_address", ["alias"], unique=False)
    op.create_table(
        "person_name",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("name_ct", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id"),
    )
