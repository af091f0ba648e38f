"""What documents may not hold because a database or an address cannot, though JSON can."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from optimiser import Fault, describing

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_MOST = 100


def unkeepable(document: Any, at: tuple[Any, ...] = ()) -> list[Fault]:
    """List the texts of a document that cannot be stored or written again: with NUL, or half a character.

    Parameters
    ----------
    at : tuple
        Where the document stands.
    """
    out = []
    for steps, text in _texts(document, at):
        if _UNKEEPABLE.search(text):
            message = "holds a NUL or half a character (a lone surrogate), which cannot be kept; take it out"
            out.append(Fault(describing.path_text(steps), "bad_text", message))
        if len(out) >= _MOST:
            break
    return out


def _texts(document: Any, at: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every text and key of a document with its way; level by level, as a deep one would break recursion."""
    level = [(at, document)]
    while level:
        inside = []
        for steps, value in level:
            if isinstance(value, str):
                yield steps, value
            elif isinstance(value, Mapping):
                yield from ((steps, key) for key in value if isinstance(key, str))
                inside += [((*steps, key), item) for key, item in value.items()]
            elif isinstance(value, list | tuple):
                inside += [((*steps, i), item) for i, item in enumerate(value)]
        level = inside


def unaddressable(id_: Any, at: tuple[Any, ...] = ()) -> list[Fault]:
    """Tell where an id cannot stand in an address."""
    if isinstance(id_, str) and ("/" in id_ or id_ in (".", "..")):
        message = f"{describing.shown(id_)} cannot stand in an address; give an id without a slash"
        return [Fault(describing.path_text((*at, "id")), "bad_text", message, id_)]
    return []
