"""Kinds of single values: text, numbers, times … Each reads, writes, and says what it is in words and as JSON Schema.

A document is described once, by kinds inside records (:mod:`optimiser.documents.records`); reader, writer, schema and
reference page are all made from that description. It is our own and not a validation library's because every fault
of a document is wanted at once, in order, in our words, with null as default and unread fields carried along.
"""

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from optimiser.documents.findings import Findings, Steps, nearest, shown
from optimiser.documents.values import (
    DURATION_PATTERN,
    TIME_PATTERN,
    read_duration,
    read_time,
    write_duration,
    write_time,
)

ABSURD = 1e12
"""No cost, distance or amount is larger."""

Schema = dict[str, Any]


class _Faulty:
    """Stands for a value that could not be read; the fault has been noted."""

    def __repr__(self) -> str:
        return "FAULTY"


FAULTY = _Faulty()


class Kind(ABC):
    """What may stand in one place of a document."""

    noun: str
    """What it is, with its article, for messages: ``a number from 0 to 1e12``."""

    @abstractmethod
    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Return what the value means, or FAULTY with at least one fault noted."""

    @abstractmethod
    def schema(self, shared: Schema) -> Schema:
        """Return its JSON Schema; what several places use goes into `shared`."""

    def write(self, value: Any) -> Any:
        """Return the value as JSON can say it."""
        return value

    def title(self) -> str:
        """Name it for the type column of the reference page."""
        return self.noun.removeprefix("a ").removeprefix("an ")

    def refuse(self, value: Any, at: Steps, found: Findings, example: str = "") -> Any:
        """Note that a value is of another type altogether."""
        hint = f"; write it as in {example}" if example else "; put one there"
        found.add(at, "wrong_type", f"{shown(value)} stands where {self.noun} belongs{hint}", value)
        return FAULTY


class Anything(Kind):
    """Any JSON value, carried along unread, so long as it can be written again."""

    noun = "any value"
    deepest = 100

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take it as it is, unless it is nested so deeply that writing it may fail, or holds NaN."""
        # Level by level and not by recursion, which is what a deep one would break.
        level, depth = [value], 0
        while level:
            if depth > self.deepest:
                found.add(at, "too_deep", f"lists and objects lie in each other over {self.deepest} deep; flatten it")
                return FAULTY
            if not all(math.isfinite(item) for item in level if isinstance(item, float)):
                found.add(at, "not_finite", "holds a number that is NaN or infinite; give null for none", value)
                return FAULTY
            level, depth = [inner for item in level for inner in _inside(item)], depth + 1
        return value

    def schema(self, shared: Schema) -> Schema:
        """Allow everything."""
        return {}


def _inside(item: Any) -> Iterable[Any]:
    if isinstance(item, Mapping):
        return item.values()
    return item if isinstance(item, list | tuple) else ()


class Text(Kind):
    """Text of limited length, never empty unless `least` is 0, and of one form where a pattern is given."""

    example = '"a1"'

    def __init__(self, noun: str = "a text", *, least: int = 1, most: int = 200, pattern: str | None = None) -> None:
        self.noun, self.least, self.most, self.pattern = noun, least, most, pattern
        self._form = re.compile(pattern) if pattern else None

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take text that can be stored and shown."""
        if not isinstance(value, str):
            return self.refuse(value, at, found, "" if self.pattern else self.example)
        wrong = self._wrong(value)
        if wrong:
            found.add(at, "bad_text", f"{shown(value)} {wrong}", value)
            return FAULTY
        return value

    def _wrong(self, value: str) -> str:
        if not self.least <= len(value) <= self.most:
            return f"has {len(value)} characters; give {self.noun} of {self.least} to {self.most}"
        if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            return "holds half a character (a lone surrogate); write it in UTF-8"
        if self._form and not self._form.search(value):
            return f"is not {self.noun}; give one"
        return ""

    def schema(self, shared: Schema) -> Schema:
        """Describe the text and its length."""
        form = {"pattern": self.pattern} if self.pattern else {}
        return {"type": "string", "minLength": self.least, "maxLength": self.most, **form}


class Name(Text):
    """What a thing is called by: as it is written in lists, addresses and logs, so without control characters."""

    _CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
    _PRINTED = r"^[^\u0000-\u001f\u007f-\u009f]*$"

    def _wrong(self, value: str) -> str:
        control = self._CONTROL.search(value)
        if control:
            return f"holds the control character U+{ord(control[0]):04X}; write {self.noun} without it"
        return super()._wrong(value)

    def schema(self, shared: Schema) -> Schema:
        """Describe its length, and what must not be in it."""
        return {**super().schema(shared), "pattern": self._PRINTED}


class Identity(Name):
    """The id of a thing of one kind; unique among them."""

    def __init__(self, kind: str) -> None:
        super().__init__("an id")
        self.kind = kind

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take the id and declare it."""
        name = super().read(value, at, found)
        if name is not FAULTY:
            found.declare(self.kind, name, at)
        return name


