"""A tiny shop's days, played by the platform itself for each set of providers."""

import pytest
from choices import OUTAGE, UPDATES, play, tiny, total

from windtunnel.domain.errors import ConfigError
from windtunnel.providers import load_dialects
from windtunnel_reports.comparison.page import page_of
from windtunnel_reports.comparison.text import render_text
from windtunnel_verify.month.arm import parse_arm
from windtunnel_verify.month.comparing import Comparing, Order
from windtunnel_verify.month.variant import Stage, Variant


@pytest.fixture
def choice(tmp_path):
    return tiny(tmp_path)


def test_every_message_is_wanted_from_each_set_alike(choice):
    counts = [play(choice, name).counts for name in ("meta", "ultramsg", "meta+ultramsg")]
    assert len({tuple((c.use, c.day, c.wanted) for c in each) for each in counts}) == 1


def test_without_an_incident_the_first_provider_hands_everything_over_at_once(choice):
    tallied = play(choice, "meta", days=[0])
    assert tallied.waits_us["otp"][-1] == 0
    assert tallied.refused == 0


def test_codes_of_an_outage_are_lost_and_order_updates_come_after_it(choice):
    tallied = play(choice, "meta")
    assert total(tallied, "otp", "handed") < total(tallied, "otp", "wanted")
    assert total(tallied, "order-updates", "handed") == total(tallied, "order-updates", "wanted")
    assert tallied.waits_us["order-updates"][-1] > 30 * 60_000_000


def test_the_second_provider_takes_the_codes_of_an_outage_and_nothing_else(choice):
    tallied = play(choice, "meta+ultramsg")
    lost = play(choice, "meta")
    missing = total(lost, "otp", "wanted") - total(lost, "otp", "handed")
    assert total(tallied, "otp", "handed_in_time") == total(tallied, "otp", "wanted")
    assert missing <= tallied.accepted["ultramsg"] < 2 * missing + 3


def test_a_batch_of_thirty_leaves_a_long_queue_four_a_minute(choice):
    waits = play(choice, "ultramsg", days=[0]).waits_us["order-updates"]
    assert waits[-1] == pytest.approx(20 * 15e6, rel=0.25)


def test_more_instances_make_the_queue_shorter(choice):
    one, two = (play(choice, "ultramsg", numbers={"ultramsg": n}, days=[0]) for n in (1, 2))
    assert two.waits_us["order-updates"][-1] < one.waits_us["order-updates"][-1]


def test_a_setting_of_the_provider_reaches_its_numbers(choice):
    quick = play(choice, "ultramsg", days=[0], settings={"ultramsg": {"sendDelayMax": 1}})
    assert quick.waits_us["order-updates"][-1] < 30e6


def test_only_one_of_them_charges_by_message(choice):
    meta, ultramsg = (play(choice, name, days=[0]) for name in ("meta", "ultramsg"))
    assert {charge.price_micro for charge in meta.charges} == {6_800}
    assert {charge.price_micro for charge in ultramsg.charges} == {None}


def test_who_is_never_online_is_not_billed_and_counted_at_most(choice):
    charges = play(choice, "meta", days=[0]).charges
    assert 0 < sum(c.billed_micro for c in charges) < sum(c.most_micro for c in charges)


def test_the_same_seed_plays_the_same_month(choice):
    assert play(choice, "meta+ultramsg") == play(choice, "meta+ultramsg")


@pytest.mark.parametrize(
    ("text", "said"),
    [("moon", "no provider 'moon'"), ("meta+meta", "names a provider twice")],
)
def test_a_set_that_cannot_be_played_is_refused(text, said):
    with pytest.raises(ConfigError, match=said):
        parse_arm(text, load_dialects())


def test_a_provider_that_nobody_can_write_to_is_refused():
    with pytest.raises(ConfigError, match="nobody here knows how to write to 'toy'"):
        parse_arm("toy", {"toy": None})


