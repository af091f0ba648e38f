"""Masters in the API's document: made from what reads and writes them."""

from collections.abc import Mapping
from typing import Any

from api.masters.described import Described
from api.masters.examples import EXAMPLES
from api.masters.house import EXAMPLE, HOUSE
from api.masters.kinds import KINDS
from api.masters.records import DESCRIBED

Schema = dict[str, Any]
_PREFIX = "masters."
_FOUND_LATER = frozenset({"id", "lat", "lon"})
"""What may be missing when something is added: the service makes an id, and looks the address up."""


def reference(kind: str) -> Schema:
    """Refer to what is read of a kind."""
    return _refer(_name(kind))


def new_reference(kind: str) -> Schema:
    """Refer to what may be written of a kind."""
    return _refer("New" + _name(kind))


def page_of(kind: str) -> Schema:
    """Describe a page of a list."""
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": reference(kind)},
            "next": {"type": ["string", "null"], "description": "Give it as `after` for the next page."},
        },
        "required": ["items", "next"],
    }


def components() -> Schema:
    """Describe every kind of master, and all that is in them, under ``components/schemas``."""
    shared: Schema = {}
    out: Schema = {}
    for kind, described in DESCRIBED.items():
        schema = _schema(described, shared)
        schema["examples"] = [EXAMPLES[kind]]
        out[_name(kind)] = schema
        required = [key for key in schema["required"] if key not in _FOUND_LATER]
        out["New" + _name(kind)] = {**schema, "required": required}
    out["House"] = {**HOUSE.full_schema(shared), "examples": [EXAMPLE]}
    out = {**shared, **out}
    return {_PREFIX + name: _moved(schema) for name, schema in out.items()}


def _schema(described: Described, shared: Schema) -> Schema:
    """Describe both parts of a master as one object."""
    side = described.side.full_schema(shared)
    if described.book is None:
        return side
    whole = described.book.full_schema(shared)
    return {
        **whole,
        "properties": {**whole["properties"], **side["properties"]},
        "required": [*whole["required"], *side["required"]],
    }


def _name(kind: str) -> str:
    return "".join(word.capitalize() for word in KINDS[kind].noun.split("_"))


def _refer(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{_PREFIX}{name}"}


def _moved(value: Any) -> Any:
    """Write references to definitions as references to components."""
    if isinstance(value, Mapping):
        return {key: _moved_reference(item) if key == "$ref" else _moved(item) for key, item in value.items()}
    return [_moved(item) for item in value] if isinstance(value, list) else value


def _moved_reference(target: str) -> str:
    return target.replace("#/$defs/", f"#/components/schemas/{_PREFIX}")
