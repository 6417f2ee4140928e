"""The readiness assessment, and the sector of a firm."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "readiness_instrument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column(
            "dimensions",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "bands",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_readiness_instrument_programme_id_programme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_instrument")),
        sa.UniqueConstraint(
            "programme_id", "version", name=op.f("uq_readiness_instrument_programme_id_version")
        ),
    )
    with op.batch_alter_table("readiness_instrument", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_readiness_instrument_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "instrument_content",
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["readiness_instrument.id"],
            name=op.f("fk_instrument_content_instrument_id_readiness_instrument"),
        ),
        sa.PrimaryKeyConstraint("instrument_id", name=op.f("pk_instrument_content")),
    )
    op.create_table(
        "readiness_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "moment",
            sa.Enum(
                "baseline",
                "endline",
                "month_6",
                "month_12",
                name="readinessmoment",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column(
            "answers",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("total", sa.Double(), nullable=True),
        sa.Column("band", sa.String(length=40), nullable=True),
        sa.Column(
            "scores",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["firm_id"], ["firm.id"], name=op.f("fk_readiness_assessment_firm_id_firm")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["readiness_instrument.id"],
            name=op.f("fk_readiness_assessment_instrument_id_readiness_instrument"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["person.id"], name=op.f("fk_readiness_assessment_user_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_assessment")),
        sa.UniqueConstraint(
            "firm_id", "moment", name=op.f("uq_readiness_assessment_firm_id_moment")
        ),
    )
    with op.batch_alter_table("readiness_assessment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_readiness_assessment_finished_at"), ["finished_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_readiness_assessment_instrument_id"), ["instrument_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_readiness_assessment_user_id"), ["user_id"], unique=False
        )
        batch_op.create_index(
            "uq_readiness_assessment_person_moment",
            ["user_id", "moment"],
            unique=True,
            sqlite_where=sa.text("firm_id IS NULL"),
            postgresql_where=sa.text("firm_id IS NULL"),
        )

    with op.batch_alter_table("firm", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "sector",
                sa.Enum(
                    "software",
                    "animation",
                    "xr",
                    "audiovisual",
                    "marketing",
                    "bpo",
                    "general",
                    name="sector",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("firm", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_firm_sector"), type_="check")
        batch_op.drop_column("sector")

    with op.batch_alter_table("readiness_assessment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_readiness_assessment_person_moment",
            sqlite_where=sa.text("firm_id IS NULL"),
            postgresql_where=sa.text("firm_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_readiness_assessment_user_id"))
        batch_op.drop_index(batch_op.f("ix_readiness_assessment_instrument_id"))
        batch_op.drop_index(batch_op.f("ix_readiness_assessment_finished_at"))

    op.drop_table("readiness_assessment")
    op.drop_table("instrument_content")
    with op.batch_alter_table("readiness_instrument", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_readiness_instrument_programme_id"))

    op.drop_table("readiness_instrument")
