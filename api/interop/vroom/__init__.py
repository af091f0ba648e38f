"""VROOM's JSON: requests that its clients send are planned here, and answered as it answers.

Each name is loaded when it is first asked for: whoever only describes requests does not wait for compilers.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = ["VroomQuestion", "VroomSettings", "answer_vroom", "read_vroom", "write_vroom"]

if TYPE_CHECKING:
    from api.interop.vroom.front import VroomSettings, answer_vroom, read_vroom, write_vroom
    from api.interop.vroom.question import VroomQuestion
else:

    def __getattr__(name: str) -> object:
        """Load a name when it is first asked for, and keep it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        room = "question" if name == "VroomQuestion" else "front"
        found = globals()[name] = getattr(import_module(f"{__name__}.{room}"), name)
        return found
