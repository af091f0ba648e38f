"""``roundsman db``: the tables of the service's database."""

import typer

from api.cli.serving import opened_store

db = typer.Typer(no_args_is_help=True, help="Bring the service's database up to date, or say how old it is.")


@db.command()
def upgrade() -> None:
    """Bring the tables to the revision of this release; the service does so itself when it starts."""
    from api.store.upgrade import known_revisions

    with opened_store():
        print(f"The database is of revision {known_revisions()[0]}.")


@db.command()
def revision() -> None:
    """Say of which revision the database is, and of which this release."""
    from api.store.upgrade import known_revisions, present_revision

    with opened_store(upgraded=False) as store, store.engine.connect() as connection:
        present = present_revision(connection)
    print(f"database: {present or 'no tables yet'}\nrelease:  {known_revisions()[0]}")
