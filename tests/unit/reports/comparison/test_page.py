import re

import pytest
from comparisons import arm, comparison, meta, premise, standing, ultramsg

from windtunnel_reports.comparison.html import render_html
from windtunnel_reports.comparison.page import page_of
from windtunnel_reports.comparison.result import Money, Rate
from windtunnel_reports.comparison.text import render_markdown, render_text


def table(page, title):
    (found,) = [each for each in page.tables if each.title == title]
    return found


def test_the_answer_says_who_and_what_it_costs():
    page = page_of(comparison(meta(), ultramsg(900)))
    assert page.answer == (
        "By what can be measured, meta is the cheapest that keeps both goals: USD 408.00 a month, "
        "at most."
    )
    assert page.reasons[1].startswith("ultramsg misses a goal (90.00% of codes within 5 min")


def test_the_head_says_what_kind_of_provider_each_is():
    reasons = page_of(comparison(meta(), ultramsg())).reasons
    assert "meta is first party; ultramsg is unofficial." in reasons


def test_no_answer_and_two_answers_are_said():
    assert page_of(comparison(meta(0))).answer == "No set keeps both goals."
    both = page_of(comparison(arm("a"), arm("b")))
    assert "do not tell them apart" in both.answer


def test_costs_stand_by_market_with_their_source_and_sum_up():
    found = table(page_of(comparison(meta(), ultramsg())), "What a month costs")
    assert (
        "meta",
        "meta",
        "Brazil",
        "utility",
        "30,000",
        "USD 0.0068",
        "USD 204.00",
    ) in found.rows
    assert found.rows[2][-1] == "USD 408.00"
    assert "a rate card (read 2026-11-22, medium confidence)" in found.note


def test_your_own_rates_are_named_with_date_and_source():
    rate = Rate(currency="USD", per_unit=5.0, date="2026-11-20", source="a bank")
    page = page_of(comparison(meta(), money=Money(currency="BRL", rates=(rate,))))
    note = table(page, "What a month costs").note
    assert "Your rates: 1 USD = 5 BRL on 2026-11-20 (a bank)." in note


def test_the_break_even_is_in_messages_a_month_by_market():
    rows = table(page_of(comparison(meta(), ultramsg())), "Break-even").rows
    assert rows[0] == (
        "ultramsg (1 × USD 39.00)",
        "meta",
        "Brazil",
        "both sets",
        "5,736",
        "60,000",
    )


@pytest.mark.parametrize(
    ("flat", "priced", "said"),
    [(900, 1000, "only meta"), (1000, 900, "only ultramsg"), (900, 900, "neither set")],
)
def test_the_break_even_says_who_keeps_the_goals(flat, priced, said):
    rows = table(page_of(comparison(meta(priced), ultramsg(flat))), "Break-even").rows
    assert {row[3] for row in rows} == {said}


def test_a_break_even_that_long_queues_cannot_send_says_so():
    found = comparison(meta(), ultramsg(), queue_per_day={"ultramsg": 100})
    found = table(page_of(found), "Break-even")
    assert found.rows[0][4] == "5,736 (long queues send 3,000)"
    assert "Long queues of so many numbers send fewer" in found.note


def test_what_cannot_be_measured_has_its_source_even_where_nothing_was_found():
    rows = table(page_of(comparison(meta(), ultramsg())), "What cannot be measured").rows
    assert ("SLA", "ultramsg", "nothing found", rows[0][3]) in rows
    assert all("read 2026-11-22" in row[3] for row in rows)


def test_premises_say_what_they_do_to_the_answer():
    here = (standing("a", 1.0, 1), standing("b", 0.5, 1))
    page = page_of(comparison(meta(), sampled=here, premises=(premise("a", "b"),)))
    row = ("a premise", "as it is", "0, 1", "1: b", "USD 0.01", "computed")
    assert table(page, "What would change the answer").rows == (row,)
    assert any("give another answer than the month" in each for each in page.reasons)


def test_a_table_without_rows_is_left_out():
    page = page_of(comparison(meta()))
    assert "What would change the answer" not in [each.title for each in page.tables]


def test_the_terminal_breaks_at_words_and_stays_within_its_width():
    text = render_text(page_of(comparison(meta(), ultramsg())), width=100)
    assert max(map(len, text.splitlines())) <= 100
    assert "WHAT A MONTH COSTS" in text


def test_each_cell_is_in_the_markdown_and_nothing_breaks_its_tables():
    page = page_of(comparison(meta(), ultramsg(), question="a | b?"))
    text = render_markdown(page)
    assert r"a \| b?" in text
    widths = {line.count(" | ") for line in text.split("## ")[1].splitlines() if line[:1] == "|"}
    assert len(widths) == 1


def test_the_html_says_each_basis_in_words_and_asks_the_network_for_nothing():
    html = render_html(page_of(comparison(meta(), ultramsg())))
    for word in ("measured", "computed", "assumed"):
        assert f"</i>{word}</span>" in html
    assert not re.search(r"(src|href)=", html)
