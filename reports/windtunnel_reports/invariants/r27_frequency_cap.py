"""R27: nobody gets more marketing than the sender's declared cap allows."""

from collections import defaultdict

import msgspec

from windtunnel.domain.policy import FREQUENCY_WINDOW_S
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.customers import Customers, scopes_of
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.lines import copy_line


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """One marketing message that arrived: when it was sent (µs), and of which case."""

    t: int
    case: Case
    attempt: Attempt


class FrequencyCap(Invariant):
    """Marketing messages on a person's handset, in every moving window, within the cap.

    Counted over all numbers and providers, at the time at which they were sent: when a phone that
    was off comes back is not the sender's doing. A second copy of one message is judged by R02.
    """

    id = "R27"
    name = "frequency cap"
    must_count = "wanted_beyond_cap"
    untested_why = "nobody was to get more marketing than the cap allows, or no cap is declared"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        window_s = context.policy.frequency_window_s
        self._window_us = round((window_s or FREQUENCY_WINDOW_S) * SECOND_US)
        self._customers = Customers(context.cases)
        self._arrived: dict[str, list[Arrived]] = defaultdict(list)
        self._wanted: dict[str, list[int]] = defaultdict(list)

    def judge(self, case: Case) -> None:
        """Note one message's arrival; persons are judged in `finish`."""
        if self.context.policy.frequency_cap is None:
            return
        intent = case.intent
        if intent is not None and intent.scope == "marketing":
            self._wanted[self._customers.person(intent.recipient)].append(intent.t)
        messages = {row.message for row in case.rows}
        for attempt in case.accepted:
            assert attempt.answer is not None, "an accepted attempt has its answer"
            is_marketing = "marketing" in scopes_of(case, attempt)
            if is_marketing and attempt.answer.message in messages:
                who = self._customers.meant(case, attempt)[0]
                self._arrived[who].append(Arrived(t=attempt.fact.t, case=case, attempt=attempt))
                return

    def finish(self) -> None:
        """Judge every window that begins with a message."""
        cap = self.context.policy.frequency_cap
        if cap is None:
            return
        for _, times in sorted(self._wanted.items()):
            times.sort()
            pairs = zip(times, times[cap:], strict=False)
            self.counters["wanted_beyond_cap"] += sum(b - a < self._window_us for a, b in pairs)
        for _, arrived in sorted(self._arrived.items()):
            arrived.sort(key=lambda each: each.t)
            for place in range(len(arrived) - cap):
                window = arrived[place : place + cap + 1]
                if window[-1].t - window[0].t < self._window_us - self.context.delta_us:
                    self._tell(window, cap)

    def _tell(self, window: list[Arrived], cap: int) -> None:
        last = window[-1]
        within_h = (last.t - window[0].t) / 3600 / SECOND_US
        copies = [
            line
            for number, each in enumerate(window, 1)
            for line in copy_line(each.case, each.attempt, f"message {number} of these arrives")
        ]
        self.breach(
            last.case,
            f"marketing message {cap + 1} within {within_h:.1f} h reached the same person; the "
            f"sender declares {cap} in {self._window_us / 3600 / SECOND_US:g} h",
            [each.attempt for each in window],
            evidence=copies,
        )
