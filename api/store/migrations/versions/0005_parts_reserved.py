"""Parts that are reserved for the visits of published plans."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on."""
    op.create_table(
        "reservations",
        sa.Column("ticket_id", sa.String(length=200), nullable=False),
        sa.Column("part_id", sa.String(length=200), nullable=False),
        sa.Column("holder_kind", sa.String(length=10), nullable=False),
        sa.Column("holder_id", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("engineer_id", sa.String(length=200), nullable=False),
        sa.Column("plan_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_reservations_engineer_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_reservations_part_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_reservations_plan_id")),
        sa.ForeignKeyConstraint(["territory_id"], ["territories.id"], name=op.f("fk_reservations_territory_id")),
        sa.PrimaryKeyConstraint("ticket_id", "part_id", "holder_kind", "holder_id", name=op.f("pk_reservations")),
    )
    with op.batch_alter_table("reservations", schema=None) as batch_op:
        batch_op.create_index("ix_reservations_holder", ["holder_kind", "holder_id", "part_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reservations_part_id"), ["part_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reservations_territory_id"), ["territory_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table("reservations")
