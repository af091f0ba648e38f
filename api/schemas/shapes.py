"""Texts of a shape that is asked for, told to people by an example instead of by its pattern."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True)
class Shape:
    """The shape of a text, to write into ``Annotated[str, …]``.

    Attributes
    ----------
    pattern : str
        A regular expression for the whole text; in the API's document, too.
    advice : str
        What to write instead of what does not fit, with an example.
    """

    pattern: str
    advice: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after everything else that is asked of the text."""
        return core_schema.no_info_after_validator_function(self._fitting, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Add the pattern."""
        return {**handler(schema), "pattern": f"^{self.pattern}$"}

    def _fitting(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text, re.ASCII):
            raise ValueError(self.advice)
        return text
