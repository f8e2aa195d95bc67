"""A sender without a marker: one open message per customer and template."""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_scenarios import ALWAYS_US, load_scenario, make_plan

SCENARIO = """\
# Is anybody asked twice?
scenario: few
seed: 3
starts: 2026-11-25T10:00-03:00
world: {audience: {size: SIZE, countries: {BR: 50%, US: 50%}}}
traffic:
  - {flow: order-confirmation, arrivals: constant, stages: [{hold: 10/s, for: 10s}]}
  - {flow: otp, arrivals: constant, stages: [{hold: 2/s, for: 10s}]}
"""


def scenario(tmp_path, size, more=""):
    path = tmp_path / "few.yaml"
    path.write_text(SCENARIO.replace("SIZE", str(size)) + more)
    return load_scenario(str(path))


def keys(plan):
    times = defaultdict(list)
    for intent in plan.intents:
        times[(intent.recipient, intent.template)].append(intent.intended_us)
    return times


def test_each_customer_gets_one_message_of_a_template(tmp_path):
    plan = make_plan(scenario(tmp_path, 100), apart_us=ALWAYS_US)
    assert all(len(times) == 1 for times in keys(plan).values())
    assert plan.apart_us == ALWAYS_US


def test_a_customer_comes_again_when_the_time_apart_is_over(tmp_path):
    plan = make_plan(scenario(tmp_path, 30), apart_us=3_000_000)
    gaps = [b - a for times in keys(plan).values() for a, b in pairwise(times)]
    assert gaps
    assert min(gaps) >= 3_000_000


def test_arrivals_and_contents_stay_as_they_are(tmp_path):
    plain = make_plan(scenario(tmp_path, 200))
    apart = make_plan(scenario(tmp_path, 200), apart_us=ALWAYS_US)
    assert [i.intended_us for i in plain.intents] == [i.intended_us for i in apart.intents]
    countries = [Counter(i.country for i in plan.intents) for plan in (plain, apart)]
    assert countries[0] == countries[1]


def test_the_choice_comes_from_the_seed(tmp_path):
    plans = [make_plan(scenario(tmp_path, 200), apart_us=ALWAYS_US, seed=s) for s in (1, 1, 2)]
    assert plans[0].digest == plans[1].digest != plans[2].digest


def test_where_a_country_has_nobody_left_another_stands_in(tmp_path):
    plan = make_plan(scenario(tmp_path, 100), apart_us=ALWAYS_US)
    orders = Counter(i.country for i in plan.intents if i.template == "order_confirmed")
    assert orders == {"BR": 50, "US": 50}


@pytest.mark.parametrize(
    ("apart_us", "said"),
    [
        (ALWAYS_US, "message of order_confirmed in the whole run (it declares no horizon_s), and "
                    "that takes 100 customers"),
        (5_000_000, "within 5 s (its horizon_s and a margin), and that takes 50 customers"),
    ],
)  # fmt: skip
def test_an_audience_that_is_too_small_is_said_with_what_it_takes(tmp_path, apart_us, said):
    with pytest.raises(ConfigError) as raised:
        make_plan(scenario(tmp_path, 40), apart_us=apart_us)
    assert "few.yaml: world.audience.size is 40; " in str(raised.value)
    assert said in str(raised.value)


def test_a_fault_that_strikes_by_marker_is_refused(tmp_path):
    more = "timeline:\n  - {intent: 3, attempt: 1, fault: answer-lost}\n"
    with pytest.raises(ConfigError, match=r"timeline\[0\] strikes message 3 by its marker"):
        make_plan(scenario(tmp_path, 200, more), apart_us=ALWAYS_US)
