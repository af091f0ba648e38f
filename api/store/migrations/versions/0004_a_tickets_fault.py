"""A ticket's fault in a column of its own: tickets of the same fault are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; what documents say is written into the column."""
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fault", sa.String(length=200), nullable=True))
        batch_op.create_index("ix_tickets_site_fault", ["site_id", "fault"], unique=False)
        batch_op.create_index("ix_tickets_unit_fault", ["unit_id", "fault"], unique=False)
    tickets = sa.table("tickets", sa.column("fault", sa.String), sa.column("document", sa.JSON))
    said = tickets.c.document["fault"].as_string()
    op.execute(tickets.update().where(said.is_not(None)).values(fault=said))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_unit_fault")
        batch_op.drop_index("ix_tickets_site_fault")
        batch_op.drop_column("fault")
