"""VROOM's JSON: requests that its clients send are planned here, and answered as it answers.

Each name is loaded when it is first asked for: whoever only describes requests does not wait for compilers.
"""

from typing import TYPE_CHECKING

__all__ = ["VroomQuestion", "VroomSettings", "answer_vroom", "read_vroom", "write_vroom"]

if TYPE_CHECKING:
    from api.interop.vroom.front import VroomSettings, answer_vroom, read_vroom, write_vroom
    from api.interop.vroom.question import VroomQuestion
else:
    import lazy_loader

    __getattr__, __dir__, _ = lazy_loader.attach(
        __name__,
        submod_attrs={
            "front": ["VroomSettings", "answer_vroom", "read_vroom", "write_vroom"],
            "question": ["VroomQuestion"],
        },
    )
