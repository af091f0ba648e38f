"""From text to the mapping that a study document is: TOML, with its dates and times as JSON would write them."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from optimiser import Fault, FaultyInput

MOST_STUDY_BYTES = 5_000_000
"""How large a study may be; a book inside it counts."""

_DEEPEST = 100


def parse_study(text: bytes | str) -> dict[str, Any]:
    """Read TOML.

    Parameters
    ----------
    text : bytes or str
        Bytes are UTF-8, with or without a byte order mark.

    Returns
    -------
    dict
        As JSON can say it: dates, times and times of day are texts.

    Raises
    ------
    FaultyInput
        With the line of an error of syntax.
    """
    if len(text) > MOST_STUDY_BYTES:
        unit = "bytes" if isinstance(text, bytes) else "characters"
        raise _refused("too_large", f"the study has more than {MOST_STUDY_BYTES} {unit}; give it fewer")
    try:
        document = tomllib.loads(_decoded(text))
    except tomllib.TOMLDecodeError as wrong:
        raise _refused("not_toml", f"not TOML {_place(str(wrong))}; mend it there") from None
    except RecursionError:
        raise _refused("not_toml", "tables or lists are nested too deeply to be a study; flatten them") from None
    except ValueError:  # the interpreter refuses to read whole numbers of thousands of digits
        raise _refused("not_toml", "a number or date is none that a computer can hold; mend it") from None
    return {key: _plain(value, 1) for key, value in document.items()}


def _decoded(text: bytes | str) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        where = f"byte {wrong.start} is 0x{text[wrong.start]:02x}"
    raise _refused("not_text", f"{where}, which is not UTF-8; write the study in UTF-8")


def _place(message: str) -> str:
    """Turn ``Invalid value (at line 3, column 5)`` round: where, and what."""
    found = re.fullmatch(r"(.*?) \(at (.*)\)", message, re.DOTALL)
    what, where = (found[1], found[2]) if found else (message, "some line")
    return f"at {where}: {what[:120].lower()}"


def _plain(value: Any, depth: int) -> Any:
    """Return a value as JSON can say it."""
    if depth > _DEEPEST:
        raise _refused("too_deep", f"tables and lists lie in each other over {_DEEPEST} deep; flatten them")
    if isinstance(value, Mapping):
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def _refused(code: str, message: str) -> FaultyInput:
    return FaultyInput([Fault("$", code, message)])