class Reference(Name):
    """The id of a thing that stands elsewhere in the document, or in the problem of a plan."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"the id of {'an' if kind[0] in 'aeiou' else 'a'} {kind}")
        self.kind = kind

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take the id; whether it exists is seen once everything is read."""
        name = super().read(value, at, found)
        if name is not FAULTY:
            found.refer(self.kind, name, at)
        return name

    def title(self) -> str:
        """Say whose id it is."""
        return f"id of {self.noun.removeprefix('the id of ')}"


class Choice(Kind):
    """One of a few words."""

    def __init__(self, words: Sequence[str], code: str = "unknown_choice") -> None:
        self.words, self.code = tuple(words), code
        self.noun = ("" if len(words) == 1 else "one of ") + ", ".join(f'"{word}"' for word in words)

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take one of the words."""
        if isinstance(value, str) and value in self.words:
            return value
        hint = nearest(value, self.words) if isinstance(value, str) else ""
        found.add(at, self.code, f"{shown(value)} is not known here; {hint or f'give {self.noun}'}", value)
        return FAULTY

    def schema(self, shared: Schema) -> Schema:
        """List the words."""
        return {"const": self.words[0]} if len(self.words) == 1 else {"enum": list(self.words)}

    def title(self) -> str:
        """List the words."""
        return " or ".join(f"`{word}`" for word in self.words)


class Flag(Kind):
    """True or false."""

    noun = "a yes or no"

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take true or false and nothing that resembles them."""
        return value if isinstance(value, bool) else self.refuse(value, at, found, "true")

    def schema(self, shared: Schema) -> Schema:
        """Describe a boolean."""
        return {"type": "boolean"}

    def title(self) -> str:
        """Name the two words."""
        return "`true` or `false`"


class Number(Kind):
    """A finite number between two bounds, both of them allowed."""

    def __init__(self, noun: str = "a number", *, least: float = 0, most: float = ABSURD, whole: bool = False) -> None:
        self.least, self.most, self.whole = least, most, whole
        self.noun = f"{noun} from {_brief(least)} to {_brief(most)}"

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take a number: neither true, nor NaN, nor infinite, nor beyond the bounds."""
        if type(value) is not int and type(value) is not float:
            return self.refuse(value, at, found, _brief(max(1, self.least)))
        if self.least <= value <= self.most:
            if not self.whole:
                return value
            return int(value) if value == int(value) else self.refuse(value, at, found)
        if isinstance(value, float) and not math.isfinite(value):
            found.add(at, "not_finite", f"{shown(value)} is no finite number; give {self.noun}", value)
        else:
            how = "too large" if value > self.most else "negative" if value < 0 == self.least else "too small"
            found.add(at, "out_of_range", f"{shown(value)} is {how}; give {self.noun}", value)
        return FAULTY

    def schema(self, shared: Schema) -> Schema:
        """Describe the number and its bounds."""
        return {"type": "integer" if self.whole else "number", "minimum": self.least, "maximum": self.most}


def _brief(number: float) -> str:
    return f"{number:g}".replace("e+0", "e").replace("e+", "e")


class Worded(Kind):
    """A value of our own that the document writes as text."""

    code: str
    example: str
    pattern: str
    reader: Callable[[str], Any]
    writer: Callable[[Any], str]

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take the text and what it means."""
        if not isinstance(value, str):
            return self.refuse(value, at, found, f'"{self.example}"')
        try:
            return type(self).reader(value)
        except ValueError as wrong:
            found.add(at, self.code, f"{shown(value)} {wrong}", value)
            return FAULTY

    def write(self, value: Any) -> Any:
        """Return it as text."""
        return type(self).writer(value)

    def schema(self, shared: Schema) -> Schema:
        """Describe the form of the text."""
        return {"type": "string", "pattern": self.pattern}


