import pytest

from windtunnel.domain.wire import CLEAN, WirePlan


@pytest.mark.parametrize(
    "plan",
    [CLEAN, WirePlan(delay_ms=500), WirePlan(after="close")],
    ids=["clean", "late", "closed afterwards"],
)
def test_an_answer_that_goes_out_whole_is_clean(plan):
    assert plan.is_clean


@pytest.mark.parametrize(
    "plan",
    [
        WirePlan(before="reset"),
        WirePlan(before="hold"),
        WirePlan(after="reset"),
        WirePlan(after="hold"),
        WirePlan(cut_bytes=1),
        WirePlan(body=""),
    ],
    ids=["reset before", "hold before", "reset after", "hold after", "cut", "replaced"],
)
def test_an_answer_that_does_not_arrive_as_it_was_is_not_clean(plan):
    assert not plan.is_clean
