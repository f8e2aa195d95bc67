"""R23: messages of one order key arrive in the order in which they were wanted, where declared."""

from collections import defaultdict
from itertools import pairwise

from windtunnel.domain.facts import HandsetFact, IntentFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Case
from windtunnel_reports.context import Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.lines import acceptance_lines
from windtunnel_reports.story import compose


class DeclaredOrder(Invariant):
    """Of two messages of one key, the first copy of the later comes after that of the earlier.

    The provider promises no order, so whoever declares one waits for the earlier message.
    """

    id = "R23"
    name = "declared order"
    must_count = "waited_behind"
    untested_why = "no order is declared, or no message was wanted before an earlier one arrived"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._arrived: dict[str, list[tuple[IntentFact, HandsetFact]]] = defaultdict(list)

    def judge(self, case: Case) -> None:
        """Take the first copy of a message that has an order key."""
        intent = case.intent
        if not self.context.policy.ordering or intent is None or intent.order_key is None:
            return
        if case.said:
            self.doubt(f"the order of messages is not known: {case.said}")
        elif case.rows:
            first = min(case.rows, key=lambda row: row.t)
            self._arrived[intent.order_key].append((intent, first))

    def finish(self) -> None:
        """Compare each message with the one before it that also arrived."""
        for arrived in self._arrived.values():
            arrived.sort(key=lambda each: (each[0].t, each[0].intent))
            furthest = arrived[0]
            for earlier, later in pairwise(arrived):
                furthest = max(furthest, earlier, key=lambda each: each[1].t)
                if later[0].t < furthest[1].t:
                    self.counters["waited_behind"] += 1
                if later[1].t + self.context.delta_us < furthest[1].t:
                    self._tell(furthest, later)

    def _tell(
        self, earlier: tuple[IntentFact, HandsetFact], later: tuple[IntentFact, HandsetFact]
    ) -> None:
        lines = []
        for name, (intent, row) in (("earlier", earlier), ("later", later)):
            wanted = f"the {name} message of key {intent.order_key} is wanted"
            lines.append(StoryLine(t=intent.t, kind="intent", text=wanted))
            of = self.context.cases.case(intent.intent)
            lines += acceptance_lines(of, [row.message], of=f"the {name} message")
            arrives = f"the {name} message arrives on the customer's handset"
            lines.append(StoryLine(t=row.t, kind="handset", text=arrives))
        case = self.context.cases.case(later[0].intent)
        sentence = "a later message overtook an earlier one of the same order key"
        self.record(case.index, compose(self.id, sentence, lines, case=case))
