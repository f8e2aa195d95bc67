"""A run whose simulator left no word, because it died elsewhere: it says nothing of the sender.

Without attempts and handsets every message looks lost, and every report of success untrue.
"""

from collections.abc import Sequence

import msgspec

from windtunnel.runtime.ledger import Ledger
from windtunnel_reports.gates import GateResult
from windtunnel_reports.judge import Judgement

SIMULATOR = "sim-"
WHY = "nothing of the simulator is in the ledger"


def is_unseen(ledger: Ledger) -> bool:
    """Say whether no simulator wrote into a ledger."""
    return not any(writer.startswith(SIMULATOR) for writer in ledger.segments)


def accusing_nobody(judgement: Judgement) -> Judgement:
    """Return a judgement in which all that was decided is open, without its stories."""
    verdicts = tuple(
        each
        if each.word == "untested"
        else msgspec.structs.replace(each, word="undecided", why=WHY, broken=0, stories=())
        for each in judgement.verdicts
    )
    return msgspec.structs.replace(judgement, verdicts=verdicts, stories=(), root_causes={})


def left_open(gates: Sequence[GateResult]) -> tuple[GateResult, ...]:
    """Return gates of which none has passed or failed."""
    return tuple(msgspec.structs.replace(each, word="undecided", why=WHY) for each in gates)
