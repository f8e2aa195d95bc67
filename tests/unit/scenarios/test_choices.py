import pytest
from choices import refused, tiny

from windtunnel.domain.errors import ConfigError
from windtunnel_scenarios.choices import DAY_US, Month, busiest_day, list_choices, load_choice
from windtunnel_scenarios.choices.month import ordinary_day

HOUR_US = DAY_US // 24


def month(choice):
    return Month(choice.model, seed=choice.model.seed)


@pytest.mark.parametrize("name", list_choices())
def test_each_shipped_choice_asks_a_question(name):
    assert load_choice(name).question.endswith("?")


def test_the_shipped_choice_plays_a_middle_sized_shop():
    choice = load_choice("vendor-choice")
    assert 60_000 <= sum(len(month(choice).day(day)) for day in (0, 15)) * 15 <= 120_000


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("days: 2", "dayz: 2"), "tiny.yaml:5: dayz is not a key here; did you mean days?"),
        (("customers: 40", "hors: 1\n    customers: 40"), "countries.BR.hors is not a key here"),
        (("per_day: 40", "per_day: 0"), "tiny.yaml:15: traffic[0].per_day is 0;"),
        (('utc: "-03:00"', "utc: -3"), "must be an offset from UTC such as -03:00"),
        (('at: "11:30"', 'at: "25:30"'), "must be a time of the day such as 19:30"),
        (("fault: answer-code", "fault: answer-cod"), "did you mean answer-code?"),
        (
            ("{provider: meta", "{provider: mata"),
            "tiny.yaml:21: incidents[0].provider is 'mata'; ",
        ),
        (("{provider: meta", "{provider: mata"), "did you mean meta?; known: meta, ultramsg"),
        (("{share: 10%}", "{share: 20%}"), "handsets sum to 110.00%; must sum to 100%"),
        (("clock: BR", "clock: US"), "incidents name country 'US', which countries has not"),
        (("  BR:", "  XX:"), "countries names 'XX'"),
        (("T00:00-03:00", "T00:00"), "starts has no offset from UTC"),
        (("per_day: 60", "per_day: 299999"), "at most 300,000 are played"),
        (("hours: [0, ", "hours: ["), "hours needs 24 weights"),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_an_error_names_file_line_key_and_rule(tmp_path, change, said):
    assert said in refused(tmp_path, change)


def test_a_day_that_weekdays_make_too_long_to_be_played_is_refused(tmp_path):
    all_on_monday = ("hours: [", "weekdays: [1, 0, 0, 0, 0, 0, 0]\n    hours: [")
    said = refused(tmp_path, all_on_monday, ("per_day: 60", "per_day: 140000"))
    assert "a day can have 980,280 messages; at most 900,000 are played" in said


def test_a_choice_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match="did you mean vendor-choice"):
        load_choice("vendor-choise")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no such choice file"):
        load_choice(str(tmp_path / "no.yaml"))


def test_a_day_is_the_same_each_time_and_alone(tmp_path):
    choice = tiny(tmp_path)
    whole = month(choice)
    assert [whole.day(0), whole.day(1)][1] == month(choice).day(1)


def test_messages_come_in_order_inside_their_day_and_only_while_people_are_awake(tmp_path):
    times = [intent.intended_us for intent in month(tiny(tmp_path)).day(1)]
    assert times == sorted(times)
    assert DAY_US + 8 * HOUR_US <= times[0] <= times[-1] < DAY_US + 21 * HOUR_US


def test_a_batch_comes_at_its_local_time_one_after_the_other(tmp_path):
    choice = tiny(tmp_path, ("share: 50%", "share: 100%"), ('utc: "-03:00"', 'utc: "+05:30"'))
    updates = [each for each in month(choice).day(0) if each.flow == "order-updates"]
    noon_us = (12 * 60 - (3 + 5.5) * 60) * 60_000_000 % DAY_US
    assert [each.intended_us for each in updates] == [noon_us + n * 100_000 for n in range(60)]


def test_weekdays_move_messages_between_days_and_not_their_number(tmp_path):
    weekdays = "weekdays: [2, 0, 1, 1, 1, 1, 1]\n    hours: ["
    choice = tiny(tmp_path, ("hours: [", weekdays))
    assert len(month(choice).day(0)) > 150
    assert month(choice).day(1) == []


def test_an_incident_is_at_the_clock_of_its_country(tmp_path):
    choice = tiny(tmp_path)
    incident = choice.model.incidents[0]
    at_us = month(choice).at_us(incident.day, incident.at, incident.clock)
    assert at_us == DAY_US + 11.5 * HOUR_US


def test_the_busiest_and_the_ordinary_day_are_told_by_their_volumes(tmp_path):
    weekdays = "weekdays: [1, 3, 2, 1, 1, 1, 1]\n    hours: ["
    model = tiny(tmp_path, ("hours: [", weekdays), ("days: 2", "days: 5")).model
    assert busiest_day(model) == 1
    assert ordinary_day(model) == 4
    assert ordinary_day(model, but={0, 3, 4}) == 1


def test_a_code_has_a_deadline_and_an_order_update_none(tmp_path):
    day = month(tiny(tmp_path)).day(0)
    assert {each.flow: each.deadline_us is not None for each in day} == {
        "otp": True,
        "order-updates": False,
    }
