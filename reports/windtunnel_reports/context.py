"""What every invariant may ask beside its case: policy, tolerance, catalogs, the run's end."""

import msgspec

from windtunnel.domain.catalog import Catalog, Code
from windtunnel.domain.policy import Policy
from windtunnel_reports.cases import Attempt, Case, Cases

SECOND_US = 1_000_000


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """One judgement's frame. `delta_us` is the tolerance for clocks and scheduling."""

    cases: Cases
    policy: Policy
    reports: frozenset[str]
    delta_us: int

    def catalog(self, provider: str) -> Catalog | None:
        """Return a provider's catalog from the ledger, None where it holds none."""
        return self.cases.catalogs.get(provider)

    def code(self, provider: str, number: int) -> Code | None:
        """Return a provider's code from the ledger's own catalog."""
        catalog = self.catalog(provider)
        return None if catalog is None else catalog.codes.get(number)

    def has_templates(self, provider: str) -> bool:
        """Return whether a provider knows templates; else all is text there."""
        catalog = self.catalog(provider)
        return catalog is None or catalog.has_templates

    def has_windows(self, provider: str) -> bool:
        """Return whether a provider lets free-form messages through in a window only."""
        catalog = self.catalog(provider)
        return catalog is None or catalog.window_s is not None

    @property
    def unquiet(self) -> str:
        """Why the end of the run was not quiet, "" where it was."""
        steps = {fact.step for fact in self.cases.quiet}
        if "drain_timeout" in steps:
            return "the sender was still sending when the drain ended"
        if "drained" not in steps:
            return "the run was stopped before the sender had come to rest"
        waited_us = max((fact.waited_ms for fact in self.cases.quiet), default=0) * 1000
        horizon_s = self.policy.horizon_s
        if horizon_s is not None and waited_us + self.delta_us < horizon_s * SECOND_US:
            return (
                f"the drain waited {waited_us / 1e6:.1f} s without an attempt, the sender's "
                f"horizon is {horizon_s:g} s"
            )
        return ""

    @property
    def unsettled(self) -> str:
        """Why handsets were not settled, "" where they were."""
        if any(fact.step == "settled" for fact in self.cases.quiet):
            return ""
        return "the run was stopped before the last messages had arrived"

    def crashed_between(self, from_t: int, to_t: int) -> bool:
        """Return whether a process ended by itself: what it only remembered is gone."""
        return any(from_t <= crash.t <= to_t for crash in self.cases.crashes)

    def read_t(self, attempt: Attempt) -> int | None:
        """Return when a sender that waits had its answer whole, None where it had none.

        An answer that came after the declared client timeout was given up before.
        """
        if attempt.end is None or not attempt.is_whole:
            return None
        timeout_s = self.policy.client_timeout_s
        took_us = attempt.end.t - attempt.fact.t
        if timeout_s is not None and took_us >= timeout_s * SECOND_US - self.delta_us:
            return None
        return attempt.end.t

    def known_since(
        self, case: Case, accepted: Attempt, *, before_t: int
    ) -> tuple[int | None, bool]:
        """Return since when the sender knows, at `before_t`, that an attempt was accepted.

        (t, True): known from t on. (None, True): surely not known. (None, False): undetermined,
        because a server cannot know that its answer was read. What was read of an answer does not
        outlive a crash; an acknowledged webhook does, and so does what it asked for and was told.
        """
        message = accepted.answer.message if accepted.answer is not None else None
        told: list[int] = []
        if accepted.fact.opaque is not None or accepted.is_whole:
            told = [
                t for t, status in case.heard if status.message == message and t >= accepted.fact.t
            ]
        read = [
            t for t in self._read_times(case, accepted) if not self.crashed_between(t, before_t)
        ]
        times = told + read
        if times:
            return (min(times), True)
        forgotten = self.crashed_between(accepted.fact.t, before_t)
        return (None, forgotten or not accepted.is_whole)

    def _read_times(self, case: Case, accepted: Attempt) -> list[int]:
        times = [fact.t for fact in case.seen if fact.state == "ok" and fact.t >= accepted.fact.t]
        if not accepted.is_whole:
            return times
        assert accepted.end is not None, "a whole answer has its end"
        written_t = accepted.end.t
        if accepted.fact.conn is not None:
            starts = self.cases.conns[accepted.fact.conn]
            times += [t for t in starts if t > written_t][:1]
        if self.policy.client_timeout_s is not None and self.read_t(accepted) is not None:
            times.append(written_t)
        return times
