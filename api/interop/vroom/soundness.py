"""From a parsed request to a checked one: what its fields mean to each other, and what cannot be planned here."""

from collections.abc import Sequence
from typing import Literal

from api.interop.vroom.document import LATEST_S, BreakIn, DocumentIn, JobIn, StepIn, VehicleIn
from api.interop.vroom.matrices import Tables, given_legs, road_legs
from api.interop.vroom.question import ALWAYS, End, Given, Job, Legs, Pause, Point, Request, RoadTravel, Span, Vehicle
from optimiser import Fault, FaultyInput


def sound_request(document: DocumentIn, travel: RoadTravel) -> Request:
    """Check a request as a whole, and work out its travel.

    Raises
    ------
    FaultyInput
        With every fault at once.
    TravelUnavailable
        Where `travel` cannot be had.
    """
    return _Reading(document).request(travel)


class _Reading:
    def __init__(self, document: DocumentIn) -> None:
        self.document = document
        self.faults: list[Fault] = []
        self.tables = Tables(document, self.faults)
        self.row: dict[Point, int] = {}
        self.points: dict[int, Point] = {}
        self.quantities = next((len(v.capacity) for v in document.vehicles if v.capacity is not None), 0)

    def fault(self, path: str, code: str, message: str, value: object = None) -> None:
        self.faults.append(Fault(path, code, message, value))

    def request(self, travel: RoadTravel) -> Request:
        document = self.document
        if document.shipments:
            message = f"holds {len(document.shipments)}; shipments cannot be planned here: send jobs, or leave them out"
            self.fault("$.shipments", "not_supported", message)
        self._no_twins([job.id for job in document.jobs], "$.jobs")
        self._no_twins([vehicle.id for vehicle in document.vehicles], "$.vehicles")
        jobs = [self._job(job, f"$.jobs[{k}]") for k, job in enumerate(document.jobs)]
        self._steps_once()
        vehicles = [self._vehicle(vehicle, f"$.vehicles[{k}]") for k, vehicle in enumerate(document.vehicles)]
        given = self._given_legs()
        if self.faults:
            raise FaultyInput(self.faults)
        mode: Literal["solve", "plan"] = "plan" if document.options.c else "solve"
        legs = given if self.tables.given else self._road_legs(travel)
        return Request(jobs, vehicles, legs, self.quantities, mode, document.options.g, self.points)

    def _no_twins(self, ids: Sequence[int], path: str) -> None:
        first: dict[int, int] = {}
        for k, number in enumerate(ids):
            if number in first:
                message = f"is {number}, as in {path}[{first[number]}]; give each its own"
                self.fault(f"{path}[{k}].id", "duplicate", message, number)
            first.setdefault(number, k)

    # -- travel ------------------------------------------------------------------------------------------------------

    def _given_legs(self) -> dict[tuple[str, float], Legs]:
        legs: dict[tuple[str, float], Legs] = {}
        if not self.tables.given:
            return legs
        for k, vehicle in enumerate(self.document.vehicles):
            tables = self.tables.of(vehicle.profile, path := f"$.vehicles[{k}]")
            found = tables and given_legs(tables, vehicle.speed_factor)
            if tables and found:
                legs[vehicle.profile, vehicle.speed_factor] = found
                self._costs_agree(vehicle, found, path)
        return legs

    def _costs_agree(self, vehicle: VehicleIn, legs: Legs, path: str) -> None:
        """What the matrices must hold for the vehicle's costs and limits to mean something."""
        costs = vehicle.costs
        if legs.costs is not None and (costs.per_hour != 3600 or costs.per_km):
            message = "prices hours or kilometres, and the profile has a matrix of costs; leave one of the two out"
            self.fault(f"{path}.costs", "wrong_value", message)
        if legs.metres is None and costs.per_km and legs.costs is None:
            message = f"is {costs.per_km}, and the profile has no matrix of distances; add it"
            self.fault(f"{path}.costs.per_km", "missing", message, costs.per_km)
        if legs.metres is None and vehicle.max_distance is not None:
            message = f"is {vehicle.max_distance}, and the profile has no matrix of distances; add it"
            self.fault(f"{path}.max_distance", "missing", message, vehicle.max_distance)

    def _road_legs(self, travel: RoadTravel) -> dict[tuple[str, float], Legs]:
        found = road_legs(travel, list(self.row), {v.speed_factor for v in self.document.vehicles})
        return {(v.profile, v.speed_factor): found[v.speed_factor] for v in self.document.vehicles}

    def _place(self, location: list[float] | None, index: int | None, path: str, field: str) -> int:
        """The row of a place in the matrices; a fault where it is not said."""
        point = None if location is None else (location[0], location[1])
        if self.tables.given:
            name = f"{field}_index"
            if index is None:
                self.fault(f"{path}.{name}", "missing", "is missing; with matrices a place is a row of them")
                return 0
            if self.tables.size is not None and index >= self.tables.size:
                message = f"is {index}, and the matrices have rows 0 to {self.tables.size - 1}"
                self.fault(f"{path}.{name}", "unknown", message, index)
            if point is not None:
                self.points[index] = point
            return index
        if point is None:
            self.fault(f"{path}.{field}", "missing", "is missing; without matrices a place is [longitude, latitude]")
            return 0
        row = self.row.setdefault(point, len(self.row))
        self.points[row] = point
        return row

    # -- jobs --------------------------------------------------------------------------------------------------------

    def _amounts(self, amounts: list[int] | None, path: str) -> Sequence[int]:
        if amounts is None:
            return (0,) * self.quantities
        if len(amounts) != self.quantities:
            message = (
                f"has {len(amounts)} numbers where the first capacity has {self.quantities}; "
                "all amounts and capacities have as many"
            )
            self.fault(path, "wrong_size", message, amounts)
        return amounts

    def _job(self, job: JobIn, path: str) -> Job:
        for name in ("setup_per_type", "service_per_type"):
            if getattr(job, name):
                message = "differs by type of vehicle, which cannot be planned here; give one value for all"
                self.fault(f"{path}.{name}", "not_supported", message)
        return Job(
            id=job.id,
            place=self._place(job.location, job.location_index, path, "location"),
            setup_s=job.setup,
            service_s=job.service,
            delivery=self._amounts(job.delivery, f"{path}.delivery")
            if job.amount is None
            else self._amounts(job.amount, f"{path}.amount"),
            pickup=self._amounts(job.pickup, f"{path}.pickup"),
            skills=frozenset(job.skills),
            priority=job.priority,
            windows=_windows(job.time_windows),
            description=job.description,
            location=_point(job.location),
            location_index=job.location_index if self.tables.given else None,
        )

    # -- vehicles ----------------------------------------------------------------------------------------------------

    def _vehicle(self, vehicle: VehicleIn, path: str) -> Vehicle:
        if vehicle.costs.per_task_hour:
            message = f"is {vehicle.costs.per_task_hour}; hours of work have no price here: leave it out"
            self.fault(f"{path}.costs.per_task_hour", "not_supported", message)
        start = self._end(vehicle.start, vehicle.start_index, path, "start")
        end = self._end(vehicle.end, vehicle.end_index, path, "end")
        if start is None and end is None:
            self.fault(path, "missing", f"(vehicle {vehicle.id}) has neither start nor end; give at least one")
        self._no_twins([pause.id for pause in vehicle.breaks], f"{path}.breaks")
        return Vehicle(
            id=vehicle.id,
            profile=vehicle.profile,
            start=start,
            end=end,
            capacity=self._amounts(vehicle.capacity, f"{path}.capacity"),
            skills=frozenset(vehicle.skills),
            window=(0, LATEST_S) if vehicle.time_window is None else (vehicle.time_window[0], vehicle.time_window[1]),
            breaks=self._breaks(vehicle.breaks, f"{path}.breaks"),
            legs=(vehicle.profile, vehicle.speed_factor),
            fixed=vehicle.costs.fixed,
            per_hour=vehicle.costs.per_hour,
            per_km=vehicle.costs.per_km,
            max_tasks=vehicle.max_tasks,
            max_travel_s=vehicle.max_travel_time,
            max_metres=vehicle.max_distance,
            steps=self._steps(vehicle, f"{path}.steps"),
            description=vehicle.description,
        )

    def _end(self, location: list[float] | None, index: int | None, path: str, field: str) -> End | None:
        if (index if self.tables.given else location) is None:
            return None
        place = self._place(location, index, path, field)
        return End(place, _point(location), index if self.tables.given else None)

    def _breaks(self, breaks: Sequence[BreakIn], path: str) -> Sequence[Pause]:
        pauses = [
            Pause(
                id=pause.id,
                windows=_windows(pause.time_windows),
                service_s=pause.service,
                description=pause.description,
                max_load=None if pause.max_load is None else self._amounts(pause.max_load, f"{path}[{k}].max_load"),
            )
            for k, pause in enumerate(breaks)
        ]
        return sorted(pauses, key=lambda pause: pause.windows[0])

    # -- given routes ------------------------------------------------------------------------------------------------

    def _steps(self, vehicle: VehicleIn, path: str) -> Sequence[Given] | None:
        if vehicle.steps is None:
            return None
        breaks = {pause.id for pause in vehicle.breaks}
        steps = [self._step(step, f"{path}[{k}]", breaks) for k, step in enumerate(vehicle.steps)]
        for k, step in enumerate(steps):
            if (step.kind == "start" and k) or (step.kind == "end" and k + 1 < len(steps)):
                self.fault(f"{path}[{k}]", "wrong_value", f"is {step.kind!r}; it stands only at that end of the steps")
        return steps

    def _step(self, step: StepIn, path: str, breaks: set[int]) -> Given:
        kind: Literal["start", "job", "break", "end"] = "job"
        if step.type == "pickup" or step.type == "delivery":
            message = f"is {step.type!r}, of a shipment; shipments cannot be planned here"
            self.fault(f"{path}.type", "not_supported", message, step.type)
        else:
            kind = step.type
        if kind in ("job", "break") and step.id is None:
            self.fault(f"{path}.id", "missing", f"is missing; which {kind} is meant?")
        if kind == "break" and step.id is not None and step.id not in breaks:
            self.fault(f"{path}.id", "unknown", f"is {step.id}, and this vehicle has no such break", step.id)
        soonest_s, latest_s = step.service_after or 0, LATEST_S if step.service_before is None else step.service_before
        if step.service_at is not None:
            soonest_s, latest_s = max(soonest_s, step.service_at), min(latest_s, step.service_at)
        if soonest_s > latest_s:
            message = f"leaves no time: it may start no sooner than {soonest_s} and no later than {latest_s}"
            self.fault(path, "wrong_value", message)
        return Given(kind, step.id, soonest_s, latest_s)

    def _steps_once(self) -> None:
        """See that given routes name jobs that there are, and each at most once."""
        jobs = {job.id for job in self.document.jobs}
        seen: dict[tuple[int | None, str, int], str] = {}
        for i, vehicle in enumerate(self.document.vehicles):
            for k, step in enumerate(vehicle.steps or ()):
                path = f"$.vehicles[{i}].steps[{k}].id"
                if step.id is None or step.type not in ("job", "break"):
                    continue
                if step.type == "job" and step.id not in jobs:
                    self.fault(path, "unknown", f"is {step.id}, and there is no such job", step.id)
                key = (i if step.type == "break" else None, step.type, step.id)
                if key in seen:
                    self.fault(path, "duplicate", f"is {step.id}, as in {seen[key]}; a step is done once", step.id)
                seen.setdefault(key, path)


def _windows(windows: list[list[int]] | None) -> Sequence[Span]:
    return ALWAYS if windows is None else sorted((opens, closes) for opens, closes in windows)


def _point(location: list[float] | None) -> Point | None:
    return None if location is None else (location[0], location[1])