class Time(Worded):
    """An instant."""

    noun = "a time"
    code, example, pattern = "bad_time", "2026-11-23T08:00:00+08:00", TIME_PATTERN
    reader, writer = staticmethod(read_time), staticmethod(write_time)

    def schema(self, shared: Schema) -> Schema:
        """Describe an RFC 3339 time."""
        return {**super().schema(shared), "format": "date-time"}


class Duration(Worded):
    """A span of time."""

    noun = "a duration"
    code, example, pattern = "bad_duration", "PT45M", DURATION_PATTERN
    reader, writer = staticmethod(read_duration), staticmethod(write_duration)


class MapOf(Kind):
    """An object whose keys are data: skills by name, prices by engineer."""

    def __init__(self, key: Kind, value: Kind) -> None:
        self.key, self.value = key, value
        self.noun = f"an object from {key.noun} to {value.noun}"

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Read each key and each value; what is readable is returned even where something was not."""
        if not isinstance(value, Mapping):
            return self.refuse(value, at, found)
        read = {}
        for name, item in value.items():
            inside = (*at, name)
            key, meaning = self.key.read(name, inside, found), self.value.read(item, inside, found)
            if key is not FAULTY and meaning is not FAULTY:
                read[key] = meaning
        return read

    def write(self, value: Any) -> Any:
        """Write each value."""
        return {name: self.value.write(item) for name, item in value.items()}

    def schema(self, shared: Schema) -> Schema:
        """Describe keys and values."""
        names = {k: v for k, v in self.key.schema(shared).items() if k != "type"}
        return {"type": "object", "propertyNames": names, "additionalProperties": self.value.schema(shared)}

    def title(self) -> str:
        """Name key and value."""
        return f"object: {self.key.title()} → {self.value.title()}"


class ListOf(Kind):
    """A list of items of one kind, at most `most` of them where that is given."""

    def __init__(self, item: Kind, noun: str, *, least: int = 0, most: int | None = None) -> None:
        self.item, self.noun, self.least, self.most = item, noun, least, most

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Read every item; one that cannot be read stands as FAULTY in its place."""
        if not isinstance(value, list | tuple):
            return self.refuse(value, at, found, "[]")
        if len(value) < self.least or (self.most is not None and len(value) > self.most):
            bound = f"at least {self.least}" if len(value) < self.least else f"at most {self.most}"
            message = f"{self.noun} with {len(value)} items stands here; give {bound}"
            found.add(at, "wrong_count", message, len(value))
            return FAULTY
        read = self.item.read
        return tuple([read(item, (*at, i), found) for i, item in enumerate(value)])

    def write(self, value: Any) -> Any:
        """Write every item."""
        return [self.item.write(item) for item in value]

    def schema(self, shared: Schema) -> Schema:
        """Describe the items."""
        least = {"minItems": self.least} if self.least else {}
        most = {} if self.most is None else {"maxItems": self.most}
        return {"type": "array", "items": self.item.schema(shared), **least, **most}

    def title(self) -> str:
        """Name the items."""
        return f"list of {self.item.title()}"


class Table(Kind):
    """Rows of whole numbers: a matrix. Its size is seen to where the places are known."""

    noun = "a list of rows of whole numbers from 0 to 1e12"

    def __init__(self) -> None:
        self._cell = Number("a whole number", whole=True)

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Read all rows."""
        if not isinstance(value, list | tuple):
            return self.refuse(value, at, found, "[[0, 60], [60, 0]]")
        return tuple([self._row(row, (*at, i), found) for i, row in enumerate(value)])

    def _row(self, row: Any, at: Steps, found: Findings) -> Any:
        if not isinstance(row, list | tuple):
            found.add(at, "wrong_type", f"{shown(row)} is not a row; give a list of whole numbers", row)
            return FAULTY
        # A thousand places make a million cells: whole rows are looked at before single ones.
        if not row or (set(map(type, row)) == {int} and min(row) >= 0 and max(row) <= ABSURD):
            return tuple(row)
        return tuple([self._cell.read(cell, (*at, j), found) for j, cell in enumerate(row)])

    def write(self, value: Any) -> Any:
        """Write all rows as plain lists of plain integers, also where they are arrays."""
        rows = value.tolist() if hasattr(value, "tolist") else value
        return [[int(cell) for cell in (row.tolist() if hasattr(row, "tolist") else row)] for row in rows]

    def schema(self, shared: Schema) -> Schema:
        """Describe rows of integers."""
        return {"type": "array", "items": {"type": "array", "items": self._cell.schema(shared)}}
