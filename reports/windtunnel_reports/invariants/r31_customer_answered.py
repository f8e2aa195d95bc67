"""R31: a customer who asks within support hours is answered, with the conversation at hand."""

from collections import defaultdict

from windtunnel.domain.errors import PolicyError
from windtunnel.domain.facts import InboundFact, RestartFact, RunFact, ToAgentFact
from windtunnel.domain.hours import Hours, read_hours
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.persons import Persons
from windtunnel_reports.pushes import began_t, push_line
from windtunnel_reports.story import compose
from windtunnel_reports.stretches import Stretch, merged

LINES_OF_EACH = 3


class CustomerAnswered(Invariant):
    """A first reply, or a person who takes over, within the declared time and with the context.

    A reply names the customer's message as its context; who takes over is told a message of the
    same conversation to go on from. The time runs from the first webhook that found the sender
    alive: nobody can answer what was not delivered. A question is judged where the hours are
    open when it is written and when its answer is due.
    """

    id = "R31"
    name = "a waiting customer is answered"
    must_count = "asked_in_hours"
    untested_why = "no support is declared, or no customer asked within its hours"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._people = Persons(context.cases)
        self._by_context: dict[str, list[Attempt]] = defaultdict(list)
        self._plain: dict[tuple[str, str], list[Attempt]] = defaultdict(list)
        self._to_agent: dict[str, list[ToAgentFact]] = defaultdict(list)
        self._conversations: dict[str, tuple[str, str]] = {}

    def judge(self, case: Case) -> None:
        """Customers are judged by what they write, in `finish`."""

    def finish(self) -> None:
        """Judge each message that expects an answer."""
        if self.context.policy.support_within_s is None:
            return
        try:
            hours = read_hours(self.context.policy.support_hours or "00:00-24:00")
        except PolicyError as error:
            self.doubt(str(error))
            return
        self._read()
        for asked in self.context.cases.of_kind(InboundFact):
            if asked.asks:
                self._judge(asked, hours, self.context.policy.support_within_s)

    def _read(self) -> None:
        cases = self.context.cases
        for attempt in cases.attempts:
            fact = attempt.fact
            if fact.context is not None and attempt.is_accepted:
                self._by_context[fact.context].append(attempt)
            elif fact.form == "free" and attempt.is_accepted:
                person = self._people.of_recipient(fact.recipient or "")
                self._plain[(fact.number, person)].append(attempt)
        for handed in cases.of_kind(ToAgentFact):
            self._to_agent[handed.event].append(handed)
        for inbound in cases.of_kind(InboundFact):
            self._conversations[inbound.event] = self._conversation(inbound)

    def _judge(self, asked: InboundFact, hours: Hours, within_s: float) -> None:
        due_t = self._due_t(asked, round(within_s * SECOND_US) + self.context.delta_us)
        if due_t is None:
            self.counters["never_delivered"] += 1
            return
        if not all(hours.is_open(self._unix_s(t)) for t in (asked.t, due_t)):
            self.counters["asked_out_of_hours"] += 1
            return
        self.counters["asked_in_hours"] += 1
        if self._is_answered(asked, due_t):
            return
        if self.context.cases.last_t < due_t:
            self.doubt("the run ended before the answer was due")
        elif "effect" not in self.context.reports:
            self.doubt("whether a person took over is not reported by this adapter")
        else:
            self._tell(asked, due_t)

    def _due_t(self, asked: InboundFact, within_us: int) -> int | None:
        """Return when an answer is due; a sender that crashed gets the time from its return on."""
        dead = self._dead()
        taken = [
            began_t(push)
            for push in self.context.cases.pushes.get(asked.event, ())
            if push.signed == "good"
            and push.http is not None
            and not any(died <= push.t and began_t(push) <= back for died, back in dead)
        ]
        if not taken:
            return None
        from_t = min(taken)
        for died, back in dead:
            if from_t <= died <= from_t + within_us:
                from_t = back
        return from_t + within_us

    def _dead(self) -> list[Stretch]:
        """Return when the sender was not there, from each crash to the restart after it."""
        cases = self.context.cases
        restarts = [fact.t for fact in cases.of_kind(RestartFact)]
        return merged(
            (crash.t, min((t for t in restarts if t >= crash.t), default=cases.last_t + 1))
            for crash in cases.crashes
        )

    def _is_answered(self, asked: InboundFact, due_t: int) -> bool:
        conversation = self._conversations[asked.event]
        for reply in self._by_context.get(asked.event, ()):
            person = self._people.of_recipient(reply.fact.recipient or "")
            if reply.fact.t <= due_t and (reply.fact.number, person) == conversation:
                return True
        return any(
            handed.t <= due_t and self._conversations.get(handed.context or "") == conversation
            for handed in self._to_agent.get(asked.event, ())
        )

    def _tell(self, asked: InboundFact, due_t: int) -> None:
        handed = [fact for fact in self._to_agent.get(asked.event, ()) if fact.t <= due_t]
        conversation = self._conversations[asked.event]
        plain = [
            attempt
            for attempt in self._plain.get(conversation, ())
            if asked.t <= attempt.fact.t <= due_t
        ]
        if handed:
            sentence = "a customer was handed to a person without the conversation's context"
        elif plain:
            sentence = "a customer was answered without reference to what they asked"
        else:
            sentence = "a customer asked within support hours, and nobody answered in time"
        lines = [StoryLine(t=asked.t, kind="inbound", text="a customer asks")]
        lines += map(push_line, self.context.cases.pushes.get(asked.event, ())[:1])
        lines += [
            StoryLine(
                t=fact.t, kind="to_agent", text=f"a person takes over; context: {fact.context}"
            )
            for fact in handed[:LINES_OF_EACH]
        ]
        lines += [
            StoryLine(t=attempt.fact.t, kind="attempt", text="a message without context goes out")
            for attempt in plain[:LINES_OF_EACH]
        ]
        lines.append(StoryLine(t=due_t, kind="inbound", text="an answer was due by now"))
        story = compose(self.id, sentence, lines, recipient=asked.recipient)
        self.record(asked.event, story)

    def _conversation(self, inbound: InboundFact) -> tuple[str, str]:
        return (inbound.number, self._people.of_inbound(inbound))

    def _unix_s(self, t: int) -> int:
        runs = self.context.cases.of_kind(RunFact)
        return (runs[0].epoch_s if runs else 0) + t // SECOND_US
