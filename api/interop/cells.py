"""From what stands in a cell to a value: numbers, durations, amounts by name, plain text.

A cell is what a spreadsheet gives: text, a number, a date, a time, or nothing. Each reader returns the value or raises
:class:`UnreadableCell` with a sentence that says what was found and what to write instead.
"""

import math
import re
from datetime import time, timedelta
from typing import Any

MAX_ID_LENGTH = 200
MAX_TEXT_LENGTH = 2_000
MAX_DURATION = timedelta(days=366)

_ISO_DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?",
    re.ASCII,
)
_CLOCK_DURATION = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_ERROR_CELL = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class UnreadableCell(ValueError):
    """What stands in a cell cannot be used; the message says what to write instead."""


def is_empty(cell: Any) -> bool:
    """Whether nothing, or only white space, stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Any) -> str:
    """Write a cell as text; a whole number that a spreadsheet keeps as 12.0 reads 12."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()


def read_number(cell: Any, decimal: str = ".") -> float:
    """Read a finite number; `decimal` is the decimal mark of numbers that are written as text."""
    if isinstance(cell, bool):
        raise UnreadableCell(f"{cell} is not a number; write digits")
    if isinstance(cell, int | float):
        number = float(cell) if abs(cell) < 1e300 else math.inf
    else:
        text = text_of(cell)
        _refuse_error_cell(text)
        digits = text if decimal == "." else text.translate(str.maketrans(f"{decimal}.", f".{decimal}"))
        if not _NUMBER.fullmatch(digits):
            raise UnreadableCell(f"{text[:60]!r} is not a number; write digits, with {decimal!r} as the decimal mark")
        number = float(digits)
    if not math.isfinite(number):
        raise UnreadableCell(f"{text_of(cell)[:60]} is not a finite number")
    return number


def read_price(cell: Any, decimal: str = ".") -> float:
    """Read a number that may not be negative."""
    price = read_number(cell, decimal)
    if price < 0:
        raise UnreadableCell(f"{price:g} is negative; prices and limits are zero or more")
    return price


def read_skip_cost(cell: Any, decimal: str = ".") -> float | None:
    """Read what leaving a visit out costs; ``must`` means that it must be served."""
    return None if isinstance(cell, str) and cell.strip().lower() == "must" else read_price(cell, decimal)


def read_coordinate(cell: Any, limit: float, decimal: str = ".") -> float:
    """Read degrees between -limit and limit."""
    degrees = read_number(cell, decimal)
    if abs(degrees) > limit:
        raise UnreadableCell(f"{degrees:g} is not between -{limit:g} and {limit:g} degrees; are the columns swapped?")
    return degrees


def read_duration(cell: Any, decimal: str = ".") -> timedelta:
    """Read a span: ``PT45M``, ``1:30`` (hours and minutes), a spreadsheet's time, or a number of minutes."""
    span = _span(cell, decimal)
    if not timedelta(0) <= span <= MAX_DURATION:
        raise UnreadableCell(
            f"{text_of(cell)[:60]} is not a span between nothing and a year; plain numbers are minutes"
        )
    return span


def _span(cell: Any, decimal: str) -> timedelta:
    if isinstance(cell, timedelta):
        return cell
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, str):
        try:
            if found := _ISO_DURATION.fullmatch(cell.strip()):
                return timedelta(**{unit: int(count) for unit, count in found.groupdict(default="0").items()})
        except OverflowError:
            raise UnreadableCell(f"{cell.strip()[:60]} is longer than any calendar") from None
        if clock := _CLOCK_DURATION.fullmatch(cell.strip()):
            hours, minutes, seconds = (int(part or 0) for part in clock.groups())
            return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    try:
        minutes_count = read_number(cell, decimal)
    except UnreadableCell:
        raise UnreadableCell(
            f"{text_of(cell)[:60]!r} is not a duration; write PT45M, 0:45, or a number of minutes"
        ) from None
    if abs(minutes_count) > MAX_DURATION / timedelta(minutes=1):
        raise UnreadableCell(f"{minutes_count:g} minutes is more than a year; plain numbers are minutes")
    return timedelta(seconds=round(minutes_count * 60))


def iso_duration(span: timedelta) -> str:
    """Write a span as ISO 8601, in hours, minutes and seconds."""
    seconds = round(span.total_seconds())
    parts = ((seconds // 3600, "H"), (seconds // 60 % 60, "M"), (seconds % 60, "S"))
    return "PT" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0S")


def read_amounts(cell: Any, decimal: str = ".") -> dict[str, float]:
    """Read amounts by name, such as skills with their levels: ``cctv:2;network``; a name alone counts 1."""
    if isinstance(cell, dict):
        return {read_id(name): _tidy(read_price(amount, decimal)) for name, amount in cell.items()}
    amounts: dict[str, float] = {}
    for item in filter(None, (part.strip() for part in text_of(cell).split(";"))):
        name, _, amount = (part.strip() for part in item.partition(":"))
        if not name or name in amounts:
            what = f"names {name!r} twice" if name else "has an amount without a name"
            raise UnreadableCell(f"{text_of(cell)[:60]!r} {what}; write cctv:2;network:1")
        amounts[read_id(name)] = _tidy(read_price(amount, decimal)) if amount else 1
    return amounts


def _tidy(number: float) -> float:
    """Write whole numbers without a point."""
    return int(number) if number.is_integer() else number


def read_names(cell: Any) -> list[str]:
    """Read names that are separated by semicolons, each once, in their order."""
    items = cell if isinstance(cell, list) else text_of(cell).split(";")
    return list(dict.fromkeys(read_id(item) for item in items if not is_empty(item)))


def read_id(cell: Any) -> str:
    """Read an identifier: short, without control characters, and nothing that a spreadsheet would run as a formula."""
    text = text_of(cell)
    _refuse_error_cell(text)
    if len(text) > MAX_ID_LENGTH:
        raise UnreadableCell(f"an id of {len(text)} characters; use at most {MAX_ID_LENGTH}")
    if not text.isprintable():
        raise UnreadableCell(f"{text[:60]!r} holds control characters; remove them")
    if text.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(text):
        raise UnreadableCell(f"{text[:60]!r} begins like a formula; ids begin with a letter or digit")
    return text


def read_text(cell: Any) -> str:
    """Read text that is carried along. What a spreadsheet would run as a formula gets an apostrophe in front."""
    text = text_of(cell)
    if len(text) > MAX_TEXT_LENGTH:
        raise UnreadableCell(f"a text of {len(text)} characters; use at most {MAX_TEXT_LENGTH}")
    text = "".join(character if character.isprintable() else " " for character in text)
    return f"'{text}" if text.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(text) else text


def _refuse_error_cell(text: str) -> None:
    if _ERROR_CELL.fullmatch(text):
        raise UnreadableCell(f"the spreadsheet shows the error {text} here; repair its formula and save again")
