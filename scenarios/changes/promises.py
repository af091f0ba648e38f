"""What is promised: by when, and at what price."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from optimiser import Policy
from scenarios.changes.change import Change, Key
from scenarios.service import Service

Facts = Mapping[str, tuple[str, ...]]
"""Which tickets are meant: by fact, its values; a fact that is not named may be any."""


def overlap(where: Mapping[str, Sequence[str]], facts: Facts) -> dict[str, tuple[str, ...]] | None:
    """Say which tickets both mean; None where there is none."""
    both = {name: tuple(values) for name, values in where.items()}
    for name, values in facts.items():
        both[name] = tuple(value for value in both.get(name, values) if value in values)
    return both if all(both.values()) else None


def _holds_all(where: Mapping[str, Sequence[str]], facts: Facts) -> bool:
    """Whether a target is for all the tickets that are meant: one after it is for none of them."""
    return all(name in facts and set(facts[name]) <= set(values) for name, values in where.items())


@dataclass(frozen=True)
class ChangePromise(Change):
    """Other deadlines, or prices of missing them, for some tickets under a policy.

    Targets that hold for more tickets than are meant go on holding for the rest of them: of the targets of one kind
    the first that matches holds, and one for the tickets that are meant is put before them.

    Attributes
    ----------
    policy, kind : str
        Which policy, and which of its promises: ``on_site``, ``restore`` …
    facts : mapping of str to tuple of str
    span : mapping of str to object
        Fields of the span: `within` or `working_days`, `calendar`; what is not named stays.
    late : Late or None
        What being late costs; None: as it was.
    """

    policy: str
    kind: str
    facts: Facts = field(default_factory=dict)
    span: Mapping[str, Any] = field(default_factory=dict)
    late: Any = None

    def __call__(self, service: Service) -> Service:
        """Change the targets."""
        policies = tuple(
            replace(each, targets=tuple(self._targets(each))) if each.id == self.policy else each
            for each in service.book.policies
        )
        return replace(service, book=replace(service.book, policies=policies))

    def meets(self, policy: Policy) -> bool:
        """Whether the policy promises any of the tickets that are meant something of this kind."""
        return any(each.kind == self.kind and overlap(each.where, self.facts) is not None for each in policy.targets)

    def _targets(self, policy: Policy) -> Iterator[Any]:
        settled: list[Mapping[str, Sequence[str]]] = []
        for target in policy.targets:
            both = overlap(target.where, self.facts) if target.kind == self.kind else None
            if both is None or any(_holds_all(where, both) for where in settled):
                yield target
                continue
            settled.append(target.where)
            late = target.late if self.late is None else self.late
            yield replace(target, where=both, span=replace(target.span, **self._span()), late=late)
            if both != {name: tuple(values) for name, values in target.where.items()}:
                yield target

    def _span(self) -> dict[str, Any]:
        """A promise is of so much time or of so many working days, never of both."""
        given = dict(self.span)
        if "within" in given or "working_days" in given:
            return {"within": None, "working_days": None, **given}
        return given

    def sets(self) -> Mapping[Key, Any]:
        """It sets a promise to some tickets; which others it contradicts, their facts tell."""
        facts = ", ".join(f"{name} {' or '.join(values)}" for name, values in sorted(self.facts.items()))
        own = self._span() | ({} if self.late is None else {"late": self.late})
        return {("policy", self.policy, f"{self.kind}({facts})", name): value for name, value in own.items()}

    def contradicts(self, other: Change) -> bool:
        """Whether another change promises some of the same tickets something else."""
        if not isinstance(other, ChangePromise) or (self.policy, self.kind) != (other.policy, other.kind):
            return False
        if self.facts == other.facts or overlap(self.facts, other.facts) is None:
            return False
        mine, others = ({key[-1]: value for key, value in each.sets().items()} for each in (self, other))
        return any(others[name] != value for name, value in mine.items() if name in others)


@dataclass(frozen=True)
class ChangePolicy(Change):
    """Other prices of a policy.

    Attributes
    ----------
    policy : str
    fields : mapping of str to object
        Fields of a policy: `on_time_share`, `wait_cost_per_day`.
    skip_costs : mapping of str to float
        What leaving a ticket out of a plan costs, by severity; a severity that is not named: as it was.
    """

    policy: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    skip_costs: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, service: Service) -> Service:
        """Set them."""
        policies = tuple(
            replace(each, **dict(self.fields), skip_costs={**each.skip_costs, **self.skip_costs})
            if each.id == self.policy
            else each
            for each in service.book.policies
        )
        return replace(service, book=replace(service.book, policies=policies))

    def sets(self) -> Mapping[Key, Any]:
        """It sets single fields, and prices of single severities."""
        own: dict[Key, Any] = {("policy", self.policy, name): value for name, value in self.fields.items()}
        return own | {("policy", self.policy, "skip_costs", name): value for name, value in self.skip_costs.items()}
