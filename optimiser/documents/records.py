"""Objects with named fields, described once: for reading, writing, the JSON Schema and the reference page."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optimiser.documents.findings import LISTED_COUNT, Findings, Steps, nearest, shown
from optimiser.documents.kinds import FAULTY, Anything, Kind, Schema

CARRIED_NAMES = ("severity", "name", "note")
CARRIED_PREFIX = "x_"
Check = Callable[[Mapping[str, Any], Steps, Findings], None]
"""Looks at the readable fields of one object, by attribute, and notes what does not fit together."""


_ANYTHING = Anything()


class _NoDefault:
    """Stands for the default of what must be there."""

    def __repr__(self) -> str:
        return "NO_DEFAULT"


NO_DEFAULT = _NoDefault()


@dataclass(frozen=True)
class Field:
    """One field of an object.

    Attributes
    ----------
    key : str
        Its name in the document.
    kind : Kind
        What may stand there.
    meaning : str
        A sentence for the reference page and the schema.
    required : bool
        Whether it must be there; else it has a default, which null means too.
    nullable : bool
        Whether a required field may be null.
    attribute : str
        Its name in the dataclass, where that is another.
    default : object
        What it is when it is absent, where the dataclass does not say so.
    always : bool
        Whether it is written even when it is at its default.
    kept : bool
        Whether the dataclass takes it; else it is read, checked and let go.
    """

    key: str
    kind: Kind
    meaning: str
    required: bool = False
    nullable: bool = False
    attribute: str = ""
    default: Any = NO_DEFAULT
    always: bool = False
    kept: bool = True

    @property
    def name(self) -> str:
        """Its name in the dataclass."""
        return self.attribute or self.key


class Record(Kind):
    """An object with named fields, read into a dataclass.

    Parameters
    ----------
    noun : str
        What it is, with its article: ``a shift``.
    build : callable
        The dataclass, or what makes one of the readable fields.
    meaning : str
        A sentence or two for the reference page.
    fields : sequence of Field
        In the order in which they are written.
    checks : sequence of callable
        What must hold between the fields.
    """

    def __init__(
        self, noun: str, build: Callable[..., Any], meaning: str, fields: Sequence[Field], checks: Sequence[Check] = ()
    ) -> None:
        self.noun, self.build, self.meaning, self.fields, self.checks = noun, build, meaning, tuple(fields), checks
        self._by_key = {field.key: field for field in fields}
        self._dropped = {field.name for field in fields if not field.kept}
        self._required = [field for field in fields if field.required]
        own = dataclasses.fields(build) if dataclasses.is_dataclass(build) else ()
        self._own_defaults = {f.name: _default_of(f) for f in own}
        self._keeps_carried = "carried" in self._own_defaults
        self._given = {f.name: f.default for f in fields if f.default is not NO_DEFAULT}

    @property
    def name(self) -> str:
        """Its name in the schema and on the reference page: ``Shift``."""
        return "".join(word.capitalize() for word in self.noun.split(" ")[1:])

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Read every field and check them together; the object is built only where nothing is wrong."""
        before = len(found)
        draft = self.draft(value, at, found)
        return FAULTY if draft is None or len(found) > before else self.made(draft)

    def made(self, draft: Mapping[str, Any]) -> Any:
        """Build the object from its fields by attribute."""
        return self.build(**{name: item for name, item in draft.items() if name not in self._dropped})

    def draft(self, value: Any, at: Steps, found: Findings) -> dict[str, Any] | None:
        """Read what can be read, by attribute; None where it is no object at all."""
        if not isinstance(value, Mapping):
            keys = ", ".join(field.key for field in self._required) or self.fields[0].key
            found.add(
                at, "wrong_type", f"{shown(value)} stands where {self.noun} belongs; give an object with {keys}", value
            )
            return None
        draft: dict[str, Any] = dict(self._given)
        carried = {}
        for key, item in value.items():
            field = self._by_key.get(key)
            if field is None:
                if self._is_carried(key, (*at, key), item, found):
                    carried[key] = item
            elif item is not None or (field.required and not field.nullable):
                meaning = field.kind.read(item, (*at, key), found)
                if meaning is not FAULTY:
                    draft[field.name] = meaning
            elif field.nullable:
                draft[field.name] = None
        for field in self._required:
            if field.key not in value:
                found.add((*at, field.key), "missing", f"is missing from {self.noun}; give {field.kind.noun}")
        for check in self.checks:
            check(draft, at, found)
        if carried and self._keeps_carried:
            draft["carried"] = carried
        return draft

    def _is_carried(self, key: Any, at: Steps, item: Any, found: Findings) -> bool:
        if isinstance(key, str) and (key.startswith(CARRIED_PREFIX) or key in CARRIED_NAMES):
            return _ANYTHING.read(item, at, found) is not FAULTY
        hint = nearest(key, self._by_key) if isinstance(key, str) and len(found) < LISTED_COUNT else ""
        hint = hint or f"take it out, or begin its name with {CARRIED_PREFIX}"
        found.add(at, "unknown_field", f"{self.noun} has no field {shown(key)}; {hint}", item)
        return False

    def write(self, value: Any) -> Any:
        """Write what is required or differs from its default, then what was carried along."""
        out = {}
        for field in self.fields:
            item = getattr(value, field.name, field.default)
            if field.required or field.always or item != self.default_of(field):
                out[field.key] = None if item is None else field.kind.write(item)
        out.update(getattr(value, "carried", {}))
        return out

    def default_of(self, field: Field) -> Any:
        """Say what an optional field is when it is absent; NO_DEFAULT for one that must be there."""
        return field.default if field.default is not NO_DEFAULT else self._own_defaults.get(field.name, NO_DEFAULT)

    def schema(self, shared: Schema) -> Schema:
        """Describe the object under its name in `shared`, and refer to it."""
        if self.name not in shared:
            shared[self.name] = {}  # held: the place in the order of the definitions
            shared[self.name] = self.full_schema(shared)
        return {"$ref": f"#/$defs/{self.name}"}

    def full_schema(self, shared: Schema) -> Schema:
        """Describe the object itself."""
        properties = {field.key: _field_schema(field, shared) for field in self.fields}
        return {
            "description": self.meaning,
            "type": "object",
            "properties": {**properties, **{name: {} for name in CARRIED_NAMES if name not in properties}},
            "patternProperties": {f"^{CARRIED_PREFIX}": {}},
            "required": [field.key for field in self._required],
            "additionalProperties": False,
        }

    def title(self) -> str:
        """Link to its own table on the reference page."""
        return f"[{self.name}](#{self.name.lower()})"


