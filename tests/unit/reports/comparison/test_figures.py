from comparisons import GOALS, arm, charge, comparison, meta, ultramsg

from windtunnel_reports.comparison.figures import figures


def rows(*arms, **more):
    return {row.name.strip(): row for row in figures(comparison(*arms, **more))}


def test_a_measured_share_is_ranked():
    row = rows(meta(990), ultramsg(999))["codes handed over within 5 min"]
    assert (row.basis, row.cells, row.best) == ("measured", ("99.00%", "99.90%"), "ultramsg")


def test_nobody_is_ranked_on_what_is_assumed():
    other = ultramsg()
    found = rows(meta(), other)
    assumed = [row for row in found.values() if row.basis == "assumed"]
    assert len(assumed) == 2
    assert {row.best for row in assumed} == {"not ranked"}


def test_a_use_that_is_not_wanted_has_no_rows():
    found = rows(meta(), goals=GOALS[1:])
    assert not [name for name in found if "code" in name]


def test_equal_figures_are_level():
    assert rows(meta(), ultramsg())["codes handed over within 5 min"].best == "level"


def test_days_with_an_incident_can_be_left_out():
    row = rows(meta(500, shaken=(1,)))["the same, days without an incident"]
    assert row.cells == ("100%",)


def test_the_slowest_wait_as_long_as_they_do():
    found = rows(meta())
    assert found["slowest 0.1% of codes wait at least"].cells == ("60 s",)
    assert found["slowest 5% of order updates wait at least"].cells == ("5 s",)


def test_what_was_never_handed_over_waits_for_ever():
    lone = arm("meta")
    tallied = type(lone.tallied)(
        **{f: getattr(lone.tallied, f) for f in lone.tallied.__struct_fields__}
        | {"waits_us": {"otp": (0,) * 900}}
    )
    lone = arm("meta", tallied=tallied)
    assert rows(lone)["slowest 5% of codes wait at least"].cells == ("never",)


def test_the_cheapest_is_said_and_different_currencies_are_not_ranked():
    foreign = arm("rupees", charges=[charge("rupees", "utility", price=1, currency="INR")])
    cost = "cost of a month, at most"
    assert rows(meta(), ultramsg())[cost].best == "ultramsg"
    assert rows(meta(), foreign)[cost].best == "not ranked: different currencies"


def test_messages_that_came_twice_are_ranked_with_the_rule_that_makes_them():
    (name,) = [name for name in rows(meta(), ultramsg()) if name.startswith("messages that came")]
    assert name == "messages that came twice (a lost answer is tried again)"


def test_too_few_numbers_are_said_to_be_too_few():
    row = rows(ultramsg(is_fitted=False))["numbers or instances needed"]
    assert row.cells == ("1 ultramsg (not enough, and no more were allowed)",)
