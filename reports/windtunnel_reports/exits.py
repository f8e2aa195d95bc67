"""The exit status: one pure function, first match wins."""

from collections.abc import Iterable

from windtunnel.domain.verdict import GateWord, Verdict

INTERRUPTED = 130
INTERNAL = 5
USAGE = 2
INSTRUMENTS = 3
BROKEN = 1
UNDECIDED = 4
FINE = 0

MEANINGS = {
    FINE: "nothing broken, and everything required is proven",
    BROKEN: "an invariant is broken, a gate failed, or the sender ended by itself",
    USAGE: "usage, scenario, or the service does not talk to Windtunnel",
    INSTRUMENTS: "the instruments failed: the run proves nothing",
    UNDECIDED: "a gate is undecided, or something required is undecided or untested",
    INTERNAL: "internal error",
    INTERRUPTED: "interrupted",
}


def exit_status(
    *,
    verdicts: Iterable[Verdict],
    gates: Iterable[GateWord],
    gated: bool,
    interrupted: bool = False,
    internal_error: bool = False,
    usage_error: bool = False,
    ledger_complete: bool = True,
    instruments_healthy: bool = True,
    sender_crashed: bool = False,
) -> int:
    """Return the exit status of a run.

    130 interrupted · 5 internal error · 2 usage · 3 ledger incomplete · 1 broken or gate failed,
    or the sender ended by itself · 3 other instruments · 4 a gate undecided, or a required
    invariant undecided or untested · 0. Without a gate verdicts and gates count for nothing; a
    sender that ended by itself is no verdict, and stays 1.
    """
    words = list(gates)
    every = list(verdicts)
    broken = "failed" in words or any(verdict.word == "broken" for verdict in every)
    unproven = "undecided" in words or any(
        verdict.required and verdict.claimed and verdict.word != "kept" for verdict in every
    )
    ladder = (
        (interrupted, INTERRUPTED),
        (internal_error, INTERNAL),
        (usage_error, USAGE),
        (not ledger_complete, INSTRUMENTS),
        (sender_crashed or (gated and broken), BROKEN),
        (not instruments_healthy, INSTRUMENTS),
        (gated and unproven, UNDECIDED),
    )
    return next((status for holds, status in ladder if holds), FINE)
