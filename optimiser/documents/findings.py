"""What is found while a document is read: its faults, the ids that it declares and the ids that it refers to."""

import json
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from optimiser.errors import Fault, FaultyInput

Steps = tuple[Any, ...]
"""The way to a value: the keys and indices that lead there from the top of the document."""

LISTED_COUNT = 1000
# Reading stops here: junk of millions of items is refused fast, and without a message for each.
ENOUGH_COUNT = 20_000
LISTED_OF_ENOUGH_COUNT = 20
_SHOWN_LENGTH = 80
_SHOWN_ITEMS = 4
# Comparing an id with all others takes milliseconds; a plan of another problem has hundreds of unknown ones.
_GUESSED_IDS = 25
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

FAULT_CODES: Mapping[str, str] = {
    "too_large": "The document is larger than the limit.",
    "not_text": "The document is not UTF-8.",
    "not_json": "The document is not JSON (RFC 8259), or nested too deeply.",
    "duplicate_key": "An object has one key twice.",
    "not_finite": "A number is NaN or infinite.",
    "too_deep": "What is carried along is nested too deeply.",
    "wrong_type": "A value of another type stands here: text for a number, an object for a list …",
    "wrong_format": "The document is of another format or version.",
    "missing": "A required field is missing.",
    "unknown_field": "The format has no such field.",
    "unknown_choice": "The field takes one of a few words, and this is none of them.",
    "out_of_range": "A number is negative, too small or absurdly large.",
    "bad_text": "A text is empty, too long, not of the form that is asked for, or an id with a control character.",
    "bad_time": "Not a time with offset, or one that does not exist.",
    "bad_date": "Not a date, or one that does not exist.",
    "bad_duration": "Not a duration of weeks to seconds, or an absurdly long one.",
    "duplicate_id": "Two things of one kind have the same id.",
    "unknown_place": "No place has this id.",
    "unknown_engineer": "No engineer has this id.",
    "unknown_shift": "No shift, or none of this engineer, has this id.",
    "unknown_visit": "No visit of the problem has this id.",
    "wrong_order": "Something ends before it starts, or closes before it opens.",
    "outside_shift": "A break cannot lie in its shift.",
    "impossible_day": "A shift belongs to a day that is neither the date of its start nor the day before.",
    "wrong_size": "A matrix does not have one row and one column for each place.",
    "no_coordinates": "A place lacks the coordinates that this kind of travel needs.",
    "impossible_pin": "A pin that no plan can keep.",
    "no_limit": "A limit limits nothing.",
    "in_two_series": "A visit is in two series, or twice in one.",
    "no_pattern": "A series has no pattern of days.",
    "duplicate_day": "A pattern has one day twice.",
    "short_pattern": "A pattern has fewer days than its series has visits.",
    "too_many_days": "The patterns have too many different days, or a series has too many patterns.",
    "more_faults": "More was found than is listed.",
}
"""Every code that a fault can have, and what it means."""


class EnoughFaults(Exception):
    """So much is wrong that reading on would help nobody."""


