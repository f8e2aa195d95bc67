from comparisons import GOALS, comparison, meta, premise, standing, ultramsg

from windtunnel_reports.comparison.answer import NOBODY, answer_of, chosen, flips, is_sample_true

HERE = (standing("a", 1.0, 1), standing("b", 0.5, 1))


def changes(*answers):
    found = comparison(meta(), sampled=HERE, premises=(premise(*answers),))
    return [(each.values, each.answer) for each in flips(found)[0].changes]


def test_the_answer_is_the_cheapest_that_keeps_every_goal():
    standings = (standing("a", 0.98, 1), standing("b", 0.99, 3), standing("c", 1.0, 2))
    assert chosen(standings, GOALS) == ("c",)


def test_sets_that_cost_the_same_are_both_the_answer():
    assert answer_of((standing("a", 1.0, 2), standing("b", 1.0, 2)), GOALS) == "a or b"


def test_costs_in_different_currencies_are_never_ranked():
    standings = (standing("a", 1.0, 1), standing("b", 1.0, 900, "BRL"))
    assert chosen(standings, GOALS) == ("a", "b")


def test_where_no_set_keeps_the_goals_there_is_no_answer():
    assert answer_of((standing("a", 0.5, 1),), GOALS) == NOBODY


def test_a_premise_that_changes_nothing_has_no_changes():
    assert changes("a", "a") == []


def test_neighbouring_values_with_the_same_new_answer_are_said_together():
    assert changes("b", "a", "b", "b") == [("0", "b"), ("2 to 3", "b")]


def test_another_answer_beside_it_is_said_apart():
    assert changes("b", "c", "b") == [("0", "b"), ("1", NOBODY), ("2", "b")]


def test_premises_that_change_the_answer_come_first():
    found = comparison(meta(), sampled=HERE, premises=(premise("a"), premise("b")))
    assert [bool(flip.changes) for flip in flips(found)] == [True, False]


def test_it_is_seen_where_the_days_tried_do_not_speak_for_the_month():
    found = comparison(meta(), ultramsg(), sampled=(standing("meta", 1.0, 1),))
    assert not is_sample_true(found)
