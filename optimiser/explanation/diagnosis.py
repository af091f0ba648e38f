"""What keeps a visit out of a shift: a code and its numbers, found by trying with one rule after the other left out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from optimiser.explanation.nearest import SECOND, Nearest
from optimiser.explanation.surveys import HARD, SOFT, Grounds, Survey
from optimiser.explanation.trials import AT, BACK, DRIVEN, LEFT_AT, WAY
from optimiser.facts import BREAKS, LIMIT, MAX_DURATION, MAX_METRES, MAX_STOPS, NEVER, START, WINDOW, WINDOWS
from optimiser.inputs import NOTHING, Limit, Visit
from optimiser.travel.times import UNREACHABLE_S

CODES = (
    "FITS",
    "DEARER_THAN_SKIPPING",
    "NO_SKILL",
    "CERTIFICATE_EXPIRED",
    "EXCLUDED",
    "SERVES_ONLY",
    "PINNED_ELSEWHERE",
    "PIN_CANNOT_HOLD",
    "SERIES_DAYS",
    "NOT_ON_SHIFT",
    "CANNOT_REACH",
    "OVERTIME_LIMIT",
    "ROUTE_DURATION",
    "ROUTE_DISTANCE",
    "ROUTE_STOPS",
    "VAN_FULL",
    "WORKING_TIME_LIMIT",
    "DRIVING_TIME_LIMIT",
    "REST",
    "BREAK",
    "DAY_FULL",
    "NO_ENGINEERS",
)
"""Every code of a reason; the package's docstring says what each means."""

Numbers = Mapping[str, float]


@dataclass(frozen=True)
class Cause:
    """Why a visit is not in a shift.

    Attributes
    ----------
    code : str
        One of the codes of :mod:`optimiser.explanation`.
    numbers : mapping of str to float
        What it is about, unit in the name.
    within : Cause, optional
        What keeps a pin from holding.
    """

    code: str
    numbers: Numbers = field(default_factory=dict)
    within: "Cause | None" = None


