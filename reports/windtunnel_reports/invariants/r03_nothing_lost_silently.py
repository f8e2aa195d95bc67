"""R03: when all is quiet, each message has an end that somebody was told."""

from collections.abc import Sequence

from windtunnel.domain.facts import RestartFact, StatusFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.attribution import Group
from windtunnel_reports.cases import HTTP_NOT_OK, HTTP_OK, Attempt, Case
from windtunnel_reports.context import SECOND_US
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.lines import crash_lines
from windtunnel_reports.stretches import fault_spells
from windtunnel_reports.unheard import asked_from, due_after, end_line, unheard_failure


class NothingLostSilently(Invariant):
    """An outcome exists; for a plain service, its 2xx was its promise.

    Unknown is an end only where a sender could not tell: an answer was ambiguous or came after
    the client had given up, or a crash took what it remembered, be it that nothing had left yet.

    Where a provider tells no failures a sender must ask: a message that was accepted, failed there
    and never arrived is lost while the last word of it is "accepted", unless nobody could ask: it
    tells nothing of a stopped number, and nothing by a token that is none.
    """

    id = "R03"
    name = "nothing lost silently"
    proof = ("promise", "outcome")

    def judge(self, case: Case) -> None:
        """Judge one message that was given to the sender."""
        if case.intent is None:
            return
        self.counters["cases"] += 1
        lost = self._lost() if not self._told(case) else ""
        if not self._has_outcomes:
            lost = self._broken_promise(case) if not case.said else ""
        elif not lost:
            self._judge_unheard(case)
        if not lost:
            return
        undecided = self._undecided(case) or self._speechless(case.attempts[-1:])
        if undecided:
            self.doubt(undecided)
        else:
            text, began_t = "the message is given to the sender", case.intent.t
            given = StoryLine(t=began_t, kind="intent", text=text)
            self.breach(
                case,
                lost,
                evidence=[given, *crash_lines(self.context.cases, began_t)],
                is_sure=self._has_outcomes and case.outcome is None,
            )

    def finish(self) -> None:
        """A run that did not come to rest cannot say that nothing was lost."""
        if self.context.unquiet:
            self.doubt(self.context.unquiet)
        if not self._has_outcomes:
            for group in self.context.cases.attribution.groups:
                self._judge_together(group)

    @property
    def _has_outcomes(self) -> bool:
        return "outcome" in self.context.reports

    def _judge_unheard(self, case: Case) -> None:
        """Judge what failed where nobody is told of it, unless asked."""
        dead, outcome = unheard_failure(self.context, case), case.outcome
        if dead is None:
            return
        assert outcome is not None, "it was told"
        self.counters["failed_untold"] += 1
        within_s = self.context.policy.polls_within_s
        asked_t = asked_from(self.context, case, dead.t)
        if asked_t is None or dead.t < asked_t >= self._drained_t:
            return
        within_us = round((within_s or 0) * SECOND_US) + self.context.delta_us
        due_t = due_after(self.context, asked_t, within_us)
        claim = "" if within_s is None else f"; it declares to ask within {within_s:g} s"
        if outcome.state == "accepted":
            undecided = self._undecided(case) or self._ended_before(due_t)
            sentence = f"the message failed and nobody was told: its sender never asked{claim}"
        elif within_s is not None and self._is_late(case, dead, due_t):
            undecided = self._undecided(case)
            sentence = f"the message failed, and its sender noticed too late{claim}"
        else:
            return
        if undecided:
            self.doubt(undecided)
        else:
            self.breach(case, sentence, evidence=[end_line(dead)])

    @property
    def _drained_t(self) -> int:
        """When all was quiet: until then a sender has time to ask."""
        drained = (fact.t for fact in self.context.cases.quiet if fact.step == "drained")
        return max(drained, default=self.context.cases.last_t)

    def _ended_before(self, due_t: int) -> str:
        """Return that the sender still had time to ask, "" where it had none."""
        if self._drained_t >= due_t:
            return ""
        return "the run ended before its sender had to ask what became of a message that failed"

    def _is_late(self, case: Case, dead: StatusFact, due_t: int) -> bool:
        """Say whether a sender that nothing kept from asking learned of a failure too late."""
        said = [each for each in case.outcomes if each.state != "accepted"]
        told_t = min(each.t for each in said)
        if told_t <= due_t or self.context.crashed_between(dead.t, told_t):
            return False
        spells = fault_spells(self.context.cases)
        return not any(begin < told_t and dead.t < end for begin, end in spells)

    def _judge_together(self, group: Group) -> None:
        """Fewer calls than promises came to an end: some message is lost, whichever it is."""
        cases = self.context.cases
        case = cases.together(group)
        promised = sum(_is_promised(cases.case(index)) for index in group.indexes)
        self.counters["promised"] += promised
        by_content = _tries(case, apart=not group.is_told)
        open_ = [tries for tries in by_content if not _is_end(tries)]
        ended = len(by_content) - len(open_)
        silent = sum(bool(self._speechless(tries[-1:])) for tries in open_)
        undecided = self._undecided(case)
        if promised > ended + silent and not undecided:
            sentence = f"{promised} were promised, and {ended} of them came to an end"
            for _ in range(promised - ended - silent):
                self.breach(case, sentence, is_sure=True)
        elif undecided or (promised and (open_ or not group.is_told)):
            self.doubt(undecided or group.why)

    def _undecided(self, case: Case) -> str:
        unread = case.unread or (self.context.cases.unread if case.outcome is None else [])
        if unread:
            return f"what the service says of a message cannot be read: {unread[-1].why}"
        return self.context.unquiet or self._crashed()

    def _told(self, case: Case) -> bool:
        outcome = case.outcome
        if outcome is None:
            return False
        if outcome.state != "unknown":
            return True
        began_t = case.intent.t if case.intent is not None else 0
        if self.context.crashed_between(began_t, outcome.t):
            return True
        if unheard_failure(self.context, case) is not None:
            return True
        return any(
            attempt.is_ambiguous or self.context.read_t(attempt) is None
            for attempt in case.attempts
        )

    def _lost(self) -> str:
        return "the message was given to the sender, and nobody was told what became of it"

    def _broken_promise(self, case: Case) -> str:
        if not _is_promised(case):
            return ""
        self.counters["promised"] += 1
        if case.accepted or any(map(_is_final, case.attempts[-1:])):
            return ""
        assert case.promise is not None, "it is promised"
        http = case.promise.http
        return f"the service answered {http}, and the message never reached the provider"

    def _speechless(self, last: Sequence[Attempt]) -> str:
        """A plain service that may send once only cannot say that it does not know."""
        if self._has_outcomes or self.context.policy.delivery != "at-most-once":
            return ""
        if not any(attempt.is_ambiguous for attempt in last):
            return ""
        return "the last answer was lost, and a plain service has no word for unknown"

    def _crashed(self) -> str:
        restarts = self.context.cases.of_kind(RestartFact)
        for crash in self.context.cases.crashes:
            if not any(fact.of == crash.of and fact.t >= crash.t for fact in restarts):
                return f"{crash.of} ended by itself and was not restarted"
        return ""


def _is_promised(case: Case) -> bool:
    http = None if case.promise is None else case.promise.http
    return http is not None and HTTP_OK <= http < HTTP_NOT_OK


def _is_final(attempt: Attempt) -> bool:
    return attempt.answer is not None and attempt.answer.cls == "permanent"


def _tries(case: Case, *, apart: bool) -> list[list[Attempt]]:
    """Return the attempts of each content, or each attempt apart where no content tells."""
    found: dict[str, list[Attempt]] = {}
    for attempt in case.attempts:
        name = attempt.fact.attempt if apart else attempt.fact.content_sha or ""
        found.setdefault(name, []).append(attempt)
    return list(found.values())


def _is_end(tries: Sequence[Attempt]) -> bool:
    return any(attempt.is_accepted for attempt in tries) or _is_final(tries[-1])
