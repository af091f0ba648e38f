"""The documentation says what is so: its examples run, its tables of codes are whole, its links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest

import optimiser.checker
import optimiser.explanation
from api.page.reasons import KINDS
from optimiser.documents.book_reference import book_fault_codes
from optimiser.documents.findings import FAULT_CODES
from optimiser.horizon.hindrances import _SENTENCES as HINDRANCES

from .running import ROOT, roundsman

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
FILES = re.compile(r"<!-- file: ([a-z.]+) -->\n```(?:json|toml)\n(.*?)```", re.DOTALL)
TESTED = re.compile(r"<!-- tested -->\n```console\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]+)")


def blocks(page: Path) -> list[str]:
    """The console examples of a page that are marked as tested."""
    return TESTED.findall(page.read_text(encoding="utf-8"))


def pattern(expected: list[str]) -> str:
    """What the output must look like: ``...`` stands for anything."""
    return ".*".join(re.escape(piece) for piece in "".join(f"{line}\n" for line in expected).split("..."))


@pytest.mark.long
@pytest.mark.parametrize("source", [page for page in PAGES if blocks(page)], ids=lambda path: path.name)
def test_the_examples_of_a_page_run_and_print_what_it_says(source: Path, tmp_path: Path) -> None:
    for name, content in FILES.findall(source.read_text(encoding="utf-8")):
        (tmp_path / name).write_text(content, encoding="utf-8")
    for block in blocks(source):
        for command, expected in commands(block):
            program, *arguments = shlex.split(command)
            assert program == "roundsman", command
            ran = roundsman(*arguments, folder=tmp_path)
            assert ran.status == 0, f"{command}\n{ran.err}"
            said = ran.out + "".join(line for line in ran.err.splitlines(True) if not line.startswith("compiling"))
            assert re.fullmatch(pattern(expected), said, re.DOTALL), f"{command}\n{said}"


def commands(block: str) -> list[tuple[str, list[str]]]:
    """Each command of a block, with the lines that it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


@pytest.mark.parametrize("source", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(source: Path) -> None:
    for target in LINK.findall(source.read_text(encoding="utf-8")):
        assert (source.parent / target).exists(), target


def test_the_page_of_codes_lists_every_fault_violation_and_reason() -> None:
    listed = set(re.findall(r"`([A-Za-z_]+)`", (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")))
    violations = set(re.findall(r"^([A-Z_]{3,})\s{2,}\S", optimiser.checker.__doc__ or "", re.MULTILINE))
    assert len(violations) > 30
    reasons = set(re.findall(r"^([A-Z_]{3,})\s{2,}\S", optimiser.explanation.__doc__ or "", re.MULTILINE))
    assert {*FAULT_CODES, *book_fault_codes(), *HINDRANCES, *violations, *reasons, *KINDS["en"]} <= listed
    assert reasons <= set(KINDS["en"])


def test_every_fault_code_that_the_command_line_uses_is_on_the_page_of_codes() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "api" / "cli").rglob("*.py"))
    used = set(re.findall(r'Fault\([^,]+, "([a-z_]+)"', sources))
    listed = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert len(used) >= 5
    assert all(f"`{code}`" in listed for code in used)
