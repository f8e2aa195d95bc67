import pytest

from windtunnel.domain.verdict import Verdict
from windtunnel_reports.exits import exit_status

FINE = {
    "interrupted": False,
    "ledger_complete": True,
    "instruments_healthy": True,
    "sender_crashed": False,
    "verdicts": (),
    "gates": (),
    "gated": True,
}


def verdict(word, required=False):
    return Verdict(id="R01", name="n", word=word, required=required)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 0),
        ({"interrupted": True, "ledger_complete": False}, 130),
        ({"ledger_complete": False, "verdicts": (verdict("broken"),)}, 3),
        ({"verdicts": (verdict("broken"),), "instruments_healthy": False}, 1),
        ({"gates": ("failed",)}, 1),
        ({"sender_crashed": True}, 1),
        ({"instruments_healthy": False}, 3),
        ({"instruments_healthy": False, "gates": ("undecided",)}, 3),
        ({"gates": ("undecided",)}, 4),
        ({"verdicts": (verdict("untested", required=True),)}, 4),
        ({"verdicts": (verdict("undecided", required=True),)}, 4),
        ({"verdicts": (verdict("untested"),)}, 0),
        ({"verdicts": (verdict("undecided"),)}, 0),
        ({"gated": False, "verdicts": (verdict("broken"),), "gates": ("failed",)}, 0),
        ({"gated": False, "gates": ("undecided",)}, 0),
        ({"gated": False, "instruments_healthy": False}, 3),
        ({"gated": False, "interrupted": True}, 130),
    ],
)
def test_the_first_match_wins(changed, status):
    assert exit_status(**{**FINE, **changed}) == status