class Findings:
    """Collects what is wrong, in whatever order it is noticed; raises it in the order of the document."""

    def __init__(self) -> None:
        self._found: list[tuple[Steps, Fault]] = []
        self._noted: set[Steps] = set()
        self._declared: dict[str, dict[str, Steps]] = {}
        self._referred: list[tuple[str, str, Steps]] = []
        self._guessed_count = 0

    def __len__(self) -> int:
        return len(self._found)

    def add(self, at: Steps, code: str, message: str, value: Any = None) -> None:
        """Note one fault.

        Raises
        ------
        EnoughFaults
            When so many are noted that reading should stop.
        """
        self._found.append((at, Fault(path_text(at), code, message, value)))
        self._noted.add(at)
        if len(self._found) >= ENOUGH_COUNT:
            raise EnoughFaults

    def last_is_in(self, at: Steps) -> bool:
        """Say whether what was noted last lies within one place of the document."""
        return bool(self._found) and self._found[-1][0][: len(at)] == at

    def is_noted(self, at: Steps) -> bool:
        """Say whether a fault was noted at this very place."""
        return at in self._noted

    def declare(self, kind: str, name: str, at: Steps) -> None:
        """Note that a thing of this kind has this id; the second one with it is a fault."""
        first = self._declared.setdefault(kind, {}).setdefault(name, at)
        if first is not at:
            self.add(
                at,
                "duplicate_id",
                f"{shown(name)} is the id of another {kind} already, at {path_text(first)}; give each its own",
                name,
            )

    def refer(self, kind: str, name: str, at: Steps) -> None:
        """Note that a thing of this kind is referred to; :meth:`settle` sees whether it exists."""
        self._referred.append((kind, name, at))

    def settle(self, unreadable: Iterable[str] = ()) -> None:
        """Note a fault for each reference to an id that nothing has, except to the kinds that could not be read."""
        skipped = set(unreadable)
        for kind, name, at in self._referred:
            known = self._declared.get(kind, {})
            if name not in known and kind not in skipped:
                hint = self._nearest_id(name, known) or f"name one of the {len(known)} there are, or add it"
                self.add(at, f"unknown_{kind}", f"there is no {kind} {shown(name)}; {hint}", name)

    def _nearest_id(self, name: str, known: Mapping[str, Steps]) -> str:
        if not known:
            return "there are none at all"
        return self.guess(name, known)

    def guess(self, word: str, known: Iterable[str]) -> str:
        """Ask whether the most similar of many known words was meant; empty once that was asked often."""
        self._guessed_count += 1
        return nearest(word, known) if self._guessed_count <= _GUESSED_IDS else ""

    def raise_any(self, document: Any) -> None:
        """Raise all faults as one error, in the order of the document; nothing where there are none."""
        if not self._found:
            return
        places: dict[int, dict[Any, int]] = {}
        self._found.sort(key=lambda found: _position(document, found[0], places))
        stopped = len(self._found) >= ENOUGH_COUNT
        listed_count = LISTED_OF_ENOUGH_COUNT if stopped else LISTED_COUNT
        faults = [fault for _, fault in self._found[:listed_count]]
        more = len(self._found) - listed_count
        if more > 0:
            least = "at least " if stopped else ""
            message = f"{least}{more} more faults are not listed; mend these first, then read the document again"
            faults.append(Fault("$", "more_faults", message, more))
        raise FaultyInput(faults)


def _position(document: Any, steps: Steps, places: dict[int, dict[Any, int]]) -> tuple[int, ...]:
    """Where in the document a path stands; what is missing stands at the end of its object."""
    position = []
    for step in steps:
        if isinstance(document, Mapping):
            order = places.get(id(document))
            if order is None:
                order = places[id(document)] = {key: i for i, key in enumerate(document)}
            position.append(order.get(step, len(order)))
            document = document.get(step)
        else:
            position.append(step if isinstance(step, int) else 0)
            inside = isinstance(document, list | tuple) and isinstance(step, int) and step < len(document)
            document = document[step] if inside else None
    return tuple(position)


def path_text(steps: Steps) -> str:
    """Write a way as a JSON path: ``$.visits[3].windows[0].close``."""
    parts = ["$"]
    for step in steps:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif isinstance(step, str) and len(step) <= _SHOWN_LENGTH and _PLAIN_KEY.fullmatch(step):
            parts.append(f".{step}")
        else:
            parts.append(f"[{shown(step)}]")
    return "".join(parts)


def nearest(word: str, known: Iterable[str]) -> str:
    """Ask whether the most similar of the known words was meant; empty where none is similar."""
    if len(word) > _SHOWN_LENGTH:
        return ""
    close = get_close_matches(word, known, n=1, cutoff=0.7)
    return f"did you mean {shown(close[0])}?" if close else ""


def shown(value: Any) -> str:
    """Write any value in at most 80 printable characters, much as it stood in the document."""
    text = _sketch(value, depth=2)
    text = text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _sketch(value: Any, depth: int) -> str:
    if isinstance(value, str):
        return json.dumps(value[:_SHOWN_LENGTH], ensure_ascii=False)
    if value is None or isinstance(value, bool | float):
        return json.dumps(value)
    if isinstance(value, int):
        return str(value) if value.bit_length() < 128 else f"a whole number of {value.bit_length()} bits"
    if isinstance(value, Mapping):
        inside = (f"{_sketch(k, 0)}: {_sketch(v, depth - 1)}" for k, v in list(value.items())[:_SHOWN_ITEMS])
        return _enclosed("{", inside, "}", len(value), depth)
    if isinstance(value, list | tuple):
        return _enclosed("[", (_sketch(v, depth - 1) for v in value[:_SHOWN_ITEMS]), "]", len(value), depth)
    return f"a {type(value).__name__}"


def _enclosed(left: str, inside: Iterable[str], right: str, count: int, depth: int) -> str:
    if not count or depth <= 0:
        return f"{left}{'…' * bool(count)}{right}"
    return left + ", ".join([*inside, *["…"] * (count > _SHOWN_ITEMS)]) + right
