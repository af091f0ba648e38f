"""What pydantic finds wrong in what was sent, in sentences for people: what is wrong, its value, what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

from optimiser import Fault, describing

_WHOLE_NUMBER = "{value} is no whole number; write one, as in 5"
_NUMBER = "{value} is no number; write one, as in 1.5"
_TRUTH = "{value} is neither true nor false; write one of the two"
_OBJECT = "{value} stands where an object belongs; write its fields between braces"
_LIST = "{value} stands where a list belongs; write it between brackets"
_DATE = "{value} is no date; write it as in 2026-12-07"
_TIME = "{value} is no time with its offset; write it as in 2026-12-07T08:30:00+08:00"

SENTENCES: Mapping[str, str] = {
    "missing": "is missing; it is needed here",
    "extra_forbidden": "is no field here, and holds {value}; take it out, or mend its name",
    "string_type": "{value} stands where text belongs; write it in quotes",
    "string_sub_type": "{value} stands where text belongs; write it in quotes",
    "string_unicode": "{value} is no text in UTF-8; save it as UTF-8",
    "string_too_short": "{value} is too short a text; write at least {min_length} characters",
    "string_too_long": "{value} is too long a text, of {length} characters; write at most {max_length}",
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "int_parsing_size": "{value} is too large a number; write a smaller one",
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "{value} is no finite number; write one, as in 1.5",
    "greater_than": "{value} is too small; give more than {gt}",
    "greater_than_equal": "{value} is too small; give {ge} or more",
    "less_than": "{value} is too large; give less than {lt}",
    "less_than_equal": "{value} is too large; give {le} or less",
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "too_short": "{value} holds too few entries, {actual_length}; give at least {min_length}",
    "too_long": "{value} holds too many entries, {actual_length}; give at most {max_length}",
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "literal_error": "{value} is no word that is known here; write {expected}",
    "enum": "{value} is no word that is known here; write {expected}",
    "union_tag_invalid": "{tag!r} is no {discriminator} that is known here; write one of {expected_tags}",
    "union_tag_not_found": "the {discriminator} is missing, which says what it is; give it",
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "timezone_aware": _TIME,
}
"""What to say of each kind of finding; ``{value}`` is what was sent, the rest is what pydantic tells about the kind."""

_CODES: Mapping[str, str] = {"missing": "missing", "extra_forbidden": "unknown_field"}
_OF_OURS = "value_error"
_SECRET = ("password", "token", "secret", "key", "database_url")


def fault_of(found: Mapping[str, Any], body: Any = None) -> Fault:
    """Tell one finding about a request as a fault: where, what, and the value.

    Parameters
    ----------
    found : mapping
        One of the findings of a ``RequestValidationError``.
    body : Any, optional
        What was sent, decoded where it is JSON.
    """
    where, *steps = found["loc"] or ("body",)
    if found["type"] == "json_invalid":
        place, wrong = _place(steps, body), _plain(str(found.get("ctx", {}).get("error", found["msg"])))
        return Fault("$", "not_json", f"is not JSON{place}: {wrong}; mend it there")
    path = (
        describing.path_text(_of_the_body(steps, body)) if where == "body" else f"{where} {'.'.join(map(str, steps))}"
    )
    value = None if is_secret(found) else found.get("input")
    return Fault(path, _CODES.get(found["type"], "bad_value"), sentence(found), value)


def _of_the_body(steps: Sequence[Any], body: Any) -> tuple[Any, ...]:
    """Leave out what pydantic names between the steps: which of several kinds of object it took this one for."""
    out = []
    for i, step in enumerate(steps):
        inside = step in (body if isinstance(body, Mapping) else range(len(body)) if isinstance(body, list) else ())
        if inside or i == len(steps) - 1:
            out.append(step)
        if inside:
            body = body[step]
    return tuple(out)


def _place(steps: Sequence[Any], body: Any) -> str:
    """Where a body stops being JSON."""
    if not isinstance(body, str) or len(steps) != 1 or not isinstance(steps[0], int):
        return ""
    before = body[: steps[0]]
    return f" at line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"


def sentence(found: Mapping[str, Any]) -> str:
    """Say what is wrong.

    Parameters
    ----------
    found : mapping
        One of the findings of a ``ValidationError``.
    """
    told, value = found.get("ctx", {}), found.get("input")
    shown = "what was sent" if is_secret(found) else describing.shown(value)
    if found["type"] == _OF_OURS:
        advice = str(told["error"])
        return advice if _names(advice, value) else f"{shown} does not do here; {advice}"
    pattern = SENTENCES.get(found["type"])
    if pattern is None:
        return f"{shown} does not do here; {_plain(found['msg'])}"
    length = len(value) if isinstance(value, str) else 0
    return pattern.format(**{**told, "value": shown, "length": length})


def is_secret(found: Mapping[str, Any]) -> bool:
    """Whether a finding is about what should not be repeated."""
    return any(word in str(found["loc"][-1]) for word in _SECRET if found["loc"])


def _names(advice: str, value: Any) -> bool:
    """Whether a sentence of ours tells the value already; of an object it names the fields that do not fit."""
    return isinstance(value, Mapping) or repr(value) in advice or (value != "" and advice.startswith(str(value)))


def _plain(message: str) -> str:
    return message[:1].lower() + message[1:]