class Diagnosis:
    """Finds causes in one plan."""

    def __init__(self, grounds: Grounds, nearest: Nearest) -> None:
        self.grounds, self.nearest, self.plan = grounds, nearest, grounds.plan

    def causes(self, u: int, visit: Visit, shifts: Sequence[int]) -> dict[int, Cause]:
        """Why a visit fits nowhere in these shifts' routes; the engineers are taken to be able to serve it.

        Parameters
        ----------
        u : int
            The visit by its index in the arrays.
        visit : Visit
        shifts : sequence of int
            Shifts in which it does not fit at any position.
        """
        out = self._unrested(u, shifts)
        out |= {s: cause for s in shifts if s not in out and (cause := self._off_shift(u, s, visit)) is not None}
        out |= self._too_far(u, visit, [s for s in shifts if s not in out])
        for look in (self._past_limit, self._overworked, self._too_long, self._too_many, self._beside_break):
            out |= look(u, [s for s in shifts if s not in out])
        left = [s for s in shifts if s not in out]
        return out | self._full(u, left)

    def _unrested(self, u: int, shifts: Sequence[int]) -> dict[int, Cause]:
        """Where only the rest before or after other routes is in the way."""
        near = self.nearest.beside_rest(shifts)
        fits = self.grounds.survey(self.grounds.unrested, u, near, HARD).best if near else ()
        out = {}
        for s in (s for s in near if fits[s] < math.inf):
            limit_s = self.plan.who(s)[0].min_rest / SECOND
            missing_s = self.nearest.missing_rest_s(u, s)
            out[s] = Cause("REST", {"missing_s": missing_s, "limit_s": limit_s} if missing_s else {"limit_s": limit_s})
        return out

    def _overworked(self, u: int, shifts: Sequence[int]) -> dict[int, Cause]:
        """Where only a limit of the day or the week on working time is in the way."""
        limited = [s for s in shifts if self.plan.who(s)[0].limits]
        survey = self.grounds.survey(self.grounds.unlimited, u, limited, HARD) if limited else None
        out = {}
        for s in limited if survey else ():
            if survey is not None and survey.best[s] < math.inf:
                cause = self._limited(s, survey)
                if cause is not None:
                    out[s] = cause
        return out

    def _limited(self, s: int, survey: Survey) -> Cause | None:
        """The limit that a route would pass by the most: on working time or, where none is passed, on driving time."""
        over = self.nearest.over_limits(s, survey.found[s])
        limits = self.plan.who(s)[0].limits
        for code, column in (("WORKING_TIME_LIMIT", 0), ("DRIVING_TIME_LIMIT", 1)):
            worst = max(over, key=lambda k: over[k][column], default=None)
            if worst is not None and over[worst][column] > 0:
                return Cause(code, {"missing_s": over[worst][column], **_limit_numbers(limits[worst], column)})
        return None

    def _off_shift(self, u: int, s: int, visit: Visit) -> Cause | None:
        facts = self.grounds.true
        first, count = facts.visit_i[u, WINDOW], facts.visit_i[u, WINDOWS]
        spans = [(int(lo), int(hi)) for lo, hi in facts.windows[first : first + count] if lo <= hi]
        if not spans:  # none that is still open
            spans = self.nearest.windows(visit)
        start, limit = int(facts.shift_i[s, START]), int(facts.shift_i[s, LIMIT])
        gaps = [max(start - hi, lo - limit) for lo, hi in spans]
        if gaps and min(gaps) > 0:
            return Cause("NOT_ON_SHIFT", {"missing_s": min(gaps)})
        return None

    def _too_far(self, u: int, visit: Visit, shifts: Sequence[int]) -> dict[int, Cause]:
        """Where the engineer comes too late even with an empty day."""
        late = self._latest(u, visit, shifts)
        return {
            s: Cause("CANNOT_REACH", {"missing_s": late[s]} if late[s] < math.inf else {}) for s in late if late[s] > 0
        }

    def _latest(self, u: int, visit: Visit, shifts: Sequence[int]) -> dict[int, float]:
        """By how much an otherwise empty day misses the windows, in seconds."""
        grounds, windows = self.grounds, self.nearest.windows(visit)
        surveys: list[Survey] = [grounds.survey(grounds.reach, u, shifts, SOFT, empty=True)]
        hard = {s: float(surveys[0].best[s]) for s in shifts}
        late = {s: 0.0 if hard[s] < math.inf else math.inf for s in shifts}
        missed = [s for s in shifts if late[s] > 0]
        for open_s, close_s in windows if missed else ():
            with grounds.in_window(u, open_s, close_s, may_pass=True):
                best = grounds.survey(grounds.reach, u, missed, SOFT, empty=True).best
            for s in missed:
                late[s] = min(late[s], float(best[s]) if best[s] < UNREACHABLE_S // 2 else math.inf)
        return late

    def _past_limit(self, u: int, shifts: Sequence[int]) -> dict[int, Cause]:
        """Where only the way back is too late."""
        survey = self.grounds.survey(self.grounds.over, u, shifts, HARD)
        out = {}
        for s in shifts:
            if 0 < survey.best[s] < math.inf:
                _, shift = self.plan.who(s)
                numbers = {"missing_s": float(survey.best[s]), "limit_s": shift.overtime_limit / SECOND}
                late = int(survey.found[s, BACK]) > self.nearest.limit_s(shift)
                out[s] = Cause("OVERTIME_LIMIT", numbers) if late else self._long(s, survey)
        return out

    def _long(self, s: int, survey: Survey) -> Cause:
        _, shift = self.plan.who(s)
        prefix = self.plan.arrays.prefixes.get(s)
        leave_s = int(survey.found[s, LEFT_AT]) if prefix is None else prefix.leave_s
        if shift.max_duration is not None:
            limit_s = shift.max_duration / SECOND
            missing_s = int(survey.found[s, BACK]) - leave_s - limit_s
            if missing_s > 0:
                return Cause("ROUTE_DURATION", {"missing_s": missing_s, "limit_s": limit_s})
        # If no limit either: another route of the engineer is in the way.
        return self._limited(s, survey) or Cause("DAY_FULL", {"visits": self.plan.visit_count(s)})

    def _too_long(self, u: int, shifts: Sequence[int]) -> dict[int, Cause]:
        """Where only the longest duration of the route is in the way."""
        timed = [s for s in shifts if self.grounds.true.shift_i[s, MAX_DURATION] < NEVER]
        survey = self.grounds.survey(self.grounds.untimed, u, timed, HARD)
        return {s: self._long(s, survey) for s in timed if survey.best[s] < math.inf}

    def _too_many(self, u: int, shifts: Sequence[int]) -> dict[int, Cause]:
        """Where only distance, stops or room in the van are in the way."""
        shift_i = self.grounds.true.shift_i
        able = [
            s
            for s in shifts
            if self.plan.counts[s] >= shift_i[s, MAX_STOPS]
            or shift_i[s, MAX_METRES] < NEVER // 2
            or self.plan.builder.quantities
            or self.plan.driving[s] < NEVER // 2
        ]
        survey = self.grounds.survey(self.grounds.strict, u, able, SOFT)
        return {s: self._beyond(u, s, survey) for s in able if survey.best[s] < math.inf}

    def _beyond(self, u: int, s: int, survey: Survey) -> Cause:
        row, (_, shift) = self.grounds.true.shift_i[s], self.plan.who(s)
        over = int(self.plan.counts[s]) + 1 - int(row[MAX_STOPS])
        if over > 0 and shift.max_stops is not None:
            return Cause("ROUTE_STOPS", {"missing": over, "limit": shift.max_stops})
        if survey.found[s, DRIVEN] > self.plan.driving[s]:
            cause = self._limited(s, survey)
            if cause is not None:
                return cause
        over_m = int(survey.found[s, WAY]) - int(row[MAX_METRES])
        if over_m > 0 and shift.max_distance_m is not None:
            return Cause("ROUTE_DISTANCE", {"missing_m": over_m, "limit_m": shift.max_distance_m})
        numbers = {}
        for name, missing in self.nearest.missing_room(u, s, int(survey.found[s, AT])).items():
            numbers[f"{name}_missing"] = missing
            numbers[f"{name}_limit"] = shift.capacity.get(name, 0.0)
        return Cause("VAN_FULL", numbers)

    def _beside_break(self, u: int, shifts: Sequence[int]) -> dict[int, Cause]:
        """Where only the breaks are in the way."""
        resting = [s for s in shifts if self.grounds.true.shift_i[s, BREAKS] > 0]
        survey = self.grounds.survey(self.grounds.unbroken, u, resting, HARD)
        return {
            s: Cause("BREAK", {"break_s": sum(pause.duration / SECOND for pause in self.plan.who(s)[1].breaks)})
            for s in resting
            if survey.best[s] < math.inf
        }

    def _full(self, u: int, shifts: Sequence[int]) -> dict[int, Cause]:
        """What is left: it would fit into an empty day; or not even there, for several reasons at once."""
        grounds = self.grounds
        alone = grounds.survey(grounds.strict, u, shifts, HARD, empty=True)
        late = grounds.survey(grounds.over, u, [s for s in shifts if alone.best[s] == math.inf], SOFT, empty=True)
        out = {}
        for s in shifts:
            if alone.best[s] == math.inf and 0 < late.best[s] < math.inf:
                missing = max(0, int(late.found[s, BACK]) - int(grounds.true.shift_i[s, LIMIT]))
                if missing:
                    limit_s = self.plan.who(s)[1].overtime_limit / SECOND
                    out[s] = Cause("OVERTIME_LIMIT", {"missing_s": missing, "limit_s": limit_s})
                    continue
            out[s] = Cause("DAY_FULL", {"visits": self.plan.visit_count(s)})
        return out


def _limit_numbers(limit: Limit, column: int) -> Numbers:
    span = limit.driving_time if column else limit.working_time
    return {"limit_s": (span or NOTHING) / SECOND, "days": 1 if limit.per == "day" else 7}