def test_the_smallest_number_of_instances_that_keeps_the_goals_is_found(tmp_path):
    strict = tiny(tmp_path, ("{within: 10m, share: 90%}", "{within: 2m, share: 90%}"))
    dialects = load_dialects()
    variant = Variant(model=strict.model, seed=3)
    stage = Stage(dialects)
    fitted = stage.fitted(variant, parse_arm("ultramsg", dialects))
    assert fitted.numbers == {"ultramsg": 2}
    assert stage.is_enough(variant, fitted)


@pytest.mark.parametrize(("most", "numbers", "is_enough"), [(3, 2, True), (1, 1, False)])
def test_the_second_has_enough_numbers_for_each_outage_of_the_first(
    tmp_path, most, numbers, is_enough
):
    short = "incidents:\n" + OUTAGE.splitlines(keepends=True)[1].replace("day: 2", "day: 1")
    short = short.replace("11:30", "16:00").replace("2h", "10m")
    choice = tiny(
        tmp_path,
        ("{within: 10m, share: 90%}", "{within: 2m, share: 90%}"),
        ("incidents:\n", short),
        ("sender:\n", "sender:\n  second: [otp, order-updates]\n"),
        ("instances_max: 3", f"instances_max: {most}"),
    )
    dialects = load_dialects()
    variant, stage = Variant(model=choice.model, seed=3), Stage(dialects)
    fitted = stage.fitted(variant, parse_arm("meta+ultramsg", dialects))
    assert fitted.numbers == {"meta": 1, "ultramsg": numbers}
    assert stage.is_enough(variant, fitted) == is_enough


def test_a_shop_that_wants_one_use_is_judged_by_that_one_alone(tmp_path):
    codes = tiny(tmp_path, (UPDATES, ""), ("days: 2", "days: 1"), (OUTAGE, ""))
    dialects = load_dialects()
    order = Order(choice=codes, arms=(parse_arm("meta", dialects),), seed=3, days=1)
    page = page_of(Comparing(order, dialects, lambda *_, **__: None).compare())
    shown = render_text(page, width=150)
    assert "meta is the cheapest that keeps the goal:" in shown
    assert "order update" not in shown.partition("HOW MESSAGES WERE SENT")[0]


def test_the_rules_say_that_a_lost_answer_is_tried_again(choice):
    dialects = load_dialects()
    order = Order(choice=choice, arms=(parse_arm("meta", dialects),), seed=3, days=1, tries=False)
    rules = Comparing(order, dialects, lambda *_, **__: None).compare().rules
    assert any("an answer that is lost counts as a refusal" in rule for rule in rules)


def test_what_a_vendor_advises_is_not_called_a_limit(choice):
    dialects = load_dialects()
    arms = tuple(parse_arm(name, dialects) for name in ("meta", "ultramsg"))
    order = Order(choice=choice, arms=arms, seed=3, days=1, tries=False)
    page = page_of(Comparing(order, dialects, lambda *_, **__: None).compare())
    (table,) = [each for each in page.tables if each.title == "Day one"]
    assert table.head[2] == "limit or advice"
    assert [row[2].partition(":")[0] == "advice" for row in table.rows] == [0, 0, 1, 0]


def test_more_days_than_can_be_played_are_refused(tmp_path):
    large = tiny(tmp_path, ("per_day: 60", "per_day: 100000"))
    dialects = load_dialects()
    order = Order(choice=large, arms=(parse_arm("meta", dialects),), seed=3, days=3)
    with pytest.raises(ConfigError, match="3 days: the month has 300,120 messages; at most"):
        Comparing(order, dialects, print)


def test_where_no_number_of_instances_is_enough_it_is_said(tmp_path):
    strict = tiny(tmp_path, ("{within: 10m, share: 90%}", "{within: 1s, share: 100%}"))
    dialects = load_dialects()
    order = Order(
        choice=strict, arms=(parse_arm("ultramsg", dialects),), seed=3, days=2, tries=False
    )
    found = Comparing(order, dialects, print).compare()
    assert (found.arms[0].numbers, found.arms[0].is_fitted) == ({"ultramsg": 3}, False)
