"""R02: no customer gets a message more often than the sender's promise allows."""

from windtunnel_reports.cases import Case
from windtunnel_reports.context import Context
from windtunnel_reports.invariants.base import Invariant


class DuplicatesWithinPolicy(Invariant):
    """At most once: one copy. At least once: one more per accepted attempt not known of."""

    id = "R02"
    name = "duplicates within policy"
    must_count = "accepted_and_answer_lost"
    untested_why = "no answer to an accepted message was lost"

    def judge(self, case: Case) -> None:
        """Count handset rows, not acceptances."""
        if any(a.is_accepted and not a.is_whole for a in case.attempts):
            self.counters["accepted_and_answer_lost"] += 1
        copies = len(case.rows)
        self.counters["handset_rows"] += copies
        if copies > allowed_copies(self.context, case):
            ambiguous = any(a.is_accepted and a.is_ambiguous for a in case.attempts)
            because = "its answer was lost and it was sent again" if ambiguous else "sent twice"
            promise: str = self.context.policy.delivery
            if promise == "undeclared":
                promise = "nothing, so it is judged as at-most-once"
            self.breach(
                case,
                f"the customer got the same message {copies} times: {because}; "
                f"the sender promises {promise}",
            )

    def finish(self) -> None:
        """Without a settled end more copies may yet arrive."""
        if self.context.unsettled:
            self.doubt(self.context.unsettled)


def allowed_copies(context: Context, case: Case) -> int:
    """Return how many copies of a message the policy allows."""
    if context.policy.delivery != "at-least-once":
        return 1
    allowed = 1
    for place, attempt in enumerate(case.attempts[:-1]):
        if attempt.is_accepted:
            since, _ = context.known_since(case, attempt)
            next_t = case.attempts[place + 1].fact.t
            allowed += since is None or since >= next_t - context.delta_us
    return allowed