def _default_of(own: Any) -> Any:
    if own.default_factory is not dataclasses.MISSING:
        return own.default_factory()
    return NO_DEFAULT if own.default is dataclasses.MISSING else own.default


def _field_schema(field: Field, shared: Schema) -> Schema:
    schema = field.kind.schema(shared)
    if (field.nullable or not field.required) and schema:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return {"description": field.meaning, **schema}


class OneOf(Kind):
    """An object that is one of several records, told apart by a field ``kind``."""

    def __init__(self, noun: str, records: Mapping[str, Record]) -> None:
        self.noun, self.records = noun, records

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Read it as the record that its ``kind`` names."""
        if not isinstance(value, Mapping):
            return self.refuse(value, at, found, '{"kind": "great_circle", …}')
        words = ", ".join(f'"{word}"' for word in self.records)
        if "kind" not in value:
            found.add((*at, "kind"), "missing", f"is missing from {self.noun}; give one of {words}")
            return FAULTY
        kind = value["kind"]
        if not isinstance(kind, str) or kind not in self.records:
            hint = (nearest(kind, self.records) if isinstance(kind, str) else "") or f"give one of {words}"
            found.add((*at, "kind"), "unknown_choice", f"{shown(kind)} is no kind of {self.noun}; {hint}", kind)
            return FAULTY
        return self.records[kind].read(value, at, found)

    def write(self, value: Any) -> Any:
        """Write it as the record that it is."""
        return self.records[value.kind].write(value)

    def schema(self, shared: Schema) -> Schema:
        """Describe the choice."""
        return {"oneOf": [record.schema(shared) for record in self.records.values()]}

    def title(self) -> str:
        """Link to each of them."""
        return " or ".join(record.title() for record in self.records.values())
