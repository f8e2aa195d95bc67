import pytest

from windtunnel_reports.pages import plots
from windtunnel_reports.pages.html import percent, seconds, things
from windtunnel_reports.summary import Spell


@pytest.mark.parametrize(
    ("value", "rounded"), [(1, 1), (1.1, 2), (3, 5), (0.3, 0.5), (7, 10), (50, 50), (51, 100)]
)
def test_the_next_round_number(value, rounded):
    assert plots.next_round(value) == pytest.approx(rounded)


@pytest.mark.parametrize("top", [0, 0.4, 1, 7, 33, 999, 12_345])
def test_a_linear_scale_holds_its_top_with_few_ticks(top):
    axis = plots.linear(top)
    assert axis.place(0) == 0
    assert 0 <= axis.place(top) <= 1
    assert 2 <= len(axis.ticks) <= 6


def test_a_logarithmic_scale_spans_whole_decades():
    axis = plots.logarithmic(0.03, 12)
    assert [text for _, text in axis.ticks] == ["10 ms", "100 ms", "1 s", "10 s", "100 s"]
    assert axis.place(0.01) == 0
    assert axis.place(0.000001) == 0
    assert axis.place(100) == pytest.approx(1)


def test_a_line_has_gaps_where_there_is_no_value():
    frame = plots.Frame(last_s=10, spells=())
    path = plots.line(frame, plots.linear(4), [(0, 1.0), (1, None), (2, 1.0), (3, 2.0)], "p50")
    assert path.count("M") == 2
    assert plots.line(frame, plots.linear(4), [(0, None)], "p50") == ""


def test_an_area_without_points_is_nothing():
    assert plots.area(plots.Frame(last_s=10, spells=()), plots.linear(4), [], "wanted") == ""


@pytest.mark.parametrize(
    ("last_s", "label"), [(60, ">50 s<"), (3_600, ">50 min<"), (36_000 * 8, ">50000 s<")]
)
def test_the_time_below_a_plot(last_s, label):
    frame = plots.Frame(last_s=last_s, spells=())
    assert label in plots.canvas(frame, plots.linear(4), drawn="", labels="", title="t")


def test_times_beyond_the_plot_stay_inside_it():
    frame = plots.Frame(last_s=10, spells=())
    assert (frame.x(-5), frame.x(5), frame.x(50)) == (0, 500, 1000)


def test_faults_are_named_by_letters_and_then_by_numbers():
    assert [plots.letter(place) for place in (0, 25, 26)] == ["A", "Z", "27"]


def test_a_target_is_escaped_and_a_bound_outside_is_not_drawn():
    frame = plots.Frame(last_s=10, spells=(Spell(fault="wire", from_s=1, to_s=2),))
    axis = plots.linear(4)
    assert plots.level(axis, 99.0, "<b>") == ("", "")
    assert "&lt;b&gt;" in plots.level(axis, 2.0, "<b>")[1]
    assert 'class="band"' in plots.canvas(frame, axis, drawn="", labels="", title="<x>")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "never"), (0.0004, "0.4 ms"), (0.25, "250 ms"), (1.5, "1.50 s"), (12, "12 s"),
        (300.0, "5.0 min"),
    ],
)  # fmt: skip
def test_times_for_people(value, text):
    assert seconds(value) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "–"), (0, 9, "0%"), (9, 9, "100%"), (1, 100_000, "0.1%"),
        (99_999, 100_000, "99.9%"), (1, 3, "33.3%"),
    ],
)  # fmt: skip
def test_a_share_is_never_rounded_to_all_or_nothing(part, whole, text):
    assert percent(part, whole) == text


def test_one_thing_and_many():
    assert (things(1, "story", "stories"), things(1200, "message")) == (
        "1 story",
        "1,200 messages",
    )
