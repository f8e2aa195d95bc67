"""More of `ledgers.Run`: webhooks in detail, crashes, faults, people, many messages."""

from ledgers import PERSON, Run, us

from windtunnel.domain.facts import (
    CrashFact,
    EffectFact,
    FaultOffFact,
    FaultOnFact,
    HealFact,
    InboundFact,
    PushFact,
    RestartFact,
    ToAgentFact,
)


class LongRun(Run):
    """A run that can also be crashed, disturbed and written to."""

    def __init__(self, **policy):
        super().__init__(**policy)
        self.wanted = 0

    def tries(self, *, at, number="n1", template=None, context=None, **more):
        super().tries(at=at, **more)
        fact = self.facts[-1]
        fact.number, fact.template, fact.context = number, template, context
        return self

    def many(self, count, *, at=0.0, every=0.1, wait=0.0, fails=(), ends=0, **wanted):
        """Messages to as many people, one each `every`.

        Each is tried first after `wait`; `fails` holds (code, seconds to the next attempt), and
        `ends` is the last answer's code, None for no last attempt. Both may be functions of the
        message's place.
        """
        number = wanted.get("number", "n1")
        for place in range(count):
            self.wanted += 1
            t = at + place * every
            person = f"1555{self.wanted:07d}"
            self.wants(self.wanted, at=t, **{"recipient": person, **wanted})
            t += wait
            for code, gap in fails(place) if callable(fails) else fails:
                self.tries(at=t, number=number, recipient=person).answers(at=t, code=code)
                t += gap
            last = ends(place) if callable(ends) else ends
            if last is not None:
                self.tries(at=t, number=number, recipient=person).answers(at=t, code=last)
        return self

    def delivers(self, event, *, at, ms=5.0, http=200, signed="good", attempt_no=1):
        """A push that ends at `at`, having begun `ms` before."""
        self.facts.append(
            PushFact(
                t=us(at), push=f"{event}#{attempt_no}", events=(event,), subscriber="s",
                attempt_no=attempt_no, http=http, ms=ms, signed=signed,
            )
        )  # fmt: skip
        return self

    def effect(self, event, state, *, at, noop=False, contact=None):
        self.facts.append(
            EffectFact(t=us(at), event=event, state=state, noop=noop, contact=contact)
        )
        return self

    def writes(self, event, *, at, recipient=PERSON, person=PERSON, asks=True, number="n1"):
        self.facts.append(
            InboundFact(
                t=us(at), event=event, recipient=recipient, number=number, asks=asks,
                person=person,
            )
        )  # fmt: skip
        return self

    def hands_over(self, event, *, at, context=None):
        self.facts.append(ToAgentFact(t=us(at), event=event, context=context))
        return self

    def crashes(self, *, at, restart=None):
        self.facts.append(CrashFact(t=us(at), of="sender", expected=True))
        if restart is not None:
            self.facts.append(RestartFact(t=us(restart), of="sender"))
        return self

    def fault(self, *, at, until, target="all", fault="answer-code"):
        name = f"f{len(self.facts)}"
        self.facts.append(FaultOnFact(t=us(at), id=name, fault=fault, target=target))
        self.facts.append(FaultOffFact(t=us(until), id=name, fault=fault))
        return self

    def heals(self, *, at):
        self.facts.append(HealFact(t=us(at)))
        return self

    def verdict(self, invariant, **given):
        (found,) = [v for v in self.judge(**given).verdicts if v.id == invariant]
        return found
