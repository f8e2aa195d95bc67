"""Which attempts or events a fault strikes: every field of its scope that is given must hold."""

from windtunnel.domain.chance import draw
from windtunnel.domain.countries import country_of
from windtunnel.domain.marker import index_of
from windtunnel.domain.worldspec import FaultSpec
from windtunnel.engine.behaviour import threshold
from windtunnel.engine.faults.target import Target


class ScopeMatch:
    """One fault's scope, made ready, with the counts that `first`, `every` and `exact` need.

    `share` and `chance` are drawn by what the fault is (kind and settings), never by its id or
    its place among others: one fault removed leaves what the others strike as it was.
    """

    def __init__(self, spec: FaultSpec, *, seed: int, number_id: str | None) -> None:
        scope = spec.scope
        self._seed = seed
        self._key = f"{spec.kind} {sorted(spec.settings.items())}"
        self._provider = scope.provider
        self._number = number_id
        self._template = scope.template
        self._country = scope.country
        self._recipients = None if scope.recipients is None else frozenset(scope.recipients)
        self._share = None if scope.share is None else threshold(scope.share)
        self._chance = None if scope.chance is None else threshold(scope.chance)
        self._every = scope.every
        self._first_left = scope.first
        self._exact = None if scope.exact is None else {(i, n) for i, n in scope.exact}
        self._matched = 0

    @property
    def is_used_up(self) -> bool:
        """Return whether its count allows no further strike."""
        return self._first_left == 0 or (self._exact is not None and not self._exact)

    def forget(self, pair: tuple[int, int]) -> None:
        """Wait no more for an exact pair of intent and attempt."""
        assert self._exact is not None, "only an exact scope waits for pairs"
        self._exact.discard(pair)

    def reaches(self, number_id: str, provider: str) -> bool:
        """Return whether a number is in scope, for faults that are a state of numbers."""
        return self._number in {None, number_id} and self._provider in {None, provider}

    def strikes(self, target: Target, *, is_last: bool = True) -> bool:
        """Return whether it strikes this target, and count it.

        An exact pair is used up by what `is_last` of its attempt.
        """
        if not self.reaches(target.number, target.provider):
            return False
        if self._template is not None and target.template != self._template:
            return False
        recipient = target.recipient
        if self._country is not None and country_of(recipient) != self._country:
            return False
        if self._recipients is not None and recipient not in self._recipients:
            return False
        return self._is_drawn(target) and self._is_counted(target, is_last=is_last)

    def _is_drawn(self, target: Target) -> bool:
        if self._share is not None:
            drawn = draw(self._seed, "share", self._key, target.recipient)[0]
            if drawn >= self._share:
                return False
        if self._chance is None:
            return True
        return draw(self._seed, "chance", self._key, *target.entity)[0] < self._chance

    def _is_counted(self, target: Target, *, is_last: bool) -> bool:
        if self._exact is not None:
            marker = target.marker
            pair = (-1 if marker is None else index_of(marker), target.ordinal)
            if pair not in self._exact:
                return False
            if is_last:
                self._exact.discard(pair)  # type: ignore[arg-type]
        self._matched += 1
        if self._every is not None and self._matched % self._every:
            return False
        if self._first_left is not None:
            self._first_left -= 1
        return True
