"""From text to a JSON object, strictly: no NaN, no infinity, no key twice, no surprise in size or depth."""

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from optimiser.documents.findings import EnoughFaults, Findings, Steps, shown
from optimiser.errors import Fault, FaultyInput

MOST_BYTES = 10_000_000


def parse(text: bytes | str, *, most_bytes: int = MOST_BYTES) -> dict[str, Any]:
    """Read strict JSON whose top is an object.

    Parameters
    ----------
    text : bytes or str
        Bytes are UTF-8, with or without a byte order mark.
    most_bytes : int
        Larger documents are refused unread.

    Returns
    -------
    dict

    Raises
    ------
    FaultyInput
        With the line and column of an error of syntax, or the path of each key that stands twice and of each number
        that is NaN or infinite.
    """
    if len(text) > most_bytes:
        unit = "bytes" if isinstance(text, bytes) else "characters"
        raise _refused(
            "too_large", f"the document has {len(text)} {unit}; give at most {most_bytes}, or raise the limit"
        )
    odd = _Oddities()
    document = _load(_decoded(text), odd)
    if not isinstance(document, dict):
        raise _refused(
            "wrong_type", f"{shown(document)} is not an object; give a document that begins with {{", document
        )
    if odd.numbers or odd.repeats:
        found = Findings()
        with suppress(EnoughFaults):
            odd.note(document, found)
        found.raise_any(document)
    return document


def _decoded(text: bytes | str) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        where = f"byte {wrong.start} is 0x{text[wrong.start]:02x}"
        message = (
            f"{where}, which is not UTF-8; write the document in UTF-8 (is it a compressed or a spreadsheet file?)"
        )
    raise _refused("not_text", message)


def _load(text: str, odd: "_Oddities") -> Any:
    try:
        return json.loads(text, parse_float=odd.number, parse_constant=odd.number, object_pairs_hook=odd.pairs)
    except json.JSONDecodeError as wrong:
        near = shown(text[wrong.pos : wrong.pos + 30]) if wrong.pos < len(text) else "the end"
        place = f"line {wrong.lineno}, column {wrong.colno}"
        message = f"not JSON at {place}, at {near}: {wrong.msg[:80].lower()}; mend it there"
    except RecursionError:
        message = "lists or objects are nested too deeply to be a document of ours; flatten it"
    except ValueError:  # the interpreter refuses to read whole numbers of thousands of digits
        message = "a whole number has thousands of digits; give one that a computer can hold"
    raise _refused("not_json", message)


def _refused(code: str, message: str, value: Any = None) -> FaultyInput:
    return FaultyInput([Fault("$", code, message, value)])


class _Oddities:
    """What the JSON reader lets pass and we do not; where it stands is searched for only if there is any."""

    def __init__(self) -> None:
        self.numbers = False
        self.repeats: dict[int, tuple[dict[str, Any], list[str]]] = {}

    def number(self, text: str) -> float:
        number = float(text)
        if not math.isfinite(number):
            self.numbers = True
        return number

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        items = dict(pairs)
        if len(items) < len(pairs):
            seen: set[str] = set()
            twice = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
            # The object is kept beside its keys so that its id stays its own while the rest is read.
            self.repeats[id(items)] = items, list(dict.fromkeys(twice))
        return items

    def note(self, document: dict[str, Any], found: Findings) -> None:
        for at, value in _walk(document):
            for key in self.repeats.get(id(value), (None, ()))[1]:
                found.add(
                    (*at, key), "duplicate_key", f"the key {shown(key)} stands twice in one object; keep one of them"
                )
            if isinstance(value, float) and not math.isfinite(value):
                found.add(at, "not_finite", f"{shown(value)} is no finite number; give one, or null for none", value)


def _walk(document: Any) -> Iterator[tuple[Steps, Any]]:
    """Go through every value of a document, each with the way to it; without recursion, for deep ones."""
    waiting: list[tuple[Steps, Any]] = [((), document)]
    while waiting:
        at, value = waiting.pop()
        yield at, value
        if isinstance(value, Mapping):
            waiting.extend(((*at, key), item) for key, item in value.items())
        elif isinstance(value, list):
            waiting.extend(((*at, i), item) for i, item in enumerate(value))
