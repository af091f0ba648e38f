"""Sheets of Excel workbooks, read without evaluating anything."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from optimiser import Fault, FaultyInput

_BROKEN = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError),
    *(LookupError, ValueError, TypeError, AttributeError, EOFError, NotImplementedError),
)


def sheet_rows(path: Path, sheet: str | None, max_bytes: int) -> Iterator[list[Any]]:
    """Read a sheet's rows as lists of cells.

    Formulas count as what they showed when the workbook was saved. A date that shows no time of day is a date.

    Parameters
    ----------
    path : Path
        The workbook.
    sheet : str or None
        The sheet's name; None for the first.
    max_bytes : int
        How large the unpacked workbook may be.
    """
    _refuse_large(path, max_bytes)
    try:
        yield from _rows(path, sheet)
    except _BROKEN as problem:
        message = f"cannot be read as a workbook ({type(problem).__name__}); open it and save it as .xlsx again"
        raise FaultyInput([Fault(path.name, "file", message)]) from None


def _rows(path: Path, sheet: str | None) -> Iterator[list[Any]]:
    with path.open("rb") as file:  # closed whatever openpyxl stumbles over
        yield from _rows_of(file, path, sheet)


def _rows_of(file: BinaryIO, path: Path, sheet: str | None) -> Iterator[list[Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about styles and validations, which nobody reads here
        workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        names = [each.title for each in workbook.worksheets]
        if not names or (sheet is not None and sheet not in names):
            message = f"has no sheet {sheet!r}; it has {', '.join(map(repr, names)) or 'none'}"
            raise FaultyInput([Fault(path.name, "sheet", message, sheet)])
        worksheet = workbook[sheet or names[0]]
        worksheet.reset_dimensions()  # what a workbook says about its own size is often wrong
        for cells in worksheet.iter_rows():
            yield [_value(cell) for cell in cells]
    finally:
        workbook.close()


def _refuse_large(path: Path, max_bytes: int) -> None:
    """Look at the sizes in the archive's directory, beyond which nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise FaultyInput([Fault(path.name, "file", "is no .xlsx workbook; save it as .xlsx, or as CSV")]) from None
    if size > max_bytes:
        message = f"unpacks to {size:,} bytes, more than {max_bytes:,}; split it, or keep fewer rows"
        raise FaultyInput([Fault(path.name, "too_large", message, size)])


def _value(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second or value.microsecond):
        shows_time = "h" in str(cell.number_format).lower()
        return value if shows_time else value.date()
    return value
