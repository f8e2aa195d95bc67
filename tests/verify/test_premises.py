"""What is tried of a choice: each premise at other values, and nothing else changed."""

import pytest
from choices import tiny

from windtunnel_scenarios.choices import load_choice
from windtunnel_verify.month.ideas import span, themes
from windtunnel_verify.month.variant import Variant


@pytest.fixture(scope="module")
def found():
    variant = Variant(model=load_choice("vendor-choice").model, seed=1)
    every = themes(variant, ("meta", "ultramsg"), {"ultramsg": 15.0})
    return {theme.name: theme for theme in every}


def value(theme, name):
    """Return the variant of one value of a theme."""
    return next(idea.variant for idea in theme.ideas if idea.value == name)


def test_each_premise_says_its_value_here_and_tries_others(found):
    assert len(found) == 13
    assert all(theme.ideas for theme in found.values())
    assert not [t.name for t in found.values() if t.here in {idea.value for idea in t.ideas}]


def test_volumes_are_scaled_together(found):
    half = value(found["messages in all"], "1,600 a day").model
    assert [each.per_day for each in half.traffic] == [450, 250, 550, 350]


def test_a_volume_that_no_day_can_hold_is_not_tried(tmp_path):
    large = tiny(tmp_path, ("per_day: 60", "per_day: 149000"))
    weekdays = (2.5, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0)
    country = large.model.countries["BR"].model_copy(update={"weekdays": weekdays})
    model = large.model.model_copy(update={"countries": {"BR": country}})
    theme = next(themes(Variant(model=model, seed=1), ("meta",), {}))
    assert [idea.value for idea in theme.ideas][-2:] == ["74,520 a day", "298,080 a day"]


def test_what_something_costs_is_not_played_again(found):
    theme = found["what meta costs"]
    assert not theme.is_played
    assert theme.ideas[0].factors == {"meta": 0.05}


def test_a_goal_is_changed_for_its_own_use_alone(found):
    goals = value(found["your goal for order-updates"], "99%").model.goals
    assert (goals.order_updates.share, goals.otp.share) == (0.99, pytest.approx(0.999))
    assert value(found["on time for otp"], "30 s").model.goals.otp.within == 30_000_000


def test_the_busiest_hour_gets_the_share_that_is_said(found):
    model = value(found["a day's share in its busiest hour"], "25%").model
    for country in model.countries.values():
        assert max(country.hours) / sum(country.hours) == pytest.approx(0.25)


def test_batches_change_their_share_and_single_messages_theirs(found):
    theme = found["share of order updates that come in one go"]
    traffic = value(theme, "0%").model.traffic
    assert {each.batches.share for each in traffic if each.batches} == {0.0}


def test_an_outage_is_made_longer_or_left_out(found):
    theme = found["how long ultramsg is out (day 19)"]
    assert [each.provider for each in value(theme, "none").model.incidents] == ["meta"]
    assert value(theme, "4 h").model.incidents[1].for_us == 4 * 3_600_000_000


def test_an_outage_of_who_is_in_no_set_is_no_premise():
    variant = Variant(model=load_choice("vendor-choice").model, seed=1)
    names = [theme.name for theme in themes(variant, ("meta",), {})]
    assert [name for name in names if "is out" in name] == ["how long meta is out (day 12)"]


def test_the_gap_of_a_long_queue_is_set_in_the_providers_own_words(found):
    variant = value(found["ultramsg's sendDelayMax"], "5 s")
    assert variant.settings == {"ultramsg": {"sendDelayMax": 5}}


def test_priorities_can_be_done_without(found):
    theme = found["codes go before order updates in a queue"]
    assert value(theme, "no").model.sender.priorities == {}


def test_what_a_choice_does_not_have_is_not_varied(tmp_path):
    bare = tiny(
        tmp_path,
        ("priorities: {otp: 1, order-updates: 10}", "give_up: 24h"),
        ('    batches: {at: ["12:00"], share: 50%, per_s: 10/s}\n', ""),
    )
    names = {
        theme.name: theme for theme in themes(Variant(model=bare.model, seed=1), ("meta",), {})
    }
    assert "codes go before order updates in a queue" not in names
    assert "share of order updates that come in one go" not in names


@pytest.mark.parametrize(
    ("us", "said"),
    [(0, "none"), (90_000_000, "90 s"), (1_800_000_000, "30 min"), (86_400_000_000, "24 h")],
)
def test_a_span_reads_well(us, said):
    assert span(us) == said
