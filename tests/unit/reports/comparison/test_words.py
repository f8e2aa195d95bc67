import pytest

from windtunnel_reports.comparison.result import Money, Rate
from windtunnel_reports.comparison.words import costs, percent, price, quantile, span, sum_of


@pytest.mark.parametrize(
    ("share", "said"),
    [(1, "100%"), (0, "0%"), (0.99999, "99.99%"), (0.9995, "99.95%"), (0.00001, "0.00%")],
)
def test_a_share_is_cut_off_and_never_rounded_up(share, said):
    assert percent(share) == said


@pytest.mark.parametrize(
    ("us", "said"),
    [
        (0, "at once"),
        (5_000, "5 ms"),
        (1_500_000, "1.5 s"),
        (90_000_000, "90 s"),
        (300_000_000, "5 min"),
        (7_200_000_000, "2 h"),
    ],
)
def test_a_span_has_the_unit_that_reads_best(us, said):
    assert span(us) == said


def test_money_is_rounded_up_to_cents_and_prices_keep_their_decimals():
    assert sum_of(1_234_560_001, "USD") == "USD 1,234.57"
    assert [price(each, "USD") for each in (6_800, 500_000)] == ["USD 0.0068", "USD 0.50"]


def test_costs_are_told_in_your_currency_only_by_your_own_rate():
    rate = Rate(currency="USD", per_unit=5.0, date="2026-11-20", source="a bank")
    brl = Money(currency="BRL", rates=(rate,))
    assert costs({"USD": 2_000_000}) == "USD 2.00"
    assert costs({"USD": 2_000_000}, brl) == "USD 2.00 (BRL 10.00)"
    assert costs({"EUR": 2_000_000}, brl) == "EUR 2.00"
    assert costs({}) == "nothing"


@pytest.mark.parametrize(
    ("part", "wanted", "value"),
    [(0.0, 10, 1), (0.5, 10, 5), (0.51, 10, 6), (1.0, 10, 10), (0.95, 10, 10), (0.7, 10, 7)],
)
def test_a_quantile_is_the_nearest_rank_never_a_better_one(part, wanted, value):
    assert quantile(tuple(range(1, 11)), part, wanted=wanted) == value


def test_a_rank_counts_those_that_have_no_value_too():
    assert quantile(tuple(range(1, 999)), 0.95, wanted=1001) == 951
    assert quantile(tuple(range(1, 951)), 0.95, wanted=1001) is None
    assert quantile((), 0.5, wanted=0) is None
