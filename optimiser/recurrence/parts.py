"""What is longer than a shift, in parts of whole devices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from optimiser.recurrence.inspection import NOTHING, Inspection

SECOND = timedelta(seconds=1)


def split_into_parts(inspection: Inspection, longest: timedelta) -> list[Inspection]:
    """Split what takes longer than `longest` into as few parts as that allows, of about the same length.

    Each part is about whole devices; ``duration_once`` belongs to the first. Together the parts are the whole: their
    devices, durations and skip costs add up to its. What takes time without counting devices is split by time. A device
    that alone takes longer than `longest` is a part that is too long, as is a ``duration_once`` that is.

    Parameters
    ----------
    inspection : Inspection
    longest : timedelta
        The service time that fits a shift; more than nothing.

    Returns
    -------
    list of Inspection
        The inspection itself where it fits; else its parts, in order, with ids ``…:1``, ``…:2``.
    """
    if longest <= NOTHING:
        raise ValueError(f"parts of at most {longest} hold nothing; give a longest duration of more than 0")
    if inspection.parts > 1 or inspection.duration <= longest:
        return [inspection]
    device_count = sum(count for _, count in inspection.devices)
    if device_count and inspection.duration_per_device > NOTHING:
        return _by_devices(inspection, longest, device_count)
    return _by_time(inspection, longest)


def _by_devices(inspection: Inspection, longest: timedelta, device_count: int) -> list[Inspection]:
    once, each = inspection.duration_once, inspection.duration_per_device
    shares = _shares(device_count, max((longest - once) // each, 0), max(longest // each, 1), once / each)
    durations = [each * share + (once if place == 0 else NOTHING) for place, share in enumerate(shares)]
    parts = _parts(inspection, durations)
    return [
        replace(part, devices=devices, units=tuple(unit for unit, _ in devices) if inspection.units else ())
        for part, devices in zip(parts, _dealt(inspection.devices, shares), strict=True)
    ]


def _shares(total: int, most_in_first: int, most: int, head_start: float) -> list[int]:
    """Count the devices of each part: as few parts as can be, the first with fewer where it has other work too."""
    if most_in_first == 0 and head_start == 0:
        most_in_first = most
    count = 1 + max(0, -(-(total - most_in_first) // most))
    if count == 1:
        return [total]
    level = round((total + head_start) / count - head_start)
    first = min(max(level, total - (count - 1) * most, 0), most_in_first)
    each, left = divmod(total - first, count - 1)
    return [first, *(each + (place < left) for place in range(count - 1))]


def _dealt(devices: Sequence[tuple[str, int]], shares: Sequence[int]) -> list[tuple[tuple[str, int], ...]]:
    """Deal devices out in their order, so that few units are torn apart."""
    dealt = []
    begin = 0
    for share in shares:
        end, place, part = begin + share, 0, []
        for unit, count in devices:
            taken = min(end, place + count) - max(begin, place)
            if taken > 0:
                part.append((unit, taken))
            place += count
        dealt.append(tuple(part))
        begin = end
    return dealt


def _by_time(inspection: Inspection, longest: timedelta) -> list[Inspection]:
    count = -(-inspection.duration // longest)
    seconds, left = divmod(inspection.duration // SECOND, count)
    durations = [timedelta(seconds=seconds + (place < left)) for place in range(count)]
    return _parts(inspection, durations)


def _parts(inspection: Inspection, durations: Sequence[timedelta]) -> list[Inspection]:
    return [
        replace(
            inspection,
            id=f"{inspection.id}:{number}",
            duration=duration,
            duration_once=inspection.duration_once if number == 1 else NOTHING,
            skip_cost=inspection.skip_cost * (duration / inspection.duration),
            part=number,
            parts=len(durations),
            whole=inspection.id,
        )
        for number, duration in enumerate(durations, start=1)
    ]
