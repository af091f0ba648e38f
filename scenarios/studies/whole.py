"""Files that are there whole or not at all, whenever a program is killed."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".unfinished"
"""How the names of files end that are still being written, or were when their program was killed."""


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Give a path to write to, whose file takes its name `path` when all is written."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
