"""Documents that leave the house small: what has its default value is not written."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class SparseModel(BaseModel):
    """A strict, frozen document. Its optional fields are made with :func:`sparse`."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


def sparse(default: Any = None, **constraints: Any) -> Any:
    """Make a field that is left out of the written document where it has its default value.

    Reading the document back gives the same object, since the reader puts the default in again.

    Parameters
    ----------
    default
        The value that need not be written; None, an empty text or tuple, false, a count of 1.
    **constraints
        As for :func:`pydantic.Field`.

    Returns
    -------
    Any
        What pydantic takes for a field.
    """
    return Field(default, exclude_if=lambda value: bool(value == default), **constraints)
