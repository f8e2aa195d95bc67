"""A whole run in a folder, made up but lifelike: a rush hour, refusals, lost answers.

make_run(folder, sender="blind-retry") leaves manifest and ledger as a rehearsal does; no process
is started and no clock is read, so the same arguments leave the same bytes.
"""

from windtunnel.domain.chance import draw, log_normal, unit
from windtunnel.domain.content import text_sha
from windtunnel.domain.facts import (
    AnswerFact,
    AttemptFact,
    CatalogFact,
    FaultOffFact,
    FaultOnFact,
    GeneratorFact,
    HandsetFact,
    HealFact,
    IntentFact,
    OutcomeFact,
    PromiseFact,
    PushFact,
    QuietFact,
    ReplyEndFact,
    StatusFact,
)
from windtunnel.domain.marker import ARMING_INDEX, marker_of
from windtunnel.domain.policy import Policy
from windtunnel.providers.meta.catalog import make_catalog
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_reports.manifest import Manifest, write_manifest

START_S, LASTS_S = 5.0, 60.0
OVERLOAD, LOST = (20.0, 26.0), (32.0, 42.0)
COUNTRIES = (("BR", "55119", 0.4), ("IN", "9190", 0.65), ("DE", "49151", 0.8), ("US", "1555", 1.0))
GATES = (
    "invariants kept",
    "share(accepted) > 97%",
    "p95(time_to_handed_over, flow=order-confirmation) < 12s",
    "share(handed_over_within 30s) >= 95%",
    "lost == 0",
    "duplicated == 0",
)


class Storm:
    """Facts by writer; times in seconds of harness time."""

    def __init__(self, *, messages, seed, is_blind):
        self.messages, self.seed, self.is_blind = messages, seed, is_blind
        self.facts = {"harness": [], "sim-w0": [], "load-0": [], "host": []}
        self.tries = 0
        self.put("sim-w0", CatalogFact, 0.0, catalog=make_catalog({}))

    def put(self, writer, kind, at, **fields):
        self.facts[writer].append(kind(t=round(at * 1e6), **fields))

    def draws(self, purpose, intent, number=0):
        return draw(self.seed, purpose, intent, number)

    def fly(self):
        self.attempt(ARMING_INDEX, 1.0, "15550100000")
        for intent in range(self.messages):
            self.message(intent, START_S + LASTS_S * (intent + 0.5) / self.messages)
        for fault, (begins, ends), target in (
            ("answer-code", OVERLOAD, "number=main"),
            ("answer-lost", LOST, "share=0.1"),
        ):
            times = START_S + begins, START_S + ends
            self.put("sim-w0", FaultOnFact, times[0], id=fault, fault=fault, target=target)
            self.put("sim-w0", FaultOffFact, times[1], id=fault, fault=fault)
        self.end()
        return self

    def message(self, intent, at):
        drawn = self.draws("who", intent)
        place = unit(drawn[0])
        country, prefix, _ = next(each for each in COUNTRIES if place < each[2])
        to = f"{prefix}{drawn[1] % 10**7:07d}"
        flow = "otp" if unit(drawn[2]) < 0.25 else "order-confirmation"
        began = at + 0.001 + unit(drawn[3]) / 500
        self.put(
            "load-0",
            IntentFact,
            began,
            intent=intent,
            marker=marker_of(intent),
            recipient=to,
            country=country,
            number="102000000000001",
            flow=flow,
            intended_t=round(at * 1e6),
            form="auth" if flow == "otp" else "template",
            scope="authentication" if flow == "otp" else "utility",
            template="login_code" if flow == "otp" else "order_confirmed",
            lang="en",
            content_sha=text_sha(str(intent)),
            deadline=round((at + 600) * 1e6) if flow == "otp" else None,
        )
        said, state = self.send(intent, began + 0.004, to)
        self.put("load-0", PromiseFact, said, intent=intent, http=200, ms=(said - began) * 1e3)
        self.put("host", OutcomeFact, said, intent=intent, state=state)

    def send(self, intent, at, to):
        """Walk one message through the storm; return when and how its sender reported it."""
        number = 0
        while START_S + OVERLOAD[0] <= at < START_S + OVERLOAD[1]:
            number += 1
            if unit(self.draws("overload", intent, number)[0]) < 0.5:
                break
            self.refuse(intent, at, to)
            at += 2.0**number * (0.5 + unit(self.draws("wait", intent, number)[0]))
        is_lost = START_S + LOST[0] <= at < START_S + LOST[1]
        if is_lost and unit(self.draws("lost", intent)[0]) < 0.1:
            self.attempt(intent, at, to, plan="after-hold", fault="answer-lost")
            if not self.is_blind:
                return at + 3.0, "accepted"
            at += 2.3
        self.attempt(intent, at, to, number=number + 1)
        return at + 0.06, "accepted"

    def refuse(self, intent, at, to):
        fields = {"http": 500, "code": 131016, "cls": "retryable", "accepted": False}
        self.answer(self.arrive(intent, at, to), at + 0.02, fault="answer-code", **fields)

    def arrive(self, intent, at, to):
        self.tries += 1
        attempt = f"w0-{self.tries}"
        self.put(
            "sim-w0",
            AttemptFact,
            at,
            attempt=attempt,
            provider="meta",
            number="102000000000001",
            marker=marker_of(intent),
            recipient=to,
            form="template",
            scope="utility",
            opaque=marker_of(intent),
            content_sha=text_sha(str(intent)),
        )
        return attempt

    def answer(self, attempt, at, *, plan="clean", **fields):
        self.put("sim-w0", AnswerFact, at, attempt=attempt, plan=plan, **fields)
        written = "all" if plan == "clean" else "none"
        self.put("sim-w0", ReplyEndFact, at + 0.001, attempt=attempt, written=written)

    def attempt(self, intent, at, to, *, number=1, plan="clean", fault=None):
        """Make one API call that is accepted, and carry its message to the handset."""
        attempt = self.arrive(intent, at, to)
        message = f"wamid.{attempt}"
        fields = {"http": 200, "code": 0, "cls": "ok", "accepted": True, "fault": fault}
        self.answer(attempt, at + 0.03, plan=plan, message=message, **fields)
        drawn = self.draws("fate", intent, number)
        if unit(drawn[0]) < 0.01 and intent != ARMING_INDEX:
            self.status(message, "failed", at + 0.8, code=131026, cls="permanent")
            return
        handed = at + log_normal(drawn[1], drawn[2], 0.35, 0.5)
        online = unit(drawn[3]) < 0.95
        self.status(message, "sent", handed, handset_online=online)
        arrives = handed + log_normal(drawn[4], drawn[5], 0.9 if online else 90.0, 0.4)
        settled = arrives > START_S + LASTS_S + 25
        self.put(
            "sim-w0",
            HandsetFact,
            min(arrives, 100.0),
            message=message,
            provider="meta",
            number="102000000000001",
            recipient=to,
            form="template",
            content_sha=text_sha(str(intent)),
            marker=marker_of(intent),
            settled=settled,
        )
        if not settled:
            self.status(message, "delivered", arrives)
            if unit(drawn[6]) < 0.7:
                self.status(message, "read", arrives + 1 + 3 * unit(drawn[7]))

    def status(self, message, status, at, **fields):
        event = f"{message}:{status}"
        name = {"event": event, "message": message, "status": status}
        self.put("sim-w0", StatusFact, at, status_t=round(at * 1e6), **name, **fields)
        ms = 8 + 30 * unit(draw(self.seed, "ack", event)[0])
        self.put(
            "sim-w0",
            PushFact,
            at + 0.01 + ms / 1e3,
            push=f"p-{event}",
            events=(event,),
            subscriber="w",
            attempt_no=1,
            http=200,
            ms=round(ms, 2),
        )

    def end(self):
        over = START_S + LASTS_S + 30
        self.put("sim-w0", HealFact, START_S + LASTS_S + 0.1)
        self.put("harness", QuietFact, over, step="drained", waited_ms=20_000)
        self.put("harness", QuietFact, 101.0, step="settled")
        self.put(
            "load-0",
            GeneratorFact,
            over,
            share=0,
            of=1,
            plan_digest="d1",
            planned=self.messages,
            started=self.messages,
            shed=0,
            missed=0,
            lateness_p99_ms=2.8,
            cpu_share=0.31,
        )


