"""R02: no customer gets a message more often than the sender's promise allows."""

from windtunnel_reports.attribution import Group
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant


class DuplicatesWithinPolicy(Invariant):
    """At most once: one copy. At least once: one more per accepted attempt not known of.

    Provider-idempotent: one copy while the attempts lie inside the key's declared life. A message
    that failed and was queued again is one message, and may arrive once.
    """

    id = "R02"
    name = "duplicates within policy"
    by_content = True
    proof = ("handset",)
    must_count = "accepted_and_answer_lost"
    untested_why = "no answer to an accepted message was lost"

    def judge(self, case: Case) -> None:
        """Count handset rows, not acceptances."""
        if any(self._is_silent(case, attempt) for attempt in case.accepted):
            self.counters["accepted_and_answer_lost"] += 1
        copies = len(case.rows)
        self.counters["handset_rows"] += copies
        allowed = allowed_copies(self.context, case)
        if copies > allowed:
            ambiguous = any(a.is_accepted and a.is_ambiguous for a in case.attempts)
            because = "its answer was lost and it was sent again" if ambiguous else "sent twice"
            promise: str = self.context.policy.delivery
            if promise == "undeclared":
                promise = "nothing, so it is judged as at-most-once"
            self.breach(
                case,
                f"the customer got the same message {copies} times: {because}; "
                f"the sender promises {promise}",
                case.accepted,
            )

    def finish(self) -> None:
        """Without a settled end more copies may yet arrive."""
        if self.context.unsettled:
            self.doubt(self.context.unsettled)
        for group in self.context.cases.untold:
            self._judge_together(self.context.cases.together(group), group)

    def _judge_together(self, case: Case, group: Group) -> None:
        """More copies than the messages may have in all are too many, whosever they are."""
        spare = 0
        if self.context.policy.delivery == "at-least-once":
            spare = sum(self._is_silent(case, accepted) for accepted in case.accepted)
        elif self.context.policy.delivery == "provider-idempotent":
            spare = len(case.accepted)
        wanted = len(group.indexes)
        copies = len(case.rows)
        if copies > wanted + spare:
            self.breach(case, f"{wanted} were wanted, and the customer got {copies}")
        elif len(case.accepted) > 1:
            self.doubt(group.why)

    def _is_silent(self, case: Case, accepted: Attempt) -> bool:
        """Say whether an answer was lost on the wire, or by a crash before the end was told."""
        outcome = case.outcome
        told_t = self.context.cases.last_t if outcome is None else outcome.t
        return not accepted.is_whole or self.context.crashed_between(accepted.fact.t, told_t)


def allowed_copies(context: Context, case: Case) -> int:
    """Return how many copies of a message the policy allows, over all numbers and providers."""
    if context.policy.delivery == "provider-idempotent":
        return _lives_of_keys(context, case) if case.accepted else 1
    if context.policy.delivery != "at-least-once":
        return 1
    allowed = 1
    last = {attempt.message: place for place, attempt in enumerate(case.attempts)}
    for place, attempt in enumerate(case.attempts[:-1]):
        if attempt.is_accepted and last[attempt.message] == place:
            next_t = case.attempts[place + 1].fact.t
            since, _ = context.known_since(case, attempt, before_t=next_t)
            allowed += since is None or since >= next_t - context.delta_us
    return allowed


def _lives_of_keys(context: Context, case: Case) -> int:
    """Count how often a key's life began anew, because the one before had ended."""
    ttl_s = context.policy.key_ttl_s
    if ttl_s is None:
        return 1
    begun_t, lives = case.accepted[0].fact.t, 1
    for attempt in case.accepted[1:]:
        if attempt.fact.t >= begun_t + ttl_s * SECOND_US - context.delta_us:
            begun_t, lives = attempt.fact.t, lives + 1
    return lives
