"""Every code that the service can answer is on the page of errors."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.errors import STATUS_OF

HOUSE = Path(__file__).parents[2]
PAGE = (HOUSE / "docs" / "errors.md").read_text(encoding="utf-8")


def calls(name: str) -> Iterator[ast.Call]:
    """Every call of one of our errors in the service."""
    files = (file for file in sorted((HOUSE / "api").rglob("*.py")) if "vroom" not in file.parts)  # it tells sentences
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def constants(name: str, position: int) -> list[str]:
    """The codes that stand as they are at a position of these calls."""
    found = (call.args[position] for call in calls(name) if len(call.args) > position)
    return sorted({code.value for code in found if isinstance(code, ast.Constant) and isinstance(code.value, str)})


@pytest.mark.parametrize("code", constants("Refused", 0))
def test_every_refusal_has_a_status(code: str) -> None:
    assert code in STATUS_OF


@pytest.mark.parametrize("code", sorted(STATUS_OF))
def test_every_problem_is_on_the_page_with_its_status(code: str) -> None:
    assert f"| `{code}` | {STATUS_OF[code]} |" in PAGE


@pytest.mark.parametrize("code", constants("Fault", 1))
def test_every_fault_is_on_the_page(code: str) -> None:
    assert f"`{code}`" in PAGE
