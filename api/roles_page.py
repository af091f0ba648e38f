"""Who may use what, as a page: ``python -m api.roles_page docs/`` writes it."""

import sys
from collections import defaultdict
from typing import Any

from fastapi import FastAPI

from api.identity.actor import ROLES
from api.identity.permissions import OPEN
from optimiser import describing as of

PAGE = "roles.md"
_HEAD = """# Who may use what

Written from the permissions in the code: `python -m api.roles_page docs/`. An engineer reads and reports only the own
routes, a customer only the own tickets, and whoever is limited to territories sees only these: what is not yours is not
found.
"""


def roles_page(app: FastAPI) -> str:
    """Write a table for each subject, with a line for each endpoint."""
    lines = [_HEAD]
    for tag, operations in sorted(_by_tag(app.openapi()).items()):
        lines += [f"## {tag.capitalize()}", "", f"| | {' | '.join(ROLES)} |", "|---|" + "---|" * len(ROLES)]
        lines += [*operations, ""]
    return "\n".join(lines)


def _by_tag(document: dict[str, Any]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for path, methods in sorted(document["paths"].items()):
        for method, operation in methods.items():
            tag = operation.get("tags", ["the service itself"])[0]
            allowed = ROLES if operation["operationId"] in OPEN else operation["x-roles"]
            marks = " | ".join("●" if role in allowed else "" for role in ROLES)
            anybody = ", nobody signed in" * (operation["operationId"] in OPEN)
            found[tag].append(f"| `{method.upper()} {path}`{anybody} | {marks} |")
    return found


def _of_empty_service() -> str:
    """Write the page of a service that has no data."""
    from tempfile import TemporaryDirectory

    from pydantic import SecretStr

    from api.app import make_app
    from api.settings import Settings

    with TemporaryDirectory() as empty:
        app = make_app(Settings(database_url=SecretStr(f"sqlite:///{empty}/empty.db")))
        text = roles_page(app)
        app.state.service.store.close()
    return text


if __name__ == "__main__":
    sys.exit(of.write_files({PAGE: _of_empty_service()}, sys.argv[1:]))
