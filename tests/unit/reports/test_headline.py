import pytest

from windtunnel.domain.verdict import Verdict
from windtunnel_reports.gates import GateResult
from windtunnel_reports.headline import HINTS, headline, next_steps
from windtunnel_reports.instruments import Instruments
from windtunnel_reports.invariants import INVARIANTS
from windtunnel_reports.manifest import Manifest

COUNTS = {"intents": 1200, "duplicated": 0, "lost": 0, "wrong_recipient": 0}
FAILED = GateResult(gate="lost == 0", word="failed", figure="3")
OPEN = GateResult(gate="p95(response) < 2s", word="undecided", figure="-", why="few")
BROKEN = Verdict(id="R01", name="no avoidable duplicate", word="broken", broken=4)
UNTESTED = Verdict(id="R03", name="nothing lost", word="untested", required=True)


def manifest(**changed):
    fields = {
        "run": "r", "scenario": "s", "question": "", "scenario_text": "", "seed": 7,
        "plan_digest": "d", "sender": "x", "adapter": "python", "profile": "p", "gated": True,
        "command": "windtunnel rehearse s",
    }  # fmt: skip
    return Manifest(**{**fields, **changed})


def said(*, verdicts=(), gates=(), counts=(), ledger=(), invalid=(), **changed):
    instruments = Instruments(ledger=ledger, invalid=invalid)
    return headline(
        manifest(**changed),
        instruments,
        verdicts=verdicts,
        gates=gates,
        counts={**COUNTS, **dict(counts)},
    )


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"interrupted": True, "ledger": ("x",), "verdicts": (BROKEN,)}, "INTERRUPTED"),
        ({"ledger": ("x",), "sender_crashed": "y", "verdicts": (BROKEN,)}, "INVALID"),
        ({"sender_crashed": "y", "verdicts": (BROKEN,)}, "BROKEN"),
        ({"verdicts": (BROKEN,), "gates": (FAILED,), "invalid": ("x",)}, "BROKEN"),
        ({"gates": (FAILED,), "invalid": ("x",)}, "FAILED"),
        ({"gates": (OPEN,), "invalid": ("x",)}, "INVALID"),
        ({"gates": (OPEN,)}, "UNDECIDED"),
        ({"verdicts": (UNTESTED,)}, "UNDECIDED"),
        ({}, "KEPT"),
    ],
)
def test_the_headline_has_the_order_of_the_exit_status(given, word):
    assert said(**given)[0] == word


def test_what_customers_felt_comes_first():
    sentence = said(verdicts=(BROKEN,), counts={"doubled": 2, "duplicated": 3, "lost": 1})[1]
    assert sentence.startswith(
        "Of 1,200 messages, 2 reached the customer more than once; 3 copies too many arrived; "
        "1 were lost"
    )


def test_a_breach_that_no_customer_felt_is_counted():
    assert said(verdicts=(BROKEN,))[1] == (
        "In 1,200 messages, rules were broken 4 times: no avoidable duplicate (R01)."
    )


def test_a_crash_is_told_by_its_first_line():
    assert said(sender_crashed="status 9:\nTraceback")[1].endswith("by itself: status 9")


def steps(word, *, causes=(), gates=(), **changed):
    return next_steps(word, manifest(**changed), root_causes=dict(causes), gates=gates)


@pytest.mark.parametrize("word", ["BROKEN", "FAILED", "INVALID", "UNDECIDED", "INTERRUPTED"])
def test_whatever_went_wrong_can_be_flown_again(word):
    again = steps(word, gates=(FAILED,))[-1]
    assert again == "Fly the same plan again: windtunnel rehearse s --seed 7"


def test_a_seed_is_not_given_twice():
    command = "windtunnel rehearse s --seed 9"
    assert steps("BROKEN", command=command)[-1].count("--seed") == 1


def test_the_most_frequent_root_cause_gives_the_hint():
    assert steps("BROKEN", causes={"R03": 1, "R02": 5})[0] == HINTS["R02"]


def test_the_senders_last_words_are_pointed_at():
    assert "last words" in steps("BROKEN", sender_crashed="x")[0]


def test_a_kept_run_says_what_to_try_next():
    assert steps("KEPT", gated=False)[0].endswith("windtunnel rehearse s --gate")
    assert steps("KEPT")[0].endswith("windtunnel scenarios list")


def test_each_invariant_has_a_hint():
    assert set(HINTS) == set(INVARIANTS)
