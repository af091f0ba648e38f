"""VROOM's JSON: requests that its clients send are planned here, and answered as it answers."""

from api.interop.vroom.front import VroomSettings, answer_vroom, read_vroom, write_vroom
from api.interop.vroom.question import VroomQuestion

__all__ = ["VroomQuestion", "VroomSettings", "answer_vroom", "read_vroom", "write_vroom"]
