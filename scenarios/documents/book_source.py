"""Where a study's book comes from: the library, a file beside the study, or the study itself."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from optimiser import MOST_BOOK_BYTES, Book, Fault, FaultyInput, parse, read_book
from scenarios.library import regime, regimes


def book_of(given: str | Mapping[str, Any], folder: Path | None) -> Book:
    """Read the book that a study names or holds.

    Parameters
    ----------
    given : str or mapping
        The name of a regime, the name of a file (relative to `folder`), or a book document.
    folder : Path or None
        Where the study lies; None: it came without one, and may name no files.

    Raises
    ------
    FaultyInput
        With paths as in the book, below ``$.book``.
    """
    if not isinstance(given, str):
        return _read(given, "")
    if given in regimes():
        return _read(regime(given).book, "")
    if folder is None or not _is_file_name(given):
        raise FaultyInput([_unknown(given, folder)])
    return _read(_loaded(file_beside(given, folder, "$.book"), given), given)


def file_beside(name: str, folder: Path | None, path: str) -> Path:
    """Find a file that a study names.

    Raises
    ------
    FaultyInput
        Where the study came without a folder, or there is no such file.
    """
    if folder is None:
        message = f"{name[:80]!r} is a file, and this study came without a folder; put what is in it into the study"
        raise FaultyInput([Fault(path, "no_files_here", message, name)])
    if not (folder / name).is_file():
        near = get_close_matches(name, [each.name for each in folder.iterdir()] if folder.is_dir() else [], n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"look in {folder}"
        raise FaultyInput([Fault(path, "no_such_file", f"there is no file {name[:80]!r}; {hint}", name)])
    return folder / name


def _is_file_name(given: str) -> bool:
    return "/" in given or "\\" in given or Path(given).suffix != ""


def _unknown(given: str, folder: Path | None) -> Fault:
    if folder is None and _is_file_name(given):
        message = f"{given[:80]!r} is a file, and this study came without a folder; put the book into the study"
        return Fault("$.book", "no_files_here", message, given)
    near = get_close_matches(given.lower().replace("-", "_"), regimes(), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"name one of {', '.join(regimes())}, or a file as book.json"
    return Fault("$.book", "unknown_regime", f"there is no regime {given[:80]!r}; {hint}", given)


def _loaded(file: Path, given: str) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            text = stream.read(MOST_BOOK_BYTES + 1)
    except OSError as wrong:
        message = f"{given[:80]!r} cannot be read: {wrong.strerror}; look at its rights"
        raise FaultyInput([Fault("$.book", "unreadable_file", message, given)]) from None
    with _below_book(given):
        return parse(text, most_bytes=MOST_BOOK_BYTES)


def _read(document: Mapping[str, Any], name: str) -> Book:
    with _below_book(name):
        return read_book(document)


@contextmanager
def _below_book(name: str) -> Iterator[None]:
    """Say of faults of a book where they are in the study."""
    try:
        yield
    except FaultyInput as faulty:
        said = f"in {name}: " if name else ""
        raise FaultyInput(
            replace(fault, path=f"$.book{fault.path.removeprefix('$')}", message=said + fault.message)
            for fault in faulty.faults
        ) from None
