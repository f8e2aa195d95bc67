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


def exit_status(
    *,
    interrupted: bool,
    ledger_complete: bool,
    instruments_healthy: bool,
    sender_crashed: bool,
    verdicts: Iterable[Verdict],
    gates: Iterable[GateWord],
    gated: bool,
) -> int:
    """Return the exit status of a run (usage and internal errors never get here).

    130 interrupted · 3 ledger incomplete · 1 broken or gate failed · 3 other instruments · 4 a
    gate undecided, or a required invariant undecided or untested · 0. Without a gate only 130 and
    3 are told, and 1 for a sender that ended by itself.
    """
    if interrupted:
        return INTERRUPTED
    if not ledger_complete:
        return INSTRUMENTS
    words = list(gates)
    every = list(verdicts)
    broken = any(verdict.word == "broken" for verdict in every) or "failed" in words
    if sender_crashed or (gated and broken):
        return BROKEN
    if not instruments_healthy:
        return INSTRUMENTS
    open_ones = any(verdict.required and verdict.word != "kept" for verdict in every)
    if gated and (open_ones or "undecided" in words):
        return UNDECIDED
    return FINE
