"""Every combination of findings, against the sentence of the design written out by hand."""

from itertools import product

import pytest

from windtunnel.domain.verdict import Verdict
from windtunnel_reports.exits import MEANINGS, exit_status

FLAGS = (
    "interrupted",
    "internal_error",
    "usage_error",
    "ledger_complete",
    "instruments_healthy",
    "sender_crashed",
    "gated",
)
WORDS = ("kept", "broken", "undecided", "untested")
GATES = ((), ("passed",), ("failed",), ("undecided",), ("undecided", "failed"))


def expected(found, word, required, gates):
    if found["interrupted"]:
        return 130
    if found["internal_error"]:
        return 5
    if found["usage_error"]:
        return 2
    if not found["ledger_complete"]:
        return 3
    if found["sender_crashed"]:
        return 1
    if found["gated"] and (word == "broken" or "failed" in gates):
        return 1
    if not found["instruments_healthy"]:
        return 3
    if found["gated"] and ("undecided" in gates or (required and word != "kept")):
        return 4
    return 0


@pytest.mark.parametrize("gates", GATES, ids=lambda gates: "+".join(gates) or "no gates")
@pytest.mark.parametrize("required", [True, False], ids=["required", "not required"])
@pytest.mark.parametrize("word", WORDS)
def test_every_combination_exits_as_the_design_says(word, required, gates):
    verdict = Verdict(id="R01", name="n", word=word, required=required)
    for values in product([True, False], repeat=len(FLAGS)):
        found = dict(zip(FLAGS, values, strict=True))
        status = exit_status(verdicts=[verdict], gates=gates, **found)
        assert status == expected(found, word, required, gates), found
        assert status in MEANINGS


def test_what_the_adapter_cannot_report_closes_no_gate():
    verdict = Verdict(id="R04", name="n", word="untested", required=True, claimed=False)
    assert exit_status(verdicts=[verdict], gates=["passed"], gated=True) == 0