def make_run(folder, *, sender="reference", messages=2_400, seed=7, **changed):
    """Write a run's manifest and ledger; `blind-retry` sends again after a lost answer."""
    storm = Storm(messages=messages, seed=seed, is_blind=sender == "blind-retry").fly()
    for name, facts in storm.facts.items():
        writer = SegmentWriter(folder / "ledger", name)
        for fact in sorted(facts, key=lambda fact: fact.t):
            writer.write(fact)
        writer.close(delta_us=5_000 if name == "harness" else None)
    fields = {
        "run": "20261127-220000-checkout-rush",
        "scenario": "checkout-rush",
        "question": "A shop's rush hour: an overloaded provider, then lost answers. Who is hurt?",
        "scenario_text": "# A shop's rush hour\nscenario: checkout-rush\nseed: 7\n",
        "seed": seed,
        "plan_digest": "d1",
        "planned": messages,
        "sender": sender,
        "adapter": "python",
        "policy": Policy(
            delivery="at-most-once", attempts=5, horizon_s=20.0, client_timeout_s=2.0
        ),
        "reports": ["outcome", "cause", "effect"],
        "profile": "meta-ci",
        "exercises": ["R01", "R02", "R03", "R04", "R07"],
        "gates": list(GATES),
        "steady_state": ["p95(time_to_accepted) < 2s"],
        "start_us": round(START_S * 1e6),
        "duration_us": round(LASTS_S * 1e6),
        "warm_up_us": 5_000_000,
        "recover_us": 5_000_000,
        "started_at": "2026-11-27T22:00:00+00:00",
        "versions": {"windtunnel": "0.1.0", "python": "3.11.9"},
        "machine": {"system": "Linux", "cores": "4"},
        "command": f"windtunnel rehearse checkout-rush --sender {sender} --gate",
        "gated": True,
        "simulator_timer_p99_ms": 1.4,
        "number_names": {"102000000000001": "main"},
        **changed,
    }
    write_manifest(folder, Manifest(**fields))
    return folder
