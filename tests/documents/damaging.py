"""How documents are made faulty, one value at a time."""

from typing import Any

GONE = object()


def put(document: Any, path: str, value: Any) -> None:
    """Change one value of a document, or take it out; the path is like ``visits.0.windows.0.close``.

    One past the end of a list appends.
    """
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    for step in way:
        document = document[step]
    if value is GONE:
        del document[last]
    elif isinstance(document, list) and last == len(document):
        document.append(value)
    else:
        document[last] = value
