"""``roundsman key``: keys with which programs use the service."""

from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from api.cli.printing import print_parts
from api.cli.serving import opened_store
from api.printable import printable
from optimiser import Fault, FaultyInput

key = typer.Typer(no_args_is_help=True, help="Make, list and revoke the keys with which programs use the service.")
_AUTHOR = "command line"


@key.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the key is for.")],
    role: Annotated[str, typer.Option("--role", help="administrator, dispatcher, planner, engineer or customer.")],
    engineer: Annotated[str | None, typer.Option("--engineer", metavar="ID", help="Whose routes it sees.")] = None,
    customer: Annotated[str | None, typer.Option("--customer", metavar="ID", help="Whose tickets it sees.")] = None,
    territory: Annotated[
        list[str] | None, typer.Option("--territory", metavar="ID", help="Limit it to this one; may be repeated.")
    ] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, max=36500, help="It ends after so many.")] = None,
) -> None:
    """Make a key and print it: once, for only a hash of it is kept."""
    from api.clock import system_clock
    from api.identity.actor import ROLES
    from api.identity.keys import make_key
    from api.identity.scope import Scope
    from api.store.audit import Author

    known = next((each for each in ROLES if each == role), None)
    if known is None:
        message = f"there is no role {role!r}; choose one of {', '.join(ROLES)}"
        raise FaultyInput([Fault("--role", "bad_value", message, role)])
    now = system_clock()
    ends_at = None if days is None else now + timedelta(days=days)
    scope = Scope(known, territory or (), engineer, customer)
    with opened_store() as store, store.writing(Author(_AUTHOR, system_clock)) as session:
        _, shown = make_key(session, name, scope, _AUTHOR, now, ends_at)
    print(shown)


@key.command("list")
def list_() -> None:
    """List the keys; the keys themselves cannot be shown."""
    from api.clock import system_clock
    from api.store.identity import keys_after

    table = Table("Id", "Name", "Role", "Made", "State", box=None)
    with opened_store() as store, store.reading() as session:
        now = system_clock()
        for each in keys_after(session, None, None):
            ended = each.expires_at is not None and each.expires_at <= now
            state = "revoked" if each.revoked_at else "expired" if ended else "in use"
            table.add_row(each.id, printable(each.name), each.role, f"{each.created_at:%Y-%m-%d}", state)
    print_parts(table)


@key.command()
def revoke(id_: Annotated[str, typer.Argument(metavar="ID", help="As `roundsman key list` shows it.")]) -> None:
    """End a key for good."""
    from api.clock import system_clock
    from api.errors import Refused
    from api.identity.keys import revoke_key
    from api.store.audit import Author

    with opened_store() as store, store.writing(Author(_AUTHOR, system_clock)) as session:
        try:
            name = revoke_key(session, id_, system_clock()).name
        except Refused as refused:
            raise FaultyInput([Fault("ID", refused.code, refused.message, id_)]) from None
    print(f"The key {name!r} is revoked.")
