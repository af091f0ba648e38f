"""Kinds of values that only a study has, and the ones that all its parts share."""

from collections.abc import Mapping, Sequence
from typing import Any

from optimiser import describing as of

FACTOR = of.Number("a factor", most=1e6)
SHARE = of.Number("a share", most=1)
CV = of.Number("a coefficient of variation", most=100)
WEIGHT = of.Number("a weight")
SOURCE = of.Text("a source", least=0, most=2000)
SOURCE_MEANING = "Where the figures come from; `our assumption` where no document states them."


def whole(least: int, most: int) -> of.Number:
    """Make the kind of a whole number between two bounds."""
    return of.Number("a whole number", least=least, most=most, whole=True)


def names(kind: str, *, most: int = 10_000) -> of.ListOf:
    """Make the kind of a list of ids, each of them once."""
    return _Distinct(of.Reference(kind), f"a list of {kind}s", most=most)


class _Distinct(of.ListOf):
    """A list in which nothing stands twice."""

    def read(self, value: Any, at: of.Steps, found: of.Findings) -> Any:
        """Note whatever stands there again."""
        read = super().read(value, at, found)
        seen = set()
        for i, item in enumerate(() if read is of.FAULTY else read):
            if item is not of.FAULTY and item in seen:
                found.add((*at, i), "duplicate_id", f"{of.shown(item)} stands in this list already; take one out", item)
            seen.add(item)
        return read


class Named(of.Identity):
    """A name that is unique among things of its kind."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.noun = "a name"


class Weights(of.Kind):
    """A list of weights of one of a few lengths, not all of them 0."""

    def __init__(self, *lengths: int) -> None:
        self.lengths = lengths
        self.noun = f"a list of {' or '.join(map(str, lengths))} weights"
        self._list = of.ListOf(WEIGHT, self.noun)

    def read(self, value: Any, at: of.Steps, found: of.Findings) -> Any:
        """Take a list of the right length with some weight in it."""
        read = self._list.read(value, at, found)
        if read is of.FAULTY or any(item is of.FAULTY for item in read):
            return of.FAULTY
        if len(read) not in self.lengths:
            found.add(at, "wrong_length", f"has {len(read)} weights; give {self.noun}", len(read))
            return of.FAULTY
        if not any(read):
            found.add(at, "no_weight", "all weights are 0; give some of them more", value)
            return of.FAULTY
        return read

    def write(self, value: Any) -> Any:
        """Write it as a list."""
        return list(value)

    def schema(self, shared: of.Schema) -> of.Schema:
        """Describe the lists, one for each length."""
        item = WEIGHT.schema(shared)
        return {"anyOf": [{"type": "array", "items": item, "minItems": n, "maxItems": n} for n in self.lengths]}


class Either(of.Kind):
    """A value of one of several kinds, told apart by their JSON types.

    Parameters
    ----------
    forms : mapping of type to Kind
        ``str``, ``float`` for any number, ``bool``, ``list``, ``dict``.
    """

    def __init__(self, forms: Mapping[type, of.Kind]) -> None:
        self.forms = forms
        self.noun = " or ".join(kind.noun for kind in forms.values())

    def read(self, value: Any, at: of.Steps, found: of.Findings) -> Any:
        """Read it as the kind that its type says."""
        kind = self.forms.get(_json_type(value))
        return self.refuse(value, at, found) if kind is None else kind.read(value, at, found)

    def schema(self, shared: of.Schema) -> of.Schema:
        """Describe the choice."""
        return {"anyOf": [kind.schema(shared) for kind in self.forms.values()]}

    def title(self) -> str:
        """Name all of them."""
        return " or ".join(kind.title() for kind in self.forms.values())


def _json_type(value: Any) -> type:
    if isinstance(value, bool | str):
        return type(value)
    if isinstance(value, int | float):
        return float
    if isinstance(value, Mapping):
        return dict
    return list if isinstance(value, Sequence) else type(None)


class OneOrMore(of.Kind):
    """A thing, or a list of such things; read as a tuple either way."""

    def __init__(self, item: of.Kind, noun: str, *, most: int = 100) -> None:
        self.item, self.noun = item, f"{item.noun} or {noun}"
        self._list = of.ListOf(item, noun, least=1, most=most)

    def read(self, value: Any, at: of.Steps, found: of.Findings) -> Any:
        """Read one as a list of one."""
        if isinstance(value, list | tuple):
            return self._list.read(value, at, found)
        read = self.item.read(value, at, found)
        return of.FAULTY if read is of.FAULTY else (read,)

    def schema(self, shared: of.Schema) -> of.Schema:
        """Describe both forms."""
        return {"anyOf": [self.item.schema(shared), self._list.schema(shared)]}

    def title(self) -> str:
        """Name the item, of which there may be several."""
        return f"{self.item.title()}, or a list of them"


class Nothing(of.Kind):
    """The word ``false``, for doing away with something."""

    noun = "false"

    def read(self, value: Any, at: of.Steps, found: of.Findings) -> Any:
        """Take false and nothing else."""
        return value if value is False else self.refuse(value, at, found, "false")

    def schema(self, shared: of.Schema) -> of.Schema:  # noqa: ARG002 (kinds of parts share something)
        """Describe the one value."""
        return {"const": False}

    def title(self) -> str:
        """Show the word."""
        return "`false`"


def fields_of(record: of.Record, *keys: str) -> list[of.Field]:
    """Take fields of another description, as optional ones: whatever is not given stays as it is."""
    by_key = {field.key: field for field in record.fields}
    return [
        of.Field(key, by_key[key].kind, by_key[key].meaning, attribute=by_key[key].attribute, default=None)
        for key in keys
    ]


def kind_of(record: of.Record, key: str) -> Any:
    """Take the kind of a field of another description."""
    return next(field.kind for field in record.fields if field.key == key)
