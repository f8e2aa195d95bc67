"""What must hold for three senders in one storm, and that each part can fail."""

from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from windtunnel_cli import flightcheck
from windtunnel_cli.flightcheck import check, is_caught
from windtunnel_cli.main import app


def summary(*, valid=True, status=0, plan="p", stories=(("R01", ("answer-lost",)),)):
    return SimpleNamespace(
        valid=valid,
        exit_status=status,
        headline="KEPT",
        counts={"intents": 9, "arrived": 9, "duplicated": 4},
        manifest=SimpleNamespace(plan_digest=plan),
        stories=[SimpleNamespace(invariant=name, faults=faults) for name, faults in stories],
    )


def three(**changed):
    found = {name: summary() for name in ("pywa", "reference", "blind-retry")}
    return found | {name.replace("_", "-"): each for name, each in changed.items()}


def test_all_holds():
    assert all(ok for _, ok in check(three()))


def test_pywa_may_be_broken_as_long_as_its_run_is_valid():
    assert all(ok for _, ok in check(three(pywa=summary(status=1))))


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"pywa": summary(valid=False)}, 0),
        ({"reference": summary(status=4)}, 1),
        ({"blind_retry": summary(stories=())}, 2),
        ({"pywa": summary(plan="q")}, 3),
    ],
    ids=["pywa invalid", "reference undecided", "the bug unseen", "another plan"],
)
def test_each_part_can_fail(changed, place):
    assert [ok for _, ok in check(three(**changed))].index(False) == place


@pytest.mark.parametrize(
    ("stories", "caught"),
    [
        ([("R02", ("throttle", "answer-lost"))], True),
        ([("R03", ("answer-lost",))], False),
        ([("R01", ("throttle",))], False),
    ],
    ids=["R02 beside a lost answer", "another invariant", "another fault"],
)
def test_what_counts_as_caught(stories, caught):
    assert is_caught(summary(stories=stories)) is caught


def flown(monkeypatch, *endings):
    """Run the command over made-up flights, which end with these statuses."""
    left = iter(endings)
    told = []

    def fly(scenario, sender, **how):
        told.append((scenario, sender, how))
        status = next(left)
        return summary(status=status), status

    monkeypatch.setattr(flightcheck, "fly", fly)
    return CliRunner().invoke(app, ["flightcheck", "steady", "--seed", "4"]), told


def test_the_three_fly_one_after_the_other_and_a_table_closes(monkeypatch):
    done, told = flown(monkeypatch, 0, 0, 1)
    assert [sender for _, sender, _ in told] == ["pywa", "reference", "blind-retry"]
    assert all(how == {"gated": True, "seed": 4} for _, _, how in told)
    assert done.exit_code == 0
    assert "✓ yes  all three flew the same plan" in done.output


def test_one_thing_that_does_not_hold_is_status_1(monkeypatch):
    done, _ = flown(monkeypatch, 0, 1, 1)
    assert done.exit_code == 1
    assert "✗ NO   reference passes its gates" in done.output


def test_an_interrupt_ends_all_three(monkeypatch):
    done, told = flown(monkeypatch, 130)
    assert (done.exit_code, len(told)) == (130, 1)
