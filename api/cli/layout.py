"""Documents as text: indented for people, rows of numbers and small objects on one line."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

_WIDTH = 110
_FEW = 8


def document_bytes(document: Mapping[str, Any]) -> bytes:
    """Write a document as UTF-8, the same bytes for the same document."""
    # Half a surrogate pair, which JSON can name and UTF-8 cannot hold, becomes the escape that it came from.
    return ("".join(_pieces(document, "\n")) + "\n").encode(errors="backslashreplace")


def _pieces(value: Any, newline: str) -> Iterator[str]:
    line = _on_one_line(value, len(newline))
    if line is not None:
        yield line
        return
    inner = newline + "  "
    if isinstance(value, Mapping):
        for index, (key, item) in enumerate(value.items()):
            yield f"{',' if index else '{'}{inner}{_compact(key)}: "
            yield from _pieces(item, inner)
        yield newline + "}"
    else:
        for index, item in enumerate(value):
            yield f"{',' if index else '['}{inner}"
            yield from _pieces(item, inner)
        yield newline + "]"


def _on_one_line(value: Any, column: int) -> str | None:
    """The value on one line, where that is short or a row of numbers; None where it is to be broken."""
    if not isinstance(value, Mapping | list | tuple) or not value:
        return _compact(value)
    if not isinstance(value, Mapping) and all(isinstance(item, int | float) for item in value):
        return _compact(value)
    if len(value) > _FEW or any(_is_deep(item) for item in _items(value)):
        return None
    line = _compact(value)
    return line if len(line) + column <= _WIDTH else None


def _is_deep(item: Any) -> bool:
    """Whether an item is too much to stand inside a line."""
    return isinstance(item, Mapping | list | tuple) and any(
        isinstance(inner, Mapping | list | tuple) and inner for inner in _items(item)
    )


def _items(value: Any) -> Any:
    return value.values() if isinstance(value, Mapping) else value


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
